package interop

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// If no collector is there, the log says so as JSON, under the service's name.
func TestLostSpansAreTold(t *testing.T) {
	s := run(t, []string{otlpBinary}, []string{
		"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", "JAEGER_SERVICE_NAME=shop",
	})
	get(t, s.url+"/v1/nowhere")
	s.Signal(syscall.SIGINT)
	if err := s.Wait(t); err != nil {
		t.Error(err)
	}
	told := false
	for line := range strings.Lines(s.Output()) {
		if strings.Contains(line, `"level":"ERROR"`) && strings.Contains(line, `"service":"shop"`) && strings.Contains(line, "127.0.0.1:1") {
			told = true
		}
	}
	if !told {
		t.Errorf("no line of the log says what happened:\n%s", s.Output())
	}
}

// What the example's comment and the guide say to paste is the same.
func TestExampleIsRunAsItSays(t *testing.T) {
	const block = `export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318
go run . -service prices -addr 127.0.0.1:8081 &
go run . -service orders`
	for _, file := range []string{"../../example/opentelemetry/main.go", "../../docs/opentelemetry.md"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ReplaceAll(string(content), "//\t", ""), block) {
			t.Errorf("%s does not have\n%s", file, block)
		}
	}
}
