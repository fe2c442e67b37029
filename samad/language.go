package samad

import "golang.org/x/text/language"

// Lang is a language in which Samad speaks to people.
type Lang string

// The languages of citizens' texts. Persian is the default everywhere.
const (
	Persian Lang = "fa"
	English Lang = "en"
)

// Valid reports whether l is one of the languages above.
func (l Lang) Valid() bool { return l == Persian || l == English }

// Text is one sentence or name in Persian and English.
type Text struct {
	Fa string `json:"fa,omitempty" yaml:"fa,omitempty"`
	En string `json:"en,omitempty" yaml:"en,omitempty"`
}

// In returns the text in lang and, where that is empty, in the other language.
func (t Text) In(lang Lang) string {
	if lang == English && t.En != "" || t.Fa == "" {
		return t.En
	}
	return t.Fa
}

// IsZero reports whether the text is empty in both languages.
func (t Text) IsZero() bool { return t.Fa == "" && t.En == "" }

// MatchLanguage picks the language for an Accept-Language header. Persian is
// the answer to an empty, malformed or unknown header.
func MatchLanguage(accept string) Lang {
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return Persian
	}
	// The matcher is cheap to build from two tags, and a package variable
	// would be state shared by all hosts of the process.
	_, index, confidence := language.NewMatcher([]language.Tag{language.Persian, language.English}).Match(tags...)
	if confidence == language.No || index == 0 {
		return Persian
	}
	return English
}
