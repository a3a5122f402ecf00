package chitrace_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/mocktracer"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/internal/active"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// What a client may send, and what it gets with us and without us. Nothing is printed,
// as by Jaeger's client of baggage that it cannot parse.
func TestBadInput(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	printed := tracetest.CaptureLog(t)
	for name, tt := range map[string]struct {
		line    string
		headers []string
	}{
		"huge method":                 {strings.Repeat("M", 10_000) + " /users/7", nil},
		"odd method":                  {"!#$%&'*+-.^_`|~ /users/7", nil},
		"no method":                   {" /users/7", nil},
		"huge path":                   {"GET /users/" + long, nil},
		"broken UTF-8 in a parameter": {"GET /users/%ff%fe", nil},
		"raw bytes in the path":       {"GET /users/\xff\xfe", nil},
		"null byte":                   {"GET /users/%00", nil},
		"braces":                      {"GET /users/{userID}", nil},
		"asterisk":                    {"GET /api/*", nil},
		"line break":                  {"GET /users/%0d%0aSet-Cookie:%20a=b", nil},
		"many slashes":                {"GET " + strings.Repeat("/", 1000), nil},
		"half an escape":              {"GET /users/%2", nil},
		"huge trace id":               {"GET /users/7", []string{"Uber-Trace-Id: " + long}},
		"broken trace id":             {"GET /users/7", []string{"Uber-Trace-Id: \xff:\xfe:%zz:1"}},
		"huge baggage":                {"GET /users/7", []string{"Uberctx-A: " + long, "Jaeger-Baggage: a=" + long}},
		"baggage without a name":      {"GET /users/7", []string{"Uberctx-: a", "Jaeger-Baggage: =a,b"}},
		"two parents":                 {"GET /users/7", []string{sampledParent, "Uber-Trace-Id: 6:7:0:1"}},
		"bytes in a header":           {"GET /users/7", []string{"User-Agent: \xff\xfe"}},
		"two hosts":                   {"GET /users/7", []string{"Host: other.example"}},
		"port out of range":           {"GET http://example.org:99999/users/7", nil},
		"bad length":                  {"POST /users", []string{"Content-Length: -1"}},
	} {
		t.Run(name, func(t *testing.T) {
			lines := append([]string{tt.line + " HTTP/1.1", "Host: example.com"}, tt.headers...)
			tracer, _ := tracetest.NewJaeger(t, always)
			trace := chitrace.Middleware(tracer, chitrace.WithRequestHeaders("User-Agent"), chitrace.WithURLParams("userID", "*"))
			// But for the date, a response does not depend on when it was made.
			date := middleware.SetHeader("Date", "today")
			with, without := exchange(t, date(api(trace)), lines...), exchange(t, date(api()), lines...)
			if with != without || printed.Len() > 0 {
				t.Errorf("got %q, without us %q, printed %q", with, without, printed)
			}
		})
	}
}

// Whatever a stranger sends, every value of the span is valid UTF-8 and short.
func TestValuesAreBounded(t *testing.T) {
	const long, odd = 100_000, "\xff\xfe"
	x := strings.Repeat("x", long)
	for name, lines := range map[string][]string{
		"path":                    {"GET /users/" + x + " HTTP/1.1"},
		"method":                  {x + " /users/7 HTTP/1.1"},
		"header":                  {"GET /users/7 HTTP/1.1", "X-Id: " + x},
		"header of invalid bytes": {"GET /users/7 HTTP/1.1", "X-Id: " + strings.Repeat(odd, long)},
		"many header lines":       {"GET /users/7 HTTP/1.1", strings.Repeat("X-Id: "+strings.Repeat(odd, 20)+"\r\n", 99) + "X-Id: x"},
		"panic":                   {"GET /panic/" + strings.Repeat("%ff", long) + " HTTP/1.1"},
	} {
		t.Run(name, func(t *testing.T) {
			tracer := mocktracer.New()
			r := routesAt("/{kind}/{id}", func(w http.ResponseWriter, r *http.Request) {
				w.Header()["X-Id"] = r.Header["X-Id"]
				if chi.URLParam(r, "kind") == "panic" {
					chitrace.LogError(r.Context(), errors.New("no "+r.URL.Path))
					panic("no " + r.URL.Path)
				}
			}, chitrace.Middleware(tracer, chitrace.WithURLParams("id"), chitrace.WithRequestHeaders("X-Id"), chitrace.WithResponseHeaders("X-Id")))
			exchange(t, r, append(lines, "Host: example.com")...)
			span := tracetest.OnlySpan(t, tracer)
			tags := map[string]string{}
			for key, value := range span.Tags() {
				tags[key] = fmt.Sprint(value)
			}
			for _, values := range append(tracetest.Logs(span), tags) {
				for key, value := range values {
					limit := 2048
					if key == "stack" {
						limit = 16 << 10
					}
					if len(value) > limit || !utf8.ValidString(value) {
						t.Errorf("%s has %d bytes, valid UTF-8: %t", key, len(value), utf8.ValidString(value))
					}
				}
			}
		})
	}
}

// mockParent returns a parent as the mock tracer's headers have it.
func mockParent(spanID string) []string {
	return []string{"Mockpfx-Ids-Traceid: 4", "Mockpfx-Ids-Spanid: " + spanID, "Mockpfx-Ids-Sampled: true"}
}

// A corrupt context is a new root, and the request proceeds. Beside its error
// the mock tracer returns a context of zeros.
func TestMockParent(t *testing.T) {
	for spanID, want := range map[string]int{"5": 5, "": 0, "x": 0} {
		span := trace(t, router(), "GET /", nil, mockParent(spanID)...)
		if joined := span.SpanContext.TraceID == 4; span.ParentID != want || joined != (want != 0) || span.SpanContext.TraceID == 0 {
			t.Errorf("%q: got trace %d, parent %d, want %d", spanID, span.SpanContext.TraceID, span.ParentID, want)
		}
	}
}

func TestJaegerParent(t *testing.T) {
	for header, want := range map[string]jaeger.SpanID{
		"Uber-Trace-Id: 4%3A5%3A0%3A1": 5,
		"Uber-Trace-Id: garbage":       0,
		"Uber-Trace-Id: 0:0:0:0":       0,
		"Uberctx-Tenant: acme":         0,
	} {
		if sc := traceJaeger(t, always, around(ok), "GET /", nil, header).SpanContext(); sc.ParentID() != want || !sc.IsValid() {
			t.Errorf("%s: got %v, want parent %v", header, sc, want)
		}
	}
}

// From a caller that is not trusted nothing counts: no ids, sampled flag, debug id or
// baggage.
func TestPublicEndpoint(t *testing.T) {
	yes := chitrace.WithPublicEndpoint(func(*http.Request) bool { return true })
	no := chitrace.WithPublicEndpoint(func(*http.Request) bool { return false })
	for name, tt := range map[string]struct {
		opts       []chitrace.Option
		wantPublic bool
	}{
		"default":             {nil, false},
		"picked by none":      {options(no, no), false},
		"picked by the first": {options(yes, no), true},
		"picked by the last":  {options(no, yes), true},
		"nil":                 {options(no, chitrace.WithPublicEndpoint(nil)), true},
		"panics":              {options(chitrace.WithPublicEndpoint(func(*http.Request) bool { panic("no") })), true},
	} {
		t.Run(name, func(t *testing.T) {
			span := traceJaeger(t, never, around(ok), "GET /", tt.opts,
				"Uber-Trace-Id: 4:5:0:3", "Uberctx-Tenant: acme", "Jaeger-Baggage: user=7", "Jaeger-Debug-Id: me")
			want := "trace 4: true, parent 5, tenant acme, user 7, sampled: true"
			if tt.wantPublic {
				want = "trace 4: false, parent 0, tenant , user , sampled: false"
			}
			if got := fmt.Sprintf("trace 4: %t, parent %d, tenant %s, user %s, sampled: %t", span.SpanContext().TraceID().Low == 4,
				span.SpanContext().ParentID(), span.BaggageItem("tenant"), span.BaggageItem("user"), span.sampled); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// A transport lets no context of a caller through that is not trusted, whether or
// not the request has a span.
func TestUntrustedCallerIsTold(t *testing.T) {
	public := chitrace.WithPublicEndpoint(func(r *http.Request) bool { return r.URL.Path == "/public" })
	for name, trace := range map[string]mw{
		"traced":       chitrace.Middleware(mocktracer.New(), public),
		"left out":     chitrace.Middleware(mocktracer.New(), public, leaveOut),
		"no-op tracer": chitrace.Middleware(opentracing.NoopTracer{}, public),
		"broken":       chitrace.Middleware(tracetest.NewFaulty(tracetest.StartPanics), public),
	} {
		for path, want := range map[string]bool{"/public": true, "/internal": false} {
			var got bool
			resp := get(t, trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got = active.CallerIsUntrusted(context.WithoutCancel(r.Context()))
			})), "GET "+path)
			if got != want || resp.StatusCode != http.StatusOK {
				t.Errorf("%s, %s: got %t, want %t, response %v", name, path, got, want, resp)
			}
		}
	}
}

// What the outer Middleware leaves out, or cannot trace, the inner one traces. It does
// not trust the outer one's untrusted caller either.
func TestInnerMiddlewareBehindNoSpan(t *testing.T) {
	public := chitrace.WithPublicEndpoint(nil)
	for name, tt := range map[string]struct {
		outer      mw
		wantParent int
	}{
		"left out":            {chitrace.Middleware(mocktracer.New(), leaveOut), 5},
		"untrusted, left out": {chitrace.Middleware(mocktracer.New(), leaveOut, public), 0},
		"untrusted, broken":   {chitrace.Middleware(tracetest.NewFaulty(tracetest.StartPanics), public), 0},
	} {
		build := func(trace mw) http.Handler { return tt.outer(api(trace)) }
		span := trace(t, build, "GET /users/7", nil, mockParent("5")...)
		if wantSpan(t, span, "GET /users/{userID}", nil); span.ParentID != tt.wantParent {
			t.Errorf("%s: got parent %d, want %d", name, span.ParentID, tt.wantParent)
		}
	}
}

// A transport asks the Middleware which headers under names of their own it has ignored.
func TestIgnoredHeadersAreTold(t *testing.T) {
	trace := chitrace.Middleware(tracetest.NewOwnNames(t), chitrace.WithPublicEndpoint(nil), leaveOut)
	get(t, trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ignored := active.IgnoredBy(r.Context())
		for name, want := range map[string]bool{"Acme-Trace": true, "Acme-Ctx-Role": true, "X-Other": false} {
			if got := ignored.Reads(name, []string{"1:2:0:1"}); got != want {
				t.Errorf("reads %s: %t, want %t", name, got, want)
			}
		}
	})), "GET /")
}
