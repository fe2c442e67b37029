package main

import (
	"context"

	"github.com/samad111/go-samad/examples/intake/webdesk"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
)

// adviser tells what a text seems to be about, by the packs' own words. Of
// several provinces the one that is surest speaks.
type adviser struct{ packs *pack.Set }

// Advise implements [webdesk.Adviser].
func (a adviser) Advise(_ context.Context, text string) webdesk.Advice {
	var best routing.Suggestion
	var from *pack.Pack
	for _, p := range a.packs.Packs() {
		if s := p.Rules.Suggest(text); from == nil || s.Confidence > best.Confidence {
			best, from = s, p
		}
	}
	advice := webdesk.Advice{Kind: best.Kind, Place: best.Place, Emergency: best.Urgency == samad.Emergency}
	for _, t := range best.Topics {
		advice.Topics = append(advice.Topics, t.Topic)
	}
	return advice
}
