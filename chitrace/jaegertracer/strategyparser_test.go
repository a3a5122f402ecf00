package jaegertracer_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
)

// TestStrategyParser expects a part of the strategy that each answer has, or an error.
// Most answers with an error would make the client panic on a goroutine of its own.
func TestStrategyParser(t *testing.T) {
	const probability = `"probabilisticSampling":{"samplingRate":0.5}}`
	for answer, want := range map[string]string{
		`{"strategyType":0,` + probability:                                    probability,
		`{"strategyType":"PROBABILISTIC",` + probability:                      probability,
		`{"strategyType":null,` + probability:                                 probability,
		`{"strategyType":1,"rateLimitingSampling":{"maxTracesPerSecond":10}}`: `"maxTracesPerSecond":10`,
		byRoute: `"operation":"GET /never"`,

		`{"operationSampling":{"perOperationStrategies":[{"operation":"/","probabilisticSampling":{"samplingRate":2}}]}}`: "",

		``: "", `x`: "", `[]`: "", `{}`: "", `null`: "",
		`{"strategyType":0}`:                                                   "",
		`{"probabilisticSampling":{"samplingRate":2}}`:                         "",
		`{"probabilisticSampling":{"samplingRate":-1}}`:                        "",
		`{"operationSampling":{"defaultSamplingProbability":2}}`:               "",
		`{"operationSampling":{"perOperationStrategies":[null]}}`:              "",
		`{"operationSampling":{"perOperationStrategies":[{"operation":"/"}]}}`: "",
	} {
		strategy, err := jaegertracer.StrategyParser().Parse([]byte(answer))
		got, _ := json.Marshal(strategy)
		if !strings.Contains(string(got), want) || (err != nil) != (want == "") {
			t.Errorf("%s: got %s, %v, want %q", answer, got, err, want)
		}
	}
}
