package jaegertracer

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// ownTransport returns a transport that nobody has instrumented: a copy of
// [http.DefaultTransport], or if that is of another type, one like Go's.
func ownTransport() *http.Transport {
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		return t.Clone()
	}
	return &http.Transport{
		Proxy:             http.ProxyFromEnvironment,
		ForceAttemptHTTP2: true,
		IdleConnTimeout:   90 * time.Second,
	}
}

// withoutSecrets returns the error of an [http.Client] without the user info and
// the query of its URL.
func withoutSecrets(err error) error {
	var failed *url.Error
	if !errors.As(err, &failed) {
		return err
	}
	where := "the endpoint"
	if u, parseErr := url.Parse(failed.URL); parseErr == nil {
		where = location(u)
	}
	return fmt.Errorf("%s %s: %w", failed.Op, where, failed.Err)
}

// location returns u without user info, query and fragment.
func location(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
