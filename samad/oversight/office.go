package oversight

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/samad111/go-samad/internal/required"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// Desk is what an [Office] asks of the Desk. *samad.Desk implements it.
type Desk interface {
	// ComposeTo makes a message to the petitioner of a case.
	ComposeTo(ctx context.Context, id samad.CaseID, kind samad.MessageKind, text func(c samad.Case, lang samad.Lang) string) (samad.Message, error)
	// SealFor and OpenFor keep words under the key of a case.
	SealFor(ctx context.Context, id samad.CaseID, name string, plain []byte) ([]byte, error)
	OpenFor(ctx context.Context, id samad.CaseID, name string, sealed []byte) ([]byte, error)
	// KeepFiles, DropFiles and OpenFile keep files beside records.
	KeepFiles(ctx context.Context, tokens []string) ([]samad.RecordFile, error)
	DropFiles(ctx context.Context, files []samad.RecordFile, why error) error
	OpenFile(ctx context.Context, f samad.RecordFile) (samad.AttachmentContent, error)
	// With returns a Desk over another store, for steps that are written
	// together with records.
	With(store samad.Store) *samad.Desk
}

// Config says what an [Office] works with.
type Config struct {
	Ledger    ledger.Store    // required
	Cases     samad.Store     // required: the same database as Ledger
	Desk      Desk            // required
	Directory samad.Directory // required
	// Deadlines give the times of resolutions and demands (stages
	// sla.Resolution and sla.Demand). Required.
	Deadlines samad.Deadlines
	// Calendar knows closed days. Required.
	Calendar sla.Calendars
	// Settings are the province's own; zero fields are defaults.
	Settings Settings
	// Local are what single provinces decide otherwise, by the day; where none of
	// them holds, Settings do.
	Local []Local
	// Duties bring duties that other rooms keep into the register; may be nil.
	Duties []DutySource
	// Rules lists the ids of the rules that refer cases, for finding those that
	// never match; nil: these are not looked for.
	Rules func() []string
	// Now is the clock; default [time.Now].
	Now func() time.Time
	// Random gives ids, seeds and tokens; default [rand.Reader]. It must be
	// safe for concurrent use.
	Random io.Reader
	// Location is where days begin; default Asia/Tehran.
	Location *time.Location
}

// Office (دفتر بازرسی و مدیریت عملکرد استانداری) is the service of oversight. It
// keeps no state of its own, starts no goroutines and is safe for concurrent
// use. Steps are tried again on the new state when others write first.
type Office struct {
	ledger    ledger.Store
	cases     samad.Store
	desk      Desk
	directory samad.Directory
	deadlines samad.Deadlines
	calendar  sla.Calendars
	settings  Settings
	local     []Local
	duties    []DutySource
	rules     func() []string
	now       func() time.Time
	random    io.Reader
	location  *time.Location
	books     books
}

// NewOffice checks the configuration, reports everything that is missing at
// once, and returns the Office. It does no I/O.
func NewOffice(config Config) (*Office, error) {
	need := required.Of("oversight: Config")
	need.Field(config.Ledger != nil, "Ledger")
	need.Field(config.Cases != nil, "Cases")
	need.Field(config.Desk != nil, "Desk")
	need.Field(config.Directory != nil, "Directory")
	need.Field(config.Deadlines != nil, "Deadlines")
	need.Field(config.Calendar != nil, "Calendar")
	config.Location = need.Zone(config.Location)
	settings, err := config.Settings.withDefaults()
	need.Fault(err)
	local, err := localSettings(config.Local)
	need.Fault(err)
	if err := need.Err(); err != nil {
		return nil, err
	}
	o := &Office{
		ledger: config.Ledger, cases: config.Cases, desk: config.Desk, directory: config.Directory,
		deadlines: config.Deadlines, calendar: config.Calendar, settings: settings, local: local,
		duties: slices.Clone(config.Duties), rules: config.Rules,
		now: config.Now, random: config.Random, location: config.Location, books: newBooks(),
	}
	if o.now == nil {
		o.now = time.Now
	}
	if o.random == nil {
		o.random = rand.Reader
	}
	return o, nil
}

// With returns the Office over another ledger of the same database: one that
// writes together with something of the caller's, or one that holds a step to
// what was read.
func (o *Office) With(store ledger.Store) *Office {
	other := *o
	other.ledger = store
	return &other
}

// instant is the current time as the record keeps it.
func (o *Office) instant() time.Time { return o.now().UTC().Truncate(time.Microsecond) }

// day is the Persian date of an instant, the zero date outside the calendar.
func (o *Office) day(at time.Time) persian.Date {
	d, err := persian.FromTime(at.In(o.location))
	if err != nil {
		return persian.Date{}
	}
	return d
}

// calendarFor is the working calendar of an agency in a place.
func (o *Office) calendarFor(agency samad.AgencyID, place samad.PlaceID, on persian.Date) *sla.Calendar {
	path := o.directory.AgencyPath(agency, on)
	scope := sla.Scope{Place: string(place), Agency: string(agency)}
	for _, a := range path {
		scope.AgencyPath = append(scope.AgencyPath, string(a))
	}
	return o.calendar.For(scope)
}

// workingDays returns the end of the n-th working day after an instant.
func (o *Office) workingDays(agency samad.AgencyID, place samad.PlaceID, from time.Time, n int) (time.Time, error) {
	on := o.day(from)
	calendar := o.calendarFor(agency, place, on)
	if calendar == nil {
		return time.Time{}, fmt.Errorf("oversight: no calendar for %s: %w", agency, sla.ErrNoCalendar)
	}
	d, _, err := calendar.AddWorkingDays(on, n)
	if err != nil {
		return time.Time{}, fmt.Errorf("oversight: %d working days after %s: %w", n, on, err)
	}
	if end, ok := calendar.Closing(d); ok {
		return end.UTC(), nil
	}
	return d.End(o.location).UTC(), nil
}

// due returns the deadline of a stage for an agency.
func (o *Office) due(stage sla.Stage, agency samad.AgencyID, place samad.PlaceID, topic samad.TopicID, from time.Time) (sla.Plan, error) {
	facts := sla.Facts{Stage: stage, Place: string(place), Topic: string(topic), Agency: string(agency)}
	for _, a := range o.directory.AgencyPath(agency, o.day(from)) {
		facts.AgencyPath = append(facts.AgencyPath, string(a))
	}
	plan, err := o.deadlines.Plan(facts, sla.Clock{Started: from})
	if err != nil {
		return sla.Plan{}, fmt.Errorf("oversight: deadline of a %s: %w", stage, err)
	}
	return plan, nil
}

func (o *Office) newID() (string, error) { return ledger.NewID(o.instant(), o.random) }

// agencyName is the agency's name on a day, its id when it is unknown.
func (o *Office) agencyName(id samad.AgencyID, on persian.Date) samad.Text {
	if a, ok := o.directory.Agency(id, on); ok {
		return a.Name
	}
	return samad.Text{Fa: string(id), En: string(id)}
}

// placeOf is where an agency serves first, "" for everywhere.
func (o *Office) placeOf(agency samad.AgencyID) samad.PlaceID {
	if a, ok := o.directory.Agency(agency, o.day(o.now())); ok && len(a.Places) > 0 {
		return a.Places[0]
	}
	return ""
}
