package program

import (
	"fmt"
	"mime/multipart"
	"regexp"
	"strings"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

// Request is one request to the program.
type Request struct {
	Method, Target, Host string
	Header               []string // "Name: value"
	Body                 string
	Stop                 string // the middleware to answer it
	Parent               bool   // comes with a span of its caller's
}

// Lines returns the header as it is sent, with what tells the program what to do.
func (r Request) Lines(id string) []string {
	lines := append([]string{headerID + ": " + id, "Authorization: Bearer " + Secret}, r.Header...)
	if r.Stop != "" {
		lines = append(lines, headerStop+": "+r.Stop)
	}
	return lines
}

// Go returns the request as it is where nobody answers it early.
func (r Request) Go() Request {
	r.Stop = ""
	return r
}

// String shows the request.
func (r Request) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s %q Host: %s", r.Method, r.Target, r.Host)
	if r.Stop != "" {
		s.WriteString(", " + headerStop + ": " + r.Stop)
	}
	if r.Parent {
		s.WriteString(", with a parent")
	}
	for _, line := range r.Header {
		fmt.Fprintf(&s, ", %.60q", line)
	}
	if r.Body != "" {
		fmt.Fprintf(&s, ", %d bytes", len(r.Body))
	}
	return s.String()
}

func (d *drawing) request(p *Program) Request {
	to := d.paths[d.Below(len(d.paths))]
	r := Request{Method: to.method, Target: d.target(to.pattern), Host: draw.One(d.Source, d.hosts...)}
	if r.Method == "" {
		r.Method = "GET"
	}
	if d.Chance(20) {
		r.Method = draw.One(d.Source, "GET", "HEAD", "POST", "OPTIONS", "BREW", "get", "TRACE")
	}
	if len(d.stops) > 0 && d.Chance(30) {
		r.Stop = draw.One(d.Source, d.stops...)
	} else if d.Chance(10) {
		r.Stop = "late"
	}
	r.Parent = d.Chance(30)
	if p.Type == routerTypes[2] && d.Chance(60) {
		r.Header = append(r.Header, headerBatch+": "+plain(d.target(to.pattern))+" "+plain(d.target(d.paths[0].pattern)))
	}
	if d.Chance(50) {
		r.Header = append(r.Header, headerInner+": "+plain(strings.SplitN(d.target(d.paths[d.Below(len(d.paths))].pattern), "?", 2)[0]))
	}
	d.UpTo(2, func() { r.Header = append(r.Header, draw.One(d.Source, requestHeaders...)) })
	if r.Method == "POST" || r.Method == "PUT" {
		d.body(&r)
	}
	return r
}

var requestHeaders = []string{
	"Accept-Encoding: gzip",
	"X-Real-IP: 10.1.2.3",
	"X-Bytes: \xff\xfe",
	"X-Bytes: " + text(3000),
	"Uber-Trace-Id: 1:2:0:1",
	"Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
	"Range: bytes=0-3",
}

func (d *drawing) body(r *Request) {
	switch d.Below(4) {
	case 1:
		r.Body = text(500)
	case 2:
		r.Header, r.Body = append(r.Header, "Content-Type: application/x-www-form-urlencoded"), "a=1&b=%zz"
	case 3:
		var b strings.Builder
		form := multipart.NewWriter(&b)
		_ = form.SetBoundary("boundary")
		_ = form.WriteField("a", "1")
		file, _ := form.CreateFormFile("file", "name")
		_, _ = file.Write([]byte(text(200)))
		_ = form.Close()
		r.Header, r.Body = append(r.Header, "Content-Type: "+form.FormDataContentType()), b.String()
	}
}

var placeholders = regexp.MustCompile(`\{[^/]*?\}|\*`)

// target returns a path for the pattern, or near it.
func (d *drawing) target(pattern string) string {
	path := placeholders.ReplaceAllStringFunc(pattern, func(string) string {
		return draw.One(d.Source, "7", "a", "b", "x.json", "a%2Fb", "%FF", "\xff", "%C3%A9", "a/7/b", "{p0}", "", strings.Repeat("l", 3000))
	})
	switch d.Below(12) {
	case 7:
		path += "/"
	case 8:
		path = strings.Replace(path, "/", "//", 1)
	case 9:
		path = "/b" + path
	case 10:
		path = path[:strings.LastIndexByte(path, '/')+1] + "none"
	case 11:
		path += "?q=" + Secret
	}
	return path
}

// plain returns a target that can stand in a header.
func plain(target string) string { return strings.ToValidUTF8(strings.ReplaceAll(target, "%", ""), "") }
