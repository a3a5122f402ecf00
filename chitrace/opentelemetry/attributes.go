package opentelemetry

import (
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/opentracing/opentracing-go/log"
	"go.opentelemetry.io/otel/attribute"
)

// attributes is a list of attributes. It is made from tags or, as a [log.Encoder], from the
// fields of a log.
type attributes struct {
	list  []attribute.KeyValue
	bytes int // about the size of the list on the wire
}

func (a *attributes) add(key string, value any) { a.append(valid(key), valueOf(value)) }

// attributeBytes is the estimated size of an attribute without its key and text.
const attributeBytes = 16

func (a *attributes) append(key string, value attribute.Value) {
	a.list = append(a.list, attribute.KeyValue{Key: attribute.Key(key), Value: value})
	a.bytes += attributeBytes + len(key)
	switch value.Type() {
	case attribute.STRING:
		a.bytes += len(value.AsString())
	case attribute.STRINGSLICE:
		a.bytes += len(value.AsStringSlice()[0])
	}
}

// valid returns s as valid UTF-8. The encoder of OTLP refuses a batch with other text.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// valueOf returns a value of the same type, if OpenTelemetry has it. Other types become
// text in the format of jaeger-client-go.
func valueOf(value any) attribute.Value {
	switch v := value.(type) {
	case string:
		return attribute.StringValue(valid(v))
	case bool:
		return attribute.BoolValue(v)
	case int:
		return attribute.IntValue(v)
	case int8:
		return attribute.Int64Value(int64(v))
	case int16:
		return attribute.Int64Value(int64(v))
	case int32:
		return attribute.Int64Value(int64(v))
	case int64:
		return attribute.Int64Value(v)
	case uint:
		return unsigned(uint64(v))
	case uint8:
		return attribute.Int64Value(int64(v))
	case uint16:
		return attribute.Int64Value(int64(v))
	case uint32:
		return attribute.Int64Value(int64(v))
	case uint64:
		return unsigned(v)
	case float32:
		return attribute.Float64Value(float64(v))
	case float64:
		return attribute.Float64Value(v)
	case []byte:
		return attribute.StringValue(base64.StdEncoding.EncodeToString(v))
	}
	return attribute.StringValue(valid(fmt.Sprintf("%+v", value)))
}

func unsigned(v uint64) attribute.Value {
	if v > math.MaxInt64 {
		return attribute.StringValue(strconv.FormatUint(v, 10))
	}
	return attribute.Int64Value(int64(v))
}

// The methods of a [log.Encoder].

func (a *attributes) EmitString(key, value string)          { a.add(key, value) }
func (a *attributes) EmitBool(key string, value bool)       { a.add(key, value) }
func (a *attributes) EmitInt(key string, value int)         { a.add(key, value) }
func (a *attributes) EmitInt32(key string, value int32)     { a.add(key, value) }
func (a *attributes) EmitInt64(key string, value int64)     { a.add(key, value) }
func (a *attributes) EmitUint32(key string, value uint32)   { a.add(key, value) }
func (a *attributes) EmitUint64(key string, value uint64)   { a.add(key, value) }
func (a *attributes) EmitFloat32(key string, value float32) { a.add(key, value) }
func (a *attributes) EmitFloat64(key string, value float64) { a.add(key, value) }
func (a *attributes) EmitObject(key string, value any)      { a.add(key, value) }
func (a *attributes) EmitLazyLogger(value log.LazyLogger)   { value(a) }
