package service

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

const healthPath = "/healthz"

// Health tells that the service is up.
func Health(w http.ResponseWriter, _ *http.Request) {
	WriteJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// NoProbe reports whether a request is not a probe of [Health]. Probes come
// every few seconds and would fill traces, metrics and logs.
func NoProbe(r *http.Request) bool { return r.URL.Path != healthPath }

// checkHealth asks the service at addr for its health. Container images without
// a shell need it.
func checkHealth(addr string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	url := "http://" + addr + healthPath // The host of ":8080" is this machine.
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, res.Status)
	}
	return nil
}
