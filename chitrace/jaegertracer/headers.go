package jaegertracer

import (
	"cmp"
	"os"
	"strings"

	"github.com/uber/jaeger-client-go/config"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

// headers returns the codec for HTTP headers. It returns nil where the
// configuration has the client's own codec use other names.
func (s *settings) headers(cfg *config.Configuration) (codec.Codec, error) {
	if s.codec != nil {
		return s.codec, nil
	}
	if cfg.Headers != nil {
		return nil, nil
	}
	list := cmp.Or(os.Getenv(envPropagation), "w3c,jaeger")
	var codecs []codec.Codec
	for _, name := range strings.Split(list, ",") {
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "w3c":
			codecs = append(codecs, codec.W3C())
		case "jaeger":
			codecs = append(codecs, codec.Jaeger())
		case "b3":
			codecs = append(codecs, codec.B3())
		default:
			return nil, invalid(envPropagation, list, "a list of w3c, jaeger and b3")
		}
	}
	return codec.Composite(codecs...), nil
}
