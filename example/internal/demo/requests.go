package demo

import (
	"context"
	"io"
	"net/http"
)

// request is one that is worth a look, and why.
type request struct{ title, path string }

var requests = []request{
	{"An order, each item priced by the other service", "/v1/orders/1001"},
	{"A mounted router: the name is the whole pattern", "/v1/customers/7/orders"},
	{"A slow one: quotes are made by hand", "/v1/orders/1001/quote"},
	{"The service behind it fails", "/v1/orders/1002"},
	{"A handler panics, middleware.Recoverer answers", "/v1/orders/1003/invoice"},
	{"An order that does not exist", "/v1/orders/4711"},
	{"A route that does not exist", "/v1/nowhere"},
}

// get makes a request. Any response will do.
func get(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = io.Copy(io.Discard, res.Body)
	return err
}
