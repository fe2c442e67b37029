package storagetest

import (
	"context"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
)

func searchChecks() []Check {
	return []Check{
		{"search/every word", "a search that finds everything or nothing", everyWord},
		{"search/any character", "a citizen's quote or minus read as a command", anyCharacter},
		{"search/added and erased", "erased words that still find the case", addedAndErased},
	}
}

// words sets the search words of a new case.
func words(n int, list ...string) samad.Change {
	ch := submission(n)
	ch.Search = list
	return ch
}

func everyWord(ctx context.Context, s Store) error {
	if err := add(ctx, s,
		words(1, "بیمه", "بیکاری", "حقوق"),
		words(2, "بیمه", "درمان", "12"),
		words(3, "آب", "بیمهنامه", "a12b"),
		words(4),
	); err != nil {
		return err
	}
	for _, x := range []struct {
		search []string
		want   []int
	}{
		{[]string{"بیمه"}, []int{3, 2, 1}},
		{[]string{"بیم"}, []int{3, 2, 1}},
		{[]string{"یمه"}, nil},
		{[]string{"بیمه", "حقوق"}, []int{1}},
		{[]string{"حقوق", "بیمه"}, []int{1}},
		{[]string{"حقوق", "درمان"}, nil},
		{[]string{"درمان بیمه"}, []int{2}},
		{[]string{"بیمهنامه"}, []int{3}},
		{[]string{"12"}, []int{2}},
		{[]string{"بیمهها"}, nil},
		{[]string{" ", ""}, []int{4, 3, 2, 1}},
	} {
		if err := listed(ctx, s, samad.Query{Search: x.search, Limit: 1}, x.want...); err != nil {
			return err
		}
		tallies, err := s.Count(ctx, samad.Query{Search: x.search})
		if err != nil {
			return err
		}
		if err := same(fmt.Sprintf("count of %q", x.search), tallies, []samad.Tally{{Cases: int64(len(x.want))}}); err != nil {
			return err
		}
	}
	return nil
}

func anyCharacter(ctx context.Context, s Store) error {
	odd := []string{
		`"`, `'`, `*`, `-`, `^`, `(`, `)`, `:`, `+`, `{x}`, "AND", "OR", "NOT", "NEAR", "NEAR(", `a"b`, `col:x`, `\`, "%", "_",
		"x-y", "x.y", "۱۲", "🙏", "🫩", "e\u0301", "\u200f", "ـ", "؟", "ك", "ي", "\u0651", "?",
	}
	for i, w := range odd {
		if err := s.Apply(ctx, words(i+1, w)); err != nil {
			return fmt.Errorf("search word %q: %w", w, err)
		}
	}
	for i, w := range odd {
		want := []int{}
		for j, o := range slices.Backward(odd) {
			if len(o) >= len(w) && o[:len(w)] == w {
				want = append(want, j+1)
			}
		}
		if err := listed(ctx, s, samad.Query{Search: []string{w}}, want...); err != nil {
			return fmt.Errorf("search word %d: %w", i+1, err)
		}
	}
	return nil
}

func addedAndErased(ctx context.Context, s Store) error {
	first := words(1, "نان")
	second := step(first)
	second.Search = []string{"گران", "نان"}
	third := step(second)
	third.EraseSearch, third.Search = true, []string{"پاک"}
	fourth := step(third)
	fourth.EraseSearch = true
	find := func(want bool, list ...string) func() error {
		return func() error {
			if want {
				return listed(ctx, s, samad.Query{Search: list}, 1)
			}
			return listed(ctx, s, samad.Query{Search: list})
		}
	}
	return run(
		func() error { return s.Apply(ctx, first) }, find(true, "نان"), find(false, "گران"),
		func() error { return s.Apply(ctx, second) }, find(true, "نان", "گران"),
		func() error { return s.Apply(ctx, third) }, find(false, "نان"), find(false, "گران"), find(true, "پاک"),
		func() error { return s.Apply(ctx, fourth) }, find(false, "پاک"),
	)
}
