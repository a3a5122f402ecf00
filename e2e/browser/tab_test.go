package browser

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// timeout is for a machine in trouble; a test takes some seconds.
const timeout = time.Minute

// tab is one page in a Chromium of its own.
type tab struct{ ctx context.Context }

// open opens the page at that URL, in a Chromium that ends with the test. The
// test fails if the page asks anyone else for anything, does what its own policy
// forbids, or throws.
func open(t *testing.T, url string) tab {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)),
		chromedp.NoSandbox, // which root cannot have, as in a container
	)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)

	origin, _, _ := strings.Cut(url, "#")
	var mu sync.Mutex
	var problems []string
	if err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, origin) {
				problems = append(problems, "it asks for "+e.Request.URL)
			}
		case *log.EventEntryAdded:
			if e.Entry.Source != log.EntrySourceNetwork { // It has an entry for each status of 400 and above.
				problems = append(problems, e.Entry.Text)
			}
		case *runtime.EventExceptionThrown:
			problems = append(problems, e.ExceptionDetails.Text)
		}
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, p := range problems {
			t.Error("the page: " + p)
		}
	})
	opened := tab{ctx}
	opened.do(t, chromedp.Navigate(url))
	return opened
}

// chromium returns the path of a Chromium.
func chromium(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no Chromium: apt-get install chromium, or set CHROMIUM")
	return ""
}

func (b tab) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// eval returns the value of an expression in JavaScript.
func eval[T any](t *testing.T, b tab, expression string) T {
	t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// wait returns once the expression is true.
func (b tab) wait(t *testing.T, expression string) {
	t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](expression)); err != nil {
		t.Fatalf("waited for %s: %v", expression, err)
	}
}
