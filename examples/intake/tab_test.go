package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// chromium returns the browser that the environment names, or skips the test.
func chromium(t *testing.T) string {
	t.Helper()
	path := os.Getenv("SAMAD_CHROMIUM")
	if path == "" {
		t.Skip("set SAMAD_CHROMIUM to the path of Chromium to drive the pages in a browser; SAMAD_SHOTS to a folder to keep pictures")
	}
	return path
}

// tab is a page in a real browser.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
	axe  string // the script of axe-core
	name string // begins the names of its pictures
}

// newTab opens a browser of its own: cookies and storage are nobody else's.
// When SAMAD_AXE names axe.min.js every page that look sees is checked with it.
func newTab(t *testing.T, base, name string) *tab {
	t.Helper()
	path := chromium(t)
	options := append(append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() { cancel(); stop() })
	b := &tab{t: t, ctx: ctx, base: base, name: name}
	require.NoError(t, chromedp.Do(ctx)) // starts it; no time limit may lie on this context
	b.width(1280, 900)
	if file := os.Getenv("SAMAD_AXE"); file != "" {
		script, err := os.ReadFile(file)
		require.NoError(t, err)
		b.axe = string(script)
	}
	return b
}

// do runs steps and fails the test when they take too long.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	require.NoError(b.t, chromedp.Do(ctx, steps...))
}

// eval returns the value of an expression.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	require.NoError(b.t, err, expression)
	return value
}

// until waits for an expression to be true, over page loads too.
func (b *tab) until(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	for {
		// While a page goes and the next one comes there is nothing to ask.
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression)); err == nil && ok {
			return
		}
		select {
		case <-ctx.Done():
			b.t.Fatalf("%s never came true; the page says: %s", expression, b.text())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (b *tab) open(path string)       { b.t.Helper(); b.do(chromedp.Navigate(b.base + path)) }
func (b *tab) width(wide, high int64) { b.t.Helper(); b.do(chromedp.EmulateViewport(wide, high)) }
func (b *tab) text() string           { b.t.Helper(); return eval[string](b, `document.body.innerText`) }
func (b *tab) fill(id, value string)  { b.t.Helper(); b.do(chromedp.SendKeys(chromedp.CSS(id), value)) }
func (b *tab) has(selector string) bool {
	b.t.Helper()
	return eval[bool](b, `!!document.querySelector(`+quote(selector)+`)`)
}

// says waits for the page to say one of these.
func (b *tab) says(words ...string) {
	b.t.Helper()
	b.until(`[` + joined(words) + `].some(w => document.body.innerText.includes(w))`)
}

func joined(words []string) string {
	var out []string
	for _, w := range words {
		out = append(out, quote(w))
	}
	return strings.Join(out, ",")
}

func (b *tab) press(keys ...string) {
	b.t.Helper()
	for _, k := range keys {
		b.do(chromedp.KeyEvent(k))
	}
}
func (b *tab) choose(selector, v string) {
	b.t.Helper()
	b.do(chromedp.SetValue(chromedp.CSS(selector), v))
}

// click presses what the selector finds and waits until another page has come.
func (b *tab) click(selector string) {
	b.t.Helper()
	eval[bool](b, `window.samadOld = true`)
	b.do(chromedp.Click(chromedp.CSS(selector)))
	b.until(`!window.samadOld && document.readyState === "complete"`)
}

func quote(s string) string {
	out, err := json.Marshal(s)
	if err != nil {
		return `""` // a string can always be encoded
	}
	return string(out)
}

// offline cuts the network off, or joins it again.
func (b *tab) offline(off bool) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}},
		})
		return err
	}))
}

// withoutScripts turns the scripts of pages off, and with them axe-core.
func (b *tab) withoutScripts() {
	b.t.Helper()
	b.axe = ""
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// look holds the page against what every page must be: legible from 320 pixels
// up and at twice the size, nothing that axe-core finds; and keeps pictures.
func (b *tab) look(name string) {
	b.t.Helper()
	for _, wide := range []int64{320, 390, 1280} {
		b.width(wide, 900)
		b.legible(fmt.Sprintf("%s %s at %d pixels", b.name, name, wide), wide)
		if wide != 320 {
			b.shot(fmt.Sprintf("%s-%s-%d", b.name, name, wide), wide)
		}
	}
	b.atDouble(name)
	b.width(1280, 900)
	if b.axe == "" {
		return
	}
	eval[bool](b, b.axe+"; true")
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + v.help + " | " + n.html.slice(0, 160) + " | " + (n.failureSummary || "").slice(0, 200))).join("\n"))`, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err)
	assert.Empty(b.t, found, "%s: axe-core finds fault", name)
}

// shot keeps a picture of the whole page where SAMAD_SHOTS names a folder.
func (b *tab) shot(name string, wide int64) {
	b.t.Helper()
	folder := os.Getenv("SAMAD_SHOTS")
	if folder == "" || !strings.Contains(name, os.Getenv("SAMAD_SHOTS_ONLY")) {
		return
	}
	require.NoError(b.t, os.MkdirAll(folder, 0o755))
	high := eval[float64](b, `Math.max(document.documentElement.scrollHeight, 600)`)
	b.width(wide, int64(min(high, 6000)))
	eval[bool](b, `document.fonts.ready.then(() => true), true`)
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600))
	b.width(wide, 900)
}

// tabTo presses the tabulator until the focus is on what the selector finds.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 200 {
		if eval[bool](b, `document.activeElement !== document.body && document.activeElement.matches(`+quote(selector)+`)`) {
			return
		}
		b.press(kb.Tab)
	}
	b.t.Fatalf("the tabulator never reaches %s", selector)
}
