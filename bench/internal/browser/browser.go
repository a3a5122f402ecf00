// Package browser knows what a browser sends along.
package browser

import "net/http"

// Header returns the headers of a browser's request for a page of a site that it
// is on: eight, as a service behind a proxy gets to see them.
func Header() http.Header {
	return http.Header{
		"Accept":          {"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"},
		"Accept-Encoding": {"gzip, deflate, br, zstd"},
		"Accept-Language": {"en-GB,en;q=0.7,de;q=0.3"},
		"Cookie":          {"session=9f86d081884c7d659a2feaa0c55ad015; theme=dark"},
		"Referer":         {"https://shop.example.com/account"},
		"Sec-Fetch-Mode":  {"navigate"},
		"Sec-Fetch-Site":  {"same-origin"},
		"User-Agent":      {"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},
	}
}
