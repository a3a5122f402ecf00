module github.com/opentracing-contrib/go-chi/e2e

go 1.26.0

replace github.com/opentracing-contrib/go-chi => ../

require (
	github.com/go-chi/chi/v5 v5.5.0
	github.com/opentracing-contrib/go-chi v0.0.0-00010101000000-000000000000
	github.com/uber/jaeger-client-go v2.30.0+incompatible
)

require (
	github.com/opentracing/opentracing-go v1.2.0 // indirect
	github.com/stretchr/objx v0.5.3 // indirect
	github.com/uber/jaeger-lib v2.4.1+incompatible // indirect
	go.uber.org/atomic v1.12.0 // indirect
)
