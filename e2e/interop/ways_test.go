package interop

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	collector "github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
)

// By Thrift and by OTLP the services of the example send the same spans, one at a
// time or both together: names, tags, logs, parents.
func TestWays(t *testing.T) {
	server := collector.Start(t, jaegerBinary, collector.Everything())
	requests := []struct {
		path  string
		spans int
	}{
		{"/v1/orders", 1},
		{"/v1/orders/1001", 6},
		{"/v1/orders/1001/quote", 8},        // slow, behind another mount
		{"/v1/orders/1002", 6},              // prices fails, and orders with it
		{"/v1/orders/1003/invoice", 1},      // panics
		{"/v1/orders/9999", 1},              // 404 of the handler
		{"/v1/customers/7/orders", 1},       // a mounted router
		{"/v1/customers/7/nothing", 1},      // 404 below it
		{"/nowhere?and=no%20secret", 1},     // 404 of nobody
		{"/v1/orders/%E2%82%AC/invoice", 1}, // an id that is not ASCII
	}
	want := map[string]string{} // by Thrift alone, by path
	for i, orders := range ways(server) {
		for j, prices := range ways(server) {
			if i != j && i*j > 0 {
				continue // OTLP both times
			}
			t.Run(orders.name+" calls "+prices.name, func(t *testing.T) {
				downstream := run(t, prices.prices, prices.env)
				api := run(t, orders.orders, orders.env, "-downstream", downstream.url)
				hosts := strings.NewReplacer(downstream.url, "http://prices", api.url, "http://orders")
				for _, r := range requests {
					trace := server.Trace(t, get(t, api.url+r.path), r.spans)
					got := outline(trace, trace.Root(), "", hosts)
					if _, ok := want[r.path]; !ok {
						want[r.path] = got
					}
					if got != want[r.path] {
						t.Errorf("GET %s\ngot\n%swant\n%s", r.path, got, want[r.path])
					}
				}
			})
		}
	}
}

// All that differs between the ways are a few tags.
func TestWaysDiffer(t *testing.T) {
	server := collector.Start(t, jaegerBinary, collector.Everything())
	for i, way := range ways(server) {
		t.Run(way.name, func(t *testing.T) {
			api := run(t, way.orders, way.env)
			trace := server.Trace(t, get(t, api.url+"/v1/orders/1003/invoice"), 1)
			tags, process := keys(trace.Root().Tags), trace.Processes[trace.Root().ProcessID]
			wantTags, wantProcess := []string(nil), "client-uuid host.name ip opencensus.exporterversion"
			if i > 0 {
				wantTags = []string{"otel.scope.name", "otel.scope.version", "otel.status_description"}
				wantProcess = "client-uuid host.name ip jaeger.version"
			}
			if own := slices.DeleteFunc(tags, func(key string) bool { return !isWays(key) }); !slices.Equal(own, wantTags) {
				t.Errorf("got the tags %v, want %v", own, wantTags)
			}
			if got := strings.Join(keys(process.Tags), " "); got != wantProcess || process.ServiceName != "orders" {
				t.Errorf("got the process %s, %s, want orders, %s", process.ServiceName, got, wantProcess)
			}
		})
	}
}

func keys(tags collector.KeyValues) []string { return slices.Sorted(maps.Keys(tags)) }

// isWays reports whether a tag depends on the way.
func isWays(key string) bool {
	return strings.HasPrefix(key, "otel.scope.") || key == "otel.status_description"
}

// outline is all there is to see of a span and those below it, but for ids, times,
// and the tags that depend on the way.
func outline(tr collector.Trace, s collector.Span, indent string, hosts *strings.Replacer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s %s\n", indent, s.Service, s.Operation)
	indent += "\t"
	for _, key := range slices.Sorted(maps.Keys(s.Tags)) {
		if !isWays(key) && s.Tags[key] != "internal" { // the kind that OpenTelemetry has for none
			fmt.Fprintf(&b, "%s%s = %s\n", indent, key, value(s.Tags[key], hosts))
		}
	}
	for _, log := range s.Logs {
		fmt.Fprintf(&b, "%slog\n", indent)
		for _, key := range slices.Sorted(maps.Keys(log.Fields)) {
			fmt.Fprintf(&b, "%s\t%s = %s\n", indent, key, value(log.Fields[key], hosts))
		}
	}
	var below []string
	for _, child := range tr.Children(s.ID) {
		below = append(below, outline(tr, child, indent, hosts))
	}
	slices.Sort(below) // Calls at the same time end in any order.
	b.WriteString(strings.Join(below, ""))
	return b.String()
}

// value is a tag's value with its type. Of a stack it is the handler's function:
// the rest depends on the run.
func value(v any, hosts *strings.Replacer) string {
	s, ok := v.(string)
	if !ok {
		return fmt.Sprintf("%v (%T)", v, v)
	}
	if strings.HasPrefix(s, "goroutine ") {
		_, s, _ = strings.Cut(s, "example/internal/")
		s, _, _ = strings.Cut(s, "(")
		return "stack of " + s
	}
	return fmt.Sprintf("%q", hosts.Replace(s))
}
