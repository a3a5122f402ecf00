package jaeger

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Trace is a trace as Jaeger's query API shows it.
type Trace struct {
	ID        string `json:"traceID"`
	Spans     []Span `json:"spans"`
	Processes map[string]struct {
		ServiceName string    `json:"serviceName"`
		Tags        KeyValues `json:"tags"`
	} `json:"processes"`
}

// Span is one span of a Trace.
type Span struct {
	ID         string `json:"spanID"`
	Service    string `json:"-"`
	Operation  string `json:"operationName"`
	References []struct {
		Type    string `json:"refType"`
		TraceID string `json:"traceID"`
		SpanID  string `json:"spanID"`
	} `json:"references"`
	Tags      KeyValues `json:"tags"`
	Logs      []Log     `json:"logs"`
	ProcessID string    `json:"processID"`
	Warnings  []string  `json:"warnings"`
	Micros    int64     `json:"duration"`
}

// Duration is how long the span took.
func (s Span) Duration() time.Duration { return time.Duration(s.Micros) * time.Microsecond }

// Log is one event of a Span.
type Log struct {
	Fields KeyValues `json:"fields"`
}

// KeyValues are tags or the fields of a log.
type KeyValues map[string]any

// UnmarshalJSON reads what Jaeger writes as a list, values with their types. A
// key that occurs twice is an error.
func (kv *KeyValues) UnmarshalJSON(data []byte) error {
	var list []struct {
		Key, Type string
		Value     json.RawMessage
	}
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	*kv = make(KeyValues, len(list))
	for _, e := range list {
		if _, twice := (*kv)[e.Key]; twice {
			return fmt.Errorf("%s occurs twice", e.Key)
		}
		var value any
		if err := json.Unmarshal(e.Value, &value); err != nil {
			return err
		}
		if f, ok := value.(float64); ok && e.Type == "int64" {
			value = int64(f)
		}
		(*kv)[e.Key] = value
	}
	return nil
}

// resolve gives each span the name of its service.
func (tr Trace) resolve() {
	for i := range tr.Spans {
		tr.Spans[i].Service = tr.Processes[tr.Spans[i].ProcessID].ServiceName
	}
}

// Parent returns the id of the span's parent, empty for a root.
func (s Span) Parent() string {
	for _, ref := range s.References {
		if ref.Type == "CHILD_OF" {
			return ref.SpanID
		}
	}
	return ""
}

// Root returns the span that has no parent.
func (tr Trace) Root() Span { return tr.Children("")[0] }

// Children returns the spans below the one of that id, in the order of what
// they are called.
func (tr Trace) Children(id string) []Span {
	var children []Span
	for _, s := range tr.Spans {
		if s.Parent() == id {
			children = append(children, s)
		}
	}
	slices.SortStableFunc(children, func(a, b Span) int { return strings.Compare(a.String(), b.String()) })
	return children
}

// String outlines the trace: one line for each span, below its parent.
func (tr Trace) String() string {
	var b strings.Builder
	tr.outline(&b, "", "")
	return b.String()
}

func (tr Trace) outline(b *strings.Builder, id, indent string) {
	for _, s := range tr.Children(id) {
		fmt.Fprintf(b, "%s%v\n", indent, s)
		tr.outline(b, s.ID, indent+"\t")
	}
}

// String is who did what, and how it ended.
func (s Span) String() string {
	words := []string{s.Service}
	if kind, ok := s.Tags["span.kind"]; ok {
		words = append(words, fmt.Sprint(kind))
	}
	words = append(words, s.Operation)
	if status, ok := s.Tags["http.status_code"]; ok {
		words = append(words, fmt.Sprint(status))
	}
	if s.Tags["error"] == true {
		words = append(words, "error")
	}
	return strings.Join(words, " ")
}
