package routing_test

import (
	"context"
	"strings"
	"testing"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

// A decision with its sentence in two languages.
func BenchmarkRoute(b *testing.B) {
	table := pilot(b)
	request := samad.RouteRequest{Kind: samad.Report, Topic: "power/outage", Place: "1014021440", Urgency: samad.High}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := table.Route(context.Background(), request); err != nil {
			b.Fatal(err)
		}
	}
}

// The ruling alone.
func BenchmarkDecideOnPilot(b *testing.B) {
	table := pilot(b)
	request := samad.RouteRequest{Kind: samad.Report, Topic: "power/outage", Place: "1014021440", Urgency: samad.High}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := table.Decide(context.Background(), request); err != nil {
			b.Fatal(err)
		}
	}
}

// Reading a letter of 300 words, folding included.
func BenchmarkSuggest(b *testing.B) {
	table := pilot(b)
	text := strings.Repeat("با سلام آب محله ما در نجف‌آباد سه روز است قطع شده و هیچ کس پاسخگو نیست لطفا رسیدگی کنید ", 16)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		table.Suggest(text)
	}
}

// Reading a letter of 300 different words, which a person might have written,
// and a message of a few.
func BenchmarkSuggestLetter(b *testing.B) {
	table := pilotWithModel(b, learnFrom(append(devMessages(b), sampleMessages(b)...)))
	letter := ""
	for _, m := range messagesOf(b, "blind.jsonl") {
		if routing.FoldText(letter).Len() >= 300 {
			break
		}
		letter += m.Text + "\n"
	}
	for _, c := range []struct{ name, text string }{
		{"300 words", letter},
		{"15 words", "با سلام آب محله ما در نجف‌آباد سه روز است قطع شده و کسی پاسخگو نیست"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				table.Suggest(c.text)
			}
		})
	}
}
