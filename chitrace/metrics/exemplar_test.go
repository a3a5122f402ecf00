package metrics

import (
	"context"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/internal/response"
)

// exemplarLedger keeps the last exemplar of each series as well.
type exemplarLedger struct {
	*ledger
	exemplars map[string]map[string]string
}

func newExemplarLedger() *exemplarLedger {
	return &exemplarLedger{newLedger(), map[string]map[string]string{}}
}

func (l *exemplarLedger) keep(key string, labels map[string]string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.exemplars[key] = labels
}

type (
	keepingCounter struct {
		counter
		l *exemplarLedger
	}
	keepingTimer struct {
		timer
		l *exemplarLedger
	}
	keepingHistogram struct {
		histogram
		l *exemplarLedger
	}
)

func (l *exemplarLedger) Counter(o metrics.Options) metrics.Counter {
	return keepingCounter{l.ledger.Counter(o).(counter), l}
}

func (l *exemplarLedger) Timer(o metrics.TimerOptions) metrics.Timer {
	return keepingTimer{l.ledger.Timer(o).(timer), l}
}

func (l *exemplarLedger) Histogram(o metrics.HistogramOptions) metrics.Histogram {
	return keepingHistogram{l.ledger.Histogram(o).(histogram), l}
}

func (c keepingCounter) IncWithExemplar(delta int64, labels map[string]string) {
	c.Inc(delta)
	c.l.keep(c.key, labels)
}

func (t keepingTimer) RecordWithExemplar(d time.Duration, labels map[string]string) {
	t.Record(d)
	t.l.keep(t.key, labels)
}

func (h keepingHistogram) RecordWithExemplar(v float64, labels map[string]string) {
	h.Record(v)
	h.l.keep(h.key, labels)
}

// user is the key of a context's value that stands for a span.
type user struct{}

// asUser puts a value into the context of what is below it, as chitrace does.
func asUser(name string) handlerFunc {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := context.WithValue(r.Context(), user{}, name)
			response.Announce(ctx, w)
			next.ServeHTTP(w, r.WithContext(ctx))
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
		chain func(mw handlerFunc) chi.Middlewares
		want  string // the user of the exemplars
	}{
		{"in the context", byUser, func(mw handlerFunc) chi.Middlewares { return chi.Middlewares{asUser("ada"), mw} }, "ada"},
		{"in the context below", byUser, func(mw handlerFunc) chi.Middlewares { return chi.Middlewares{mw, asUser("ada")} }, "ada"},
		{"in both", byUser, func(mw handlerFunc) chi.Middlewares { return chi.Middlewares{asUser("ada"), mw, asUser("bob")} }, "bob"},
		{"no labels", byUser, func(mw handlerFunc) chi.Middlewares { return chi.Middlewares{mw} }, ""},
		{"empty labels", func(context.Context) map[string]string { return map[string]string{} }, nil, ""},
		{"panics", func(context.Context) map[string]string { panic("broken function") }, nil, ""},
		{"nil", nil, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newExemplarLedger()
			r := chi.NewRouter()
			mw := Middleware(l, WithExemplars(tt.f))
			if tt.chain == nil {
				r.Use(mw)
			} else {
				r.Use(tt.chain(mw)...)
			}
			r.Get("/a", ok)
			newSite(t, r).send(t, "GET", "/a")

			l.wantCounts(t, map[string]int64{served("GET", "/a", "2xx"): 1})
			l.wantIdle(t, serverInFlight)
			l.wantExemplars(t, tt.want,
				served("GET", "/a", "2xx"),
				"http_server_request_duration_seconds|method=GET|route=/a|status_class=2xx",
				"http_server_response_size_bytes|method=GET|route=/a|status_class=2xx",
			)
		})
	}
}

// wantExemplars expects the last exemplar of each series to be the user's; or no
// exemplars at all.
func (l *exemplarLedger) wantExemplars(t *testing.T, user string, series ...string) {
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
	l := newExemplarLedger()
	rt := NewTransport(answer(200), l, WithExemplars(byUser))
	ctx := context.WithValue(t.Context(), user{}, "ada")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://a/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	l.wantCounts(t, map[string]int64{called("GET", "a", "2xx"): 1})
	l.wantExemplars(t, "ada",
		called("GET", "a", "2xx"),
		"http_client_request_duration_seconds|host=a|method=GET|status_class=2xx",
	)
}

// A factory that keeps no exemplars counts as without them.
func TestExemplarsWithPlainFactory(t *testing.T) {
	l := newLedger()
	r := chi.NewRouter()
	r.Use(asUser("ada"), Middleware(l, WithExemplars(byUser)))
	r.Get("/a", ok)
	newSite(t, r).send(t, "GET", "/a")
	l.wantCounts(t, map[string]int64{served("GET", "/a", "2xx"): 1})
	const tags = "|method=GET|route=/a|status_class=2xx"
	if got := len(l.timings["http_server_request_duration_seconds"+tags]); got != 1 {
		t.Errorf("%d durations, want 1", got)
	}
	if got := len(l.sizes["http_server_response_size_bytes"+tags]); got != 1 {
		t.Errorf("%d sizes, want 1", got)
	}
}

func TestBrokenExemplarsAreTold(t *testing.T) {
	var told errorList
	mw := Middleware(newLedger(), WithErrorHandler(told.add), WithExemplars(func(context.Context) map[string]string { panic("broken function") }))
	serve(t, mw(http.HandlerFunc(ok)), "GET", "/")
	told.want(t, "chitrace/metrics: the exemplar function panicked: broken function")
}
