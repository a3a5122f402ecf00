// Package page is the demo in a browser. It sends requests to the service, and
// shows their responses and traces.
package page

import (
	"embed"
	"html/template"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/opentracing-contrib/go-chi/example/internal/service"
	"github.com/opentracing-contrib/go-chi/example/internal/traces"
	"github.com/opentracing-contrib/go-chi/example/internal/waterfall"
)

//go:embed assets
var assets embed.FS

//go:embed index.html
var html string

var index = template.Must(template.New("index").Parse(html))

// policy allows the page to use this service only, and no inline scripts or styles.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Page says where the page finds traces and metrics.
type Page struct {
	// JaegerUI is the base URL of Jaeger's UI. Empty: there are no links to it.
	JaegerUI string
	// Trace returns a complete trace. Nil: there are no waterfalls.
	Trace func(id string) (traces.Trace, bool)
	// Metrics has what the service counts. Nil: there are no figures.
	Metrics prometheus.Gatherer
}

// Over puts the page in front of the service. Requests for the page itself are
// neither traced, nor logged, nor counted.
func (p Page) Over(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.serveIndex)
	mux.HandleFunc("GET /assets/{file}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, assets, r.URL.Path)
	})
	if p.Trace != nil {
		mux.HandleFunc("GET /traces/{traceID}", p.serveTrace)
	}
	if p.Metrics != nil {
		mux.HandleFunc("GET /figures", p.serveFigures)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern == "" {
			next.ServeHTTP(w, r)
			return
		}
		header := w.Header()
		header.Set("Cache-Control", "no-store")
		header.Set("Content-Security-Policy", policy)
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Content-Type-Options", "nosniff")
		mux.ServeHTTP(w, r)
	})
}

func (p Page) serveIndex(w http.ResponseWriter, _ *http.Request) {
	_ = index.Execute(w, struct { // It fails only when the client is gone.
		Page
		Requests []Request
	}{p, Requests})
}

func (p Page) serveTrace(w http.ResponseWriter, r *http.Request) {
	trace, ok := p.Trace(r.PathValue("traceID"))
	if !ok {
		service.WriteError(w, http.StatusNotFound, "no such trace, or not all of it has ended")
		return
	}
	service.WriteJSON(w, http.StatusOK, waterfall.Rows(trace))
}

func (p Page) serveFigures(w http.ResponseWriter, _ *http.Request) {
	figures, err := gather(p.Metrics)
	if err != nil {
		service.WriteError(w, http.StatusInternalServerError, err.Error())
		return
	}
	service.WriteJSON(w, http.StatusOK, figures)
}
