package browser

import "testing"

// Where Jaeger has the traces the page leads there. Where nobody said where Jaeger
// is, it leads nowhere.
func TestLinkToJaeger(t *testing.T) {
	tests := []struct {
		name     string
		env      []string
		wantLink string // without the trace id; empty: there is none
	}{
		{"Jaeger", []string{"JAEGER_UI=http://127.0.0.1:16686"}, "http://127.0.0.1:16686/trace/"},
		{"no Jaeger", nil, ""},
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
			if eval[bool](t, b, `document.querySelector("#trace").checkVisibility()`) {
				t.Error("there is room for a waterfall, and no trace")
			}
		})
	}
}
