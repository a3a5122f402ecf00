package jaegertracer

import "testing"

// Nothing says where the strategies are, but something where spans go.
func TestSamplingEndpointIsDerived(t *testing.T) {
	for _, tt := range []struct {
		name, endpoint, agent string
		want                  string
	}{
		{"collector", "http://collector:14268/api/traces", "", "http://collector:5778/sampling"},
		{"TLS", "https://collector/api/traces", "", "https://collector:5778/sampling"},
		{"user", "http://jo:secret@collector/api/traces", "", "http://collector:5778/sampling"},
		{"agent", "", "agent", "http://agent:5778/sampling"},
		{"both", "http://collector:14268/api/traces", "agent", "http://collector:5778/sampling"},
		{"IPv6 agent", "", "[::1]", "http://[::1]:5778/sampling"},
		{"IPv6 collector", "http://[::1]:14268/api/traces", "", "http://[::1]:5778/sampling"},
		{"nothing", "", "", "http://localhost:5778/sampling"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv(envSamplerType, "remote")
			t.Setenv("JAEGER_ENDPOINT", tt.endpoint)
			t.Setenv("JAEGER_AGENT_HOST", tt.agent)
			cfg, err := newSettings(nil).configuration("orders")
			if err != nil {
				t.Fatal(err)
			}
			if got := cfg.Sampler.SamplingServerURL; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
