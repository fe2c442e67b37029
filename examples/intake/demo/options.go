package demo

import (
	"errors"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

// Options say what is made.
type Options struct {
	// Desk is the configuration of the Desk; Now, Notifier and Observer are
	// replaced. Store, Directory and Location are required.
	Desk samad.Config
	// Calendar says when offices work; required.
	Calendar *sla.Calendar
	Staff    Staff
	Samples  []Sample // required
	Cases    int
	// Rooms makes the rooms beside the Desk, which are filled too; nil leaves
	// them empty.
	Rooms OpenRooms
	// From and Until span the year.
	From, Until time.Time
	Seed        uint64
	// Progress is told how far the year has come; default nobody.
	Progress func(at time.Time)
}

// Staff are who works in the year.
type Staff struct {
	Operator  samad.Actor // required
	Oversight samad.Actor // required
	Head      func(samad.AgencyID) (samad.Actor, bool)
	Expert    func(samad.AgencyID) (samad.Actor, bool)
	// Holder is who holds another role; required with Rooms, for inspector,
	// governor, commission secretary and member, public relations and
	// administrator.
	Holder func(samad.Role) (samad.Actor, bool)
}

func (o *Options) check() error {
	switch {
	case o.Desk.Store == nil, o.Desk.Directory == nil, o.Desk.Location == nil, o.Calendar == nil, len(o.Samples) == 0,
		o.Staff.Head == nil, o.Staff.Expert == nil:
		return errors.New("demo: Options.Desk, Calendar, Staff and Samples are required")
	case o.Rooms != nil && o.Staff.Holder == nil:
		return errors.New("demo: Options.Rooms needs Staff.Holder")
	case o.Cases < 1, !o.From.Before(o.Until):
		return errors.New("demo: Options.Cases must be above 0, and From before Until")
	}
	if o.Progress == nil {
		o.Progress = func(time.Time) {}
	}
	return nil
}

// Report says what was made.
type Report struct {
	Cases, Calls, Steps int
	Sweep               samad.SweepReport
	Delivered           int
	// Met counts the cases that came up in meetings, Surveys those that were
	// answered.
	Met, Surveys int
	// Refused counts steps that the Desk did not allow, by their error codes:
	// a case had gone another way meanwhile.
	Refused map[string]int
}
