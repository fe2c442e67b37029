// Package iran is the working calendar of Iran.
package iran

import "github.com/samad111/go-samad/sla"

// Calendar returns the general calendar of Iran.
func Calendar() (*sla.Calendar, error) { return &sla.Calendar{}, nil }

// Calendars returns the calendars of all places and agencies.
func Calendars() (sla.Calendars, error) { return Calendar() }
