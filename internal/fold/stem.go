package fold

import (
	"strings"
	"unicode/utf8"
)

// Stem cuts the usual endings off one folded word, so that forms of a word
// meet: plurals (ها, های, ات, ان), possessives (م, ت, ش, مان, تان, شان and
// spoken مون, تون, شون), indefinite ی. The result is for comparing with other
// stems only: it need not be a word. Stem is conservative: it leaves alone what
// would get too short to tell words apart, a list of words that only look
// inflected, and everything outside the Arabic script.
//
// It is idempotent, and never returns "" for a word that is not "".
func Stem(word string) string {
	if r, _ := utf8.DecodeRuneInString(word); r < 0x0620 || r > 0x06ff {
		return word
	}
	for {
		next := cutEnding(word)
		if next == word {
			return word
		}
		word = next
	}
}

// ending is one suffix and what must be left when it is cut.
type ending struct {
	suffix string
	min    int    // runes that must remain
	after  string // what must stand before the suffix, "" for anything
	put    string // what takes the suffix's place
}

// endings are tried in order, longer ones first; the first that fits is cut.
var endings = []ending{
	{suffix: "هایشان", min: 2}, {suffix: "هایمان", min: 2}, {suffix: "هایتان", min: 2},
	{suffix: "هاشون", min: 2}, {suffix: "هامون", min: 2}, {suffix: "هاتون", min: 2},
	{suffix: "هایم", min: 2}, {suffix: "هایت", min: 2}, {suffix: "هایش", min: 2}, {suffix: "هایی", min: 2},
	{suffix: "های", min: 2}, {suffix: "ها", min: 2},

	// بچه‌هام, but شناسنامه‌ام: with the half-space gone only a double ه tells
	// the plural.
	{suffix: "هام", min: 2, after: "ه"}, {suffix: "هات", min: 2, after: "ه"}, {suffix: "هاش", min: 2, after: "ه"},
	{suffix: "ام", min: 4, after: "ه"}, {suffix: "ات", min: 3, after: "ه"}, {suffix: "اش", min: 4, after: "ه"},

	// بازنشستگان, رانندگان; not رایگان, گلپایگان.
	{suffix: "گان", min: 4, after: "ت", put: "ه"}, {suffix: "گان", min: 4, after: "د", put: "ه"},

	{suffix: "مان", min: 3}, {suffix: "شان", min: 3}, {suffix: "تان", min: 3},
	{suffix: "مون", min: 2}, {suffix: "شون", min: 2}, {suffix: "تون", min: 2},
	{suffix: "ات", min: 4}, {suffix: "ان", min: 4},
	{suffix: "م", min: 4}, {suffix: "ت", min: 4}, {suffix: "ش", min: 4}, {suffix: "ی", min: 4},
}

func cutEnding(word string) string {
	if uninflected(word) {
		return word
	}
	for _, e := range endings {
		left, ok := strings.CutSuffix(word, e.suffix)
		if !ok || !strings.HasSuffix(left, e.after) || shorter(left, e.min) {
			continue
		}
		switch {
		case e.suffix == "تان" && strings.HasSuffix(left, "س"):
			continue // دوستان, بیمارستان
		case e.suffix == "ی" && strings.HasSuffix(left, "گ"):
			continue // بازنشستگی: the ending is گی
		}
		return left + e.put
	}
	return word
}

// shorter reports whether s has fewer letters than n. It counts no further than
// it must: a flood of endings without a blank is one long word.
func shorter(s string, n int) bool {
	return len(s) < n*utf8.UTFMax && utf8.RuneCountInString(s) < n
}

// uninflected reports the words that end like inflected ones and whose stem
// would be another word.
func uninflected(word string) bool {
	switch word {
	case "تنها", "منتها", "انتها", "ابها", "اببها", // تن, انت, اب
		"انجام",           // انجا (آنجا)
		"سلامت", "سلامتی", // سلام
		"زیارت",          // زیار, a town
		"سفارت", "سفارش", // each other
		"ساختمان", "سازمان", "قهرمان", "مهمان", // ساخت, ساز, قهر
		"معلمان", "متهمان", "محرومان", "مزاحمان", "مردمان", "مسلمان",
		"ازمون", "مضمون", "میمون", "پیرامون", "هامون", "زیتون", "خاتون", "کارتون", "کانتون",
		"مالیات", "عملیات", "ملاقات", "ادبیات", // مالی, عملی
		"پریشان", "درخشان", "داستان",
		"قیامت", "علامت", "امانت", "کرامت": // قیام, علام, امان, کرام
		return true
	}
	return false
}
