package orders

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// priceList is the prices service as its caller sees it.
type priceList struct {
	base   *url.URL
	client *http.Client
}

func newPriceList(baseURL string, client *http.Client) (priceList, error) {
	base, err := url.Parse(baseURL)
	if err == nil && ((base.Scheme != "http" && base.Scheme != "https") || base.Host == "") {
		err = fmt.Errorf("prices at %q: want http://host:port", baseURL)
	}
	return priceList{base, client}, err
}

// sum asks for the prices of all items at once. The kind is "prices", or
// "quotes" for prices made by hand.
func (l priceList) sum(ctx context.Context, kind string, items []Item) (int, error) {
	cents := make([]int, len(items))
	errs := make([]error, len(items))
	var wg sync.WaitGroup
	for i, item := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			cents[i], errs[i] = l.get(ctx, kind, item.SKU)
		}()
	}
	wg.Wait()

	total := 0
	for i, item := range items {
		total += item.Quantity * cents[i]
	}
	return total, cmp.Or(errs...)
}

// get returns what one piece of an article costs, in cents.
func (l priceList) get(ctx context.Context, kind, sku string) (int, error) {
	// The client span is named after the route that serves the call. Named after
	// the URL, each article would have a name of its own.
	ctx = propagation.ContextWithOperationName(ctx, "GET /v1/"+kind+"/{sku}")

	target := l.base.JoinPath("v1", kind, url.PathEscape(sku))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), http.NoBody)
	if err != nil {
		return 0, err
	}
	res, err := l.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }() // It ends the client span.
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("price of %q: %s", sku, res.Status)
	}
	var price struct {
		Cents int `json:"cents"`
	}
	if err := json.NewDecoder(res.Body).Decode(&price); err != nil {
		return 0, fmt.Errorf("price of %q: %w", sku, err)
	}
	return price.Cents, nil
}
