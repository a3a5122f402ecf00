module service

go 1.23.0

require (
	github.com/go-chi/chi/v5 v5.0.12
	github.com/prometheus/client_golang v1.14.0
)
