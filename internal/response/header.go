package response

import (
	"net/http"
	"reflect"
)

// headerSent reports whether w has sent a final header, or taken one to send.
// No interface tells that, so it reads the field of the innermost writer: those
// of net/http and [net/http/httptest] all have wroteHeader. For a writer
// without the field it returns unknown.
func headerSent(w http.ResponseWriter, unknown bool) bool {
	v := reflect.ValueOf(innermost(w))
	if rws := field(v, "rws"); rws.IsValid() { // HTTP/2
		v = rws
	}
	if sent := field(v, "wroteHeader"); sent.IsValid() && sent.Kind() == reflect.Bool {
		return sent.Bool()
	}
	return unknown
}

// innermost follows the wrappers around a writer. The older ones have no Unwrap,
// but embed what they wrap.
func innermost(w http.ResponseWriter) http.ResponseWriter {
	for range maxDepth {
		var next http.ResponseWriter
		if u, ok := w.(unwrapper); ok {
			next = u.Unwrap()
		} else if f := field(reflect.ValueOf(w), "ResponseWriter"); f.IsValid() {
			next, _ = f.Interface().(http.ResponseWriter)
		}
		if next == nil {
			break
		}
		w = next
	}
	return w
}

// field returns the field of a struct or of what a pointer to one points to, its
// own or an embedded one's. It returns the zero Value if there is none.
func field(v reflect.Value, name string) (f reflect.Value) {
	v = reflect.Indirect(v)
	if v.Kind() != reflect.Struct {
		return f
	}
	if found, ok := v.Type().FieldByName(name); ok {
		f, _ = v.FieldByIndexErr(found.Index) // of a nil pointer: the zero Value
	}
	return f
}
