// Command generator puts load on a service for a while and prints what came out
// as JSON. Each of its connections sends the next request as soon as it has the
// answer to the last one. The requests are those of production: their ids do
// not repeat, and they have the headers of a browser behind a proxy.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"github.com/opentracing-contrib/go-chi/bench/internal/traffic"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "generator:", err)
		os.Exit(1)
	}
}

func generate() error {
	url := flag.String("url", "", "the service's `URL`, without a path")
	duration := flag.Duration("duration", time.Second, "how long")
	connections := flag.Int("connections", 32, "how many connections")
	flag.Parse()

	attacker := vegeta.NewAttacker(
		vegeta.Workers(uint64(*connections)), vegeta.MaxWorkers(uint64(*connections)), vegeta.Connections(*connections))
	var metrics vegeta.Metrics
	for result := range attacker.Attack(orders(*url), vegeta.ConstantPacer{}, *duration, "") {
		metrics.Add(result)
	}
	metrics.Close()
	if metrics.Success != 1 {
		return fmt.Errorf("requests failed: %w", errors.Join(errors.New(fmt.Sprint(metrics.StatusCodes)), errors.New(fmt.Sprint(metrics.Errors))))
	}
	return json.NewEncoder(os.Stdout).Encode(&metrics)
}

// orders asks for one order after the other.
func orders(url string) vegeta.Targeter {
	paths, header := traffic.Paths(100_000), traffic.Proxied()
	var next atomic.Uint64
	return func(t *vegeta.Target) error {
		t.Method = http.MethodGet
		t.URL = url + paths[next.Add(1)%uint64(len(paths))]
		t.Header = header
		return nil
	}
}
