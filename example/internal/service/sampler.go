package service

import (
	"encoding/json"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/thrift-gen/sampling"
)

// samplerOptions are for a sampler that asks Jaeger. By itself it would not log
// what goes wrong, nor understand what Jaeger v2 says.
func samplerOptions(env Env) []jaeger.SamplerOption {
	return []jaeger.SamplerOption{
		jaeger.SamplerOptions.Logger(jaegerLogger{env.Log}),
		jaeger.SamplerOptions.SamplingStrategyParser(strategyParser{}),
	}
}

// strategyParser reads sampling strategies as both the agent of Jaeger v1 and
// Jaeger v2 serve them. The latter tells a strategy's type by number, the client
// knows it by name only. It matters to neither: each type has a field of its own.
type strategyParser struct{}

func (strategyParser) Parse(response []byte) (any, error) {
	var strategy struct {
		sampling.SamplingStrategyResponse
		StrategyType any `json:"strategyType"` // in place of the embedded one
	}
	err := json.Unmarshal(response, &strategy)
	return &strategy.SamplingStrategyResponse, err
}
