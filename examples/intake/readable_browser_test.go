package main

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
)

// The text sizes in a browser's settings, in pixels: the usual one, and double.
const (
	usualText  = 16
	doubleText = 2 * usualText
)

// textSize makes all text so large, as the settings of a browser do, and
// nothing else.
func (b *tab) textSize(pixels int64) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, cdppage.SetFontSizes, cdppage.SetFontSizesParams{FontSizes: &cdppage.FontSizes{Standard: pixels, Fixed: pixels}})
		return err
	}))
	b.until(fmt.Sprintf(`getComputedStyle(document.documentElement).fontSize === "%dpx"`, pixels))
}

// legible holds the page, as it stands, against what makes texts readable: none
// lies over another one, none is cut off or lies beside the page, no two
// buttons touch, and the page does not scroll sideways.
func (b *tab) legible(name string, wide int64) {
	b.t.Helper()
	if got := eval[float64](b, `document.documentElement.scrollWidth`); got > float64(wide) {
		assert.Fail(b.t, "scrolls sideways", "%s is %v pixels wide, for %s", name, got, eval[string](b, sticksOut))
	}
	assert.Empty(b.t, eval[[]string](b, illegible), name)
}

// atDouble looks at the page with text twice as large on a telephone, and at
// twice the size of everything on a desk.
func (b *tab) atDouble(name string) {
	b.t.Helper()
	b.width(390, 900)
	b.textSize(doubleText)
	b.legible(fmt.Sprintf("%s %s at 390 pixels with double text", b.name, name), 390)
	b.shot(fmt.Sprintf("%s-%s-double-390", b.name, name), 390)
	b.textSize(usualText)
	// Everything twice as large leaves half of the pixels.
	b.width(1280/2, 450)
	b.legible(fmt.Sprintf("%s %s at 1280 pixels, everything twice as large", b.name, name), 1280/2)
}

// sticksOut names what makes the page wider than the screen.
const sticksOut = `[...document.querySelectorAll("body *")].filter(e => {
  const r = e.getBoundingClientRect()
  return r.width && (r.left < -1 || r.right > document.documentElement.clientWidth + 1)
}).map(e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.className.baseVal ?? e.className ? "." + (e.className.baseVal ?? e.className) : "")).slice(-6).join(", ")`

// illegible lists what cannot be read. A line's box is higher than its letters;
// half of it is where they are.
const illegible = `(() => {
  const found = [], lines = []
  const say = n => (n.textContent || n.value || n.tagName).trim().replace(/\s+/g, " ").slice(0, 60)
  const hidden = e => {
    for (let p = e; p; p = p.parentElement) {
      const s = getComputedStyle(p)
      if (s.visibility === "hidden" || s.display === "none" || s.opacity === "0" || s.clipPath !== "none" || p.classList.contains("skip")) return true
      if (p.tagName === "DETAILS" && !p.open && !p.querySelector("summary")?.contains(e)) return true
    }
    return false
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const e = n.parentElement
    if (!n.textContent.trim() || e.closest("script, style, option, textarea, svg, noscript") || hidden(e)) continue
    const range = document.createRange()
    range.selectNodeContents(n)
    for (const r of range.getClientRects()) {
      if (r.width < 2 || r.height < 2) continue
      const middle = {left: r.left + 1, right: r.right - 1, top: r.top + r.height / 4, bottom: r.bottom - r.height / 4}
      let scrolls = false
      for (let p = e; p && p !== document.body && p !== document.documentElement; p = p.parentElement) {
        const s = getComputedStyle(p), box = p.getBoundingClientRect()
        if (/auto|scroll/.test(s.overflowX + s.overflowY)) { scrolls = true; break }
        if (/hidden|clip/.test(s.overflowX + s.overflowY) && (middle.left < box.left - 1 || middle.right > box.right + 1 || middle.top < box.top - 1 || middle.bottom > box.bottom + 1)) {
          found.push("cut off: " + say(n)); break
        }
      }
      if (scrolls) continue
      if (middle.left < -2 || middle.right > document.documentElement.clientWidth + 2) found.push("beside the page: " + say(n))
      lines.push({n, ...middle})
    }
  }
  lines.sort((a, b) => a.top - b.top)
  for (let i = 0; i < lines.length; i++) for (let k = i + 1; k < lines.length && lines[k].top < lines[i].bottom; k++) {
    const a = lines[i], b = lines[k]
    if (a.n !== b.n && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 && Math.min(a.bottom, b.bottom) - b.top > 3) found.push("one over the other: " + say(a.n) + " | " + say(b.n))
  }
  const presses = [...document.querySelectorAll("button, a.button")].filter(e => !hidden(e) && e.getClientRects().length)
  for (const e of presses) {
    if (e.scrollWidth > e.clientWidth + 2 && getComputedStyle(e).display !== "inline") found.push("wider than its button: " + say(e))
  }
  const solid = presses.filter(e => !e.classList.contains("plain")).map(e => ({e, r: e.getBoundingClientRect()}))
  for (let i = 0; i < solid.length; i++) for (let k = i + 1; k < solid.length; k++) {
    const a = solid[i].r, b = solid[k].r
    if (a.left < b.right + 2 && b.left < a.right + 2 && a.top < b.bottom + 2 && b.top < a.bottom + 2) found.push("buttons touch: " + say(solid[i].e) + " | " + say(solid[k].e))
  }
  return [...new Set(found)].slice(0, 12)
})()`
