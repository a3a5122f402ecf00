package service_test

import (
	"context"
	"flag"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace"
	"github.com/opentracing-contrib/go-chi/example/internal/service"
)

func TestRunSaysInOneLineWhatIsWrong(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })

	tests := []struct {
		name     string
		args     []string
		env, val string
		want     string // a part of the line
	}{
		{name: "taken port", args: []string{"-addr", taken.Addr().String()}, want: "address already in use"},
		{name: "taken port for metrics", args: []string{"-metrics-addr", taken.Addr().String()}, want: "address already in use"},
		{name: "no port", env: "ADDR", val: "nonsense", want: "address nonsense: missing port"},
		{name: "unknown flag", args: []string{"-x"}, want: "flag provided but not defined: -x"},
		{name: "argument", args: []string{"x"}, want: `unexpected argument "x"`},
		{name: "bad flag", args: []string{"-size=x"}, want: `invalid value "x" for flag -size`},
		{name: "bad variable", env: "ROUTE_LOOKUP", val: "maybe", want: `invalid value "maybe" for variable ROUTE_LOOKUP`},
		{name: "bad variable of the service", env: "SIZE", val: "x", want: `invalid value "x" for variable SIZE`},
		{name: "no such sampler", env: "JAEGER_SAMPLER_TYPE", val: "x", want: `invalid value "x" for variable JAEGER_SAMPLER_TYPE`},
		{name: "bad parameter", env: "JAEGER_SAMPLER_PARAM", val: "x", want: "JAEGER_SAMPLER_PARAM=x"},
		{name: "bad endpoint", env: "JAEGER_ENDPOINT", val: "x", want: `invalid value "x" for variable JAEGER_ENDPOINT`},
		{name: "bad tags", env: "JAEGER_TAGS", val: "x", want: `invalid value "x" for variable JAEGER_TAGS`},
		{name: "queue without end", env: "JAEGER_REPORTER_MAX_QUEUE_SIZE", val: "9223372036854775807", want: "for variable JAEGER_REPORTER_MAX_QUEUE_SIZE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.env != "" {
				t.Setenv(tt.env, tt.val)
			}
			command := service.Command{
				Name: "test",
				Addr: "127.0.0.1:0",
				Flags: func(fs *flag.FlagSet) {
					fs.Int("size", 0, "")
				},
				Handler: func(service.Env) http.Handler { return http.NotFoundHandler() },
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel() // Should it start after all, it ends at once.
			var stdout, stderr strings.Builder
			code := command.Run(ctx, tt.args, &stdout, &stderr)
			line, rest, _ := strings.Cut(stderr.String(), "\n")
			if code != 1 || !strings.HasPrefix(line, "test: ") || !strings.Contains(line, tt.want) || rest != "" {
				t.Errorf("got code %d and %q, want 1 and one line with %q", code, stderr.String(), tt.want)
			}
			if stdout.Len() > 0 {
				t.Errorf("stdout has %q, want nothing", stdout.String())
			}
		})
	}
}

func TestRunHelps(t *testing.T) {
	var stdout, stderr strings.Builder
	code := service.Command{Name: "test"}.Run(t.Context(), []string{"-h"}, &stdout, &stderr)
	if code != 0 || stderr.Len() > 0 {
		t.Errorf("got code %d and %q, want 0", code, stderr.String())
	}
	for name, variable := range map[string]string{"addr": " [ADDR]", "route-lookup": " [ROUTE_LOOKUP]", "healthcheck": ""} {
		_, text, _ := strings.Cut(stdout.String(), "  -"+name)
		text, _, _ = strings.Cut(text, "\n  -")
		if !strings.Contains(text, variable) || strings.Contains(text, "[") != (variable != "") {
			t.Errorf("-%s has no variable %q in\n%s", name, variable, stdout.String())
		}
	}
}

func TestRouteLookupCanBeTurnedOff(t *testing.T) {
	tests := []struct {
		name     string
		args     []string
		variable string
		want     string // the span's name at its start, when it is sampled
	}{
		{"default", nil, "", "GET /things/{id}"},
		{"flag", []string{"-route-lookup=false"}, "", "HTTP GET"},
		{"variable", nil, "false", "HTTP GET"},
		{"flag over variable", []string{"-route-lookup"}, "false", "GET /things/{id}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("ROUTE_LOOKUP", tt.variable)
			names := make(chan string, 1)
			p := start(t, func(env service.Env) http.Handler {
				r := service.NewRouter(env, chitrace.WithSpanObserver(func(span opentracing.Span, _ *http.Request) {
					names <- span.(*jaeger.Span).OperationName()
				}))
				r.Get("/things/{id}", func(http.ResponseWriter, *http.Request) {})
				return r
			}, tt.args...)
			get(t, p.url+"/things/1")
			if got := <-names; got != tt.want {
				t.Errorf("the span starts as %q, want %q", got, tt.want)
			}
			p.stop()
		})
	}
}
