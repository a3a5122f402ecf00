package browser

import "testing"

// If Jaeger has the trace the page leads there. If it was not sampled, or nobody
// said where Jaeger is, the page leads nowhere.
func TestLinkToJaeger(t *testing.T) {
	tests := []struct {
		name     string
		env      []string
		wantLink string // without the trace id; empty: there is none
		sampled  bool
	}{
		{"Jaeger", []string{"JAEGER_UI=http://127.0.0.1:16686"}, "http://127.0.0.1:16686/trace/", true},
		{"not sampled", []string{"JAEGER_UI=http://127.0.0.1:16686", "JAEGER_SAMPLER_TYPE=const", "JAEGER_SAMPLER_PARAM=0"}, "", false},
		{"no Jaeger", nil, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := open(t, startOrders(t, tt.env...))
			got := press(t, b, "/v1/nowhere", click)
			want := tt.wantLink
			if want != "" {
				want += got.TraceID
			}
			link := eval[string](t, b, `document.querySelector("#summary a")?.href ?? ""`)
			if got.TraceID == "" || link != want {
				t.Errorf("the link is %q, want %q", link, want)
			}
			if sampled := !eval[bool](t, b, `document.querySelector("#summary .unsampled") !== null`); sampled != tt.sampled {
				t.Errorf("the page says sampled %t, want %t", sampled, tt.sampled)
			}
			if eval[bool](t, b, `document.querySelector("#trace").checkVisibility()`) {
				t.Error("there is room for a waterfall, and no trace")
			}
		})
	}
}
