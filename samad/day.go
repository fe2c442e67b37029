package samad

import (
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// dayText names the day of an instant as people read it.
func (d *Desk) dayText(at time.Time, lang Lang) string {
	day := d.day(at)
	if lang == English {
		return day.Format("EEEE d MMMM yyyy", persian.InLatin)
	}
	return day.Format("EEEE d MMMM yyyy", persian.InPersian)
}
