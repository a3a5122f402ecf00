// Command quickstart is the README's first program.
package main

import (
	"log"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/uber/jaeger-client-go/config"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

func main() {
	cfg := config.Configuration{ServiceName: "hello", Sampler: &config.SamplerConfig{Type: "const", Param: 1}}
	tracer, closer, err := cfg.NewTracer()
	if err != nil {
		log.Fatal(err)
	}
	defer closer.Close() //nolint:errcheck // there is nobody left to tell

	r := chi.NewRouter()
	r.Use(chitrace.Middleware(tracer))
	r.Get("/hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("Hello " + chi.URLParam(r, "name") + "\n"))
	})
	log.Println(http.ListenAndServe("127.0.0.1:8080", r))
}
