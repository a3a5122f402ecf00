// Command load measures what tracing costs a service over real sockets. It puts
// load on the service below it from the generator below it, each a process of
// its own, and prints throughput, latency and processor time as a Markdown
// table: for the bare service, and for one with each library, not sampled and
// sampled. It can draw them, too. All of it stays on the loopback interface.
//
// Run it in the module's folder. It takes about three minutes:
//
//	go run ./cmd/load
//	go run ./cmd/load -render -picture ../docs/cost.svg
//	go run ./cmd/load -libraries chitrace,chitrace-jaegertracer,chitrace-otlp # by the client's sender, by that of jaegertracer.New and by OTLP
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if err := load(); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func load() error {
	rounds := flag.Int("rounds", 5, "how often every variant is measured")
	duration := flag.Duration("duration", 3*time.Second, "how long each measurement is")
	connections := flag.Int("connections", 32, "how many connections the load comes through")
	libraries := flag.String("libraries", "chitrace,chitrace-jaegertracer,nethttp,otelchi,otelhttp", "which libraries are measured")
	file := flag.String("results", "load.json", "the file for the raw results")
	render := flag.Bool("render", false, "measure nothing, print the table of the results that are there")
	picture := flag.String("picture", "", "draw the results into this `file`, as SVG")
	profiles := flag.String("profiles", "", "a `folder` for the profiles of the services' processor time, of the last round")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	if !*render {
		t := trial{generator: generator{connections: *connections}, duration: *duration, profiles: *profiles}
		r, err := measure(ctx, t, variantsOf(strings.Split(*libraries, ",")), *rounds)
		if err != nil {
			return err
		}
		if err := r.write(*file); err != nil {
			return err
		}
	}
	r, err := read(*file)
	if err != nil {
		return err
	}
	fmt.Print(r.markdown())
	if *picture != "" {
		return r.draw(*picture)
	}
	return nil
}

// measure measures all variants in each round.
func measure(ctx context.Context, t trial, variants []variant, rounds int) (r results, err error) {
	dir, err := os.MkdirTemp("", "load")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	build := exec.CommandContext(ctx, "go", "build", "-o", dir, "./cmd/load/service", "./cmd/load/generator")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("go build: %w", err)
	}
	agent, err := listenAgent(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, agent.Close()) }()
	collector := newCollector()
	defer collector.Close()

	t.service, t.generator.binary = filepath.Join(dir, "service"), filepath.Join(dir, "generator")
	t.agent, t.collector = agent.LocalAddr().String(), collector.URL
	r = make(results, len(variants))
	for round := range rounds {
		// Each round starts with another variant: none is always the first.
		for i := range variants {
			i = (round + i) % len(variants)
			v := variants[i]
			f, err := t.measure(ctx, v)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", v, err)
			}
			r[i].Variant, r[i].Rounds = v, append(r[i].Rounds, f)
			fmt.Fprintf(os.Stderr, "round %d of %d, %s: %.0f/s\n", round+1, rounds, v, f.Throughput)
		}
	}
	return r, nil
}

// newCollector stands in for an OpenTelemetry collector: what it gets is read and
// dropped.
func newCollector() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
	}))
}

// listenAgent stands in for Jaeger's agent: what it gets is read and dropped.
func listenAgent(ctx context.Context) (net.PacketConn, error) {
	conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go func() {
		packet := make([]byte, 64<<10)
		for {
			if _, _, err := conn.ReadFrom(packet); err != nil {
				return // closed
			}
		}
	}()
	return conn, nil
}
