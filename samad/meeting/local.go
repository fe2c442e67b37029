package meeting

import (
	"fmt"

	"github.com/samad111/go-samad/samad"
)

// Local is what a province decides for itself from one day to another.
type Local struct {
	Province samad.PlaceID
	samad.Validity
	Settings
}

// checkLocal puts in what is left out and lists everything that is wrong.
func checkLocal(all []Local) []error {
	var errs []error
	wrong := func(l Local, format string, args ...any) {
		errs = append(errs, fmt.Errorf("meeting: Config.Local of province %s: %w", l.Province, fmt.Errorf(format, args...)))
	}
	for i := range all {
		l := &all[i]
		l.Settings = l.withDefaults()
		for _, err := range l.check() {
			wrong(*l, "%w", err)
		}
		if l.Province == "" || l.Province != l.Province.Province() {
			wrong(*l, "this is no province")
		}
		if !l.To.IsZero() && !l.From.Before(l.To) {
			wrong(*l, "it ends before it begins")
		}
		for _, other := range all[:i] {
			if other.Province == l.Province && (other.To.IsZero() || l.From.Before(other.To)) && (l.To.IsZero() || other.From.Before(l.To)) {
				wrong(*l, "two settings hold on the same days")
			}
		}
	}
	return errs
}
