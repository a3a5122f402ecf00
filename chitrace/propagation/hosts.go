package propagation

import (
	"net/http"
	"slices"
	"strings"
)

// ToHosts returns a filter for [WithInjectFilter] or [WithFilter] that accepts
// requests to these hosts, such as "prices.internal". A name that starts with a
// dot, such as ".internal", stands for all hosts below that domain. Ports do not
// matter, nor does case.
func ToHosts(names ...string) func(r *http.Request) bool {
	hosts := make([]string, len(names))
	for i, name := range names {
		hosts[i] = strings.ToLower(name)
	}
	return func(r *http.Request) bool {
		if r.URL == nil {
			return false
		}
		host := strings.ToLower(r.URL.Hostname())
		return slices.ContainsFunc(hosts, func(name string) bool {
			return host == name || strings.HasPrefix(name, ".") && strings.HasSuffix(host, name)
		})
	}
}

// leavesHost reports whether r follows a redirect away from a host that the
// client called before. [http.Client] sets the response that it follows.
func leavesHost(r *http.Request) bool {
	redirect := r.Response
	for range 100 { // http.Client stops after ten by default
		if redirect == nil || redirect.Request == nil || redirect.Request.URL == nil || r.URL == nil {
			return false
		}
		if redirect.Request.URL.Host != r.URL.Host {
			return true
		}
		redirect = redirect.Request.Response
	}
	return true
}
