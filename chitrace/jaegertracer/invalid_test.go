package jaegertracer_test

import (
	"strings"
	"testing"

	"github.com/uber/jaeger-client-go/config"
	"github.com/uber/jaeger-lib/metrics"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
)

// wantError expects New to return an error of one line with what is wanted.
func wantError(t *testing.T, want, service string, opts ...jaegertracer.Option) {
	t.Helper()
	tracer, closer, err := jaegertracer.New(service, opts...)
	if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want one line with %s", err, want)
	}
	if err != nil && strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v, want no password", err)
	}
	if tracer != nil || closer != nil {
		t.Errorf("got %v and %v beside an error", tracer, closer)
	}
}

func TestInvalidValues(t *testing.T) {
	for variables, values := range map[string][]string{
		"JAEGER_SAMPLER_TYPE":  {"x"},
		"JAEGER_SAMPLER_PARAM": {"x", "0.1", "NaN"},
		"JAEGER_SAMPLER_TYPE=ratelimiting JAEGER_SAMPLER_PARAM":    {"-5", "Inf", "NaN"},
		"JAEGER_SAMPLER_TYPE=probabilistic JAEGER_SAMPLER_PARAM":   {"1.1", "-0.1", "NaN"},
		"JAEGER_SAMPLER_TYPE=remote JAEGER_SAMPLER_PARAM":          {"2"},
		"JAEGER_SAMPLER_REFRESH_INTERVAL":                          {"-1s"},
		"JAEGER_SAMPLER_MAX_OPERATIONS":                            {"-1"},
		"JAEGER_SAMPLING_ENDPOINT":                                 {"localhost:5778", "http://:5778/sampling"},
		"JAEGER_SAMPLER_MANAGER_HOST_PORT":                         {"localhost:5778"},
		"JAEGER_REPORTER_MAX_QUEUE_SIZE":                           {"-1", "9223372036854775807", "1e3"},
		"JAEGER_REPORTER_FLUSH_INTERVAL":                           {"-1s"},
		"JAEGER_REPORTER_ATTEMPT_RECONNECT_INTERVAL":               {"-1s"},
		"JAEGER_REPORTER_LOG_SPANS":                                {"x"},
		"JAEGER_ENDPOINT=http://jaeger/api/traces JAEGER_PASSWORD": {"secret"},
		"JAEGER_ENDPOINT": {
			"x", "jaeger:14268/api/traces", "udp://jo:secret@jaeger:14268/api/traces", "http:///api/traces",
			"http://jo:secret@jaeger:14268", "http://jaeger:14268/",
			"http://a b/api/traces", "http://jo:secret@jaeger:x/api/traces", "http://jaeger:14268?token=secret",
			"http://jo:secret#@jaeger:14268/api/traces", "http://jo:1/secret@jaeger:14268/api/traces",
			"http://jo:1/a#secret@jaeger:14268/api/traces", "http://jo:1?secret@jaeger:14268/api/traces",
		},
		"JAEGER_AGENT_HOST":     {"jaeger:6831", "::1"},
		"JAEGER_AGENT_PORT":     {"x", "0", "65536"},
		"JAEGER_TAGS":           {"x", "a=b,", "a=${HOME}"},
		"JAEGER_TRACEID_128BIT": {"maybe"},
		"JAEGER_DISABLED":       {"maybe"},
		"JAEGER_RPC_METRICS":    {"maybe"},
		"JAEGER_PROPAGATION":    {"w3c,zipkin"},
	} {
		others := strings.Fields(variables)
		variable := others[len(others)-1]
		for _, value := range values {
			t.Run(variables+"="+value, func(t *testing.T) {
				setenv(t, others[:len(others)-1]...)
				t.Setenv(variable, value)
				wantError(t, variable, "orders")
			})
		}
	}
}

// What WithConfig sets is looked at, too.
func TestInvalidConfiguration(t *testing.T) {
	setenv(t)
	for want, configure := range map[string]func(*config.Configuration){
		"JAEGER_SERVICE_NAME": func(c *config.Configuration) { c.ServiceName = "" },
		"JAEGER_AGENT_HOST":   func(c *config.Configuration) { c.Reporter.LocalAgentHostPort = ":6831" },
		"JAEGER_ENDPOINT":     func(c *config.Configuration) { c.Reporter.CollectorEndpoint = "http://jaeger" },
		"JAEGER_SAMPLER_TYPE": func(c *config.Configuration) { c.Sampler.Type = "x" },
		"JAEGER_* variables": func(c *config.Configuration) { // which cannot be found
			c.Reporter.LocalAgentHostPort, c.Reporter.DisableAttemptReconnecting = "none.invalid:1", true
		},
		"no more": func(*config.Configuration) { panic("no more") },
	} {
		wantError(t, want, "orders", jaegertracer.WithConfig(configure))
	}
	wantError(t, "JAEGER_SERVICE_NAME", "")
	wantError(t, "taken", "orders", jaegertracer.WithMetrics(fussy{}))
}

// fussy is a factory that panics, as that of Prometheus does on a name that is
// taken.
type fussy struct{ metrics.Factory }

func (fussy) Namespace(metrics.NSOptions) metrics.Factory { panic("taken") }
