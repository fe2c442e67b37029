package sla

// Text is a name or a sentence in the two languages.
type Text struct {
	FA string `json:"fa"`
	EN string `json:"en"`
}

// In returns the text in a language: Persian for "fa", English otherwise. Where
// one of them is missing, it is the other.
func (t Text) In(lang string) string {
	if lang == "fa" && t.FA != "" || t.EN == "" {
		return t.FA
	}
	return t.EN
}
