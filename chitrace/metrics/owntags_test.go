package metrics

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// setting is a middleware that sets a tag.
func setting(key string, values ...string) handlerFunc {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, value := range values {
				SetTag(r.Context(), key, value)
			}
			next.ServeHTTP(w, r)
		})
	}
}

func constant(value string) func(*http.Request) string {
	return func(*http.Request) string { return value }
}

func TestOwnTags(t *testing.T) {
	path := func(r *http.Request) string { return r.URL.Path }
	refused := func(key string) string {
		return `chitrace/metrics: there is no tag "` + key + `": the key is reserved or not valid`
	}
	for name, tt := range map[string]struct {
		opts  []Option
		below handlerFunc
		want  string // the own tags
		told  []string
	}{
		"none":                        {[]Option{nil}, untouched, "", nil},
		"status code":                 {[]Option{WithStatusCode(), WithStatusCode()}, untouched, "status_code=418", nil},
		"function":                    {[]Option{WithTag("a", path)}, untouched, "a=/teapot", nil},
		"two":                         {[]Option{WithTag("b", constant("2")), WithTag("a", constant("1"))}, untouched, "a=1 b=2", nil},
		"same key":                    {[]Option{WithTag("a", constant("1")), WithTag("a", constant("2"))}, untouched, "a=2", nil},
		"set":                         {[]Option{WithTag("a", nil)}, setting("a", "1", "2"), "a=2", nil},
		"set in place of a function":  {[]Option{WithTag("a", constant("1"))}, setting("a", "2"), "a=2", nil},
		"set to nothing":              {[]Option{WithTag("a", constant("1"))}, setting("a", ""), "a=", nil},
		"not set":                     {[]Option{WithTag("a", nil), WithStatusCode()}, untouched, "a= status_code=418", nil},
		"set without such a tag":      {[]Option{WithTag("b", nil)}, setting("a", "1"), "b=", nil},
		"status code set":             {[]Option{WithStatusCode(), WithTag("b", nil)}, setting("status_code", "1"), "b= status_code=418", nil},
		"invalid UTF-8":               {[]Option{WithTag("a", constant("\xff1")), WithTag("b", nil)}, setting("b", "\xff2"), "a=\uFFFD1 b=\uFFFD2", nil},
		"reserved":                    {[]Option{WithTag("route", path), WithTag("a", constant("1"))}, untouched, "a=1", []string{refused("route")}},
		"status code is reserved too": {[]Option{WithTag("status_code", path), WithStatusCode()}, untouched, "status_code=418", []string{refused("status_code")}},
		"invalid key":                 {[]Option{WithTag("tenant-id", path)}, untouched, "", []string{refused("tenant-id")}},
		"panics": {
			[]Option{WithTag("a", func(*http.Request) string { panic("oops") })},
			untouched, "a=other",
			[]string{"chitrace/metrics: the function of the tag a panicked: oops"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var told errorList
			l := newLedger()
			r := chi.NewRouter()
			r.Use(Middleware(l, append(tt.opts, WithErrorHandler(told.add))...))
			r.With(tt.below).Get("/teapot", status(http.StatusTeapot))
			if got := tracetest.Send(t, r, "GET /teapot").StatusCode; got != http.StatusTeapot {
				t.Errorf("got %d, want 418", got)
			}
			wantOwn(t, l, tt.want)
			l.wantValues(t, serverInFlight, "[1 0]")
			told.want(t, tt.told...)
		})
	}
}

var usual = regexp.MustCompile(`\|(method|route|host|status_class)=[^|]*`)

// wantOwn expects each metric but the gauge to have these tags, beside its usual ones.
func wantOwn(t *testing.T, l *ledger, want string) {
	t.Helper()
	for _, key := range l.made {
		name, own, _ := strings.Cut(usual.ReplaceAllString(key, ""), "|")
		if got := strings.ReplaceAll(own, "|", " "); got != want && strings.Contains(key, "|") {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
	}
}

func TestOwnTagsOfCalls(t *testing.T) {
	var told errorList
	for status, want := range map[int]string{404: "a=1 b=2 status_code=404", 0: "a=1 b=2 status_code=other"} {
		l := newLedger()
		rt := NewTransport(roundTrip(func(req *http.Request) (*http.Response, error) {
			SetTag(req.Context(), "b", "2")
			if status == 0 {
				return nil, context.Canceled
			}
			return answer(status)(req)
		}), l, WithStatusCode(), WithTag("a", constant("1")), WithTag("b", nil), WithErrorHandler(told.add))
		_, _ = call(t, rt, "GET", "host")
		wantOwn(t, l, want)
	}
	told.want(t)
}

// All Middlewares of a request have its tag. A request that its handler serves in
// memory, or sends, has one of its own.
func TestSetTagOfOneRequest(t *testing.T) {
	outer, inner, other := newLedger(), newLedger(), newLedger()
	tenant := WithTag("tenant", nil)
	inMemory := Middleware(other, tenant)(setting("tenant", "b")(http.HandlerFunc(ok)))
	h := chi.Chain(Middleware(outer, tenant), Middleware(inner, tenant), setting("tenant", "a")).
		HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			inMemory.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(r.Context(), "GET", "/", http.NoBody))
		})
	serve(t, h, "GET", "/")
	wantOwn(t, outer, "tenant=a")
	wantOwn(t, inner, "tenant=a")
	wantOwn(t, other, "tenant=b")
}

// Of each tag 100 values have series of their own, and all series have a limit.
func TestOwnTagsAreBounded(t *testing.T) {
	var told errorList
	l := newLedger()
	opts := []Option{WithMaxRoutes(1), WithErrorHandler(told.add)}
	for _, key := range []string{"a", "b"} {
		opts = append(opts, WithTag(key, func(r *http.Request) string { return r.Header.Get(key) }))
	}
	h := Middleware(l, opts...)(http.HandlerFunc(ok))
	requests := 0
	send := func(a, b int) {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", http.NoBody)
		r.Header = http.Header{"A": {strconv.Itoa(a)}, "B": {strconv.Itoa(b)}}
		h.ServeHTTP(httptest.NewRecorder(), r)
		requests++
	}
	for n := range 102 {
		send(n, n)
	}
	if got := len(l.counts); got != 101 {
		t.Errorf("%d series, want 101", got)
	}
	for a := range 70 {
		for b := range 70 {
			send(a, b)
		}
	}
	total := 0
	for _, n := range l.counts {
		total += int(n)
	}
	if got := len(l.counts); got != 4000 || total != requests {
		t.Errorf("%d series of %d requests, want 4000 of %d", got, total, requests)
	}
	told.want(t,
		"chitrace/metrics: 100 values of a have series of their own: \"100\" and all further ones count as \"other\"\n"+
			`100 values of b have series of their own: "100" and all further ones count as "other"`,
		`chitrace/metrics: 4000 values of the tags of WithTag have series of their own: "56 35" and all further ones count as "other"`)
}
