package iran

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/hijri"
)

//go:embed iran.yaml
var source []byte

// built is made once: the calendar is immutable, so everybody may have the
// same.
var built = sync.OnceValues(func() (*sla.Calendar, error) {
	lunar, err := hijri.Iran()
	if err != nil {
		return nil, fmt.Errorf("iran: %w", err)
	}
	return CalendarWith(lunar)
})

// Calendar returns the calendar for the zero scope: Saturday to Wednesday from
// 08:00 to 14:00, Thursday, Friday and the national holidays closed. The error
// comes from the embedded data or a missing time zone database (import
// time/tzdata); it does not depend on the caller.
func Calendar() (*sla.Calendar, error) { return built() }

// Calendars returns the calendars of all places and agencies: for a scope that
// names a place or an agency, also the closures and hours known to have been
// announced for the nation, its province or its county. It is the value of
// [Calendar], whose For method gives them.
func Calendars() (sla.Calendars, error) {
	c, err := built()
	if err != nil {
		return nil, err
	}
	return c, nil
}

// CalendarWith returns the calendar of [Calendar] by another table of lunar
// months: a newer file, or one corrected after a sighting.
func CalendarWith(lunar *hijri.Table) (*sla.Calendar, error) {
	c, err := sla.LoadCalendar(source, "iran.yaml", sla.Sources{Lunar: lunar})
	if err != nil {
		return nil, fmt.Errorf("iran: %w", err)
	}
	return c, nil
}
