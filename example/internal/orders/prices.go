package orders

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation"
)

// PriceList is the prices service as its caller sees it.
type PriceList struct {
	URL    *url.URL
	Client *http.Client
}

// Price returns what one piece of an article costs, in cents.
func (l PriceList) Price(ctx context.Context, sku string) (int, error) {
	return l.get(ctx, "prices", sku)
}

// Quote is a price made by hand: it takes its time.
func (l PriceList) Quote(ctx context.Context, sku string) (int, error) {
	return l.get(ctx, "quotes", sku)
}

func (l PriceList) get(ctx context.Context, kind, sku string) (int, error) {
	// The client span is named like the route that will serve it: a name made
	// of the URL would be a new one for each article.
	ctx = propagation.ContextWithOperationName(ctx, "GET /v1/"+kind+"/{sku}")

	target := l.URL.JoinPath("v1", kind, url.PathEscape(sku))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), http.NoBody)
	if err != nil {
		return 0, err
	}
	res, err := l.Client.Do(req)
	if err != nil {
		return 0, err
	}
	// The client span lasts until here: without Close it would never end.
	defer func() { _ = res.Body.Close() }()
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

type askFunc func(ctx context.Context, sku string) (cents int, err error)

// sum asks for the prices of all items at once. The context carries the
// request's span to each of the calls.
func sum(ctx context.Context, items []Item, ask askFunc) (int, error) {
	cents := make([]int, len(items))
	errs := make([]error, len(items))
	var wg sync.WaitGroup
	for i, item := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			cents[i], errs[i] = ask(ctx, item.SKU)
		}()
	}
	wg.Wait()

	total := 0
	for i, item := range items {
		total += item.Quantity * cents[i]
	}
	return total, cmp.Or(errs...)
}

// ParseURL reads the base URL of a service.
func ParseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, err
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, errors.New("want http://host:port")
	}
	return u, nil
}
