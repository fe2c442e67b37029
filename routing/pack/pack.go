package pack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/campaign"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// The names of a pack's files, beside those of packages directory and routing.
const (
	PackFile      = "pack.yaml"
	DeadlinesFile = "deadlines.yaml"
	CalendarFile  = "calendar.yaml"
	SettingsFile  = "settings.yaml"
	TextsFileFa   = "texts.fa.yaml"
	TextsFileEn   = "texts.en.yaml"
	ModelFile     = "suggest.json"
)

// Options say what packs are loaded with. The zero value will do for a pack
// that extends none.
type Options struct {
	// Name stands before the names of the files in faults, "" for nothing:
	// "isfahan" gives "isfahan/rules.yaml:3:1".
	Name string
	// Bases are the packs that this one may extend, by their ids.
	Bases map[string]fs.FS
	// Location is where days begin; default Asia/Tehran, for which the
	// program needs the zone database (import _ "time/tzdata").
	Location *time.Location
	// Campaigns are topics that were added while the service ran, to be laid
	// over the pack's own, with their rules and times.
	Campaigns []campaign.Campaign
}

// Pack is a province as its files describe it.
type Pack struct {
	ID      string
	Title   samad.Text
	Version string
	// Validity is when the pack is in force.
	samad.Validity
	// Province is the official code of the province.
	Province samad.PlaceID

	Directory *directory.Directory
	Rules     *routing.Table
	// Calendar is the pack's own, or that of Iran.
	Calendar *sla.Calendar
	// Deadlines is the pack's own policy, or [sla.DefaultPolicy], on the
	// pack's calendar.
	Deadlines *sla.Policy
	// Policies are Deadlines and its earlier versions, which lie beside it in
	// files named deadlines-NAME.yaml: a case keeps the version under which it
	// began. [Set] plans by them.
	Policies *sla.Policies
	// Settings are the pack's; fields it leaves out are zero, which the Desk
	// reads as its defaults.
	Settings samad.Settings

	// OpenDoors, WeeklyHosts, Spared, Meetings and Oversight are what settings.yaml says of the rooms
	// beside the desk; empty, those have defaults of their own.
	OpenDoors   []OpenDoor
	WeeklyHosts []WeeklyHosts
	Spared      []Spared
	Meetings    []MeetingRules
	Oversight   []OversightRules

	texts map[string]samad.Text
	tests []routing.Test
	files []file

	campaigns     []campaign.Campaign // of Options, those that are not the pack's own
	campaignFiles fs.FS               // their topics, nil for none
}

// file is one layer of a pack: its own files, or those of a pack it extends.
type file struct {
	fsys fs.FS
	name string
}

// Text returns a text of the pack, zero for an unknown key.
func (p *Pack) Text(key string) samad.Text { return p.texts[key] }

// Tests returns the tests of the rules out of the pack's *_test.yaml files, in
// the order of the files' names. The caller owns them.
func (p *Pack) Tests() []routing.Test { return slices.Clone(p.tests) }

// Check runs the tests of the rules. It returns those that failed, nil when all
// passed; the error is that of a decision that could not be made at all.
func (p *Pack) Check(ctx context.Context) ([]*routing.TestError, error) {
	var failed []*routing.TestError
	for _, c := range p.tests {
		err := p.Rules.Check(ctx, c)
		if err == nil {
			continue
		}
		var differs *routing.TestError
		if !errors.As(err, &differs) {
			return failed, fmt.Errorf("pack: check %s: %w", p.ID, err)
		}
		failed = append(failed, differs)
	}
	return failed, nil
}

// InForce reports whether the pack holds on the day.
func (p *Pack) InForce(on persian.Date) bool { return p.Includes(on) }
