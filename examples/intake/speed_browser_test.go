package main

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// poorNetwork makes the network that of a telephone far from a mast: 1.6 Mbit a
// second, 150 ms there and back, and nothing kept from before.
func (b *tab) poorNetwork() {
	b.t.Helper()
	const perSecond = 1_600_000 / 8 // bytes
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Latency: 150, DownloadThroughput: perSecond, UploadThroughput: perSecond}},
		})
		return err
	}))
}

// loaded is how a page came, in milliseconds after the first byte of it.
type loaded struct {
	Readable, Usable, All float64
	Shift                 float64 // cumulative layout shift, without unit
}

// load opens the page anew and waits until all of it, the font too, is there.
// The browser counts its first byte where the network's slowness begins, so the
// times here hold that of the page itself too.
func (b *tab) load(path string) loaded {
	b.t.Helper()
	b.open(path)
	b.until(`document.readyState === "complete" && performance.getEntriesByName("first-contentful-paint").length === 1`)
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[loaded](`(async () => {
	  let shift = 0
	  new PerformanceObserver(list => list.getEntries().forEach(e => shift += e.value)).observe({type: "layout-shift", buffered: true})
	  await document.fonts.ready
	  for (let i = 0; i < 4; i++) await new Promise(done => requestAnimationFrame(done)) // what the font moves is painted
	  await new Promise(done => setTimeout(done, 50)) // and reported
	  const page = performance.getEntriesByType("navigation")[0]
	  return {
	    Readable: performance.getEntriesByName("first-contentful-paint")[0].startTime - page.responseStart,
	    Usable: page.domInteractive - page.responseStart,
	    All: page.loadEventEnd - page.responseStart,
	    Shift: shift,
	  }
	})()`, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err)
	return got
}

// TestFirstPagesComeQuickly opens home and follow pages over a poor network: at
// most 1.5 s after the first byte they can be read and used, and nothing jumps
// when the font comes late. The best of several loads counts for the time, for the
// machine may have other work; nothing may jump in any.
func TestFirstPagesComeQuickly(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir())
	b := newTab(t, s.base, "speed")
	b.poorNetwork()
	for _, wide := range []int64{390, 1280} {
		b.width(wide, 900)
		for _, path := range []string{"/", "/follow"} {
			best := loaded{Readable: 60_000, Usable: 60_000}
			for range size(2, 4, 6) {
				got := b.load(path)
				require.Greater(t, got.All, 900.0, "a poor network takes that for the font alone")
				assert.Less(t, got.Shift, 0.01, "%s at %d pixels: things jump", path, wide)
				best.Readable, best.Usable = min(best.Readable, got.Readable), min(best.Usable, got.Usable)
				t.Logf("%s at %d pixels: %+v", path, wide, got)
			}
			assert.Less(t, best.Readable, 1500.0, "%s at %d pixels: milliseconds from the first byte to the first text", path, wide)
			assert.Less(t, best.Usable, 1500.0, "%s at %d pixels: milliseconds until it can be used", path, wide)
		}
	}
}
