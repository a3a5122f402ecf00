package codec_test

import (
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
)

// W3C and B3 have ids of a fixed length, in lower case and never zero.
func TestMalformedIDs(t *testing.T) {
	const traceID, spanID = b3Trace, b3Span
	tests := []struct{ name, traceID, spanID string }{
		{"trace id too long", traceID + "00", spanID},
		{"trace id of 28 digits", traceID[4:], spanID},
		{"trace id of 12 digits", traceID[20:], spanID},
		{"trace id starting with no digit", "." + traceID[1:], spanID},
		{"trace id ending in no digit", traceID[1:] + "g", spanID},
		{"trace id in upper case", strings.ToUpper(traceID), spanID},
		{"trace id zero", strings.Repeat("0", 32), spanID},
		{"trace id empty", "", spanID},
		{"span id too long", traceID, spanID + "00"},
		{"span id too short", traceID, spanID[1:]},
		{"span id starting with no digit", traceID, "/" + spanID[1:]},
		{"span id ending in no digit", traceID, spanID[1:] + ":"},
		{"span id in upper case", traceID, strings.ToUpper(spanID)},
		{"span id zero", traceID, strings.Repeat("0", 16)},
		{"span id empty", traceID, ""},
	}
	carriers := map[string]func(traceID, spanID string) opentracing.HTTPHeadersCarrier{
		"W3C": func(traceID, spanID string) opentracing.HTTPHeadersCarrier {
			return headers("traceparent", "00-"+traceID+"-"+spanID+"-01")
		},
		"B3": func(traceID, spanID string) opentracing.HTTPHeadersCarrier {
			return headers("X-B3-TraceId", traceID, "X-B3-SpanId", spanID)
		},
		"B3Single": func(traceID, spanID string) opentracing.HTTPHeadersCarrier {
			return headers("b3", traceID+"-"+spanID+"-1")
		},
	}
	for format, carrier := range carriers {
		for _, tt := range tests {
			t.Run(format+"/"+tt.name, func(t *testing.T) {
				sc, err := every[format].Extract(carrier(tt.traceID, tt.spanID))
				wantExtracted(t, sc, err, "", errCorrupted)
			})
		}
	}
}
