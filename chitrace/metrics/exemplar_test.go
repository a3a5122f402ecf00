package metrics

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	jaegerprom "github.com/uber/jaeger-lib/metrics/prometheus"

	"github.com/opentracing-contrib/go-chi/internal/response"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// user is the key of a context's value that stands for a span.
type user struct{}

// asUser puts a value into the context of what is below it, as chitrace does.
func asUser(name string) handlerFunc {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := context.WithValue(r.Context(), user{}, name)
			var rec response.Recorder
			defer rec.Announce(ctx)
			next.ServeHTTP(rec.Wrap(w, r), r.WithContext(ctx))
		})
	}
}

// byUser returns an exemplar of what is in the context.
func byUser(ctx context.Context) map[string]string {
	if name, ok := ctx.Value(user{}).(string); ok {
		return map[string]string{"user": name}
	}
	return nil
}

func TestExemplars(t *testing.T) {
	tests := []struct {
		name  string
		f     func(context.Context) map[string]string
		above handlerFunc
		below handlerFunc
		want  string // the user of the exemplars
	}{
		{"in the context", byUser, asUser("ada"), untouched, "ada"},
		{"in the context below", byUser, untouched, asUser("ada"), "ada"},
		{"in both", byUser, asUser("ada"), asUser("bob"), "bob"},
		{"no labels", byUser, untouched, untouched, ""},
		{"empty labels", func(context.Context) map[string]string { return map[string]string{} }, untouched, untouched, ""},
		{"panics", func(context.Context) map[string]string { panic("broken function") }, untouched, untouched, ""},
		{"nil", nil, untouched, untouched, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var told errorList
			l := newLedger()
			mw := Middleware(l, WithExemplars(tt.f), WithErrorHandler(told.add))
			if got := send(t, tt.above(mw(tt.below(http.HandlerFunc(ok)))), "GET", "/"); got != http.StatusOK {
				t.Errorf("got %d, want 200", got)
			}
			l.wantCounts(t, map[string]int64{served("GET", "unmatched", "2xx"): 1})
			const tags = "|method=GET|route=unmatched|status_class=2xx"
			l.wantExemplars(t, tt.want, "http_server_requests"+tags, serverDuration+tags, serverSize+tags)
			if tt.name == "panics" {
				told.want(t, "chitrace/metrics: the exemplar function panicked: broken function")
			}
		})
	}
}

// wantExemplars expects the last exemplar of each series to be the user's; or no
// exemplars at all.
func (l *ledger) wantExemplars(t *testing.T, user string, series ...string) {
	t.Helper()
	want := map[string]map[string]string{}
	if user != "" {
		for _, key := range series {
			want[key] = map[string]string{"user": user}
		}
	}
	if !maps.EqualFunc(l.exemplars, want, maps.Equal) {
		t.Errorf("got exemplars %v, want %v", l.exemplars, want)
	}
}

func TestExemplarsOfCalls(t *testing.T) {
	l := newLedger()
	rt := NewTransport(answer(200), l, WithExemplars(byUser))
	asAda := roundTrip(func(req *http.Request) (*http.Response, error) {
		return rt.RoundTrip(req.WithContext(context.WithValue(req.Context(), user{}, "ada")))
	})
	if _, err := call(t, asAda, "GET", "a"); err != nil {
		t.Fatal(err)
	}
	l.wantCounts(t, map[string]int64{called("GET", "a", "2xx"): 1})
	l.wantExemplars(t, "ada", called("GET", "a", "2xx"), "http_client_request_duration_seconds|host=a|method=GET|status_class=2xx")
}

// A factory that keeps no exemplars counts as without them.
func TestExemplarsWithPlainFactory(t *testing.T) {
	registry := prometheus.NewRegistry()
	mw := Middleware(jaegerprom.New(jaegerprom.WithRegisterer(registry)), WithExemplars(byUser))
	serve(t, chi.Chain(asUser("ada"), mw).HandlerFunc(ok), "GET", "/")
	got := tracetest.Scrape(t, registry, tracetest.TextFormat)
	const tags = `{method="GET",route="unmatched",status_class="2xx"} 1`
	for _, want := range []string{"requests_total", "request_duration_seconds_count", "response_size_bytes_count"} {
		if !strings.Contains(got, "http_server_"+want+tags) {
			t.Errorf("got\n%s\nwithout one %s", got, want)
		}
	}
}
