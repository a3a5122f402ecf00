package jaegertracer_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

// byRoute is what Jaeger v2 answers.
const byRoute = `{"strategyType":0,"probabilisticSampling":{"samplingRate":0},"operationSampling":{
	"defaultSamplingProbability":0,"defaultLowerBoundTracesPerSecond":0,"perOperationStrategies":[
	{"operation":"GET /always","probabilisticSampling":{"samplingRate":1}},
	{"operation":"GET /never","probabilisticSampling":{"samplingRate":0}}]}}`

// answer is a status and a body.
type answer struct {
	status int
	body   string
}

// strategiesServer gives the answer that is stored.
type strategiesServer struct {
	atomic.Value
	asked chan *http.Request
}

func startStrategies(t *testing.T, status int, body string) (*strategiesServer, string) {
	t.Helper()
	s := &strategiesServer{asked: make(chan *http.Request, 1000)}
	s.Store(answer{status, body})
	return s, tracetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked <- r
		a := s.Load().(answer)
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
	})).URL + "/sampling"
}

// checkByRoute checks that byRoute decides.
func checkByRoute(t *testing.T, tracer *jaeger.Tracer) {
	t.Helper()
	// The client grants each operation a first sample.
	root(tracer, "GET /never")
	for range 50 {
		if root(tracer, "GET /never").IsSampled() {
			t.Error("GET /never is sampled")
		}
		if !root(tracer, "GET /always").IsSampled() {
			t.Error("GET /always is not sampled")
		}
	}
}

// The strategies decide from the first request on. The user info and the query of
// the endpoint are kept.
func TestRemoteSampling(t *testing.T) {
	server, url := startStrategies(t, 200, byRoute)
	url = strings.Replace(url, "//", "//jo:secret@", 1) + "?zone=a"
	for _, variable := range []string{"JAEGER_SAMPLING_ENDPOINT", "JAEGER_SAMPLER_MANAGER_HOST_PORT"} {
		for _, samplerType := range []string{"", "remote"} {
			setenv(t, variable+"="+url, "JAEGER_SAMPLER_TYPE="+samplerType)
			log, withLog := withLog()
			checkByRoute(t, newTracer(t, withLog))
			if log.text.Len() > 0 {
				t.Errorf("got %s, want nothing to be said", &log.text)
			}
			r := <-server.asked
			if user, _, _ := r.BasicAuth(); user != "jo" || r.URL.String() != "/sampling?service=orders&zone=a" {
				t.Errorf("got %v by %q", r.URL, user)
			}
			if !r.Close {
				t.Error("the connection is kept for a minute")
			}
		}
	}
}

func TestRemoteSamplingOfWithConfig(t *testing.T) {
	_, url := startStrategies(t, 200, byRoute)
	setenv(t, "JAEGER_SAMPLER_TYPE=remote", "JAEGER_AGENT_HOST=localhost")
	for name, configure := range map[string]func(*config.Configuration){
		"endpoint": func(c *config.Configuration) { c.Sampler.SamplingServerURL = url },
		"sampler":  func(c *config.Configuration) { c.Sampler = &config.SamplerConfig{SamplingServerURL: url} },
		"options": func(c *config.Configuration) {
			c.Sampler.Options = append(c.Sampler.Options, jaeger.SamplerOptions.SamplingStrategyFetcher(fixed(byRoute)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkByRoute(t, newTracer(t, jaegertracer.WithConfig(configure)))
		})
	}
}

// A failure is one line, and so is its end. It is tried again before the refresh
// interval is over.
func TestStrategiesComeLate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   string // a part of the error
	}{
		{"status", 503, byRoute, "503 Service Unavailable"},
		{"no JSON", 200, "<html>", "invalid character"},
		{"no strategy", 200, "{}", "no sampling strategy"},
		{"far too long", 200, strings.Repeat(" ", 11<<20) + byRoute, "unexpected end of JSON"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server, url := startStrategies(t, tt.status, tt.body)
			log, withLog := withLog()
			registry, withCounts := withCounts()
			tracer := newTracer(t, withLog, withCounts, jaegertracer.WithConfig(func(c *config.Configuration) {
				c.Sampler.Type, c.Sampler.Param, c.Sampler.SamplingServerURL = "remote", 0, url
			}))
			until(t, "an error", func() bool { return len(log.at(slog.LevelError)) > 0 })
			lines := log.at(slog.LevelError)
			if len(lines) != 1 || !strings.Contains(lines[0], tt.want) || !strings.Contains(lines[0], url) {
				t.Errorf("got %q, want one line with %q and the URL", lines, tt.want)
			}
			server.Store(answer{200, byRoute})
			until(t, "the strategies", func() bool {
				page := tracetest.Scrape(t, registry, tracetest.TextFormat)
				return strings.Contains(page, `jaeger_tracer_sampler_updates_total{result="ok"} 1`)
			})
			checkByRoute(t, tracer)
			if lines := log.at(slog.LevelInfo); len(lines) != 1 || !strings.Contains(lines[0], "again") {
				t.Errorf("got %q, want one line", lines)
			}
		})
	}
}

func TestFailureIsLoggedOnce(t *testing.T) {
	server, url := startStrategies(t, 500, "")
	setenv(t, "JAEGER_SAMPLER_TYPE=remote", "JAEGER_SAMPLING_ENDPOINT="+strings.Replace(url, "//", "//secret:secret@", 1)+"?token=secret",
		"JAEGER_SAMPLER_REFRESH_INTERVAL=10ms")
	log, withLog := withLog()
	newTracer(t, withLog)
	for range 5 {
		<-server.asked
	}
	lines := log.at(slog.LevelError)
	if len(lines) != 1 || strings.Contains(lines[0], "secret") {
		t.Errorf("got %q, want one line without a password", lines)
	}
}

// Neither New nor Close waits long for a Jaeger that hangs.
func TestStrategiesHang(t *testing.T) {
	url, release := startHanging(t)
	defer release()
	setenv(t, "JAEGER_SAMPLER_TYPE=remote", "JAEGER_SAMPLING_ENDPOINT="+url+"/sampling", "JAEGER_SAMPLER_REFRESH_INTERVAL=10ms")
	log, withLog := withLog()
	begun := time.Now()
	_, closer, err := jaegertracer.New("orders", withLog)
	if err != nil {
		t.Fatal(err)
	}
	if err := closer.Close(); err != nil {
		t.Error(err)
	}
	if time.Since(begun) > 4*time.Second { // before a fetch times out
		t.Error("New or Close waits for the strategies")
	}
	if lines := log.at(slog.LevelError); len(lines) > 0 {
		t.Errorf("got %q for what Close interrupts", lines)
	}
}

// startHanging returns the URL of a server that does not answer before its release.
func startHanging(t *testing.T) (url string, release func()) {
	t.Helper()
	released := make(chan struct{})
	s := tracetest.Serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-released }))
	return s.URL, func() { close(released) }
}

// TestStrategyParser expects a part of the strategy that each answer has, or an error.
// Most answers with an error would make the client panic on a goroutine of its own.
func TestStrategyParser(t *testing.T) {
	const probability = `"probabilisticSampling":{"samplingRate":0.5}}`
	for answer, want := range map[string]string{
		`{"strategyType":0,` + probability:                                    probability,
		`{"strategyType":"PROBABILISTIC",` + probability:                      probability,
		`{"strategyType":null,` + probability:                                 probability,
		`{"strategyType":1,"rateLimitingSampling":{"maxTracesPerSecond":10}}`: `"maxTracesPerSecond":10`,
		byRoute: `"operation":"GET /never"`,

		`{"operationSampling":{"perOperationStrategies":[{"operation":"/","probabilisticSampling":{"samplingRate":2}}]}}`: "",

		``: "", `x`: "", `[]`: "", `{}`: "", `null`: "",
		`{"strategyType":0}`:                                                   "",
		`{"probabilisticSampling":{"samplingRate":2}}`:                         "",
		`{"probabilisticSampling":{"samplingRate":-1}}`:                        "",
		`{"operationSampling":{"defaultSamplingProbability":2}}`:               "",
		`{"operationSampling":{"perOperationStrategies":[null]}}`:              "",
		`{"operationSampling":{"perOperationStrategies":[{"operation":"/"}]}}`: "",
	} {
		strategy, err := jaegertracer.StrategyParser().Parse([]byte(answer))
		got, _ := json.Marshal(strategy)
		if !strings.Contains(string(got), want) || (err != nil) != (want == "") {
			t.Errorf("%s: got %s, %v, want %q", answer, got, err, want)
		}
	}
}
