package fold_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/internal/fold"
)

func TestText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"only marks and pictures", "؟ … 😡😡 \u200c\u200f", ""},
		{"Arabic yeh and kaf", "كتابي", "کتابی"},
		{"alef maksura", "مصطفى", "مصطفی"},
		{"teh marbuta", "دائرة", "دایره"},
		{"alefs", "أب إب آب ٱب", "اب اب اب اب"},
		{"madda as a mark", "ا\u0653ب", "اب"},
		{"heh with hamza", "بیمهٔ بیکاری", "بیمه بیکاری"},
		{"heh with hamza composed", "بیمۀ بیکاری", "بیمه بیکاری"},
		{"ezafe yeh by half-space", "بیمه‌ی بیکاری", "بیمه بیکاری"},
		{"ezafe yeh by blank", "بیمه ی بیکاری", "بیمه بیکاری"},
		{"hamza on waw and yeh", "مؤسسه رئیس", "موسسه رییس"},
		{"hamza spellings of one word", "مسئول مسؤول مسوول", "مسوول مسوول مسوول"},
		{"hamza spellings of another", "هیئت هیأت", "هیات هیات"},
		{"question", "سؤال سوال سئوال", "سوال سوال سوال"},
		{"matter", "مسئله مسأله مسئله‌ای", "مساله مساله مسالهای"},
		{"floods are not matters", "مسیلها", "مسیلها"},
		{"hamza as a mark on yeh", "مسی\u0654ول", "مسوول"},
		{"lone hamza", "سوء استفاده اشیاء", "سو استفاده اشیا"},
		{"tanwin and diacritics", "لطفاً رسیدگیِ فوری، مُدیرّ", "لطفا رسیدگی فوری مدیر"},
		{"kashida", "خیـــلی", "خیلی"},
		{"half-space, its absence and a blank for it", "می‌توانند میتوانند می توانند", "میتوانند میتوانند میتوانند"},
		{"negative", "نمی شود نمی‌شود", "نمیشود نمیشود"},
		{"plural by blank", "کتاب ها کتاب‌های سگ هایشان", "کتابها کتابهای سگهایشان"},
		{"a at the end of heh", "حرفه ای شده ام", "حرفهای شدهام"},
		{"not every am", "من ام", "من ام"},
		{"zero-width space and joiner as half-space", "می\u200bشود می\u200dشود می\u00acشود", "میشود میشود میشود"},
		{"repeated letters", "سلااااام خیییلی ممنوننن", "سلام خیلی ممنون"},
		{"double letters stay", "بررسی محقق الله", "بررسی محقق الله"},
		{"repeated digits stay", "۱۱۱ 1000000", "111 1000000"},
		{"digits", "۱۲ ١٢ １２ 12 ²", "12 12 12 12 2"},
		{"digits of other scripts", "१२", "12"},
		{"digits part from letters", "۲۰سال کووید۱۹ covid19", "20 سال کووید 19 covid 19"},
		{"scripts part", "ADSLخانگی", "adsl خانگی"},
		{"presentation forms", "ﻛﺘﺎﺏ ﻻ ﷲ", "کتاب لا الله"},
		{"ligature of several words", "ﷺ", "صلی الله علیه وسلم"},
		{"rial sign", "۱۰﷼", "10 ریال"},
		{"full-width and accents", "ＡＢｃ Café", "abc cafe"},
		{"direction marks", "\u202bآب\u202c \u200eقطع\u200f", "اب قطع"},
		{"emoji", "آب😡قطع👨‍👩‍👧", "اب قطع"},
		{"variant selectors", "آب\ufe0f", "اب"},
		{"punctuation", "آب؛ برق، گاز؟! «قطع» است...", "اب برق گاز قطع است"},
		{"underscores of hashtags", "#آب_شرب", "اب شرب"},
		{"Urdu, Kurdish and Pashto letters", "ہے ھەۆ ګ", "هی ههو گ"},
		{"broken bytes", "آب\xff\xfeقطع", "اب قطع"},
		{"no U+0000", "آب\x00قطع", "اب قطع"},
		{"three letters by joining are not cut", "می ییلاق", "می ییلاق"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, fold.Text(tt.in))
		})
	}
}

func TestWordsKeepTheirPlace(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     []string // what the offsets cut out of the original
	}{
		{"plain", "آب قطع است", []string{"آب", "قطع", "است"}},
		{"half-space inside", "آب‌های شور", []string{"آب‌های", "شور"}},
		{"half-space at the border", "آب‌ شور", []string{"آب", "شور"}},
		{"marks belong to the word", "لطفاً، آبِ", []string{"لطفاً", "آبِ"}},
		{"joined by a blank", "کتاب ها را می خوانم", []string{"کتاب ها", "را", "می خوانم"}},
		{"absorbed", "بیمه ی من", []string{"بیمه ی", "من"}},
		{"stretched", "سلاااام!", []string{"سلاااام"}},
		{"ligature", "xﷺy", []string{"x", "ﷺ", "ﷺ", "ﷺ", "ﷺ", "y"}},
		{"digits", "تا۲۰سال", []string{"تا", "۲۰", "سال"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, w := range fold.Words(tt.in) {
				got = append(got, tt.in[w.Start:w.End])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Words(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
	assert.Nil(t, fold.Words(" ، "))
}

// Every single rune folds to something that folds to itself, alone and between
// letters.
func TestEveryRuneIsStable(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		s := string(r) + "ه" + string(r)
		once := fold.Text(s)
		if twice := fold.Text(once); once != twice {
			t.Fatalf("%U in %q: %q, then %q", r, s, once, twice)
		}
		if !utf8.ValidString(once) {
			t.Fatalf("%U: %q is not UTF-8", r, once)
		}
	}
}

func TestDigits(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"Persian, Arabic, full-width", "۱۲٣٤５６", "123456"},
		{"groups", "1234 5678-9012.3456", "1234567890123456"},
		{"half-spaces and direction marks", "\u200f12\u200c34\u200e", "1234"},
		{"brackets, slashes, underscores", "(031) [2]{3}/4_5\\6", "03123456"},
		{"dashes of every length", "1‐2–3—4−5ـ6", "123456"},
		{"Persian separators", "۱٬۲۳۴٫۵،۶", "123456"},
		{"diacritics and emoji selectors", "1\u064b2\ufe0f", "12"},
		{"plus stays", "＋۹۸ ۹۱۳", "+98913"},
		{"letters stay", "IR۱۲ب", "IR12ب"},
		{"asterisk stays", "12*34", "12*34"},
		{"tab and newline", "1\t2\n3", "123"},
		{"broken byte", "1\xff2", "1\ufffd2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, fold.Digits(tt.in))
		})
	}
}

func TestStem(t *testing.T) {
	t.Parallel()
	// Forms of one word, each in the spelling people use.
	same := [][]string{
		{"کتاب", "کتاب‌ها", "کتاب ها", "کتابهای", "کتاب‌هایشان", "کتابهامون"},
		{"مشکل", "مشکلات", "مشکلاتمان", "مشکل‌ها"},
		{"قبض", "قبض‌ها", "قبضمون", "قبضشان"},
		{"بازنشسته", "بازنشستگان", "بازنشسته‌ها"},
		{"راننده", "رانندگان", "راننده‌ها"},
		{"کارگر", "کارگران", "کارگری"},
		{"شناسنامه", "شناسنامه‌ام", "شناسنامه ام", "شناسنامه‌اش", "شناسنامه‌های", "شناسنامه‌ی"},
		{"حقوق", "حقوقم", "حقوقش", "حقوقمان", "حقوقشون"},
		{"بچه", "بچه‌ها", "بچه‌هام", "بچه‌هاش"},
		{"بیمارستان", "بیمارستان‌های", "بیمارستانی"},
		{"درخواست", "درخواستم", "درخواست‌ها", "درخواستی"},
		{"دوست", "دوستان"},
		{"ساختمان", "ساختمانی", "ساختمان‌ها"},
		{"معلم", "معلم‌ها"},
	}
	for _, forms := range same {
		t.Run(forms[0], func(t *testing.T) {
			t.Parallel()
			want := fold.Stem(fold.Text(forms[0]))
			for _, f := range forms[1:] {
				assert.Equal(t, want, fold.Stem(fold.Text(f)), f)
			}
		})
	}
	// Words that must not meet.
	apart := [][2]string{
		{"سلامت", "سلام"}, {"ساختمان", "ساخت"}, {"تنها", "تن"}, {"انجام", "آنجا"}, {"کاشان", "کاش"},
		{"استان", "است"}, {"نان", "ن"}, {"آبان", "آب"}, {"مالیات", "مالی"}, {"سازمان", "ساز"}, {"کارت", "کار"},
	}
	for _, p := range apart {
		assert.NotEqual(t, fold.Stem(fold.Text(p[0])), fold.Stem(fold.Text(p[1])), p)
	}
	require.Equal(t, "زندگی", fold.Stem("زندگی"), "the ending is گی")
	require.Equal(t, "adsl", fold.Stem("adsl"))
	require.Equal(t, "111", fold.Stem("111"))
}

func TestProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		checkAll(t, persianish().Draw(t, "text"))
	})
}

// persianish draws texts out of the pieces that folding treats in special ways.
func persianish() *rapid.Generator[string] {
	pieces := []string{
		"می", "نمی", "ها", "های", "هایی", "ای", "ام", "ی", "ه", "یی", "مسئله", "هیئت", "ئ", "ئو", "و", "آ", "ا",
		" ", " ", "\u200c", "\u064b", "\u0654", "\u0653", "ـ", "،", "۱", "a", "B", "é", "ﷺ", "ﻻ", "ك", "ۀ", "😡", "\xff",
	}
	return rapid.Custom(func(t *rapid.T) string {
		var s string
		for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 14).Draw(t, "pieces") {
			s += p
		}
		return s
	})
}

type failer interface{ Fatalf(string, ...any) }

// checkAll holds what must be true of any text.
func checkAll(t failer, s string) {
	text := fold.Text(s)
	if again := fold.Text(text); again != text {
		t.Fatalf("Text(%q) = %q, folded again %q", s, text, again)
	}
	if !utf8.ValidString(text) {
		t.Fatalf("Text(%q) = %q is not UTF-8", s, text)
	}
	joined, last := "", 0
	for i, w := range fold.Words(s) {
		if i > 0 {
			joined += " "
		}
		joined += w.Text
		if w.Start < last || w.Start >= w.End || w.End > len(s) {
			t.Fatalf("Words(%q)[%d] = %+v after start %d", s, i, w, last)
		}
		last = w.Start
		if utf8.ValidString(s) && !utf8.ValidString(s[w.Start:w.End]) {
			t.Fatalf("Words(%q)[%d] = %+v cuts a rune", s, i, w)
		}
		if w.Text == "" {
			t.Fatalf("Words(%q)[%d] is empty", s, i)
		}
		stem := fold.Stem(w.Text)
		if stem == "" || fold.Stem(stem) != stem || !utf8.ValidString(stem) {
			t.Fatalf("Stem(%q) = %q", w.Text, stem)
		}
		if len(stem) > len(w.Text) {
			t.Fatalf("Stem(%q) = %q is longer", w.Text, stem)
		}
	}
	if joined != text {
		t.Fatalf("Words(%q) give %q, Text %q", s, joined, text)
	}
	d := fold.Digits(s)
	if fold.Digits(d) != d || !utf8.ValidString(d) {
		t.Fatalf("Digits(%q) = %q", s, d)
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{
		"", "سلام", "می ییلاق", "می می می", "x ها ها", "خانه‌ی ما", "مسئوول مسئله ها", "ی\u0654و", "\xd8", "ﷺﷲ", "هه ها",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkAll(t, s) })
}
