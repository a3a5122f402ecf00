package header

// Line is one line of a header.
type Line struct{ Name, Value string }

// Lines is a carrier that keeps the headers of a tracer in order. It is an
// [opentracing.TextMapReader], and a pointer to it is an [opentracing.TextMapWriter].
type Lines []Line

// Set implements [opentracing.TextMapWriter]. It replaces no earlier line.
func (l *Lines) Set(name, value string) { *l = append(*l, Line{name, value}) }

// ForeachKey implements [opentracing.TextMapReader].
func (l Lines) ForeachKey(handler func(name, value string) error) error {
	for _, line := range l {
		if err := handler(line.Name, line.Value); err != nil {
			return err
		}
	}
	return nil
}
