package browser

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// requests are all buttons of the page, and what each has to show.
var requests = []struct {
	path       string
	wantStatus string
	wantBody   string // a part of it
	wantRows   string // in any order, but for the first
	wantReason string
}{
	{"/v1/orders/1001", "200 OK", `"cents": 2920`, `
orders GET /v1/orders/{orderID} 200
	orders sum prices
		orders GET /v1/prices/{sku} 200
			prices GET /v1/prices/{sku} 200
		orders GET /v1/prices/{sku} 200
			prices GET /v1/prices/{sku} 200`, ""},
	{"/v1/customers/7/orders", "200 OK", `"id": "1002"`, `
orders GET /v1/customers/{customerID}/orders 200`, ""},
	{"/v1/orders/1001/quote", "200 OK", `"cents": 2920`, `
orders GET /v1/orders/{orderID}/quote 200
	orders sum prices
		orders GET /v1/quotes/{sku} 200
			prices GET /v1/quotes/{sku} 200
				prices ask supplier
		orders GET /v1/quotes/{sku} 200
			prices GET /v1/quotes/{sku} 200
				prices ask supplier`, ""},
	{"/v1/orders/1002", "502 Bad Gateway", "not available", `
orders GET /v1/orders/{orderID} 502 ✗
	orders sum prices ✗
		orders GET /v1/prices/{sku} 200
			prices GET /v1/prices/{sku} 200
		orders GET /v1/prices/{sku} 503 ✗
			prices GET /v1/prices/{sku} 503 ✗`, `price of "teapot": 503 Service Unavailable`},
	{"/v1/orders/1003/invoice", "500 Internal Server Error", "", `
orders GET /v1/orders/{orderID}/invoice 500 ✗`, "panic: runtime error: invalid memory address or nil pointer dereference"},
	{"/v1/orders/4711", "404 Not Found", "no such order", `
orders GET /v1/orders/{orderID} 404`, ""},
	{"/v1/nowhere", "404 Not Found", "404 page not found", `
orders GET /v1/* 404`, ""},
}

// answer is what the page shows.
type answer struct {
	Status, TraceID, Body, Reason string

	Rows []string // of the waterfall, indented by their depth
	Bars bool     // are all where they belong
}

// read reads the answer of the page.
const read = `(() => {
	const text = (selector, root = document) => root.querySelector(selector)?.innerText ?? "";
	const rows = [...document.querySelectorAll("#waterfall li")];
	return {
		Status: text("#summary .status"),
		TraceID: text("#summary code"),
		Body: text("#body"),
		Reason: [...new Set(rows.map((row) => text(".reason", row)))].join(""),
		Rows: rows.map((row) => "\t".repeat(row.style.getPropertyValue("--depth")) +
			[".service", ".operation", ".status"].map((selector) => text(selector, row)).join(" ").trimEnd()),
		Bars: rows.every((row) => {
			const track = row.querySelector(".track").getBoundingClientRect();
			const bar = row.querySelector(".bar").getBoundingClientRect();
			return bar.width >= 4 && bar.height >= 4 && bar.left >= track.left - 1 && bar.right <= track.right + 1;
		}),
	};
})()`

// press presses the button of that path in some way, and returns what the page
// shows then.
func press(t *testing.T, b tab, path string, way func(t *testing.T, b tab, path string)) answer {
	t.Helper()
	before := eval[answer](t, b, read)
	way(t, b, path)
	b.wait(t, fmt.Sprintf(`document.querySelector("#answer").ariaBusy === "false" &&
		document.querySelector("#summary code")?.innerText !== %q`, before.TraceID))
	return eval[answer](t, b, read)
}

func button(path string) chromedp.CSS { return chromedp.CSS(fmt.Sprintf("button[value=%q]", path)) }

func click(t *testing.T, b tab, path string) {
	t.Helper()
	b.do(t, chromedp.Click(button(path)))
}

func tap(t *testing.T, b tab, path string) {
	t.Helper()
	b.do(t, chromedp.Tap(button(path)))
}

// typeKey goes to the button with the tabulator, and presses a key there.
func typeKey(key string) func(*testing.T, tab, string) {
	return func(t *testing.T, b tab, path string) {
		t.Helper()
		const focused = `document.activeElement.getAttribute("value")`
		for range 40 { // more than there are places to stop at
			b.do(t, chromedp.KeyEvent(kb.Tab))
			if eval[string](t, b, focused+` ?? ""`) == path {
				break
			}
		}
		b.wait(t, `getComputedStyle(document.activeElement).outlineStyle === "solid"`) // one sees where the focus is
		b.do(t, chromedp.KeyEvent(key))
		if got := eval[string](t, b, focused+` ?? ""`); got != path {
			t.Errorf("the focus is on %q, want %q", got, path)
		}
	}
}

func TestEveryButton(t *testing.T) {
	b := open(t, startDemo(t))
	if got := eval[int](t, b, `document.querySelectorAll(".requests button").length`); got != len(requests) {
		t.Errorf("the page has %d buttons, want %d", got, len(requests))
	}
	ways := []struct {
		name string
		way  func(*testing.T, tab, string)
	}{{"mouse", click}, {"enter", typeKey(kb.Enter)}, {"space", typeKey(" ")}}
	for _, way := range ways {
		for _, tt := range requests {
			t.Run(way.name+tt.path, func(t *testing.T) {
				got := press(t, b, tt.path, way.way)
				if got.Status != tt.wantStatus || !strings.Contains(got.Body, tt.wantBody) {
					t.Errorf("got %q and %q, want %q and %q", got.Status, got.Body, tt.wantStatus, tt.wantBody)
				}
				if !regexp.MustCompile("^[0-9a-f]{32}$").MatchString(got.TraceID) {
					t.Errorf("the trace id is %q", got.TraceID)
				}
				wantRows := strings.Split(strings.TrimPrefix(tt.wantRows, "\n"), "\n")
				slices.Sort(wantRows)
				if slices.Sort(got.Rows); !slices.Equal(got.Rows, wantRows) || !got.Bars {
					t.Errorf("got %q, want %q; the bars are in place: %v", got.Rows, wantRows, got.Bars)
				}
				if got.Reason != tt.wantReason {
					t.Errorf("the reason is %q, want %q", got.Reason, tt.wantReason)
				}
			})
		}
	}
}

// A request that is not answered yet gives way to the next.
func TestLastPressCounts(t *testing.T) {
	b := open(t, startDemo(t))
	both := func(t *testing.T, b tab, _ string) {
		t.Helper()
		canceled := chromedp.WaitEvent(network.LoadingFailed,
			func(e network.EventLoadingFailed) bool { return e.Canceled },
			chromedp.Evaluate[any](`for (const path of ["/v1/orders/1001/quote", "/v1/nowhere"]) {
				document.querySelector(`+"`button[value=\"${path}\"]`"+`).click();
			}`))
		if _, err := chromedp.Run(b.ctx, canceled); err != nil {
			t.Fatal(err)
		}
	}
	if got := press(t, b, "both", both); got.Status != "404 Not Found" || len(got.Rows) != 1 {
		t.Errorf("got %+v, want what the last button shows", got)
	}
	if got := eval[string](t, b, `document.querySelector("[aria-current]").value`); got != "/v1/nowhere" {
		t.Errorf("the current button is %q, want the last", got)
	}
}

// A service that was stopped leaves nothing of the answer before, and can be
// tried again.
func TestServiceIsGone(t *testing.T) {
	b := open(t, startDemo(t))
	press(t, b, "/v1/orders/1001", click)
	eval[any](t, b, `{ window.realFetch = fetch; window.fetch = () => Promise.reject(new Error("gone")) }`)
	click(t, b, "/v1/orders/1001")
	b.wait(t, `document.querySelector("#answer").innerText.includes("does not answer")`)
	if eval[bool](t, b, `document.querySelector("#waterfall").checkVisibility() || document.querySelector("#body").checkVisibility()`) {
		t.Error("something of the answer before is left")
	}
	eval[any](t, b, `{ window.fetch = realFetch }`)
	b.do(t, chromedp.Click(chromedp.CSS(".again")))
	b.wait(t, `document.querySelector("#summary .status")?.innerText === "200 OK"`)
}

// While an answer is waited for, the time runs, and nothing of the answer before
// is left.
func TestWaiting(t *testing.T) {
	b := open(t, startDemo(t))
	press(t, b, "/v1/orders/1001", click)
	eval[any](t, b, `{
		const real = fetch;
		const held = new Promise((resolve) => { window.release = resolve });
		window.fetch = (url, options) => url.includes("quote") ? held.then(() => real(url, options)) : real(url, options);
	}`)
	click(t, b, "/v1/orders/1001/quote")
	b.wait(t, `document.querySelector("#summary .elapsed")?.innerText > "0.2 s"`)
	if eval[bool](t, b, `document.querySelector("#waterfall").checkVisibility() || document.querySelector("#body").checkVisibility()`) {
		t.Error("something of the answer before is left")
	}
	eval[any](t, b, `{ release() }`)
	b.wait(t, `document.querySelector("#summary .status")?.innerText === "200 OK"`)
}

// A span opens by mouse and by keyboard, and shows its tags, its logs and the
// stack of its panic. The arrow keys go from span to span.
func TestSpanOpens(t *testing.T) {
	b := open(t, startDemo(t))
	press(t, b, "/v1/orders/1003/invoice", click)
	const details = `document.querySelector("#waterfall li:last-child .details").innerText`
	b.do(t, chromedp.Click(chromedp.CSS("#waterfall .operation")))
	for _, want := range []string{"http.route\n/v1/orders/{orderID}/invoice", "error.kind\npanic", "stack\ngoroutine "} {
		if got := eval[string](t, b, details); !strings.Contains(strings.ReplaceAll(got, "\t", "\n"), want) {
			t.Errorf("the details have no %q: %s", want, got)
		}
	}
	b.do(t, chromedp.Click(chromedp.CSS("#waterfall .operation")))
	if eval[bool](t, b, `document.querySelector("#waterfall .details").checkVisibility()`) {
		t.Error("a second click does not close the span")
	}

	// A chevron tells which spans open.
	press(t, b, "/v1/orders/1001/quote", click)
	const chevrons = `[...document.querySelectorAll("#waterfall li")].filter((row) =>
		getComputedStyle(row.querySelector(".service"), "::before").borderRightColor !== "rgba(0, 0, 0, 0)").map((row) => row.querySelector(".operation").innerText)`
	got := eval[[]string](t, b, chevrons)
	if len(got) != 6 || slices.Contains(got, "ask supplier") {
		t.Errorf("the spans %q have a chevron, want all but those without tags and logs", got)
	}

	press(t, b, "/v1/orders/1001", click)
	eval[any](t, b, `document.querySelector("#waterfall li").focus()`)
	for range requests {
		b.do(t, chromedp.KeyEvent(kb.ArrowDown))
	}
	b.do(t, chromedp.KeyEvent(kb.Enter))
	if !eval[bool](t, b, `document.activeElement.matches("#waterfall li:last-child[aria-expanded=true]")`) {
		t.Error("the arrow keys do not lead to the last span, or Enter does not open it")
	}
	if got := eval[string](t, b, details); !strings.Contains(got, "span.kind") {
		t.Errorf("the details have no tags: %s", got)
	}
}

// The address names the request, and opens it.
func TestAddressOpensARequest(t *testing.T) {
	url := startDemo(t)
	for hash, wantPath := range map[string]string{
		"#1002": "/v1/orders/1002", "#1003/invoice": "/v1/orders/1003/invoice", "#nowhere": "/v1/nowhere",
	} {
		b := open(t, url+hash)
		b.wait(t, `document.querySelector("#summary .status") !== null`)
		if got := eval[string](t, b, `document.querySelector("[aria-current]").value`); got != wantPath {
			t.Errorf("%s opens %s, want %s", hash, got, wantPath)
		}
		press(t, b, "/v1/orders/1001/quote", click)
		if got := eval[string](t, b, "location.hash"); got != "#1001/quote" {
			t.Errorf("the address says %s of another request", got)
		}
	}
}

// The metrics follow what is sent.
func TestFigures(t *testing.T) {
	b := open(t, startDemo(t))
	press(t, b, "/v1/orders/1002", click)
	b.wait(t, `(([route, , errors, mean] = []) => route === "/v1/orders/{orderID}" && errors === "100 %" && /^\d+(\.\d)? ms$/.test(mean))(
		[...document.querySelectorAll("#figures tbody tr:first-child > *")].map((cell) => cell.innerText))`)
	press(t, b, "/v1/orders/1001", click)
	b.wait(t, `document.querySelector("#figures .errors").innerText === "50 %" && document.querySelector("#figures .rate").innerText > "0.0"`)
}

// The trace id can be copied.
func TestCopy(t *testing.T) {
	b := open(t, startDemo(t))
	got := press(t, b, "/v1/orders/1001", click)
	eval[any](t, b, `{ navigator.clipboard.writeText = async (text) => { window.copied = text } }`)
	b.do(t, chromedp.Click(chromedp.CSS(".copy")))
	b.wait(t, fmt.Sprintf(`window.copied === %q && document.querySelector(".copy").innerText === "Copied"`, got.TraceID))
}
