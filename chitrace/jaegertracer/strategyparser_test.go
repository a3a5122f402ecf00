package jaegertracer_test

import (
	"testing"

	"github.com/uber/jaeger-client-go/thrift-gen/sampling"

	"github.com/opentracing-contrib/go-chi/chitrace/jaegertracer"
)

func TestStrategyParser(t *testing.T) {
	for _, strategyType := range []string{`0`, `"PROBABILISTIC"`, `null`} {
		got, err := jaegertracer.StrategyParser().Parse([]byte(
			`{"strategyType":` + strategyType + `,"probabilisticSampling":{"samplingRate":0.5}}`))
		if err != nil {
			t.Fatal(err)
		}
		if rate := got.(*sampling.SamplingStrategyResponse).GetProbabilisticSampling().GetSamplingRate(); rate != 0.5 {
			t.Errorf("strategyType %s: got the rate %g", strategyType, rate)
		}
	}
	got, err := jaegertracer.StrategyParser().Parse([]byte(
		`{"strategyType":1,"rateLimitingSampling":{"maxTracesPerSecond":10}}`))
	if err != nil {
		t.Fatal(err)
	}
	if most := got.(*sampling.SamplingStrategyResponse).GetRateLimitingSampling().GetMaxTracesPerSecond(); most != 10 {
		t.Errorf("got %d traces per second", most)
	}
	got, err = jaegertracer.StrategyParser().Parse([]byte(byRoute))
	if err != nil {
		t.Fatal(err)
	}
	if operations := got.(*sampling.SamplingStrategyResponse).GetOperationSampling().GetPerOperationStrategies(); len(operations) != 2 {
		t.Errorf("got the operations %v", operations)
	}
}

// Most of these would make the client panic on a goroutine of its own.
func TestStrategyParserRefuses(t *testing.T) {
	for _, answer := range []string{
		``,
		`x`,
		`[]`,
		`{}`,
		`null`,
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
