package jaegertracer_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/config"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
)

// byRoute is what Jaeger v2 answers.
const byRoute = `{"strategyType":0,"probabilisticSampling":{"samplingRate":0},"operationSampling":{
	"defaultSamplingProbability":0,"defaultLowerBoundTracesPerSecond":0,"perOperationStrategies":[
	{"operation":"GET /always","probabilisticSampling":{"samplingRate":1}},
	{"operation":"GET /never","probabilisticSampling":{"samplingRate":0}}]}}`

// strategiesServer answers with what is stored: a body, or a status if that is
// not 200.
type strategiesServer struct {
	status   atomic.Int32
	body     atomic.Value
	services chan string // that asked
}

func startStrategies(t *testing.T, status int, body string) (*strategiesServer, string) {
	t.Helper()
	s := &strategiesServer{services: make(chan string, 1000)}
	s.status.Store(int32(status))
	s.body.Store(body)
	return s, startServer(t, func(w http.ResponseWriter, r *http.Request) {
		s.services <- r.FormValue("service")
		w.WriteHeader(int(s.status.Load()))
		_, _ = io.WriteString(w, s.body.Load().(string))
	}) + "/sampling"
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

func TestRemoteSamplingFromTheFirstRequestOn(t *testing.T) {
	server, url := startStrategies(t, 200, byRoute)
	setenv(t, "JAEGER_SAMPLER_TYPE=remote", "JAEGER_SAMPLING_ENDPOINT="+url)
	logged := new(records)
	checkByRoute(t, newTracer(t, jaegertracer.WithLogger(slog.New(logged))))
	if lines := append(logged.at(slog.LevelError), logged.at(slog.LevelInfo)...); len(lines) > 0 {
		t.Errorf("got %q, want nothing to be said", lines)
	}
	if service := <-server.services; service != "orders" {
		t.Errorf("the strategies are asked for %q", service)
	}
}

func TestSamplingEndpointAloneIsRemoteSampling(t *testing.T) {
	for _, variable := range []string{"JAEGER_SAMPLING_ENDPOINT", "JAEGER_SAMPLER_MANAGER_HOST_PORT"} {
		_, url := startStrategies(t, 200, byRoute)
		setenv(t, variable+"="+url)
		checkByRoute(t, newTracer(t))
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

// Until there are strategies little is sampled.
func TestInitialProbability(t *testing.T) {
	_, url := startStrategies(t, 503, "")
	for param, want := range map[string]float64{"": 0.001, "0.5": 0.5} {
		setenv(t, "JAEGER_SAMPLER_TYPE=Remote", "JAEGER_SAMPLING_ENDPOINT="+url, "JAEGER_SAMPLER_PARAM="+param)
		tracer := newTracer(t, jaegertracer.WithLogger(slog.New(slog.DiscardHandler)))
		initial := tracer.Sampler().(*jaeger.RemotelyControlledSampler).Sampler().(*jaeger.ProbabilisticSampler)
		if got := initial.SamplingRate(); got != want {
			t.Errorf("JAEGER_SAMPLER_PARAM=%s: got %g, want %g", param, got, want)
		}
	}
}

// The user info and the query of the endpoint are kept.
func TestSamplingEndpointIsAskedAsItIs(t *testing.T) {
	asked := make(chan *http.Request, 1)
	url := startServer(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- r
		_, _ = io.WriteString(w, byRoute)
	})
	setenv(t, "JAEGER_SAMPLER_TYPE=remote", "JAEGER_SAMPLING_ENDPOINT="+strings.Replace(url, "//", "//jo:secret@", 1)+"/sampling?zone=a")
	newTracer(t)
	r := <-asked
	if user, _, _ := r.BasicAuth(); user != "jo" || r.URL.String() != "/sampling?service=orders&zone=a" {
		t.Errorf("got %v by %q", r.URL, user)
	}
	if !r.Close {
		t.Error("the connection is kept for a minute")
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
			logged := new(records)
			counted, withCounts := count()
			tracer := newTracer(t, jaegertracer.WithLogger(slog.New(logged)), withCounts,
				jaegertracer.WithConfig(func(c *config.Configuration) {
					c.Sampler.Type, c.Sampler.Param, c.Sampler.SamplingServerURL = "remote", 0, url
				}))
			lines := logged.at(slog.LevelError)
			if len(lines) != 1 || !strings.Contains(lines[0], tt.want) || !strings.Contains(lines[0], url) {
				t.Errorf("got %q, want one line with %q and the URL", lines, tt.want)
			}
			server.status.Store(200)
			server.body.Store(byRoute)
			until(t, "the strategies", func() bool {
				return counted.of(t, "jaeger_tracer_sampler_updates_total", "ok") == 1
			})
			checkByRoute(t, tracer)
			if lines := logged.at(slog.LevelInfo); len(lines) != 1 || !strings.Contains(lines[0], "again") {
				t.Errorf("got %q, want one line", lines)
			}
		})
	}
}

func TestFailureIsLoggedOnce(t *testing.T) {
	server, url := startStrategies(t, 500, "")
	setenv(t, "JAEGER_SAMPLER_TYPE=remote", "JAEGER_SAMPLING_ENDPOINT="+strings.Replace(url, "//", "//jo:secret@", 1),
		"JAEGER_SAMPLER_REFRESH_INTERVAL=10ms")
	logged := new(records)
	newTracer(t, jaegertracer.WithLogger(slog.New(logged)))
	for range 5 {
		<-server.services
	}
	lines := logged.at(slog.LevelError)
	if len(lines) != 1 {
		t.Errorf("got %q, want one line", lines)
	}
	if strings.Contains(strings.Join(lines, ""), "secret") {
		t.Errorf("got %q, want no password", lines)
	}
}

// What Jaeger says changes with the next refresh.
func TestStrategiesAreRefreshed(t *testing.T) {
	server, url := startStrategies(t, 200, `{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0}}`)
	setenv(t, "JAEGER_SAMPLER_TYPE=remote", "JAEGER_SAMPLING_ENDPOINT="+url, "JAEGER_SAMPLER_REFRESH_INTERVAL=10ms")
	tracer := newTracer(t)
	if root(tracer, "op").IsSampled() {
		t.Error("sampled at a probability of 0")
	}
	server.body.Store(`{"strategyType":0,"probabilisticSampling":{"samplingRate":1}}`)
	until(t, "the new strategy", func() bool { return root(tracer, "op").IsSampled() })
}
