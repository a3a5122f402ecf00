package observability

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/internal/poll"
)

// server is a Prometheus with the configuration in deploy, but sixty times as
// fast: a minute of the configuration is a second.
type server struct{ url string }

// target matches a target in the configuration.
var target = regexp.MustCompile(`\["(\w+:\d+)"\]`)

// startPrometheus starts it. The targets are the addresses by what stands in the
// configuration for them; it has no others.
func startPrometheus(t *testing.T, targets map[string]string) server {
	t.Helper()
	binary, folder := installed(t, "prometheus"), t.TempDir()
	files, err := filepath.Glob(filepath.Join(deploy, "prometheus", "rules", "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, filepath.Join(deploy, "prometheus", "prometheus.yml")) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(filepath.Join(deploy, "prometheus"), file)
		if err != nil {
			t.Fatal(err)
		}
		text := target.ReplaceAllStringFunc(hasten(string(content)), func(list string) string {
			if addr := targets[target.FindStringSubmatch(list)[1]]; addr != "" {
				return fmt.Sprintf("[%q]", addr)
			}
			return "[]"
		})
		write(t, filepath.Join(folder, name), text)
	}
	cmd := exec.CommandContext(t.Context(), binary,
		"--config.file="+filepath.Join(folder, "prometheus.yml"),
		"--storage.tsdb.path="+filepath.Join(folder, "data"),
		"--web.listen-address=127.0.0.1:0",
		"--enable-feature=exemplar-storage",
	)
	s := server{"http://" + start(t, regexp.MustCompile(`msg="?Listening on"? address=(\S+)`), cmd)[0]}
	awaitOK(t, "Prometheus", s.url+"/-/ready")
	return s
}

// awaitOK waits until the URL answers 200.
func awaitOK(t *testing.T, program, url string) {
	t.Helper()
	poll.Until(t, program+" to be ready", func(ctx context.Context) error {
		status, err := get(ctx, url)
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("the status is %d", status)
		}
		return err
	})
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

var duration = regexp.MustCompile(`\b\d+[smh]\b`)

// hasten divides the durations in text by sixty.
func hasten(text string) string {
	return duration.ReplaceAllStringFunc(text, func(s string) string {
		d, _ := time.ParseDuration(s) // it has just matched
		return strconv.FormatInt((d/60).Milliseconds(), 10) + "ms"
	})
}

// series is one of a query's results.
type series struct {
	Metric map[string]string
	Value  sample
}

// sample is a value. The API writes it as [time, "value"].
type sample float64

func (s *sample) UnmarshalJSON(data []byte) error {
	var pair [2]any
	if err := json.Unmarshal(data, &pair); err != nil {
		return err
	}
	v, err := strconv.ParseFloat(fmt.Sprint(pair[1]), 64)
	*s = sample(v)
	return err
}

// query evaluates an expression as of a time.
func (s server) query(t *testing.T, expr string, at time.Time) []series {
	t.Helper()
	var data struct{ Result []series }
	s.get(t, "/api/v1/query", url.Values{"query": {expr}, "time": {unix(at)}}, &data)
	return data.Result
}

// exemplar is an exemplar of a series.
type exemplar struct {
	Labels map[string]string
	Value  string
}

// exemplars returns the exemplars that the series in an expression have got since
// a time.
func (s server) exemplars(t *testing.T, expr string, since time.Time) []exemplar {
	t.Helper()
	var data []struct{ Exemplars []exemplar }
	s.get(t, "/api/v1/query_exemplars", url.Values{
		"query": {expr}, "start": {unix(since)}, "end": {unix(time.Now())},
	}, &data)
	var all []exemplar
	for _, series := range data {
		all = append(all, series.Exemplars...)
	}
	return all
}

func unix(at time.Time) string {
	return strconv.FormatFloat(float64(at.UnixMilli())/1000, 'f', 3, 64)
}

// get asks Prometheus's API.
func (s server) get(t *testing.T, path string, query url.Values, data any) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path+"?"+query.Encode(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer := struct {
		Error string
		Data  any
	}{Data: data}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if answer.Error != "" {
		t.Fatalf("%s: %s", query.Get("query"), answer.Error)
	}
}
