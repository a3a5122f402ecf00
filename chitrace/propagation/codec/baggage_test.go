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
		{"one member", []string{"SomeKey=SomeValue"}, items{"SomeKey": "SomeValue"}, "SomeKey=SomeValue"},
		{"specification", []string{"userId=alice,serverNode=DF%2028,isProduction=false"}, items{"userId": "alice", "serverNode": "DF 28", "isProduction": "false"}, "isProduction=false,serverNode=DF%2028,userId=alice"},
		{"specification: beyond ASCII", []string{"userId=Am%C3%A9lie,serverNode=DF%2028"}, items{"userId": "Amélie", "serverNode": "DF 28"}, "serverNode=DF%2028,userId=Am%C3%A9lie"},
		{"specification: several headers", []string{"userId=alice", "serverNode=DF%2028,isProduction=false"}, items{"userId": "alice", "serverNode": "DF 28", "isProduction": "false"}, "isProduction=false,serverNode=DF%2028,userId=alice"},
		{"specification: white space", []string{"userId =   alice", "serverNode = DF%2028, isProduction = false"}, items{"userId": "alice", "serverNode": "DF 28", "isProduction": "false"}, "isProduction=false,serverNode=DF%2028,userId=alice"},
		{"specification: properties", []string{"key1=value1;property1;property2, key2 = value2, key3=value3; propertyKey=propertyValue"}, items{"key1": "value1", "key2": "value2", "key3": "value3"}, "key1=value1;property1;property2,key2=value2,key3=value3;propertyKey=propertyValue"},
		{"white space everywhere", []string{"SomeKey \t = \t SomeValue \t ; \t SomeProp \t , \t SomeKey2 \t = \t SomeValue2 \t ; \t ValueProp \t = \t PropVal \t "}, items{"SomeKey": "SomeValue", "SomeKey2": "SomeValue2"}, "SomeKey=SomeValue;SomeProp,SomeKey2=SomeValue2;ValueProp \t = \t PropVal"},
		{"properties of one name", []string{"k=v;p;p=1;p=2"}, items{"k": "v"}, "k=v;p;p=1;p=2"},
		{"an encoded property", []string{"k=v;p=%09%20%22"}, items{"k": "v"}, "k=v;p=%09%20%22"},
		{"equals signs in the value", []string{"k=v=equals"}, items{"k": "v=equals"}, "k=v=equals"},
		{"everything encoded", []string{"k=%09%20%22%27%3B%3Dasdf%21%40%23%24%25%5E%26%2A%28%29"}, items{"k": "\t \"';=asdf!@#$%^&*()"}, "k=%09%20%22'%3B=asdf!@#$%25^&*()"},
		{"encoded needlessly", []string{"k=%61%2b"}, items{"k": "a+"}, "k=a+"},
		{"a plus is a plus", []string{"k=a+b"}, items{"k": "a+b"}, "k=a+b"},
		{"no UTF-8", []string{"k=a%FFb"}, items{"k": "a\ufffdb"}, "k=a%EF%BF%BDb"},
		{"a line break", []string{"k=a%0D%0AX-Evil:%201"}, items{"k": "a\r\nX-Evil: 1"}, "k=a%0D%0AX-Evil:%201"},
		{"an empty value", []string{"k="}, items{"k": ""}, "k="},
		{"every character of a key", []string{"!#$%&'*+-.^_`|~09azAZ=v"}, items{"!#$%&'*+-.^_`|~09azAZ": "v"}, "!#$%&'*+-.^_`|~09azAZ=v"},
		{"keys differ by case", []string{"k=1,K=2"}, items{"k": "1", "K": "2"}, "K=2,k=1"},
		{"a key twice", []string{"k=1,k=2"}, items{"k": "2"}, "k=2"},
		{"a key twice, with a property", []string{"k=1;p,k=2"}, items{"k": "2"}, "k=2"},
		{"empty members", []string{",a=1,,b=2, ,"}, items{"a": "1", "b": "2"}, "a=1,b=2"},

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
		{"very many empty members", []string{strings.Repeat(",", 1<<16) + "k=v"}, items{}, ""},
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

// What the application puts into its baggage is not the caller's input, and
// still must not break the request that carries it.
func TestInjectedBaggage(t *testing.T) {
	evil := map[string]string{
		"fine":        "v",
		"":            "no name",
		"a b":         "no token",
		"x:\r\nevil":  "no token",
		"line":        "a\r\nX-Evil: 1",
		"nul":         "\x00",
		"delete":      "\x7f",
		"not-utf8":    "\xff",
		"percent":     "100%",
		"delimiters":  `a,b;c=d"e\`,
		"white-space": " a ",
	}
	without := func(keys ...string) map[string]string {
		items := maps.Clone(evil)
		for _, key := range append(keys, "", "a b", "x:\r\nevil") {
			delete(items, key)
		}
		return items
	}
	encoded, asIs := without(), without("line", "nul", "delete")
	inUTF8 := without()
	inUTF8["not-utf8"] = "\ufffd"
	wants := map[string]map[string]string{"Jaeger": encoded, "W3C": inUTF8, "B3": asIs, "B3Single": asIs, "Composite": inUTF8}
	for name, c := range every {
		t.Run(name, func(t *testing.T) {
			h := inject(t, c, sampled(evil))
			checkHeader(t, h)
			if got := baggageOf(extract(t, c, headersOf(h))); !maps.Equal(got, wants[name]) {
				t.Errorf("got %q of %q, want %q", got, h, wants[name])
			}
		})
	}
}

func TestBaggageLimits(t *testing.T) {
	many, large := map[string]string{}, map[string]string{}
	for i := range 100 {
		many[fmt.Sprintf("key%03d", i)] = "v"
		large[fmt.Sprintf("key%03d", i)] = strings.Repeat("v", 1000)
	}
	tests := []struct {
		name      string
		items     map[string]string
		wantSent  int
		wantTaken int
	}{
		{"many", many, 64, 64},
		{"large", large, 7, 8}, // the ids have a part in what is sent
	}
	for codecName, c := range every {
		if codecName == "Composite" {
			continue // see TestCompositeLimit
		}
		for _, tt := range tests {
			t.Run(codecName+"/"+tt.name, func(t *testing.T) {
				h := inject(t, c, sampled(tt.items))
				if n := len(h) + strings.Count(h.Get("baggage"), ","); n > tt.wantSent+6 {
					t.Errorf("sent %d members and ids", n)
				}
				got := baggageOf(extract(t, c, headersOf(h)))
				want := tt.wantSent
				if codecName == "W3C" {
					want = tt.wantTaken // whose items need less
				}
				if len(got) != want {
					t.Errorf("sent %d members, want %d", len(got), want)
				}
			})
		}
	}
	incoming := map[string]func(key, value string, carrier *list){
		"Jaeger": func(key, value string, carrier *list) { carrier.Set("Uberctx-"+key, value) },
		"B3":     func(key, value string, carrier *list) { carrier.Set("Baggage-"+key, value) },
		"W3C":    func(key, value string, carrier *list) { carrier.Set("Baggage", key+"="+value) },
	}
	for codecName, set := range incoming {
		for _, tt := range tests {
			t.Run(codecName+"/"+tt.name+" received", func(t *testing.T) {
				carrier := &list{
					{"traceparent", exampleTraceparent},
					{"uber-trace-id", "1:2:0:1"},
					{"b3", b3Trace + "-" + b3Span},
				}
				for key, value := range tt.items {
					set(key, value, carrier)
				}
				if got := len(baggageOf(extract(t, every[codecName], carrier))); got != tt.wantTaken {
					t.Errorf("took %d members, want %d", got, tt.wantTaken)
				}
			})
		}
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

func TestJaegerBaggageBeyondLimits(t *testing.T) {
	var all []string
	for i := range 100 {
		all = append(all, fmt.Sprintf("k%d=v", i))
	}
	sc := extract(t, codec.Jaeger(), headers("jaeger-baggage", strings.Join(all, ",")))
	if got := len(baggageOf(sc)); got != 64 {
		t.Errorf("took %d members, want 64", got)
	}
	sc = extract(t, codec.Jaeger(), headers("jaeger-baggage", "a=1,k="+strings.Repeat("v", 8192)))
	if got, want := baggageOf(sc), map[string]string{"a": "1"}; !maps.Equal(got, want) {
		t.Errorf("took %.100v, want %v", got, want)
	}
}
