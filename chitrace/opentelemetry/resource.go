package opentelemetry

import (
	"runtime/debug"
	"strings"
	"sync"

	"github.com/uber/jaeger-client-go"
	"go.opentelemetry.io/otel/sdk/instrumentation"
	"go.opentelemetry.io/otel/sdk/resource"
)

const serviceName = "service.name"

// resourceOf returns the service's name, the tags of its tracer, and the attributes of
// WithResource.
func (c *config) resourceOf(span *jaeger.Span) *resource.Resource {
	process := jaeger.BuildJaegerProcessThrift(span)
	var a attributes
	a.add(serviceName, process.ServiceName)
	if tracer, ok := span.Tracer().(*jaeger.Tracer); ok {
		for _, tag := range tracer.Tags() {
			if tag.Key == jaeger.TracerHostnameTagKey {
				tag.Key = "host.name"
			}
			a.add(tag.Key, tag.Value)
		}
	}
	for _, tag := range process.Tags {
		if tag.Key == jaeger.TracerUUIDTagKey { // The tracer's tags lack it.
			a.add(tag.Key, tag.GetVStr())
		}
	}
	list := a.list
	for _, r := range c.resources {
		for _, kv := range r.Attributes() {
			if kv.Key != serviceName || !strings.HasPrefix(kv.Value.AsString(), "unknown_service") {
				list = append(list, kv)
			}
		}
	}
	return resource.NewSchemaless(list...) // The last value of a key is used.
}

const modulePath = "github.com/opentracing-contrib/go-chi"

// scope returns the library that made the spans, with the version in the program's build
// information.
var scope = sync.OnceValue(func() instrumentation.Scope {
	s := instrumentation.Scope{Name: modulePath, Version: "(devel)"}
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return s
	}
	for _, dep := range info.Deps {
		if dep.Path == modulePath+"/chitrace/opentelemetry" && dep.Version != "" {
			s.Version = dep.Version
		}
	}
	return s
})
