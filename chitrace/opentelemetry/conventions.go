package opentelemetry

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/opentracing/opentracing-go"
	"github.com/opentracing/opentracing-go/ext"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

const (
	requestHeader  = "http.request.header."
	responseHeader = "http.response.header."
)

// addConventional adds a tag under its names in the semantic conventions. It returns
// false, and adds nothing, if they have no name for it.
func (c *converter) addConventional(a *attributes, key string, value any) bool {
	text, isText := value.(string)
	switch {
	case key == string(ext.HTTPMethod):
		addMethod(a, fmt.Sprint(value))
	case key == string(ext.HTTPStatusCode):
		a.add("http.response.status_code", value)
	case key == "http.response_size":
		a.add("http.response.body.size", value)
	case key == string(ext.HTTPUrl) && isText:
		return c.addURL(a, text)
	case key == requestHeader+"user-agent":
		a.add("user_agent.original", value)
	case isText && (strings.HasPrefix(key, requestHeader) || strings.HasPrefix(key, responseHeader)):
		a.append(valid(key), attribute.StringSliceValue([]string{valid(text)}))
	default:
		return false
	}
	return true
}

func addMethod(a *attributes, method string) {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "QUERY":
	default:
		a.add("http.request.method_original", method)
		method = "_OTHER"
	}
	a.add("http.request.method", method)
}

func (c *converter) addURL(a *attributes, raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	if c.kind == trace.SpanKindClient {
		a.add("url.full", raw)
	} else {
		a.add("url.scheme", u.Scheme)
		a.add("url.path", u.Path)
	}
	host, port := u.Hostname(), u.Port()
	if host != "" {
		a.add("server.address", host)
	}
	if n, err := strconv.Atoi(port); err == nil && !isDefault(u.Scheme, port) {
		a.add("server.port", n)
	}
	return true
}

// isDefault reports whether port is the scheme's default.
func isDefault(scheme, port string) bool {
	return scheme == "http" && port == "80" || scheme == "https" && port == "443"
}

// addErrorType adds error.type: the type of the logged error, or else a status code of
// 300 or above, or else _OTHER.
func (c *converter) addErrorType(a *attributes, tags opentracing.Tags) {
	kind := c.failure.kind
	if code, ok := tags[string(ext.HTTPStatusCode)]; ok && kind == "" {
		kind = fmt.Sprint(code)
		if kind < "300" {
			kind = ""
		}
	}
	a.add("error.type", cmp.Or(kind, "_OTHER"))
}
