package webdesk

import (
	"errors"

	"github.com/samad111/go-samad/samad"
)

// fault is one thing wrong with a form.
type fault struct {
	Field string // id of the field on the page, "" for the form as a whole
	Text  string
}

// faults are what is said above a form and at its fields.
type faults []fault

// At returns what is wrong with a field, "" for nothing.
func (f faults) At(field string) string {
	for _, one := range f {
		if one.Field == field {
			return one.Text
		}
	}
	return ""
}

// faultsOf turns an error of a step into faults of the form. Errors that are
// not the sender's to mend are returned as they are.
func faultsOf(err error, lang samad.Lang, fields map[string]string) (faults, error) {
	var invalid *samad.InvalidError
	switch {
	case errors.As(err, &invalid):
		var out faults
		for _, f := range invalid.Faults {
			out = append(out, fault{Field: fields[f.Field], Text: f.Detail.In(lang)})
		}
		return out, nil
	case errors.Is(err, samad.ErrTransition), errors.Is(err, samad.ErrConflict), errors.Is(err, samad.ErrTooLate),
		errors.Is(err, samad.ErrLimit), errors.Is(err, samad.ErrNoRoute), errors.Is(err, samad.ErrErased):
		return faults{{Text: samad.Explain(err, lang)}}, nil
	default:
		return nil, err
	}
}
