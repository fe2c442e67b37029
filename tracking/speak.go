package tracking

import "strconv"

// Speak returns the words with which the code is read out on the telephone, by
// an operator or by a speech engine: digit by digit, with a comma, which
// engines read as a pause, after every group of four. Persian when lang is
// Persian ("fa", "fa-IR"), English otherwise. The zero Code gives "".
//
// Digits and not pairs, although people here read card numbers in pairs: pairs
// need 18 words more, among them those most easily misheard on a line, هفده and
// هجده or thirteen and thirty, and one misheard word may then spoil two digits. Read one by one, one misheard word is one wrong digit,
// and one wrong digit is always noticed.
func (c Code) Speak(lang string) string {
	if c.v == 0 {
		return ""
	}
	words, pause := &englishDigits, ", "
	if persian(lang) {
		words, pause = &persianDigits, "، "
	}
	var digits [MaxDigits]byte
	var spoken []byte
	for i, d := range strconv.AppendUint(digits[:0], c.v, 10) {
		switch {
		case i == 0:
		case i%group == 0:
			spoken = append(spoken, pause...)
		default:
			spoken = append(spoken, ' ')
		}
		spoken = append(spoken, words[d-'0']...)
	}
	return string(spoken)
}

// "Zero" and not "oh": the latter is also a letter.
var (
	englishDigits = [10]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	persianDigits = [10]string{"صفر", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه"}
)
