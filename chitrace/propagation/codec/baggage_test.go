package codec_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/opentracing-contrib/go-chi/chitrace/propagation/codec"
)

func TestBaggage(t *testing.T) {
	type items = map[string]string
	long := strings.Repeat("v", 8190)
	tests := []struct {
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
	}
	for _, tt := range tests {
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

func TestBaggageWithoutTraceparent(t *testing.T) {
	sc := extract(t, codec.W3C(), headers("baggage", "k=v"))
	if got := baggageOf(sc)["k"]; got != "v" || sc.IsValid() || sc.IsSampled() {
		t.Errorf("got %q, %v, want baggage alone", got, sc)
	}
	if _, err := codec.W3C().Extract(headers("baggage", "malformed")); err == nil {
		t.Error("found a context in malformed baggage")
	}
}

func TestBaggageProperties(t *testing.T) {
	sc := extract(t, codec.W3C(), headers("traceparent", exampleTraceparent, "baggage", "k=v;secret,l=w;p"))
	sc = sc.WithBaggageItem("k", "changed")
	if got, want := inject(t, codec.W3C(), sc).Get("baggage"), "k=changed,l=w;p"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Formats with a header for each item write few, and none under a name that
// gateways refuse. The others travel in W3C's list.
func TestNumberOfItems(t *testing.T) {
	received := headers("traceparent", exampleTraceparent, "uber-trace-id", "1:2:0:1", "b3", b3Trace+"-"+b3Span)
	many := map[string]string{}
	for i := range 100 {
		key := fmt.Sprintf("key%03d", i)
		many[key] = "v"
		received.Set("Uberctx-"+key, "v")
		received.Set("Baggage-"+key, "v")
		received["Baggage"] = append(received["Baggage"], key+"=v")
	}
	for name, c := range every {
		if n := len(baggageOf(extract(t, c, received))); n != 64 {
			t.Errorf("%s: took %d items, want 64", name, n)
		}
		many["sentry_trace"], many["a.b"] = "v", "v"
		sent := inject(t, c, sampled(many))
		list := strings.Split(sent.Get("Baggage"), ",")
		if want := map[string]int{"W3C": 64, "Composite": 64}[name]; want > 0 && len(list) != want {
			t.Errorf("%s: sent a list of %d items, want %d", name, len(list), want)
		}
		items := map[string]int{}
		for header := range sent {
			prefix, key, ok := strings.Cut(header, "-Key")
			if items[prefix]++; ok && key > "015" || strings.ContainsAny(header, "_.") {
				t.Errorf("%s: sent %s, want the first 16 keys", name, header)
			}
		}
		if want := map[string]int{"Jaeger": 16, "Composite": 16}[name]; items["Uberctx"] != want {
			t.Errorf("%s: sent %d items of Jaeger's, want %d", name, items["Uberctx"], want)
		}
		if len(sent) > 2*16+9 {
			t.Errorf("%s: sent %d lines", name, len(sent))
		}
	}
	list := headers("jaeger-baggage", strings.Join(received["Baggage"], ","))
	if n := len(baggageOf(extract(t, codec.Jaeger(), list))); n != 64 {
		t.Errorf("took %d items of a list, want 64", n)
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
