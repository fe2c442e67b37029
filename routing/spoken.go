package routing

import (
	"strings"
	"unicode/utf8"
)

// plainStem is the stem, by fold.Stem, of a folded word with the commonest differences between
// spoken and written Persian undone: خونه and خانه, نونوایی and نانوایی,
// میفروشه and میفروشد. The result is for comparing only.
func plainStem(word, stem string) string {
	if rest, ok := strings.CutPrefix(word, "می"); ok && utf8.RuneCountInString(rest) > 2 {
		for _, ending := range []string{"ند", "ه", "د", "ن"} {
			if left, ok := strings.CutSuffix(rest, ending); ok && utf8.RuneCountInString(left) >= 2 {
				return "می" + left
			}
		}
		return word
	}
	if utf8.RuneCountInString(stem) > 3 {
		stem = strings.ReplaceAll(stem, "ون", "ان")
	}
	return stem
}
