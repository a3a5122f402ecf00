package codec_test

import (
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
)

// W3C has ids of a fixed length, in lower case. Those of B3 may be shorter, since
// Jaeger's own propagator wrote them without zeros in front, and in either case.
// None is zero.
func TestMalformedIDs(t *testing.T) {
	const traceID, spanID = b3Trace, b3Span
	tests := []struct {
		name, traceID, spanID string
		wantB3                string // empty: corrupt
	}{
		{"trace id too long", traceID + "00", spanID, ""},
		{"trace id of 31 digits", traceID[1:], spanID, "0" + traceID[1:] + ":" + spanID},
		{"trace id of 15 digits", traceID[17:], spanID, "0" + traceID[17:] + ":" + spanID},
		{"trace id ending in no digit", traceID[1:] + "g", spanID, ""},
		{"trace id in upper case", strings.ToUpper(traceID), spanID, traceID + ":" + spanID},
		{"trace id zero", strings.Repeat("0", 32), spanID, ""},
		{"trace id empty", "", spanID, ""},
		{"span id too long", traceID, spanID + "00", ""},
		{"span id of 15 digits", traceID, spanID[1:], traceID + ":0" + spanID[1:]},
		{"span id ending in no digit", traceID, spanID[1:] + ":", ""},
		{"span id in upper case", traceID, strings.ToUpper(spanID), traceID + ":" + spanID},
		{"span id zero", traceID, strings.Repeat("0", 16), ""},
		{"span id empty", traceID, "", ""},
	}
	carriers := map[string]func(traceID, spanID string) opentracing.HTTPHeadersCarrier{
		"W3C": func(traceID, spanID string) opentracing.HTTPHeadersCarrier {
			return headers("traceparent", "00-"+traceID+"-"+spanID+"-01")
		},
		"B3": func(traceID, spanID string) opentracing.HTTPHeadersCarrier {
			return headers("X-B3-TraceId", traceID, "X-B3-SpanId", spanID, "X-B3-Sampled", "1")
		},
		"B3Single": func(traceID, spanID string) opentracing.HTTPHeadersCarrier {
			return headers("b3", traceID+"-"+spanID+"-1")
		},
	}
	for format, carrier := range carriers {
		for _, tt := range tests {
			t.Run(format+"/"+tt.name, func(t *testing.T) {
				sc, err := every[format].Extract(carrier(tt.traceID, tt.spanID))
				if format == "W3C" || tt.wantB3 == "" {
					wantExtracted(t, sc, err, "", errCorrupted)
					return
				}
				wantExtracted(t, sc, err, tt.wantB3+":0000000000000000:1", nil)
			})
		}
	}
}
