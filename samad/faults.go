package samad

import (
	"errors"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// faults collects what is wrong with a request, so that all of it can be
// told at once.
type faults []Fault

func (f *faults) add(field, code, fa, en string) {
	*f = append(*f, Fault{Field: field, Code: code, Detail: Text{Fa: fa, En: en}})
}

// adopt adds an identifier's error under its field.
func (f *faults) adopt(field string, err error) {
	if id, ok := errors.AsType[*IdentifierError](err); ok {
		*f = append(*f, Fault{Field: field, Code: id.Code, Detail: id.Detail})
		return
	}
	f.add(field, "invalid", "این مقدار پذیرفته نیست.", "the value is not accepted")
}

func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &InvalidError{Faults: f}
}

// required checks a text that must say something: not empty, not blanks and
// invisible marks only, well-formed and no longer than limit characters.
func (f *faults) required(field, text string, limit int) {
	if blank(text) {
		f.add(field, "required", "این بخش را خالی نگذارید.", "this must not be empty")
		return
	}
	f.optional(field, text, limit)
}

// optional checks a text that may be empty.
func (f *faults) optional(field, text string, limit int) {
	switch {
	case !utf8.ValidString(text):
		f.add(field, "encoding", "نویسه‌های این متن درست نیستند؛ باید UTF-8 باشد.", "the text is not valid UTF-8")
	case containsControl(text):
		f.add(field, "control_character", "این متن نویسه‌ای دارد که پذیرفته نیست.", "the text holds a control character")
	case utf8.RuneCountInString(text) > limit:
		n := strconv.Itoa(limit)
		f.add(field, "too_long", "این متن باید حداکثر "+persianDigits(n)+" نویسه باشد.", "the text may have at most "+n+" characters")
	}
}

func blank(s string) bool {
	for _, r := range s {
		if unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
			return false
		}
	}
	return true
}

// containsControl reports control characters other than line breaks and tabs.
// U+0000 would not survive in databases.
func containsControl(s string) bool {
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return true
		}
	}
	return false
}
