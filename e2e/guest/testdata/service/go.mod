module service

go 1.25.0

require (
	github.com/go-chi/chi/v5 v5.2.1
	github.com/prometheus/client_golang v1.20.5
)
