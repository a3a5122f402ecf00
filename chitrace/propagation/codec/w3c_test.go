package codec_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/opentracing/opentracing-go"
	"github.com/uber/jaeger-client-go"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
	"github.com/opentracing-contrib/go-chi/internal/tracetest"
)

const (
	exampleTraceID     = "4bf92f3577b34da6a3ce929d0e0e4736"
	exampleParentID    = "00f067aa0ba902b7"
	exampleTraceparent = "00-" + exampleTraceID + "-" + exampleParentID + "-01"
)

func TestTraceparent(t *testing.T) {
	const (
		id     = "12345678901234567890123456789012"
		parent = "1234567890123456"
		ids    = "-" + id + "-" + parent
	)
	runLines(t, codec.W3C(), "Traceparent", []lineTest{
		{"specification: not sampled", []string{"00" + ids + "-00"}, "00" + ids + "-00"},
		{"random alone", []string{"00" + ids + "-02"}, "00" + ids + "-02"},
		{"random and sampled", []string{"00" + ids + "-03"}, "00" + ids + "-03"},
		{"reserved flags are cleared", []string{"00" + ids + "-ff"}, "00" + ids + "-03"},
		{"a trace id of 64 bits", []string{"00-0000000000000000a3ce929d0e0e4736-" + parent + "-01"}, "00-0000000000000000a3ce929d0e0e4736-" + parent + "-01"},

		{"trace id too long", []string{"00-" + id + "0-" + parent + "-01"}, ""},
		{"trace id no number", []string{"00-" + id[1:] + "g-" + parent + "-01"}, ""},
		{"trace id in upper case", []string{"00-" + id[1:] + "A-" + parent + "-01"}, ""},
		{"trace id zero", []string{"00-" + strings.Repeat("0", 32) + "-" + parent + "-01"}, ""},
		{"parent id no number", []string{"00-" + id + "-/" + parent[1:] + "-01"}, ""},
		{"parent id in upper case", []string{"00-" + id + "-" + parent[1:] + "F-01"}, ""},
		{"parent id zero", []string{"00-" + id + "-0000000000000000-01"}, ""},
		{"duplicated", []string{"00" + ids + "-01", exampleTraceparent}, ""},

		{"version 00 with a trailing dash", []string{"00" + ids + "-01-"}, ""},
		{"version 00 with more fields", []string{"00" + ids + "-01-what-the-future-will-be-like"}, ""},
		{"version 01", []string{"01" + ids + "-01"}, "00" + ids + "-01"},
		{"version cc with more fields", []string{"cc" + ids + "-01-what-the-future-will-be-like"}, "00" + ids + "-01"},
		{"version cc with a trailing dot", []string{"cc" + ids + "-01.what-the-future-will-be-like"}, ""},
		{"version ff", []string{"ff" + ids + "-01"}, ""},
		{"version in upper case", []string{"CC" + ids + "-01"}, ""},
		{"version ending in an illegal character", []string{"0." + ids + "-01"}, ""},

		{"flags start illegally", []string{"00" + ids + "-.0"}, ""},
		{"flags in upper case", []string{"00" + ids + "-0A"}, ""},
		{"flags missing", []string{"00" + ids}, ""},

		{"white space around", []string{"\t 00" + ids + "-01 \t"}, "00" + ids + "-01"},
		{"a line break after", []string{"00" + ids + "-01\n"}, ""},
		{"another first separator", []string{"00_" + id + "-" + parent + "-01"}, ""},
		{"empty", []string{""}, ""},
		{"very long", []string{strings.Repeat("00", 1<<16)}, ""},
	})
}

func members(from, to int) string {
	var all []string
	for i := from; i <= to; i++ {
		all = append(all, fmt.Sprintf("bar%02d=%02d", i, i))
	}
	return strings.Join(all, ",")
}

func TestTracestate(t *testing.T) {
	const keyCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_-*/"
	var valueCharacters strings.Builder
	for b := byte(' '); b <= '~'; b++ {
		if b != ',' && b != '=' {
			valueCharacters.WriteByte(b)
		}
	}
	z := strings.Repeat
	// Beside traceparent, 70 bytes on the wire, and with its own name.
	longest := z("k="+z("v", 256)+",", 31)
	longest += "k=" + z("v", 8192-70-len("tracestate: \r\n")-len(longest)-len("k="))

	for _, tt := range []struct {
		name  string
		lines []string
		want  string // empty: dropped
	}{
		{"empty members", []string{"foo=1,,,bar=2,"}, "foo=1,bar=2"},
		{"commas alone", []string{",, ,\t,"}, ""},
		{"several headers", []string{"foo=1,bar=2", "rojo=1,congo=2", "baz=3"}, "foo=1,bar=2,rojo=1,congo=2,baz=3"},
		{"a key twice", []string{"foo=1,foo=2"}, "foo=1,foo=2"},

		{"all characters", []string{keyCharacters + "=" + valueCharacters.String()}, keyCharacters + "=" + valueCharacters.String()},
		{"all characters with a vendor", []string{keyCharacters + "@a-z0-9_-*/=" + valueCharacters.String()}, keyCharacters + "@a-z0-9_-*/=" + valueCharacters.String()},
		{"spaces around members", []string{"foo=1 \t , \t bar=2, \t baz=3"}, "foo=1,bar=2,baz=3"},
		{"spaces within a value", []string{"foo=1  2"}, "foo=1  2"},

		{"key in upper case", []string{"FOO=1"}, ""},
		{"key with a dot", []string{"foo.bar=1"}, ""},
		{"key starting with a digit", []string{"1foo=1"}, "1foo=1"},
		{"key starting with an underscore", []string{"_foo=1"}, ""},
		{"key starting with an at sign", []string{"@foo=1,bar=2"}, ""},
		{"key with two at signs", []string{"foo@@bar=1,bar=2"}, "foo@@bar=1,bar=2"},
		{"key of 257", []string{"foo=1", z("z", 257) + "=1"}, ""},

		{"value with an equals sign", []string{"foo=bar=baz"}, ""},
		{"no equals sign", []string{"foo,bar=3"}, ""},
		{"value with a tab", []string{"foo=a\tb"}, ""},
		{"value beyond ASCII", []string{"foo=ö"}, ""},
		{"value of 257", []string{"foo=" + z("v", 257)}, ""},

		{"32 members", []string{members(1, 10), members(11, 20), members(21, 30), members(31, 32)}, members(1, 32)},
		{"33 members", []string{members(1, 10), members(11, 20), members(21, 30), members(31, 33)}, ""},
		{"the longest that goes on", []string{longest}, longest},
		{"the longest in many headers", strings.Split(longest, ","), longest},
		{"longer", []string{longest + "v"}, ""},
		{"many empty headers", make([]string, 1<<16), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			carrier := headers("traceparent", exampleTraceparent)
			carrier["Tracestate"] = tt.lines
			out := inject(t, codec.W3C(), extract(t, codec.W3C(), carrier))
			if got := out.Get("tracestate"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if _, set := out["Tracestate"]; set && tt.want == "" {
				t.Error("sent an empty header")
			}
			if got := out.Get("traceparent"); got != exampleTraceparent {
				t.Errorf("traceparent: got %q", got)
			}
		})
	}
}

// Without a traceparent, or with a malformed one, the caller's state is nothing, and
// its baggage is a context without ids.
func TestWithoutTraceparent(t *testing.T) {
	for _, carrier := range []httpHeaders{
		headers("tracestate", "foo=1", "traceparent", "malformed"),
		headers("tracestate", "foo=1"),
		headers("tracestate", "foo=1", "baggage", "a=1"),
	} {
		sc, _ := codec.W3C().Extract(carrier)
		if found := baggageOf(sc)["a"] == "1"; found != (carrier["Baggage"] != nil) || sc.IsValid() || found && sc.IsSampled() {
			t.Errorf("got %v with %v of %v", sc, baggageOf(sc), carrier)
		}
		if out := inject(t, codec.W3C(), sc); len(out) > 0 {
			t.Errorf("sent %v of %v", out, carrier)
		}
	}
}

func TestBaggage(t *testing.T) {
	type items = map[string]string
	long := strings.Repeat("v", 8190)
	for _, tt := range []struct {
		name  string
		lines []string
		want  items
		out   string // what goes on
	}{
		{"specification", []string{"userId=alice,serverNode=DF%2028,isProduction=false"}, items{"userId": "alice", "serverNode": "DF 28", "isProduction": "false"}, "isProduction=false,serverNode=DF%2028,userId=alice"},
		{"specification: properties", []string{"key1=value1;property1;property2, key2 = value2, key3=value3; propertyKey=propertyValue"}, items{"key1": "value1", "key2": "value2", "key3": "value3"}, "key1=value1;property1;property2,key2=value2,key3=value3;propertyKey=propertyValue"},
		{"white space everywhere", []string{"SomeKey \t = \t SomeValue \t ; \t SomeProp \t , \t SomeKey2 \t = \t SomeValue2 \t ; \t ValueProp \t = \t PropVal \t "}, items{"SomeKey": "SomeValue", "SomeKey2": "SomeValue2"}, "SomeKey=SomeValue;SomeProp,SomeKey2=SomeValue2;ValueProp \t = \t PropVal"},
		{"equals signs in the value", []string{"k=v=equals"}, items{"k": "v=equals"}, "k=v=equals"},
		{"everything encoded", []string{"k=%09%20%22%27%3B%3Dasdf%21%40%23%24%25%5E%26%2A%28%29%7E"}, items{"k": "\t \"';=asdf!@#$%^&*()~"}, "k=%09%20%22'%3B=asdf!@#$%25^&*()~"},
		{"a plus is a plus", []string{"k=a+b"}, items{"k": "a+b"}, "k=a+b"},
		{"no UTF-8", []string{"k=a%FFb"}, items{"k": "a\ufffdb"}, "k=a%EF%BF%BDb"},
		{"a line break", []string{"k=a%0D%0AX-Evil:%201"}, items{"k": "a\r\nX-Evil: 1"}, "k=a%0D%0AX-Evil:%201"},
		{"an empty value", []string{"k="}, items{"k": ""}, "k="},
		{"every character of a key", []string{"!#$%&'*+-.^_`|~09azAZ=v"}, items{"!#$%&'*+-.^_`|~09azAZ": "v"}, "!#$%&'*+-.^_`|~09azAZ=v"},
		{"a key twice", []string{"k=1,k=2"}, items{"k": "2"}, "k=2"},

		{"no key", []string{"=v,a=1"}, items{"a": "1"}, "a=1"},
		{"no equals sign", []string{"v,a=1"}, items{"a": "1"}, "a=1"},
		{"a key that is no token", []string{"a b=1,é=2,a=1"}, items{"a": "1"}, "a=1"},
		{"half an encoding", []string{"k=100%,l=%4,m=%zz,a=1"}, items{"a": "1"}, "a=1"},
		{"characters not encoded", []string{`k=a b,l="q",m=a\b,n=é,a=1`}, items{"a": "1"}, "a=1"},
		{"a malformed property", []string{"k=v;,l=v;=1,m=v;p=a b,a=1"}, items{"a": "1"}, "a=1"},

		{"as much as goes on beside the ids", []string{"k=" + long[:8109]}, items{"k": long[:8109]}, "k=" + long[:8109]},
		{"one byte more", []string{"k=" + long[:8110]}, items{"k": long[:8110]}, ""},
		{"as much as is read", []string{"k=" + long[:8179]}, items{"k": long[:8179]}, ""},
		{"one byte more than that", []string{"k=" + long[:8180]}, items{}, ""},
		{"the largest header is cut", []string{"a=1", "c=1,k=" + long[:8180], "b=2"}, items{"a": "1", "b": "2", "c": "1"}, "a=1,b=2,c=1"},
		{"very many empty headers", append(make([]string, 1<<16), "k=v"), items{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			carrier := headers("traceparent", exampleTraceparent)
			carrier["Baggage"] = tt.lines
			sc := extract(t, codec.W3C(), carrier)
			if got := baggageOf(sc); !maps.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if got := inject(t, codec.W3C(), sc).Get("baggage"); got != tt.out {
				t.Errorf("sent %q, want %q", got, tt.out)
			}
		})
	}
}

// A member that does not fit makes room for those after it.
func TestLargeMembers(t *testing.T) {
	large := strings.Repeat("v", 5000)
	got := inject(t, codec.W3C(), sampled(map[string]string{"a": large, "b": large, "c": "1"})).Get("baggage")
	if want := "a=" + large + ",c=1"; got != want {
		t.Errorf("sent %.10q… of %d bytes, want a and c", got, len(got))
	}
}

// What came with the caller reaches every span below, however it descends, and no
// other trace.
func TestStateDescends(t *testing.T) {
	tracer, _ := newTracer(t, codec.W3C(), false)
	parent := extract(t, codec.W3C(), headers(
		"traceparent", "00-"+exampleTraceID+"-"+exampleParentID+"-03",
		"tracestate", "rojo=1,congo=2",
		"baggage", "k=v;secret,l=w;p"))
	server := tracer.StartSpan("server", opentracing.ChildOf(parent))
	child := tracer.StartSpan("child", opentracing.ChildOf(server.Context()))
	grandchild := tracer.StartSpan("grandchild", opentracing.FollowsFrom(child.Context()))
	grandchild.SetBaggageItem("k", "changed") // and so without its properties
	for span, wantBaggage := range map[opentracing.Span]string{
		server: "k=v;secret,l=w;p", child: "k=v;secret,l=w;p", grandchild: "k=changed,l=w;p",
	} {
		sc := span.Context().(jaeger.SpanContext)
		want := headers(
			"traceparent", "00-"+exampleTraceID+"-"+sc.SpanID().String()+"-03",
			"tracestate", "rojo=1,congo=2",
			"baggage", wantBaggage)
		tracetest.WantHeader(t, inject(t, codec.W3C(), sc), http.Header(want))
	}
	other := inject(t, codec.W3C(), tracer.StartSpan("other").Context().(jaeger.SpanContext))
	if flags := other.Get("traceparent")[53:]; len(other) != 1 || flags != "00" {
		t.Errorf("another trace: got %v, want a traceparent alone, with no flags", other)
	}
}
