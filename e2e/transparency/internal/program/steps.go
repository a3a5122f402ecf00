package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/opentracing-contrib/go-chi/chitrace"
)

func header(name, value string) step {
	return step{name + ": " + strings.ToValidUTF8(value, "?"), func(x *exchange) { x.w.Header().Set(name, value) }}
}

var headers = []step{
	header("Content-Type", "text/plain"),
	header("Content-Type", "text/html"),
	header("Content-Length", "10"),
	header("Content-Length", "0"),
	header("X-Answer", "yes"),
	header("X-Answer", "\xff\xfe"),
	header("X-Answer", text(3000)),
	header("Connection", "close"),
	header("Trailer", "Announced"),
	header("Announced", "1"),
	header(http.TrailerPrefix+"Surprising", "2"),
	header("Link", "</style.css>"),
}

// controls are what a writer can do besides.
var controls = []step{
	{"flush", func(x *exchange) {
		f, ok := x.w.(http.Flusher)
		if ok {
			f.Flush()
		}
		x.line("Flusher: %t", ok)
	}},
	{"flush by controller", func(x *exchange) { x.line("Flush: %v", http.NewResponseController(x.w).Flush()) }},
	{"abilities", func(x *exchange) {
		_, flushes := x.w.(http.Flusher)
		_, hijacks := x.w.(http.Hijacker)
		_, pushes := x.w.(http.Pusher)
		_, readsFrom := x.w.(io.ReaderFrom)
		_, notifies := x.w.(http.CloseNotifier) //nolint:staticcheck // old handlers do
		x.note(func(n *Notes) {
			maps.Copy(n.Abilities, map[string]bool{
				"Flusher": flushes, "Hijacker": hijacks, "Pusher": pushes,
				"ReaderFrom": readsFrom, "CloseNotifier": notifies,
			})
		})
	}},
	{"push", func(x *exchange) {
		p, ok := x.w.(http.Pusher)
		if !ok {
			x.line("no Pusher")
			return
		}
		x.line("Push: %v", p.Push("/pushed", nil))
	}},
	{"close notify", func(x *exchange) {
		x.line("CloseNotify: %t", x.w.(http.CloseNotifier).CloseNotify() != nil) //nolint:staticcheck // old handlers do
	}},
	{"deadlines", func(x *exchange) {
		c, soon := http.NewResponseController(x.w), time.Now().Add(time.Minute)
		x.line("SetReadDeadline: %v, SetWriteDeadline: %v", c.SetReadDeadline(soon), c.SetWriteDeadline(soon))
	}},
	{"full duplex", func(x *exchange) { x.line("EnableFullDuplex: %v", http.NewResponseController(x.w).EnableFullDuplex()) }},
	{"hijack", hijack},
}

func hijack(x *exchange) {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	x.line("Hijack: %v", err)
	if err != nil {
		return
	}
	x.note(func(n *Notes) { n.Hijacked = true })
	_, _ = io.WriteString(conn, "HTTP/1.1 299 Hijacked\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
	_ = conn.Close()
}

// asks are what a handler wants to know of its request.
var asks = []step{
	{"read body", func(x *exchange) {
		body, err := io.ReadAll(x.r.Body)
		x.line("body: %d, %v", len(body), err)
	}},
	{"read multipart form", func(x *exchange) {
		err := x.r.ParseMultipartForm(16)
		x.line("ParseMultipartForm: %v %v", err, x.r.PostForm)
		x.note(func(n *Notes) { n.Files = append(n.Files, files(x.r.MultipartForm)...) })
	}},
	{"read form", func(x *exchange) { x.line("FormValue: %q", x.r.FormValue("a")) }},
	{"read route", func(x *exchange) {
		x.line("p0=%q p1=%q *=%q, by request %q %q", chi.URLParam(x.r, "p0"), chi.URLParam(x.r, "p1"), chi.URLParam(x.r, "*"),
			x.r.PathValue("p0"), x.r.Pattern)
	}},
	{"read request", func(x *exchange) {
		x.line("%s %s %s %q %d %v", x.r.Method, x.r.URL, x.r.Host, x.r.RequestURI, x.r.ContentLength, x.r.TransferEncoding)
	}},
	{"print context", func(x *exchange) {
		x.line("context shows the secret: %t", strings.Contains(fmt.Sprint(x.r.Context())+fmt.Sprintf("%+v", x.r.Context()), Secret))
	}},
}

// changes are what a handler does to its request.
var changes = []step{
	{"replace the body", func(x *exchange) { x.r.Body, x.r.ContentLength = io.NopCloser(x.r.Body), -1 }},
	{"replace the header", func(x *exchange) {
		x.r.Header = x.r.Header.Clone()
		x.r.Header.Set("X-Changed", "yes")
	}},
	{"replace the form", func(x *exchange) { x.r.Form, x.r.PostForm = url.Values{"b": {"2"}}, url.Values{"c": {"3"}} }},
	{"add to the context", func(x *exchange) {
		*x.r = *x.r.WithContext(context.WithValue(x.r.Context(), markKey{}, "marked"))
	}},
	{"set a path value", func(x *exchange) { x.r.SetPathValue("p0", "of the handler") }},
	{"rewrite", func(x *exchange) {
		to := *x.r.URL
		to.Path = "/rewritten"
		x.r.Method, x.r.URL, x.r.Host, x.r.RequestURI, x.r.RemoteAddr = "PUT", &to, "other", "/other", "1.2.3.4:5"
	}},
	{"set a pattern", func(x *exchange) { x.r.Pattern = "of the handler" }},
}

// spans are what a handler does with its span. Without us nothing happens.
var spans = []step{
	{"log an error", func(x *exchange) {
		x.note(func(n *Notes) { n.Errored = true })
		chitrace.LogError(x.r.Context(), errors.New("broken \xff\xfe"+text(5000)))
	}},
	{"log many errors", func(x *exchange) {
		x.note(func(n *Notes) { n.Errored = true })
		for range 100 {
			chitrace.LogError(x.r.Context(), errors.New("broken"))
		}
	}},
	{"set operation name", func(x *exchange) {
		x.note(func(n *Notes) { n.Named = "named" })
		chitrace.SetOperationName(x.r.Context(), "named")
	}},
}

// files returns the names of the temporary files of a form.
func files(form *multipart.Form) (names []string) {
	if form == nil {
		return nil
	}
	for _, header := range form.File["file"] {
		if file, err := header.Open(); err == nil {
			if onDisk, ok := file.(*os.File); ok {
				names = append(names, onDisk.Name())
			}
			_ = file.Close()
		}
	}
	return names
}

func panicWith(name string, v any) step {
	return step{"panic with " + name, func(*exchange) { panic(v) }}
}

var panics = []step{
	panicWith("a string", "oops"),
	panicWith("an error", errors.New("oops")),
	panicWith("bytes that are no UTF-8", "oops \xff\xfe"),
	panicWith("a long error", fmt.Errorf("oops %s", text(10000))),
	panicWith("an error whose text panics", badError{}),
	panicWith("ErrAbortHandler", http.ErrAbortHandler),
	panicWith("a wrapped ErrAbortHandler", fmt.Errorf("oops: %w", http.ErrAbortHandler)),
	panicWith("nil", nil),
	{"dereference nil", func(*exchange) {
		var nothing *http.Request
		nothing.Method = "GET"
	}},
	{"exit", func(x *exchange) {
		if x.r.Context().Value(timeoutKey{}) != nil {
			return // TimeoutHandler would wait for the handler
		}
		runtime.Goexit()
	}},
}

type badError struct{}

func (badError) Error() string { panic("no text") }

// Marker has the client leave as soon as it sees it.
const Marker = "leave now!"

// partings are what a handler does whose client leaves before it is done.
var partings = []step{
	{"all of the body, then work", func(x *exchange) {
		x.w.Header().Set("Content-Length", "10")
		x.w.Header().Set("X-Leave", "when whole")
		x.note(func(n *Notes) { n.Whole = true })
		x.untilGone("whole body")
	}},
	{"some of the body, then work", func(x *exchange) { x.untilGone(Marker) }},
}

func (x *exchange) untilGone(sent string) {
	n, err := io.WriteString(x.w, sent)
	x.line("%d, %v, flush %v", n, err, http.NewResponseController(x.w).Flush())
	wait, cancel := context.WithTimeout(x.r.Context(), 50*time.Millisecond)
	defer cancel()
	<-wait.Done()
	x.note(func(n *Notes) { n.Gone = x.r.Context().Err() != nil })
}
