package jaegertracer_test

import (
	"testing"

	"github.com/uber/jaeger-client-go/thrift-gen/sampling"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
)

func TestStrategyParser(t *testing.T) {
	const probability = `"probabilisticSampling":{"samplingRate":0.5}}`
	for answer, isRead := range map[string]func(*sampling.SamplingStrategyResponse) bool{
		`{"strategyType":0,` + probability:               halfOfAll,
		`{"strategyType":"PROBABILISTIC",` + probability: halfOfAll,
		`{"strategyType":null,` + probability:            halfOfAll,
		`{"strategyType":1,"rateLimitingSampling":{"maxTracesPerSecond":10}}`: func(s *sampling.SamplingStrategyResponse) bool {
			return s.GetRateLimitingSampling().GetMaxTracesPerSecond() == 10
		},
		byRoute: func(s *sampling.SamplingStrategyResponse) bool {
			return len(s.GetOperationSampling().GetPerOperationStrategies()) == 2
		},
	} {
		got, err := jaegertracer.StrategyParser().Parse([]byte(answer))
		if err != nil || !isRead(got.(*sampling.SamplingStrategyResponse)) {
			t.Errorf("%s: got %v, %v", answer, got, err)
		}
	}
}

func halfOfAll(s *sampling.SamplingStrategyResponse) bool {
	return s.GetProbabilisticSampling().GetSamplingRate() == 0.5
}

// Most of these would make the client panic on a goroutine of its own.
func TestStrategyParserRefuses(t *testing.T) {
	for _, answer := range []string{
		``, `x`, `[]`, `{}`, `null`,
		`{"strategyType":0}`,
		`{"probabilisticSampling":{"samplingRate":2}}`,
		`{"probabilisticSampling":{"samplingRate":-1}}`,
		`{"operationSampling":{"defaultSamplingProbability":2}}`,
		`{"operationSampling":{"perOperationStrategies":[null]}}`,
		`{"operationSampling":{"perOperationStrategies":[{"operation":"GET /"}]}}`,
		`{"operationSampling":{"perOperationStrategies":[{"operation":"GET /","probabilisticSampling":{"samplingRate":2}}]}}`,
	} {
		if got, err := jaegertracer.StrategyParser().Parse([]byte(answer)); err == nil {
			t.Errorf("%s: got %v, want an error", answer, got)
		}
	}
}
