// Package call draws clients and what they do to a service of every kind.
package call

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/opentracing-contrib/go-chi/e2e/transparency/internal/draw"
)

// Client is an http.Client, and the calls that it makes.
type Client struct {
	HTTP2      bool
	Compresses bool
	jar        bool
	stays      bool // follows no redirect
	Calls      []Call
}

// Call is one call and what becomes of its response.
type Call struct {
	Method, Path string
	header       http.Header
	body         string // how it is given: see request
	use          string // of the response: see consume
}

// Draw draws a client.
func Draw(s *draw.Source) *Client {
	c := &Client{HTTP2: s.Chance(30), Compresses: s.Chance(50), jar: s.Chance(30), stays: s.Chance(20)}
	c.Calls = append(c.Calls, drawCall(s))
	s.UpTo(3, func() { c.Calls = append(c.Calls, drawCall(s)) })
	return c
}

func drawCall(s *draw.Source) Call {
	c := Call{
		Method: draw.One(s, "GET", "GET", "POST", "HEAD", "PUT", "BREW", ""),
		Path:   draw.One(s, paths...),
		header: http.Header{"X-Bytes": {"\xff\xfe"}, "Authorization": {"Bearer hunter2"}},
		use:    draw.One(s, "read", "read and close twice", "close", "read some and close", "read, close and read", "cancel", "read, and leave open"),
	}
	if c.Method == "POST" || c.Method == "PUT" {
		c.body = draw.One(s, "a string", "a pipe", "empty", "NoBody", "one that fails")
	}
	if c.Path == "/upgrade" {
		c.body = "" // which would be in the connection when the service closes it
	}
	switch {
	case c.body == "one that fails": // it may do so before net/http tells of a 100
		c.Path = "/echo" // which waits for it
	case c.body != "" && c.Path != "/abort/later" && s.Chance(30): // net/http's server waits for that body forever
		c.header.Set("Expect", "100-continue")
	}
	return c
}

// String shows the client.
func (c *Client) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "HTTP/2 %t, compresses %t, jar %t, follows no redirect %t\n", c.HTTP2, c.Compresses, c.jar, c.stays)
	for i, call := range c.Calls {
		fmt.Fprintf(&s, "call %d: %q %q, body %q, expects %q: %s\n", i, call.Method, call.Path, call.body, call.header.Get("Expect"), call.use)
	}
	return s.String()
}

// New returns the client, above a transport.
func (c *Client) New(transport http.RoundTripper) *http.Client {
	client := &http.Client{Transport: transport}
	if c.jar {
		client.Jar, _ = cookiejar.New(nil)
	}
	if c.stays {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	return client
}

// patience is how long a call may take before it counts as lost.
const patience = 10 * time.Second

// Outcome is what a call comes to.
type Outcome struct {
	Text   string
	Status int  // of the last response; 0: none
	Broken bool // an error before the end of the body
	Unsure bool // cancelled, which may come too late
}

// Do makes the call. It returns when the body is done with.
func (call Call) Do(ctx context.Context, client *http.Client, url string) (o Outcome) {
	var b strings.Builder
	defer func() { o.Text = volatile.ReplaceAllString(b.String(), "…") }()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		Got1xxResponse: func(code int, _ textproto.MIMEHeader) error { fmt.Fprintf(&b, "%d\n", code); return nil },
	})
	req, err := call.request(ctx, url)
	if err != nil {
		fmt.Fprintf(&b, "no request: %v\n", err)
		return o
	}
	before := maps.Clone(req.Header)
	resp, err := client.Do(req)
	if !maps.EqualFunc(before, req.Header, slices.Equal) {
		fmt.Fprintf(&b, "the request's header was changed: %v\n", req.Header)
	}
	if err != nil {
		fmt.Fprintf(&b, "error: %v, %T, canceled %t\n", err, errors.Unwrap(err), errors.Is(err, context.Canceled))
		o.Broken = true
	}
	if resp == nil {
		return o
	}
	o.Status = resp.StatusCode
	fmt.Fprintf(&b, "%s %s\n%d bytes, uncompressed %t, encoding %v\n%s %s\n",
		resp.Proto, resp.Status, resp.ContentLength, resp.Uncompressed, resp.TransferEncoding, resp.Request.Method, resp.Request.URL)
	_, writes := resp.Body.(io.Writer)
	fmt.Fprintf(&b, "the body writes %t\n", writes)
	call.consume(&b, resp, cancel, &o)
	for _, h := range []http.Header{resp.Header, resp.Trailer} {
		for _, name := range slices.Sorted(maps.Keys(h)) {
			if name != "Date" {
				fmt.Fprintf(&b, "%s: %q\n", name, h[name])
			}
		}
	}
	return o
}

var volatile = regexp.MustCompile(`127\.0\.0\.1:\d+|localhost:\d+`)

func (call Call) request(ctx context.Context, url string) (*http.Request, error) {
	var body io.Reader
	switch call.body {
	case "a string":
		body = strings.NewReader("body")
	case "a pipe":
		body = struct{ io.Reader }{strings.NewReader("body")}
	case "empty":
		body = bytes.NewReader(nil)
	case "NoBody":
		body = http.NoBody
	case "one that fails":
		body = io.MultiReader(strings.NewReader("body"), failing{})
	}
	req, err := http.NewRequestWithContext(ctx, call.Method, url+call.Path, body)
	if err == nil {
		req.Header = call.header.Clone()
	}
	return req, err
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("source failed \xff") }

// consume does with the body what the call says.
func (call Call) consume(b *strings.Builder, resp *http.Response, cancel func(), o *Outcome) {
	read := func() {
		body, err := io.ReadAll(resp.Body)
		fmt.Fprintf(b, "read %d, %v: %.300q\n", len(body), err, body)
		o.Broken = o.Broken || err != nil
	}
	switch call.use {
	case "read":
		read()
		_ = resp.Body.Close()
	case "read and close twice":
		read()
		fmt.Fprintf(b, "%v %v\n", resp.Body.Close(), resp.Body.Close())
	case "close":
		fmt.Fprintf(b, "%v\n", resp.Body.Close())
	case "read some and close":
		n, err := io.ReadFull(resp.Body, make([]byte, 2))
		fmt.Fprintf(b, "read %d, %v, %v\n", n, err, resp.Body.Close())
	case "read, close and read":
		read()
		fmt.Fprintf(b, "%v\n", resp.Body.Close())
		_, err := resp.Body.Read(make([]byte, 1))
		fmt.Fprintf(b, "fails %t\n", err != nil)
	case "cancel":
		cancel()
		_, err := io.ReadAll(resp.Body)
		o.Unsure, o.Broken = true, err != nil
		_ = resp.Body.Close()
	case "read, and leave open":
		read()
	}
}
