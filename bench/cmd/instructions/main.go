// Command instructions counts the instructions that each contender of the
// benchmarks adds to a request, and prints them as Markdown tables. Unlike time,
// the count hardly depends on the machine and on what else it does: it is the same
// to about a per cent.
//
// It runs each benchmark under valgrind's callgrind, which has to be installed,
// with two numbers of requests, without a garbage collector and with one
// processor. The difference of the two counts is what the additional requests
// took. The result is the median of several rounds: two processes differ by up to
// three per cent, since Go's maps and the caches of its type assertions are random.
// Run it in the module's folder:
//
//	go run ./cmd/instructions
//	go run ./cmd/instructions -only '^(bare|chitrace)$' -bench 'BenchmarkClient$'
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/opentracing-contrib/go-chi/bench/internal/results"
)

// production is the benchmarks whose requests are those of a service in
// production.
const production = "BenchmarkServer$/requests=production|BenchmarkSent$|BenchmarkClient$|BenchmarkMeter$/requests=production"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "instructions:", err)
		os.Exit(1)
	}
}

func run() error {
	pattern := flag.String("bench", production, "which benchmarks to run, as for go test")
	only := flag.String("only", "^(bare|tracer-alone|chitrace.*|nethttp|otelchi|otelhttp|promhttp)$",
		"which contenders, a regular expression; without bare there is nothing to compare with")
	requests := flag.Int("requests", 4000, "the smaller number of requests; the larger is twice that")
	rounds := flag.Int("rounds", 3, "how often to count")
	file := flag.String("results", "instructions.txt", "the file for the raw results, which benchstat reads")
	render := flag.Bool("render", false, "run nothing, print the tables of the results that are there")
	flag.Parse()
	contenders, err := regexp.Compile(*only)
	if err != nil {
		return err
	}
	if !*render {
		if err := count(*pattern, contenders, counter{requests: *requests, rounds: *rounds}, *file); err != nil {
			return err
		}
	}
	table, err := results.Read(*file)
	if err != nil {
		return err
	}
	fmt.Print(table.Markdown(regexp.MustCompile("."), results.Instructions, results.Allocs, results.Bytes))
	return nil
}

// count counts the instructions of all benchmarks that match the pattern, and
// writes them to a file in the format of benchmarks.
func count(pattern string, contenders *regexp.Regexp, c counter, file string) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir, err := os.MkdirTemp("", "instructions")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c.binary = filepath.Join(dir, "bench.test")
	if _, err := output(exec.CommandContext(ctx, "go", "test", "-c", "-o", c.binary, ".")); err != nil {
		return err
	}
	names, err := c.names(ctx, pattern)
	if err != nil {
		return err
	}

	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for _, name := range names {
		if _, contender, _ := strings.Cut(name, "/lib="); !contenders.MatchString(contender) {
			continue
		}
		result, err := c.count(ctx, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintln(os.Stderr, result)
		if _, err := fmt.Fprintln(f, result); err != nil {
			return err
		}
	}
	return nil
}

// counter counts the instructions of benchmarks.
type counter struct {
	binary   string // of the benchmarks
	requests int
	rounds   int
}

// names returns the names of the benchmarks that match the pattern.
func (c counter) names(ctx context.Context, pattern string) ([]string, error) {
	out, err := output(c.benchmark(ctx, pattern, 1))
	if err != nil {
		return nil, err
	}
	var names []string
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		if name, _, _ := strings.Cut(lines.Text(), " "); strings.HasPrefix(name, "Benchmark") {
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names, nil
}

// count returns a line of results for the benchmark of this name.
func (c counter) count(ctx context.Context, name string) (string, error) {
	counts, memory := make([]int, c.rounds), ""
	for round := range counts {
		var fewer, more int
		var errFewer, errMore error
		var wg sync.WaitGroup
		wg.Go(func() { fewer, _, errFewer = c.collect(ctx, name, c.requests) })
		wg.Go(func() { more, memory, errMore = c.collect(ctx, name, 2*c.requests) })
		wg.Wait()
		if err := errors.Join(errFewer, errMore); err != nil {
			return "", err
		}
		counts[round] = (more - fewer) / c.requests
	}
	slices.Sort(counts)
	return fmt.Sprintf("%s %d %d instructions/op %s", name, c.requests, counts[c.rounds/2], memory), nil
}

var (
	collected = regexp.MustCompile(`Collected : (\d+)`)
	memory    = regexp.MustCompile(`\d+ B/op\s+\d+ allocs/op`)
)

// collect runs the benchmark under callgrind. It returns the instructions of the
// whole process, and the memory per request as the benchmark prints it.
func (c counter) collect(ctx context.Context, name string, requests int) (instructions int, perRequest string, err error) {
	bench := c.benchmark(ctx, exactly(name), requests)
	args := append([]string{"--tool=callgrind", "--callgrind-out-file=/dev/null"}, bench.Args...)
	cmd := exec.CommandContext(ctx, "valgrind", args...)
	cmd.Env = bench.Env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := output(cmd)
	if err != nil {
		return 0, "", fmt.Errorf("%w\n%s", err, stderr.Bytes())
	}
	count := collected.FindSubmatch(stderr.Bytes())
	perRequest = memory.FindString(string(out))
	if count == nil || perRequest == "" {
		return 0, "", fmt.Errorf("no count in the output:\n%s\n%s", out, stderr.Bytes())
	}
	instructions, err = strconv.Atoi(string(count[1]))
	return instructions, perRequest, err
}

// benchmark returns the command for a number of requests.
func (c counter) benchmark(ctx context.Context, pattern string, requests int) *exec.Cmd {
	cmd := exec.CommandContext(ctx, c.binary, "-test.run=^$", "-test.bench="+pattern,
		"-test.benchtime="+strconv.Itoa(requests)+"x", "-test.cpu=1")
	cmd.Env = append(os.Environ(), "GOGC=off", "GOMAXPROCS=1",
		// callgrind does not survive the signal, and samples of allocations are random.
		"GODEBUG=asyncpreemptoff=1,memprofilerate=0")
	return cmd
}

// exactly returns the pattern that matches this benchmark alone.
func exactly(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}

// output returns what the command prints.
func output(cmd *exec.Cmd) ([]byte, error) {
	if cmd.Stderr == nil {
		cmd.Stderr = os.Stderr
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		_, _ = io.Copy(os.Stderr, &out)
		return nil, fmt.Errorf("%s: %w", filepath.Base(cmd.Path), err)
	}
	return out.Bytes(), nil
}
