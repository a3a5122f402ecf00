package chitrace

import (
	"net/http"

	"github.com/opentracing-contrib/go-chi/internal/text"
)

// RouteURL is for [WithURL]: it returns scheme://host and the route in place of
// the path, such as https://example.com/reset/{token}. Use it if paths hold
// secrets. Without a route it returns scheme://host. The route is looked up for
// every sampled request. If the request takes another one, f of WithURL is called
// once more when the handler is done.
func RouteURL(r *http.Request) string {
	url := scheme(r) + "://" + text.Host(r.Host)
	if req := fromContext(r.Context()); req != nil {
		route := req.finalRoute()
		if req.ofURL == nil {
			req.ofURL = route
		}
		url += route.Pattern
	}
	return url
}
