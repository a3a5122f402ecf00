package propagation

import (
	"net/http"
	"slices"
	"strings"
)

// ToHosts returns a filter for [WithInjectFilter] or [WithFilter] that accepts
// requests to these hosts, such as "prices.internal". A name that starts with a
// dot, such as ".internal", accepts all hosts below that domain. Ports and case are
// ignored. Without names the filter accepts no request.
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

// leavesHost reports whether r, or an earlier request of the same redirects, goes to
// another host than the first request. [http.Client] sets the Response that caused a
// request. The rule is net/http's own for Authorization: another port or a subdomain is
// not another host.
func leavesHost(r *http.Request) bool {
	var hosts []string // of r and of the requests before it but the first
	for ; r.Response != nil && r.Response.Request != nil; r = r.Response.Request {
		if r.URL == nil || len(hosts) == maxRedirects {
			return true
		}
		hosts = append(hosts, r.URL.Hostname())
	}
	return slices.ContainsFunc(hosts, func(host string) bool { return r.URL == nil || !isWithin(host, r.URL.Hostname()) })
}

const maxRedirects = 100 // that are checked; [http.Client] follows ten by default

// isWithin reports whether host is the domain, or a subdomain of it.
func isWithin(host, domain string) bool {
	if host == domain {
		return true
	}
	// With a colon it is an IPv6 address, whose zone may look like a domain.
	return !strings.ContainsAny(host, ":%") && strings.HasSuffix(host, "."+domain)
}
