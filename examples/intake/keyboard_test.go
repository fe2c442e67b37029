package main

import (
	"context"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// The keys that a person without a mouse has: the tabulator leads to a field, a
// link or a button, letters fill, arrows choose, Enter opens and sends. None of
// these helpers clicks or sets a value.

// write leads the focus to a field and types there, in place of what a line
// held.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	b.tabTo(selector)
	const half = "\u200c" // the half-space, which keyboards give as text and not as a key
	for i, part := range strings.Split(text, half) {
		if i > 0 {
			b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: half})
				return err
			}))
		}
		b.press(strings.Split(part, "")...)
	}
	require.Contains(b.t, eval[string](b, `document.activeElement.value`), text, selector)
}

// pick goes through a list with the arrow until it stands at the value.
func (b *tab) pick(selector, value string) {
	b.t.Helper()
	b.tabTo(selector)
	for range 300 {
		if eval[string](b, `document.activeElement.value`) == value {
			return
		}
		b.press(kb.ArrowDown)
	}
	b.t.Fatalf("the arrow never reaches %s in %s", value, selector)
}

// tick ticks a box.
func (b *tab) tick(selector string) {
	b.t.Helper()
	b.tabTo(selector)
	if !eval[bool](b, `document.activeElement.checked`) {
		b.press(" ")
	}
	require.True(b.t, eval[bool](b, `document.activeElement.checked`), selector)
}

// unfold opens what is folded around the form of a step.
func (b *tab) unfold(step string) {
	b.t.Helper()
	around := `details:has(form[action$="/` + step + `"])`
	if eval[bool](b, `document.querySelector(`+quote(around)+`).open`) {
		return
	}
	b.tabTo(around + " > summary")
	b.press(kb.Enter)
	require.True(b.t, eval[bool](b, `document.querySelector(`+quote(around)+`).open`), step)
}

// in is a field of the form of a step.
func in(step, name string) string { return `form[action$="/` + step + `"] [name="` + name + `"]` }

// sendStep presses the button of the form of a step.
func (b *tab) sendStep(step string) {
	b.t.Helper()
	b.tabTo(`form[action$="/` + step + `"] button:not([name])`)
	b.enter()
}

// follow goes where a link leads.
func (b *tab) follow(selector string) {
	b.t.Helper()
	b.tabTo(selector)
	b.enter()
}

// comeIn signs in, and signs out before whoever was there.
func (b *tab) comeIn(s *site, name string) {
	b.t.Helper()
	if b.has(`form[action="/sign-out"]`) {
		b.tabTo(`form[action="/sign-out"] button`)
		b.enter()
	}
	b.open("/sign-in")
	b.write("#username", name)
	b.write("#password", s.accounts[name])
	b.enter()
	require.True(b.t, b.has(`a[href="/desk"]`), "%s is in", name)
}
