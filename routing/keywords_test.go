package routing_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/routing"
)

func ExampleKeywords() {
	keywords := routing.NewKeywords([]string{"قطع آب", "ثبت نام", "موش"})
	text := "لامپ‌ها خاموش است؛ براي ثبت‌نام چه كنم؟"
	for f := range keywords.Find(routing.FoldText(text)) {
		fmt.Println(f.Keyword, text[f.Start:f.End])
	}
	// Output: 1 ثبت‌نام
}

func TestKeywordsAreFoundWhereTheyStand(t *testing.T) {
	t.Parallel()
	keywords := []string{"آب", "قطع آب", "برق", "ثبت نام", "سند تک برگی", "!", "gas", "دو روز قطع آب شدید", "برق شهر"}
	tests := []struct {
		text string
		want []string
	}{
		{"قطع آب، قطع برق", []string{"1:قطع آب", "0:آب", "2:برق"}},
		{"آبمون قطعه", []string{"0:آبمون"}},
		{"آبان", nil},
		{"ثبت‌نام؛ ثبتنام؛ ثبت نامم", []string{"3:ثبت‌نام", "3:ثبتنام", "3:ثبت نامم"}},
		{"سندتک‌برگی ندارم", []string{"4:سندتک‌برگی"}},
		{"دو روز قطع آب", []string{"1:قطع آب", "0:آب"}},
		{"GAS نداریم", []string{"6:GAS"}},
		{"برق شهر", []string{"8:برق شهر", "2:برق"}},
		{"", nil},
		{"!!!", nil},
	}
	k := routing.NewKeywords(keywords)
	for _, tt := range tests {
		var got []string
		for f := range k.Find(routing.FoldText(tt.text)) {
			got = append(got, fmt.Sprint(f.Keyword, ":", tt.text[f.Start:f.End]))
		}
		assert.Equal(t, tt.want, got, tt.text)
	}
	for range k.Find(routing.FoldText("آب برق")) {
		break // a caller may stop
	}
	assert.Equal(t, 2, routing.FoldText("آب، برق!").Len())
	assert.Empty(t, slices.Collect(routing.NewKeywords(nil).Find(routing.FoldText("آب"))))
}

// Every keyword of a text made of keywords is found in it, where it was put.
func TestKeywordsFindThemselves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		letter := rapid.SampledFrom([]rune("ابپتجخدرسشقکلمنوهی"))
		word := rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(letter, 2, 7).Draw(t, "letters")) })
		phrase := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(word, 1, 4).Draw(t, "words"), rapid.SampledFrom([]string{" ", "\u200c"}).Draw(t, "between"))
		})
		phrases := rapid.SliceOfN(phrase, 1, 30).Draw(t, "phrases")
		k := routing.NewKeywords(phrases)
		for i, p := range phrases {
			text := "12; " + p + "، 34"
			if !slices.ContainsFunc(slices.Collect(k.Find(routing.FoldText(text))), func(f routing.Found) bool {
				return f.Keyword == i && text[f.Start:f.End] == p
			}) {
				t.Fatalf("%q is not found in %q", p, text)
			}
		}
	})
}

// A search costs as many allocations among ten thousand keywords as among ten.
func TestSearchingAllocatesAlikeForAnyNumberOfKeywords(t *testing.T) {
	text := routing.FoldText(strings.Repeat("آب محله ما سه روز است قطع شده و هیچ کس پاسخگو نیست ", 20))
	allocs := func(n int) float64 {
		phrases := []string{"آب", "قطع شده"}
		for i := range n {
			phrases = append(phrases, fmt.Sprintf("واژه%sی %d", strings.Repeat("چ", i%2+1), i))
		}
		k := routing.NewKeywords(phrases)
		var found []routing.Found
		return testing.AllocsPerRun(20, func() { found = k.AppendFound(found[:0], text) })
	}
	few, many := allocs(10), allocs(10_000)
	// Room that is used again may be lost to the collector, and is at random
	// under the race detector: what must not be is growth.
	assert.InDelta(t, few, many, 2)
	assert.LessOrEqual(t, many, 5.0)
}

func TestKeywordsManyAtOnce(t *testing.T) {
	t.Parallel()
	k := routing.NewKeywords([]string{"آب", "برق"})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				assert.Len(t, slices.Collect(k.Find(routing.FoldText("برقمون و آب"))), 2)
			}
		})
	}
	all.Wait()
}

func FuzzKeywords(f *testing.F) {
	f.Add("قطع آب\nبرق", "قطع آب و برقمون")
	f.Add("گان\nراننده", "رانندگان گان گانگان")
	f.Add("\u200c\n‌آ‌ب", "آ‌ب")
	f.Add("ها", strings.Repeat("ها", 5000))
	f.Fuzz(func(t *testing.T, list, text string) {
		if len(list) > 1<<12 || len(text) > 1<<14 {
			t.Skip("long enough")
		}
		phrases := strings.Split(list, "\n")
		k := routing.NewKeywords(phrases)
		last := -1
		for found := range k.Find(routing.FoldText(text)) {
			require.GreaterOrEqual(t, found.Start, last)
			require.Less(t, found.Start, found.End)
			require.LessOrEqual(t, found.End, len(text))
			require.Less(t, found.Keyword, len(phrases))
			require.True(t, !utf8.ValidString(text) || utf8.ValidString(text[found.Start:found.End]))
			last = found.Start
		}
	})
}
