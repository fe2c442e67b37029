package admit

import "github.com/samad111/go-samad/samad"

// The codes of faults that this package reports.
const (
	codeText   = "text"   // a text no database keeps: U+0000 or not UTF-8
	codeMisfit = "misfit" // parts of a change that do not belong together
	codeRange  = "range"  // a number or name outside what is allowed
	codeCursor = "cursor" // not a cursor of this list
)

func invalid(field, code, fa, en string) error {
	return &samad.InvalidError{Faults: []samad.Fault{{
		Field: field, Code: code, Detail: samad.Text{Fa: fa, En: en},
	}}}
}

func misfit(field, en string) error {
	return invalid(field, codeMisfit, "اجزای این تغییر با هم نمی‌خوانند", en)
}

func outOfRange(field, en string) error {
	return invalid(field, codeRange, "مقدار بیرون از محدودهٔ مجاز است", en)
}
