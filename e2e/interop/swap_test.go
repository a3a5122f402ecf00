package interop

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	collector "github.com/opentracing-contrib/go-chi/e2e/internal/jaeger"
	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// With another tracer the services of the example make the same traces, one at
// a time or both together: names, tags, logs, parents.
func TestSwap(t *testing.T) {
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
	want := map[string]string{} // of jaeger-client-go alone, by path
	for _, orders := range tracers(server) {
		for _, prices := range tracers(server) {
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

// Of each span, tracers tell a little about themselves: all that differs. The
// log leads to the trace with either.
func TestSwapDifferences(t *testing.T) {
	server := collector.Start(t, jaegerBinary, collector.Everything())
	wantTags := map[string][]string{
		"jaeger-client-go": {"sampler.param", "sampler.type"}, // on roots
		"bridge":           {"otel.scope.name"},
	}
	const wantDigits = 32 // of a trace id: jaegertracer makes them as OpenTelemetry does
	for _, tracer := range tracers(server) {
		t.Run(tracer.name, func(t *testing.T) {
			api := run(t, tracer.orders, tracer.env)
			id := get(t, api.url+"/v1/orders")
			if got := len(id); got != wantDigits {
				t.Errorf("trace id %s has %d digits, want %d", id, got, wantDigits)
			}
			root := server.Trace(t, id, 1).Root()
			own := slices.DeleteFunc(slices.Sorted(maps.Keys(root.Tags)), func(key string) bool { return !isTracers(key) })
			if !slices.Equal(own, wantTags[tracer.name]) {
				t.Errorf("the span has %v of the tracer's, want %v", own, wantTags[tracer.name])
			}
			ids := fmt.Sprintf(`"trace_id":%q,"span_id":%q,"sampled":true`, id, root.ID)
			poll.Until(t, "a log line with "+ids, func(context.Context) error {
				if !strings.Contains(api.Output(), ids) {
					return errors.New("there is none")
				}
				return nil
			})
		})
	}
}

// isTracers says whether a tag is not from our instrumentation.
func isTracers(key string) bool {
	return strings.HasPrefix(key, "sampler.") || key == "otel.scope.name"
}

// outline is all there is to see of a span and those below it, but for ids,
// times, and what tracers tell about themselves.
func outline(tr collector.Trace, s collector.Span, indent string, hosts *strings.Replacer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s %s\n", indent, s.Service, s.Operation)
	indent += "\t"
	for _, key := range slices.Sorted(maps.Keys(s.Tags)) {
		if !isTracers(key) && s.Tags[key] != "internal" { // the kind that OpenTelemetry has for none
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
