package soak

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/chitrace/metrics"
	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

var errBroken = errors.New("broken")

// base counts the round trips that reach it.
type base struct {
	http.RoundTripper
	trips atomic.Int64
}

func (b *base) RoundTrip(r *http.Request) (*http.Response, error) {
	b.trips.Add(1)
	return b.RoundTripper.RoundTrip(r)
}

// newClient returns a client with both of our transports on top of a base.
func newClient(c *tally, l ledger, rt http.RoundTripper) (*http.Client, *base) {
	b := &base{RoundTripper: rt}
	traced := propagation.NewTransport(b, propagation.WithTracer(c.tracer), propagation.WithClientTrace())
	return &http.Client{Transport: metrics.NewTransport(traced, l.factory)}, b
}

// imagined is a base that answers by itself.
type imagined func(r *http.Request) (*http.Response, error)

func (f imagined) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answer(status int, body io.ReadCloser) imagined {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Body: body, Request: r, ProtoMajor: 1, Header: http.Header{}}, nil
	}
}

// socket is the body of an upgraded connection.
type socket struct{ io.ReadCloser }

func (socket) Write(p []byte) (int, error) { return len(p), nil }

// broken is a body that fails half-way.
type broken struct{ io.Reader }

func (b broken) Read(p []byte) (int, error) {
	if n, err := b.Reader.Read(p); err == nil {
		return n, nil
	}
	return 0, errBroken
}
func (broken) Close() error { return errBroken }

func content() io.ReadCloser { return io.NopCloser(strings.NewReader("content")) }

// calls are round trips, whose spans all have to end with the call.
var calls = []struct {
	method string
	base   func() imagined
	use    func(resp *http.Response)
}{
	{"GET", func() imagined { return answer(200, content()) }, readAndClose},
	{"GET", func() imagined { return answer(404, content()) }, readAndClose},
	{"GET", func() imagined { return answer(500, content()) }, closeOnly},
	{"GET", func() imagined { return answer(200, content()) }, readHalf},
	{"GET", func() imagined { return answer(200, content()) }, closeTwice},
	{"GET", func() imagined { return answer(200, content()) }, closeMeanwhile},
	{"GET", func() imagined { return answer(200, content()) }, readOnly},
	{"GET", func() imagined { return answer(200, broken{strings.NewReader("half")}) }, readAndClose},
	{"GET", func() imagined { return answer(204, http.NoBody) }, nothingMore},
	{"GET", func() imagined { return answer(304, http.NoBody) }, readAndClose},
	{"GET", func() imagined { return answer(200, nil) }, nothingMore},
	{"HEAD", func() imagined { return answer(200, http.NoBody) }, nothingMore},
	{"GET", func() imagined { return answer(101, socket{content()}) }, closeOnly},
	{"GET", func() imagined {
		return func(*http.Request) (*http.Response, error) { return nil, errBroken }
	}, nil},
	{"GET", func() imagined {
		return func(*http.Request) (*http.Response, error) { return nil, context.Canceled }
	}, nil},
	{"GET", func() imagined {
		return func(*http.Request) (*http.Response, error) { return nil, nil }
	}, nil},
	{"GET", func() imagined {
		return func(*http.Request) (*http.Response, error) { panic("oops") }
	}, nil},
}

func nothingMore(*http.Response)    {}
func closeOnly(resp *http.Response) { _ = resp.Body.Close() }
func readOnly(resp *http.Response)  { _, _ = io.Copy(io.Discard, resp.Body) }

func readAndClose(resp *http.Response) { readOnly(resp); closeOnly(resp) }
func closeTwice(resp *http.Response)   { closeOnly(resp); closeOnly(resp) }

func readHalf(resp *http.Response) {
	_, _ = io.CopyN(io.Discard, resp.Body, 3)
	closeOnly(resp)
}

func closeMeanwhile(resp *http.Response) {
	var wg sync.WaitGroup
	wg.Go(func() { closeOnly(resp) })
	readOnly(resp)
	wg.Wait()
}

// TestCalls makes the bulk of the calls, without a socket.
func TestCalls(t *testing.T) {
	c, l := newTally(t, false), newLedger()
	var next sync.Map // of the request's context to its base: the transports are shared
	client, b := newClient(c, l, imagined(func(r *http.Request) (*http.Response, error) {
		return r.Context().Value(&next).(imagined)(r)
	}))
	flat(t, *requests/2, func() {}, func(n int) {
		load(n, func(r *rand.Rand) {
			call := calls[r.IntN(len(calls))]
			ctx := context.WithValue(context.Background(), &next, call.base())
			req, err := http.NewRequestWithContext(ctx, call.method, "http://example.com/", http.NoBody)
			if err != nil {
				panic(err)
			}
			defer func() { _ = recover() }()
			// Not through an http.Client, which would mend some of it.
			if resp, err := client.Transport.RoundTrip(req); err == nil && resp != nil { //nolint:bodyclose // the use does what it does
				call.use(resp)
			}
		})
	})
	checkCalls(t, c, l, b)
}

func checkCalls(t *testing.T, c *tally, l ledger, b *base) {
	t.Helper()
	trips := b.trips.Load()
	if trips == 0 {
		t.Error("no round trip")
	}
	c.check(t, trips)
	if counted := total(l.series(t, "http_client_requests_total")); counted != int(trips) {
		t.Errorf("counted %d calls, want %d", counted, trips)
	}
	l.wantIdle(t, "http_client_requests_in_flight")
	t.Logf("%d round trips", trips)
}

// newPeer returns a handler that redirects, hangs, breaks off and upgrades.
func newPeer() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/fine", func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
	mux.Handle("/redirect", http.RedirectHandler("/fine", http.StatusTemporaryRedirect))
	mux.Handle("/moved", http.RedirectHandler("/redirect", http.StatusPermanentRedirect))
	mux.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("long ", 20_000))
	})
	mux.HandleFunc("/stream", serveStream)
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/abort", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("long ", 20_000))
		panic(http.ErrAbortHandler)
	})
	mux.HandleFunc("/upgrade", serveHijack)
	return mux
}

// errands are what a client does with a peer on a socket.
var errands = []func(c *http.Client, url string){
	errand("GET", "/fine", readAndClose),
	errand("POST", "/redirect", readAndClose),
	errand("POST", "/moved", readAndClose),
	errand("GET", "/long", readHalf),
	errand("GET", "/long", closeMeanwhile),
	errand("GET", "/abort", readAndClose),
	errand("GET", "/upgrade", readAndClose),
	errand("HEAD", "/long", nothingMore),
	errand("GET", "/missing", closeTwice),
	withContext("/stream", context.WithCancel, readHalf),
	withContext("/hang", soon, nil),
	func(c *http.Client, url string) { // Client.Timeout covers the body, too
		impatient := &http.Client{Transport: c.Transport, Timeout: 5 * time.Millisecond}
		errand("GET", "/stream", readAndClose)(impatient, url)
	},
	func(c *http.Client, _ string) { errand("GET", "", nil)(c, "http://127.0.0.1:1") },
}

func soon(parent context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(parent, 2*time.Millisecond)
}

func errand(method, path string, use func(*http.Response)) func(*http.Client, string) {
	return func(c *http.Client, url string) {
		run(context.Background(), c, method, url+path, use)
	}
}

func withContext(path string, limit func(context.Context) (context.Context, context.CancelFunc), use func(*http.Response)) func(*http.Client, string) {
	return func(c *http.Client, url string) {
		ctx, cancel := limit(context.Background())
		defer cancel()
		run(ctx, c, http.MethodGet, url+path, use)
	}
}

func run(ctx context.Context, c *http.Client, method, url string, use func(*http.Response)) {
	var body io.Reader = http.NoBody
	if method == http.MethodPost {
		body = strings.NewReader("body") // which the request can be given again
	}
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		panic(err)
	}
	if resp, err := c.Do(req); err == nil { //nolint:bodyclose // the use does what it does
		use(resp)
	}
}

// TestErrands makes calls over sockets: redirects with a body, timeouts, bodies
// half read and cancelled.
func TestErrands(t *testing.T) {
	c, l := newTally(t, false), newLedger()
	s := newServer(t, newPeer())
	transport := &http.Transport{MaxIdleConnsPerHost: 8}
	client, b := newClient(c, l, transport)
	settle := func() {
		transport.CloseIdleConnections()
		s.handlers.Wait()
	}
	flat(t, max(*requests/100, 1000), settle, func(n int) {
		load(n, func(r *rand.Rand) { errands[r.IntN(len(errands))](client, s.URL) })
	})
	checkCalls(t, c, l, b)
}
