package opentelemetry_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"
	"github.com/uber/jaeger-client-go"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/opentracing-contrib/go-chi/chitrace/opentelemetry"
)

func TestTags(t *testing.T) {
	long := strings.Repeat("x", 2048)
	tests := []struct {
		tag, want any
	}{
		{"text", "text"},
		{long, long},
		{"a\xffb", "a\uFFFDb"},
		{true, true},
		{-1, int64(-1)},
		{int8(-8), int64(-8)},
		{int16(-16), int64(-16)},
		{int32(-32), int64(-32)},
		{int64(-64), int64(-64)},
		{uint(1), int64(1)},
		{uint8(8), int64(8)},
		{uint16(16), int64(16)},
		{uint32(32), int64(32)},
		{uint64(64), int64(64)},
		{^uint64(0), "18446744073709551615"},
		{float32(0.5), 0.5},
		{0.25, 0.25},
		{[]byte{0xff}, "/w=="},
		{[]string{"a", "b"}, "[a b]"},
		{errors.New("no disk"), "no disk"},
		{time.Second, "1s"},
		{nil, "<nil>"},
	}
	c := export(t, func(tracer opentracing.Tracer) {
		span := tracer.StartSpan("op")
		for i, tt := range tests {
			span.SetTag(fmt.Sprint(i), tt.tag)
		}
		span.Finish()
	})
	got := values(c.span(t, "op").GetAttributes())
	for i, tt := range tests {
		if got[fmt.Sprint(i)] != tt.want {
			t.Errorf("%T %.9v: got %v, want %v", tt.tag, tt.tag, got[fmt.Sprint(i)], tt.want)
		}
	}
}

// wantAttributes checks all but the sampler's.
func wantAttributes(t *testing.T, got, want map[string]any) {
	t.Helper()
	maps.DeleteFunc(got, func(key string, _ any) bool { return strings.HasPrefix(key, "sampler.") })
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got the attributes %v, want %v", got, want)
	}
}

func TestSpan(t *testing.T) {
	begun := time.Unix(1_700_000_000, 123_456_789)
	c := export(t, func(tracer opentracing.Tracer) {
		remote, err := tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier{
			"Traceparent": {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
		})
		if err != nil {
			t.Fatal(err)
		}
		other := tracer.StartSpan("other")
		span := tracer.StartSpan("first", ext.SpanKindRPCServer, opentracing.StartTime(begun),
			opentracing.ChildOf(remote), opentracing.FollowsFrom(other.Context()), opentracing.ChildOf(other.Context()))
		span.SetOperationName("GET /\xff").SetTag("twice", 1).SetTag("twice", 2)
		span.LogFields(log.Event("cache"), log.Bool("hit", true))
		span.LogFields(log.Int("rows", 3), log.Lazy(func(e log.Encoder) { e.EmitString("lazy", "yes") }), log.Noop())
		span.LogFields(log.Event("error"), log.String("error.kind", "panic"), log.Message("oops"), log.String("stack", "main"))
		ext.Error.Set(span, true)
		span.FinishWithOptions(opentracing.FinishOptions{FinishTime: begun.Add(5 * time.Nanosecond)})
		other.Finish()
	})
	span := c.span(t, "GET /\uFFFD")
	for what, got := range map[string]string{
		"0af7651916cd43dd8448eb211c80319c": fmt.Sprintf("%x", span.GetTraceId()),
		"b7ad6b7169203331":                 fmt.Sprintf("%x", span.GetParentSpanId()),
		"SPAN_KIND_SERVER":                 span.GetKind().String(),
		"1700000000123456789":              fmt.Sprint(span.GetStartTimeUnixNano()),
		"1700000000123456794":              fmt.Sprint(span.GetEndTimeUnixNano()),
		"STATUS_CODE_ERROR oops":           fmt.Sprintln(span.GetStatus().GetCode(), span.GetStatus().GetMessage()),
		"300":                              fmt.Sprintf("%x", span.GetFlags()&0x300), // The parent is remote.
	} {
		if strings.TrimSpace(got) != what {
			t.Errorf("got %s, want %s", got, what)
		}
	}
	wantAttributes(t, values(span.GetAttributes()), map[string]any{"twice": int64(2)})

	var links []string
	for _, link := range span.GetLinks() {
		if !slices.Equal(link.GetSpanId(), c.span(t, "other").GetSpanId()) {
			t.Errorf("a link leads to %x", link.GetSpanId())
		}
		links = append(links, fmt.Sprint(values(link.GetAttributes())["opentracing.ref_type"]))
	}
	if !slices.Equal(links, []string{"follows_from", "child_of"}) {
		t.Errorf("got the links %v", links)
	}

	wantEvents(t, span, map[string]map[string]any{
		"cache": {"hit": true},
		"log":   {"rows": int64(3), "lazy": "yes"},
		"error": {"error.kind": "panic", "message": "oops", "stack": "main"},
	})
}

func wantEvents(t *testing.T, span *tracepb.Span, want map[string]map[string]any) {
	t.Helper()
	got := map[string]map[string]any{}
	for _, event := range span.GetEvents() {
		got[event.GetName()] = values(event.GetAttributes())
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got the events %v, want %v", got, want)
	}
}

// A span without a kind, an error or a parent has none; false is no error.
func TestPlainSpan(t *testing.T) {
	t.Setenv("JAEGER_TRACEID_128BIT", "false")
	c := export(t, func(tracer opentracing.Tracer) {
		span := tracer.StartSpan("op").SetTag("error", false).SetTag("span.kind", "own")
		tracer.StartSpan("behind", opentracing.FollowsFrom(span.Context())).Finish()
		span.Finish()
	})
	span, behind := c.span(t, "op"), c.span(t, "behind")
	if span.GetKind() != tracepb.Span_SPAN_KIND_UNSPECIFIED || span.GetStatus().GetCode() != 0 || len(span.GetParentSpanId()) > 0 {
		t.Errorf("got %v", span)
	}
	if id := fmt.Sprintf("%x", span.GetTraceId()); !strings.HasPrefix(id, "0000000000000000") || len(id) != 32 {
		t.Errorf("got the id %s, want one of 64 bits", id)
	}
	wantAttributes(t, values(span.GetAttributes()), map[string]any{"error": false, "span.kind": "own"})
	if !slices.Equal(behind.GetParentSpanId(), span.GetSpanId()) || len(behind.GetLinks()) != 1 {
		t.Errorf("got parent %x and links %v, want both for one that follows", behind.GetParentSpanId(), behind.GetLinks())
	}
}

func TestDebug(t *testing.T) {
	c := export(t, func(tracer opentracing.Tracer) {
		debug, _ := tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier{"Jaeger-Debug-Id": {"find-me"}})
		tracer.StartSpan("op", opentracing.ChildOf(debug)).Finish()
	})
	wantAttributes(t, values(c.span(t, "op").GetAttributes()), map[string]any{"debug": true, "jaeger-debug-id": "find-me"})
}

func TestResource(t *testing.T) {
	t.Setenv("JAEGER_TAGS", "pod=x")
	made := func(list ...attribute.KeyValue) opentelemetry.Option {
		return opentelemetry.WithResource(resource.NewSchemaless(list...))
	}
	for want, opts := range map[string][]opentelemetry.Option{
		"orders a x <nil>": {nil, opentelemetry.WithResource(nil), opentelemetry.WithResource(resource.Default())},
		"stock b x 2":      {made(attribute.String("service.name", "stock"), attribute.Int("n", 1)), made(attribute.Int("n", 2), attribute.String("zone", "b"))},
	} {
		c := export(t, func(tracer opentracing.Tracer) { tracer.StartSpan("op").Finish() }, opts...)
		r := c.resource
		if got := fmt.Sprint(r["service.name"], " ", r["zone"], " ", r["pod"], " ", r["n"]); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if r["host.name"] == nil || r["jaeger.version"] == nil || r["client-uuid"] == nil {
			t.Errorf("got %v, want the tracer's tags", r)
		}
		if s := c.scopes[0]; s.GetName() != "github.com/opentracing-contrib/go-chi" || s.GetVersion() == "" {
			t.Errorf("got the scope %v", s)
		}
	}
}

// What a collector answers is the exporter's affair, and counted by the reporter.
func TestAnswers(t *testing.T) {
	once := func(status int, retryAfter string) func(http.ResponseWriter, int) bool {
		return func(w http.ResponseWriter, n int) bool {
			if n == 1 {
				w.Header().Set("Retry-After", retryAfter)
				w.WriteHeader(status)
			}
			return n > 1
		}
	}
	always := func(status int) func(http.ResponseWriter, int) bool {
		return func(w http.ResponseWriter, _ int) bool { w.WriteHeader(status); return false }
	}
	for _, tt := range []struct {
		name   string
		answer func(http.ResponseWriter, int) bool
		want   string
		spans  int
	}{
		{"busy", once(http.StatusTooManyRequests, "1"), "ok=2", 2},
		{"not available", once(http.StatusServiceUnavailable, "0"), "ok=2", 2},
		{"never available", always(http.StatusServiceUnavailable), "err=2", 0},
		{"refused", always(http.StatusBadRequest), "err=2", 0},
		{"partial success", func(w http.ResponseWriter, _ int) bool {
			w.Header().Set("Content-Type", "application/x-protobuf")
			_, _ = w.Write([]byte{0x0a, 0x02, 0x08, 0x01}) // rejected_spans: 1
			return true
		}, "ok=2", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var told []string
			otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { told = append(told, err.Error()) }))
			c := startCollector(t, tt.answer)
			tracer := newTracing(t, newExporter(t, c.URL))
			tracer.StartSpan("a").Finish()
			tracer.StartSpan("b").Finish()
			if err := tracer.close(); err != nil {
				t.Error(err)
			}
			tracer.wantCounts(t, tt.want)
			if len(c.spans) != tt.spans {
				t.Errorf("%d spans arrived, want %d", len(c.spans), tt.spans)
			}
			if partial := strings.Contains(fmt.Sprint(told), "1 spans rejected"); partial != (tt.name == "partial success") {
				t.Errorf("OpenTelemetry's error handler was told %v", told)
			}
		})
	}
}

// exporterFunc is an exporter that does what the test says.
type exporterFunc func(ctx context.Context, spans []sdktrace.ReadOnlySpan) error

func (f exporterFunc) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	return f(ctx, spans)
}

func (exporterFunc) Shutdown(context.Context) error { return errors.New("shut down by the sender") }

// While the exporter is busy, spans go to the queue, and beyond it they are
// dropped. No Finish waits.
func TestSlowExporter(t *testing.T) {
	t.Setenv("JAEGER_REPORTER_MAX_QUEUE_SIZE", "100")
	t.Setenv("JAEGER_REPORTER_FLUSH_INTERVAL", "1ms")
	busy, release := make(chan struct{}, 1000), make(chan struct{})
	tracer := newTracing(t, exporterFunc(func(ctx context.Context, _ []sdktrace.ReadOnlySpan) error {
		busy <- struct{}{}
		<-release
		if _, ok := ctx.Deadline(); !ok {
			t.Error("an export may take for ever")
		}
		return nil
	}))
	tracer.StartSpan("op").Finish()
	<-busy
	for range 150 {
		tracer.StartSpan("op").Finish()
	}
	close(release)
	if err := tracer.close(); err != nil {
		t.Error(err)
	}
	tracer.wantCounts(t, "ok=101 dropped=50")
}

// A span that cannot be sent costs no other one.
func TestBadSpans(t *testing.T) {
	megabyte := strings.Repeat("x", 1<<20)
	for name, spoil := range map[string]func(opentracing.Span){
		"tag":   func(s opentracing.Span) { s.SetTag("body", megabyte) },
		"log":   func(s opentracing.Span) { s.LogFields(log.String("body", megabyte)) },
		"event": func(s opentracing.Span) { s.LogFields(log.Event(megabyte)) },
		"name":  func(s opentracing.Span) { s.SetOperationName(megabyte) },
		"logs": func(s opentracing.Span) {
			for range 20_000 {
				s.LogFields(log.Event("again"), log.Int("n", 1))
			}
		},
		"panic": func(s opentracing.Span) {
			s.LogFields(log.Lazy(func(log.Encoder) { panic("no log") }))
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			tracer := newTracing(t, exporterFunc(func(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
				for _, s := range spans {
					got = append(got, s.Name())
				}
				return nil
			}))
			tracer.StartSpan("before").Finish()
			span := tracer.StartSpan("bad")
			spoil(span)
			span.Finish()
			tracer.StartSpan("after").Finish()
			if err := tracer.close(); err != nil {
				t.Error(err)
			}
			tracer.wantCounts(t, "ok=2 err=1")
			if !slices.Equal(got, []string{"before", "after"}) {
				t.Errorf("got %.40q", got)
			}
		})
	}
}

// A batch is bounded in spans and in bytes.
func TestBatches(t *testing.T) {
	t.Setenv("JAEGER_REPORTER_FLUSH_INTERVAL", "1h")
	for size, want := range map[int]int{1: 512, 8_800: 2 << 20 / 9_000} {
		body := strings.Repeat("x", size)
		c := export(t, func(tracer opentracing.Tracer) {
			for range 1025 {
				tracer.StartSpan("op", opentracing.Tag{Key: "body", Value: body}).Finish()
			}
		})
		if got := slices.Max(c.batches); len(c.spans) != 1025 || got > want+5 || got < want-5 {
			t.Errorf("%d bytes each: got %d spans in batches of %v, want about %d in each", size, len(c.spans), c.batches, want)
		}
	}
}

// An exporter that panics fails its batch, and one that is nil each.
func TestBrokenExporter(t *testing.T) {
	for _, exporter := range []sdktrace.SpanExporter{
		nil, exporterFunc(func(context.Context, []sdktrace.ReadOnlySpan) error { panic("broken") }),
	} {
		tracer := newTracing(t, exporter)
		tracer.StartSpan("op").Finish()
		if err := tracer.close(); err != nil {
			t.Error(err)
		}
		tracer.wantCounts(t, "err=1")
	}
}

// The sender is one of jaeger-client-go's, too: by hand, spans of pools included.
func TestByHand(t *testing.T) {
	var got []string
	sender := opentelemetry.NewSender(exporterFunc(func(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
		for _, s := range spans {
			got = append(got, s.Name())
		}
		return nil
	}))
	tracer, closer := jaeger.NewTracer("orders", jaeger.NewConstSampler(true), jaeger.NewRemoteReporter(sender),
		jaeger.TracerOptions.PoolSpans(true))
	for _, name := range []string{"a", "b", "c"} {
		tracer.StartSpan(name).Finish()
	}
	_ = closer.Close()
	if !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("got %v", got)
	}
}
