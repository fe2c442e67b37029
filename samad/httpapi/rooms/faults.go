package rooms

import (
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// fault is one thing wrong with a body.
func fault(field, code, fa, en string) error {
	return &samad.InvalidError{Faults: []samad.Fault{{Field: field, Code: code, Detail: samad.Text{Fa: fa, En: en}}}}
}

// dayOf reads a day of the Persian calendar; "" is the zero day, of which the
// room says whether it may be.
func dayOf(field, text string) (persian.Date, error) {
	if text == "" {
		return persian.Date{}, nil
	}
	d, err := persian.Parse(text)
	if err != nil {
		return d, fault(field, "not_a_day", "روز را به تقویم هجری شمسی بنویسید؛ مانند 1405-09-02.", "write a day of the Persian calendar, such as 1405-09-02")
	}
	return d, nil
}
