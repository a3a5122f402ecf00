package browser

import (
	"context"
	_ "embed"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// On a phone everything is there without scrolling sideways, and a tap brings
// the answer into view.
func TestPhone(t *testing.T) {
	b := open(t, startDemo(t))
	b.do(t, chromedp.EmulateViewport(320, 640, chromedp.EmulateMobile, chromedp.EmulateTouch), chromedp.Reload())
	for _, r := range requests {
		if got := press(t, b, r.path, tap); got.Status != r.wantStatus || !got.Bars {
			t.Errorf("%s: got %+v, want %s", r.path, got, r.wantStatus)
		}
		if got := eval[int](t, b, "document.documentElement.scrollWidth"); got > 320 {
			t.Errorf("%s: the page is %d pixels wide, want 320", r.path, got)
		}
		if !eval[bool](t, b, `(({top, bottom}) => top >= 0 && bottom <= innerHeight)(document.querySelector("#summary").getBoundingClientRect())`) {
			t.Errorf("%s: the answer is out of sight", r.path)
		}
	}
	if eval[bool](t, b, `document.querySelector(".keys").checkVisibility()`) {
		t.Error("there are hints about keys, and no keyboard")
	}
	press(t, b, "/v1/orders/1001", tap)
	b.do(t, chromedp.Tap(chromedp.CSS("#waterfall .operation")))
	if !eval[bool](t, b, `document.querySelector("dd").getBoundingClientRect().top >= document.querySelector("dt").getBoundingClientRect().bottom`) {
		t.Error("a value does not stand below its name")
	}
}

//go:embed contrast.js
var leastContrast string

// Both colour schemes differ, and all text can be read in either.
func TestColorSchemes(t *testing.T) {
	b := open(t, startDemo(t))
	grounds := make(map[string]string)
	for _, scheme := range []string{"light", "dark"} {
		b.do(t, prefer(scheme))
		for _, r := range requests {
			press(t, b, r.path, click)
			// WCAG 2.2, success criterion 1.4.3, level AA.
			if got := eval[float64](t, b, leastContrast); got < 4.5 {
				t.Errorf("%s, %s: some text has a contrast of %.2f, want 4.5", scheme, r.path, got)
			}
		}
		grounds[eval[string](t, b, "getComputedStyle(document.body).backgroundColor")] = scheme
	}
	if len(grounds) != 2 {
		t.Errorf("the grounds are %v, want one for each scheme", grounds)
	}
}

// prefer sets the colour scheme that the user prefers.
func prefer(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}
