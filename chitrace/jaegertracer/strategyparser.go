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
// Without it the client does not understand Jaeger v2, and says so in a metric
// alone. Parse returns a [*sampling.SamplingStrategyResponse], or an error if the
// answer has no strategy or one that the client could not work with.
func StrategyParser() jaeger.SamplingStrategyParser { return strategyParser{} }

type strategyParser struct{}

// Parse implements [jaeger.SamplingStrategyParser].
func (strategyParser) Parse(response []byte) (any, error) {
	var answer struct {
		sampling.SamplingStrategyResponse
		// In place of the embedded one: Jaeger v2 tells the type by number, the
		// client reads a name only. Each type has a field of its own anyway.
		StrategyType any `json:"strategyType"`
	}
	if err := json.Unmarshal(response, &answer); err != nil {
		return nil, err
	}
	strategy := &answer.SamplingStrategyResponse
	return strategy, checkStrategy(strategy)
}

// checkStrategy finds what would make the client panic or sample by a number
// that is none.
func checkStrategy(s *sampling.SamplingStrategyResponse) error {
	switch operations := s.OperationSampling; {
	case operations != nil:
		if err := checkRate(operations.DefaultSamplingProbability); err != nil {
			return err
		}
		for _, o := range operations.PerOperationStrategies {
			if o == nil || o.ProbabilisticSampling == nil {
				return errors.New("operation without a probability")
			}
			if err := checkRate(o.ProbabilisticSampling.SamplingRate); err != nil {
				return fmt.Errorf("operation %q: %w", o.Operation, err)
			}
		}
	case s.ProbabilisticSampling != nil:
		return checkRate(s.ProbabilisticSampling.SamplingRate)
	case s.RateLimitingSampling == nil:
		return errors.New("no sampling strategy in the answer")
	}
	return nil
}

func checkRate(rate float64) error {
	if rate < 0 || rate > 1 {
		return fmt.Errorf("probability %g is not between 0 and 1", rate)
	}
	return nil
}
