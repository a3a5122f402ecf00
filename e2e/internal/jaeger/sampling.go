package jaeger

import "fmt"

// Sampling is what a Jaeger tells those who ask it which requests to sample, as
// flags of its command line.
type Sampling []string

// Everything has every request sampled.
func Everything() Sampling {
	return remoteSampling("file.default_sampling_probability=1")
}

// Strategies serves the strategies file of that path.
func Strategies(path string) Sampling {
	return remoteSampling("file.path=" + path)
}

// Adaptive has each operation sampled with a probability, which Jaeger leaves as
// it is for the first minutes, but at least so many times per second. A
// strategies file cannot say the latter.
func Adaptive(probability, lowerBound float64) Sampling {
	return remoteSampling(
		"adaptive.sampling_store=memory",
		fmt.Sprintf("adaptive.initial_sampling_probability=%g", probability),
		fmt.Sprintf("adaptive.min_samples_per_second=%g", lowerBound),
	)
}

func remoteSampling(settings ...string) Sampling {
	var flags Sampling
	for _, setting := range settings {
		flags = append(flags, "--set=extensions.remote_sampling."+setting)
	}
	return flags
}
