module github.com/opentracing-contrib/go-chi/e2e

go 1.26.0

replace github.com/opentracing-contrib/go-chi => ../
