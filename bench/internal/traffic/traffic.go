// Package traffic makes the requests that the benchmarks and the load test send.
package traffic

import (
	"fmt"
	"math/rand/v2"
	"net/http"
)

// Browser returns the headers of a browser's request for a page of a site that
// it is on: eight.
func Browser() http.Header {
	return http.Header{
		"Accept":          {"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"},
		"Accept-Encoding": {"gzip, deflate, br, zstd"},
		"Accept-Language": {"en-GB,en;q=0.7,de;q=0.3"},
		"Cookie":          {"session=9f86d081884c7d659a2feaa0c55ad015; theme=dark"},
		"Referer":         {"https://shop.example.com/account"},
		"Sec-Fetch-Mode":  {"navigate"},
		"Sec-Fetch-Site":  {"same-origin"},
		"User-Agent":      {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"},
	}
}

// Proxied returns the headers of a browser's request as Envoy hands it on:
// fifteen.
func Proxied() http.Header {
	h := Browser()
	for name, value := range map[string]string{
		"X-Envoy-Attempt-Count":          "1",
		"X-Envoy-Expected-Rq-Timeout-Ms": "15000",
		"X-Envoy-External-Address":       "203.0.113.7",
		"X-Forwarded-For":                "203.0.113.7",
		"X-Forwarded-Host":               "shop.example.com",
		"X-Forwarded-Proto":              "https",
		"X-Request-Id":                   "0b8f3c1c-4b7e-4f3c-9d35-6f6e4d1c7a10",
	} {
		h[http.CanonicalHeaderKey(name)] = []string{value}
	}
	return h
}

// SamePath is the path of one order.
const SamePath = "/v1/users/42/orders/7"

// Paths returns the paths of n orders, whose ids hardly ever repeat.
func Paths(n int) []string {
	random := rand.New(rand.NewPCG(1, 2))
	paths := make([]string, n)
	for i := range paths {
		paths[i] = fmt.Sprintf("/v1/users/%d/orders/%d", random.Uint32(), random.Uint32())
	}
	return paths
}
