package sla

// Text is a name or a sentence in the two languages.
type Text struct {
	Fa string `json:"fa"`
	En string `json:"en"`
}

// In returns the text in a language: Persian for "fa", English otherwise. Where
// one of them is missing, it is the other.
func (t Text) In(lang string) string {
	if lang == "fa" && t.Fa != "" || t.En == "" {
		return t.Fa
	}
	return t.En
}
