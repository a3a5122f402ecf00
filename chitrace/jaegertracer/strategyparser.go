package jaegertracer

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/uber/jaeger-client-go"
	"github.com/uber/jaeger-client-go/thrift-gen/sampling"
)

// StrategyParser returns a parser of sampling strategies as the agent of Jaeger
// v1 and as Jaeger v2 serve them, for a sampler of your own:
//
//	jaeger.NewRemotelyControlledSampler(service,
//		jaeger.SamplerOptions.SamplingStrategyParser(jaegertracer.StrategyParser()))
//
// Without it the client does not understand Jaeger v2, and only a metric shows that.
// Parse returns a [*sampling.SamplingStrategyResponse]. It returns an error if the
// response has no strategy, or one that the client cannot use.
func StrategyParser() jaeger.SamplingStrategyParser { return strategyParser{} }

type strategyParser struct{}

// Parse implements [jaeger.SamplingStrategyParser].
func (strategyParser) Parse(response []byte) (any, error) {
	var answer struct {
		sampling.SamplingStrategyResponse
		// Hides the embedded field: Jaeger v2 sends the type as a number, the client
		// reads a name only. It is not needed, since each type has its own field.
		StrategyType any `json:"strategyType"`
	}
	if err := json.Unmarshal(response, &answer); err != nil {
		return nil, err
	}
	strategy := &answer.SamplingStrategyResponse
	return strategy, checkStrategy(strategy)
}

// checkStrategy returns an error if the client would panic on s, or if a probability
// is not valid.
func checkStrategy(s *sampling.SamplingStrategyResponse) error {
	var probabilities []float64
	switch operations := s.OperationSampling; {
	case operations != nil:
		probabilities = append(probabilities, operations.DefaultSamplingProbability)
		for _, o := range operations.PerOperationStrategies {
			if o == nil || o.ProbabilisticSampling == nil {
				return errors.New("operation without a probability")
			}
			probabilities = append(probabilities, o.ProbabilisticSampling.SamplingRate)
		}
	case s.ProbabilisticSampling != nil:
		probabilities = append(probabilities, s.ProbabilisticSampling.SamplingRate)
	case s.RateLimitingSampling == nil:
		return errors.New("no sampling strategy in the answer")
	}
	for _, p := range probabilities {
		if p < 0 || p > 1 {
			return fmt.Errorf("probability %g is not between 0 and 1", p)
		}
	}
	return nil
}
