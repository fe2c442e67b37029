package routing

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/samad111/go-samad/internal/fold"
)

// vocabulary numbers the words that matchers know and reads words of a text as
// forms of them: by spelling, by stem, or with one of the small words cut off
// that Persian writes onto the end of another (برقم, قطعه, آبمون).
type vocabulary struct {
	exact map[string]int32
	stem  map[string]int32 // stem to the first word that has it
}

func newVocabulary() *vocabulary {
	return &vocabulary{exact: map[string]int32{}, stem: map[string]int32{}}
}

// add returns the number of a folded word.
func (v *vocabulary) add(word string) int32 {
	if id, ok := v.exact[word]; ok {
		return id
	}
	id := int32(len(v.exact))
	v.exact[word] = id
	if s := fold.Stem(word); v.stemFree(s) {
		v.stem[s] = id
	}
	return id
}

func (v *vocabulary) stemFree(stem string) bool {
	_, taken := v.stem[stem]
	return !taken
}

// clitics are what may stand at the end of a word without changing what it
// names, longest first.
var clitics = []string{
	"هایشان", "هایمان", "هایتان", "هاشون", "هامون", "هاتون", "هایم", "هایت", "هایش", "هایی", "های",
	"مان", "تان", "شان", "مون", "تون", "شون", "ایم", "اید", "اند", "ها", "هام", "ام", "ات", "اش", "ای", "یم", "یش", "یت",
	"ون", "رو", "هم", "م", "ت", "ش", "ی", "ه", "و", "ا",
}

// forms appends to ids the numbers of the known words of which a folded word
// of a text may be a form, the likeliest first, no more than most.
func (v *vocabulary) forms(ids []int32, word string, most int) []int32 {
	add := func(id int32) bool {
		if slices.Contains(ids, id) {
			return false
		}
		ids = append(ids, id)
		return len(ids) >= most
	}
	if id, ok := v.exact[word]; ok && add(id) {
		return ids
	}
	if id, ok := v.stem[fold.Stem(word)]; ok && add(id) {
		return ids
	}
	if r, _ := utf8.DecodeRuneInString(word); r < 0x0620 || r > 0x06ff {
		return ids
	}
	for _, c := range clitics {
		left, ok := strings.CutSuffix(word, c)
		if !ok || len(left) < 4 { // two letters
			continue
		}
		if id, ok := v.exact[left]; ok && add(id) {
			return ids
		}
	}
	return ids
}
