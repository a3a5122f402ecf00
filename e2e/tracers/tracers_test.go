package tracers

import (
	_ "github.com/opentracing/basictracer-go"
	_ "github.com/opentracing/opentracing-go"
	_ "go.opentelemetry.io/otel/bridge/opentracing"
	_ "go.opentelemetry.io/otel/sdk/trace"
)
