package transparency

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/opentracing/opentracing-go"
	jaegermetrics "github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/call"
	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/server"
)

// TestClients compares clients with our transports and without, in front of a
// service with our middlewares and without.
func TestClients(t *testing.T) {
	hunt(t, func(s *draw.Source) ([]fault, string) {
		c := &clients{
			Client: call.Draw(s),
			kind:   draw.One(s, tracers...),
			parent: s.Chance(50), tags: s.Chance(30), events: s.Chance(30), counts: s.Chance(50),
		}
		return c.compare(), c.String()
	})
}

// clients is a client, and how it is traced.
type clients struct {
	*call.Client
	kind                         string // of tracer
	parent, tags, events, counts bool
}

func (c *clients) String() string {
	return fmt.Sprintf("tracer: %s, a span in the context: %t, WithTags: %t, WithClientTrace: %t, metrics: %t\n%s",
		c.kind, c.parent, c.tags, c.events, c.counts, c.Client)
}

// foreign are tags that are ours to set, and one that is not.
var foreign = opentracing.Tags{
	"team": "net", "http.method": "theirs", "http.url": "theirs", "http.status_code": "theirs", "span.kind": "theirs",
	"component": "theirs",
}

func (c *clients) compare() (faults []fault) {
	base := func(s *server.Server) *http.Transport {
		return &http.Transport{
			Protocols: s.Protocols(), DisableCompression: !c.Compresses, DisableKeepAlives: !c.HTTP2,
			ExpectContinueTimeout: patience,
		}
	}
	bare := c.play(context.Background(), call.Service(), func(s *server.Server) http.RoundTripper { return base(s) })

	tracer, ctx := newTracer(c.kind), context.Background()
	var root opentracing.Span
	if c.parent {
		root = tracer.StartSpan("root")
		ctx = opentracing.ContextWithSpan(ctx, root)
	}
	traced := c.play(ctx, call.Service(chitrace.Middleware(tracer)), func(s *server.Server) http.RoundTripper {
		return c.traced(base(s), tracer)
	})
	if root != nil {
		root.Finish()
	}
	for i := range bare {
		if got, want := traced[i].Text, bare[i].Text; got != want && !bare[i].Unsure {
			faults = append(faults, faultf("client's view", "call %d: %s", i, difference(got, want)))
		}
	}
	return append(faults, c.checkSpans(tracer, traced)...)
}

// traced returns a transport with ours around it.
func (c *clients) traced(base http.RoundTripper, tracer opentracing.Tracer) http.RoundTripper {
	options := []propagation.Option{propagation.WithTracer(tracer)}
	if c.tags {
		options = append(options, propagation.WithTags(foreign))
	}
	if c.events {
		options = append(options, propagation.WithClientTrace())
	}
	var transport http.RoundTripper = propagation.NewTransport(base, options...)
	if c.counts {
		transport = metrics.NewTransport(transport, jaegermetrics.NullFactory)
	}
	return transport
}

// play makes the calls.
func (c *clients) play(ctx context.Context, service http.Handler, transport func(s *server.Server) http.RoundTripper) (outcomes []call.Outcome) {
	s := server.New(service, c.HTTP2)
	defer s.Close()
	client := c.New(transport(s))
	defer client.CloseIdleConnections()
	for _, one := range c.Calls {
		outcomes = append(outcomes, one.Do(ctx, client, s.URL))
		s.Wait()
	}
	return outcomes
}

func (c *clients) checkSpans(tracer *netTracer, outcomes []call.Outcome) (faults []fault) {
	started := int(tracer.started.Load())
	spans := tracer.FinishedSpans()
	// A goroutine of net/http's may still write the log of an event when the body ends. It
	// finishes the span then.
	for until := time.Now().Add(time.Second / 5); c.events && len(spans) < started && time.Now().Before(until); {
		runtime.Gosched()
		spans = tracer.FinishedSpans()
	}
	if len(spans) != started {
		faults = append(faults, faultf("number of spans", "started %d, finished %d", started, len(spans)))
	}
	byID := make(map[int]*span)
	for _, s := range spans {
		byID[s.SpanContext.SpanID] = s
	}
	roundTrips := 0
	for _, s := range spans {
		faults = append(faults, checkValues(s)...)
		faults = append(faults, c.checkTags(s)...)
		switch parent := byID[s.ParentID]; {
		case isKind(s, "server") && (parent == nil || !isKind(parent, "client")):
			faults = append(faults, faultf("tree", "%s has no parent", s.OperationName))
		case isKind(s, "client") && c.parent != (parent != nil && parent.OperationName == "root"):
			faults = append(faults, faultf("tree", "%s has the wrong parent", s.OperationName))
		case isKind(s, "client"):
			roundTrips++
		}
	}
	if roundTrips < len(outcomes) {
		faults = append(faults, faultf("number of spans", "%d of %d calls", roundTrips, len(outcomes)))
	}
	return faults
}

func isKind(s *span, kind string) bool { return fmt.Sprint(s.Tag("span.kind")) == kind }

func (c *clients) checkTags(s *span) (faults []fault) {
	if shown := fmt.Sprint(s.Tags(), s.Logs()); strings.Contains(shown, "hunter2") {
		faults = append(faults, faultf("secret", "%s", shown))
	}
	if c.kind == "one that adds tags" && s.Tag("around") != "yes" {
		faults = append(faults, faultf("tags of another tracer", "got %v", s.Tags()))
	}
	if !isKind(s, "client") && s.OperationName != "root" && !isKind(s, "server") {
		return append(faults, faultf("kind", "%s: %v", s.OperationName, s.Tags()))
	}
	if !isKind(s, "client") {
		return faults
	}
	if c.tags && s.Tag("team") != "net" {
		faults = append(faults, faultf("WithTags", "got %v", s.Tags()))
	}
	for key, value := range s.Tags() {
		if value == "theirs" {
			faults = append(faults, faultf("WithTags beats ours", "%s", key))
		}
	}
	status, isError := s.Tag("http.status_code"), s.Tag("error") == true
	if code, ok := status.(uint16); ok && code >= 400 && !isError || status == nil && !isError {
		faults = append(faults, faultf("client's error tag", "missing with status %v", status))
	}
	return faults
}
