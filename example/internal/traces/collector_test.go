package traces_test

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"github.com/opentracing/opentracing-go/log"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/example/internal/traces"
)

// collect returns a collector and what it has handed out so far.
func collect(t *testing.T) (*traces.Collector, func() []traces.Trace) {
	t.Helper()
	var mu sync.Mutex
	var complete []traces.Trace
	collector := traces.NewCollector(func(trace traces.Trace) {
		mu.Lock()
		defer mu.Unlock()
		complete = append(complete, trace)
	})
	return collector, func() []traces.Trace {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(complete)
	}
}

func TestCollectorWaitsForTheLastSpan(t *testing.T) {
	collector, complete := collect(t)
	orders := collector.Tracer("orders")
	prices := collector.Tracer("prices")

	root := orders.StartSpan("root")
	header := opentracing.HTTPHeadersCarrier(http.Header{})
	if err := orders.Inject(root.Context(), opentracing.HTTPHeaders, header); err != nil {
		t.Fatal(err)
	}
	parent, err := prices.Extract(opentracing.HTTPHeaders, header)
	if err != nil {
		t.Fatal(err)
	}
	child := prices.StartSpan("child", opentracing.ChildOf(parent))

	root.Finish() // The root may well end before a child.
	if got := complete(); len(got) != 0 {
		t.Fatalf("there is %v while a span runs, want nothing", got)
	}
	child.Finish()
	got := complete()
	if len(got) != 1 || len(got[0].Spans) != 2 {
		t.Fatalf("got %v, want one trace of two spans", got)
	}
	first, second := got[0].Spans[0], got[0].Spans[1]
	if first.Service != "orders" || first.Operation != "root" || first.Parent != "" {
		t.Errorf("the root is %+v", first)
	}
	if second.Service != "prices" || second.Operation != "child" || second.Parent != first.ID {
		t.Errorf("the child of %s is %+v", first.ID, second)
	}
	if len(got[0].ID) != 32 || second.Start.Before(first.Start) {
		t.Errorf("the id has no 128 bits, or there is no order: %+v", got[0])
	}
}

func TestCollectorCopiesTheSpan(t *testing.T) {
	collector, complete := collect(t)
	span := collector.Tracer("orders").StartSpan("first name")
	ext.HTTPMethod.Set(span, "GET")
	ext.HTTPStatusCode.Set(span, 502)
	ext.Error.Set(span, true)
	span.LogFields(log.Event("error"), log.Message("not this"))
	span.LogFields(log.Event("error"), log.String("error.kind", "panic"), log.Message("this"))
	span.LogFields(log.Event("retry"), log.Message("nor that"))
	span.SetOperationName("last name")
	span.Finish()

	got := complete()[0].Spans[0]
	want := traces.Span{
		ID: got.ID, Start: got.Start, Duration: got.Duration,
		Service: "orders", Operation: "last name",
		Status: 502, Failed: true, Reason: "panic: this",
		Tags: []traces.Field{
			{Key: "error", Value: "true"},
			{Key: "http.method", Value: "GET"},
			{Key: "http.status_code", Value: "502"},
			{Key: "sampler.param", Value: "true"},
			{Key: "sampler.type", Value: "const"},
		},
		Logs: [][]traces.Field{
			{{Key: "event", Value: "error"}, {Key: "message", Value: "not this"}},
			{{Key: "event", Value: "error"}, {Key: "error.kind", Value: "panic"}, {Key: "message", Value: "this"}},
			{{Key: "event", Value: "retry"}, {Key: "message", Value: "nor that"}},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestCollectorIgnoresWhatIsNotSampled(t *testing.T) {
	collector, complete := collect(t)
	tracer := collector.Tracer("orders")
	child := func(parent string) opentracing.Span {
		t.Helper()
		sc, err := tracer.Extract(opentracing.HTTPHeaders, opentracing.HTTPHeadersCarrier{"Uber-Trace-Id": {parent}})
		if err != nil {
			t.Fatal(err)
		}
		return tracer.StartSpan("child", opentracing.ChildOf(sc))
	}
	child("1:1:0:0").Finish()
	late := child("1:1:0:0")
	ext.SamplingPriority.Set(late, 1)
	late.Finish()
	if got := complete(); len(got) != 0 {
		t.Errorf("got %v, want nothing", got)
	}

	child("1:1:0:1").Finish() // The same trace; nothing of it runs any more.
	if got := complete(); len(got) != 1 || len(got[0].Spans) != 1 {
		t.Errorf("got %v, want the one sampled span", got)
	}
}

func TestCollectorTellsTracesApart(t *testing.T) {
	const n = 50
	collector, complete := collect(t)
	tracer := collector.Tracer("orders")
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			root := tracer.StartSpan("root")
			ext.LogError(root, errors.New("x"))
			tracer.StartSpan("child", opentracing.ChildOf(root.Context())).Finish()
			root.Finish()
		})
	}
	wg.Wait()
	got := complete()
	if len(got) != n {
		t.Fatalf("got %d traces, want %d", len(got), n)
	}
	for _, trace := range got {
		if len(trace.Spans) != 2 || trace.Spans[0].Parent != trace.Spans[1].ID {
			t.Errorf("got %+v, want a child and its parent", trace.Spans)
		}
	}
}

func TestCollectorKeepsTheLastTraces(t *testing.T) {
	const kept = 100
	collector, complete := collect(t)
	tracer := collector.Tracer("orders")
	running := tracer.StartSpan("running")
	for range kept + 1 {
		tracer.StartSpan("root").Finish()
	}
	for i, trace := range complete() {
		got, ok := collector.Trace(trace.ID)
		if wantOK := i > 0; ok != wantOK || ok && (got.ID != trace.ID || len(got.Spans) != 1) {
			t.Errorf("trace %d of %d: got %v, %v, want %v", i, kept+1, got, ok, wantOK)
		}
	}
	id := running.Context().(jaeger.SpanContext).TraceID().String()
	if got, ok := collector.Trace(id); ok {
		t.Errorf("got %v, which still runs", got)
	}
	running.Finish()
	if _, ok := collector.Trace(id); !ok {
		t.Error("a trace that is complete is not there")
	}
}
