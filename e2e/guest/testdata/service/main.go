// A service that was there before us.
package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func main() {
	r := chi.NewRouter()
	use(r)
	r.Handle("/metrics", promhttp.Handler())
	_ = http.ListenAndServe("127.0.0.1:0", r)
}

var use = func(chi.Router) {}
