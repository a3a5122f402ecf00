package jaegertracer_test

import (
	"strings"
	"testing"

	"github.com/uber/jaeger-client-go/config"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
)

func TestInvalidValues(t *testing.T) {
	tests := []struct {
		env  []string
		want string // a part of the error
	}{
		{[]string{"JAEGER_SAMPLER_TYPE=x"}, "JAEGER_SAMPLER_TYPE"},
		{[]string{"JAEGER_SAMPLER_PARAM=x"}, "JAEGER_SAMPLER_PARAM"},
		{[]string{"JAEGER_SAMPLER_PARAM=0.1"}, "JAEGER_SAMPLER_PARAM"},
		{[]string{"JAEGER_SAMPLER_PARAM=NaN"}, "JAEGER_SAMPLER_PARAM"},
		{[]string{"JAEGER_SAMPLER_TYPE=ratelimiting", "JAEGER_SAMPLER_PARAM=-5"}, "JAEGER_SAMPLER_PARAM"},
		{[]string{"JAEGER_SAMPLER_TYPE=ratelimiting", "JAEGER_SAMPLER_PARAM=Inf"}, "JAEGER_SAMPLER_PARAM"},
		{[]string{"JAEGER_SAMPLER_TYPE=ratelimiting", "JAEGER_SAMPLER_PARAM=NaN"}, "JAEGER_SAMPLER_PARAM"},
		{[]string{"JAEGER_SAMPLER_TYPE=probabilistic", "JAEGER_SAMPLER_PARAM=1.1"}, "JAEGER_SAMPLER_PARAM"},
		{[]string{"JAEGER_SAMPLER_TYPE=probabilistic", "JAEGER_SAMPLER_PARAM=-0.1"}, "JAEGER_SAMPLER_PARAM"},
		{[]string{"JAEGER_SAMPLER_TYPE=probabilistic", "JAEGER_SAMPLER_PARAM=NaN"}, "JAEGER_SAMPLER_PARAM"},
		{[]string{"JAEGER_SAMPLER_TYPE=remote", "JAEGER_SAMPLER_PARAM=2"}, "JAEGER_SAMPLER_PARAM"},
		{[]string{"JAEGER_SAMPLER_REFRESH_INTERVAL=-1s"}, "JAEGER_SAMPLER_REFRESH_INTERVAL"},
		{[]string{"JAEGER_SAMPLER_MAX_OPERATIONS=-1"}, "JAEGER_SAMPLER_MAX_OPERATIONS"},
		{[]string{"JAEGER_SAMPLING_ENDPOINT=localhost:5778"}, "JAEGER_SAMPLING_ENDPOINT"},
		{[]string{"JAEGER_SAMPLING_ENDPOINT=http://:5778/sampling"}, "JAEGER_SAMPLING_ENDPOINT"},
		{[]string{"JAEGER_SAMPLER_MANAGER_HOST_PORT=localhost:5778"}, "JAEGER_SAMPLER_MANAGER_HOST_PORT"},
		{[]string{"JAEGER_REPORTER_MAX_QUEUE_SIZE=-1"}, "JAEGER_REPORTER_MAX_QUEUE_SIZE"},
		{[]string{"JAEGER_REPORTER_MAX_QUEUE_SIZE=9223372036854775807"}, "JAEGER_REPORTER_MAX_QUEUE_SIZE"},
		{[]string{"JAEGER_REPORTER_MAX_QUEUE_SIZE=1e3"}, "JAEGER_REPORTER_MAX_QUEUE_SIZE"},
		{[]string{"JAEGER_REPORTER_FLUSH_INTERVAL=-1s"}, "JAEGER_REPORTER_FLUSH_INTERVAL"},
		{[]string{"JAEGER_REPORTER_ATTEMPT_RECONNECT_INTERVAL=-1s"}, "JAEGER_REPORTER_ATTEMPT_RECONNECT_INTERVAL"},
		{[]string{"JAEGER_REPORTER_LOG_SPANS=x"}, "JAEGER_REPORTER_LOG_SPANS"},
		{[]string{"JAEGER_ENDPOINT=x"}, "JAEGER_ENDPOINT"},
		{[]string{"JAEGER_ENDPOINT=jaeger:14268/api/traces"}, "JAEGER_ENDPOINT"},
		{[]string{"JAEGER_ENDPOINT=udp://jaeger:14268/api/traces"}, "JAEGER_ENDPOINT"},
		{[]string{"JAEGER_ENDPOINT=http:///api/traces"}, "JAEGER_ENDPOINT"},
		{[]string{"JAEGER_ENDPOINT=http://jaeger:14268"}, "JAEGER_ENDPOINT"},
		{[]string{"JAEGER_ENDPOINT=http://jaeger:14268/"}, "JAEGER_ENDPOINT"},
		{[]string{"JAEGER_ENDPOINT=http://jaeger:99999/api/traces"}, "JAEGER_ENDPOINT"},
		{[]string{"JAEGER_ENDPOINT=http://a b/api/traces"}, "JAEGER_ENDPOINT"},
		{[]string{"JAEGER_ENDPOINT=http://jaeger/api/traces", "JAEGER_USER=jo"}, "JAEGER_PASSWORD"},
		{[]string{"JAEGER_AGENT_HOST=jaeger:6831"}, "JAEGER_AGENT_HOST"},
		{[]string{"JAEGER_AGENT_HOST=::1"}, "JAEGER_AGENT_HOST"},
		{[]string{"JAEGER_AGENT_PORT=x"}, "JAEGER_AGENT_PORT"},
		{[]string{"JAEGER_AGENT_PORT=0"}, "JAEGER_AGENT_PORT"},
		{[]string{"JAEGER_AGENT_PORT=65536"}, "JAEGER_AGENT_PORT"},
		{[]string{"JAEGER_TAGS=x"}, "JAEGER_TAGS"},
		{[]string{"JAEGER_TAGS=a=b,"}, "JAEGER_TAGS"},
		{[]string{"JAEGER_TAGS==b"}, "JAEGER_TAGS"},
		{[]string{"JAEGER_TAGS=a=${HOME}"}, "JAEGER_TAGS"},
		{[]string{"JAEGER_TRACEID_128BIT=maybe"}, "JAEGER_TRACEID_128BIT"},
		{[]string{"JAEGER_DISABLED=maybe"}, "JAEGER_DISABLED"},
		{[]string{"JAEGER_RPC_METRICS=maybe"}, "JAEGER_RPC_METRICS"},
		{[]string{"JAEGER_PROPAGATION=w3c,zipkin"}, "JAEGER_PROPAGATION"},
		{[]string{"JAEGER_AGENT_HOST=none.invalid", "JAEGER_REPORTER_ATTEMPT_RECONNECTING_DISABLED=true"}, "JAEGER_"},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.env, " "), func(t *testing.T) {
			setenv(t, tt.env...)
			tracer, closer, err := jaegertracer.New("orders")
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %s", err, tt.want)
			}
			if tracer != nil || closer != nil {
				t.Errorf("got %v and %v beside an error", tracer, closer)
			}
		})
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
		"no more":             func(*config.Configuration) { panic("no more") },
	} {
		if _, _, err := jaegertracer.New("orders", jaegertracer.WithConfig(configure)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %s", err, want)
		}
	}
}

func TestNoServiceName(t *testing.T) {
	setenv(t)
	if _, _, err := jaegertracer.New(""); err == nil || !strings.Contains(err.Error(), "JAEGER_SERVICE_NAME") {
		t.Errorf("got %v", err)
	}
}

func TestErrorShowsNoPassword(t *testing.T) {
	for _, endpoint := range []string{"http://jo:secret@jaeger", "http://jo:secret@jaeger:x/api/traces", "x://jo:secret@jaeger/api/traces"} {
		setenv(t, "JAEGER_ENDPOINT="+endpoint)
		if _, _, err := jaegertracer.New("orders"); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v", endpoint, err)
		}
	}
}
