package pilot

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/tracking"
)

// Province, and the agencies that the scenario speaks of.
const (
	Province       samad.PlaceID  = "10"
	Centre         samad.AgencyID = "isf.ostandari.bazresi"
	SocialSecurity samad.AgencyID = "isf.tamin"
)

// Office is an office of the pilot with its rooms and its clock.
type Office struct {
	DB       storage.DB
	Desk     *samad.Desk
	Room     *meeting.Room
	Keeper   *figures.Keeper
	Packs    *pack.Set
	Calendar *sla.Calendar
	Zone     *time.Location

	mu  sync.Mutex
	now time.Time
}

// Now is the office's clock.
func (o *Office) Now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

// to moves the clock on; it never goes back.
func (o *Office) to(at time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if at.After(o.now) {
		o.now = at
	}
}

// Who acts.
func operator() samad.Actor {
	return samad.Actor{ID: "operator", Roles: []samad.Role{samad.RoleOperator}, Agency: Centre, Place: Province, Post: samad.Text{Fa: "کارشناس سامد", En: "Operator"}}
}

// Overseer is who arranges meetings and reads reports.
func Overseer() samad.Actor {
	return samad.Actor{ID: "oversight", Roles: []samad.Role{samad.RoleOversight}, Agency: Centre, Place: Province, Post: samad.Text{Fa: "بازرسی استانداری", En: "Oversight"}}
}

func head(agency samad.AgencyID) samad.Actor {
	return samad.Actor{ID: "head-" + string(agency), Roles: []samad.Role{samad.RoleAgencyHead}, Agency: agency, Post: samad.Text{Fa: "مدیرکل", En: "Director-general"}}
}

// Estimates are the scenario's, of what an answer without a visit spares.
func Estimates() []figures.Estimate {
	return []figures.Estimate{{Visits: 1, Minutes: 120}, {Topic: "welfare", Visits: 2, Minutes: 270}}
}

// closures are days on which the scenario closes the offices, and how the
// pilot's pack is made valid in the scenario's time.
const closures = `id: isfahan-scenario
extends: iran
name: {fa: تقویم سناریو, en: Calendar of the scenario}
closures:
  - {id: cold, name: {fa: سرما و آلودگی هوا, en: cold and smog}, from: 1398-09-25, to: 1398-09-27, where: {places: "10"}}
  - {id: dust, name: {fa: گرد و غبار, en: dust}, date: 1398-04-18, where: {places: "10"}}
`

// loadPacks loads the pilot's pack, valid from the beginning of the scenario.
func loadPacks() (*pack.Set, error) {
	dir, err := os.MkdirTemp("", "samad-scenario-")
	if err != nil {
		return nil, fmt.Errorf("pilot: %w", err)
	}
	err = fs.WalkDir(isfahan.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(isfahan.FS(), path)
		if err != nil {
			return fmt.Errorf("read the pilot's pack: %w", err)
		}
		data = bytes.ReplaceAll(data, []byte("valid_from: 1399-05-01"), []byte("valid_from: 1397-01-01"))
		return os.WriteFile(filepath.Join(dir, filepath.Base(path)), data, 0o600)
	})
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "calendar.yaml"), []byte(closures), 0o600)
	}
	var packs *pack.Set
	if err == nil {
		packs, err = pack.LoadAll(pack.Source{FS: os.DirFS(dir), Options: pack.Options{Name: "isfahan"}})
	}
	if err = errors.Join(err, os.RemoveAll(dir)); err != nil {
		return nil, fmt.Errorf("pilot: %w", err)
	}
	return packs, nil
}

// open builds the office over a migrated database.
func open(db storage.DB, lasts time.Duration) (*Office, error) {
	zone, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		return nil, fmt.Errorf("pilot: %w", err)
	}
	packs, err := loadPacks()
	if err != nil {
		return nil, err
	}
	began, err1 := persian.New(1397, 7, 15)
	week, err4 := persian.New(1397, 7, 14) // the Saturday of its week
	last, err2 := persian.New(1398, 12, 29)
	more, err3 := persian.New(1399, 1, 1)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, err
	}
	o := &Office{DB: db, Packs: packs, Calendar: packs.Packs()[0].Calendar, Zone: zone, now: began.Time(zone, 7, 0, 0, 0)}
	if o.Desk, err = samad.NewDesk(samad.Config{
		Store: db.Cases(), Router: packs, Deadlines: packs, Directory: packs.Directory(), Codes: tracking.Minter{},
		Settings: packs.Settings(), Location: zone, Now: o.Now, PlainText: true,
	}); err != nil {
		return nil, err
	}
	if o.Room, err = meeting.New(meeting.Config{
		Ledger: db.Ledger(), Desk: o.Desk, Directory: packs.Directory(), Calendar: o.Calendar, Location: zone, Now: o.Now,
		Settings: meeting.Settings{
			Weekly: []meeting.Weekly{
				{From: week, To: last, Hosts: 2, Reason: samad.Text{Fa: "آغاز برنامه", En: "the beginning"}},
				{From: more, Hosts: 4, Reason: samad.Text{Fa: "تأکید دولت بر پاسخگویی", En: "the government's stress on answering"}},
			},
			Lasts: lasts,
		},
	}); err != nil {
		return nil, err
	}
	o.Keeper, err = figures.NewKeeper(figures.Config{
		Cases: db.Cases(), Store: db.Figures(), Calendar: o.Calendar, Location: zone, Directory: packs.Directory(), Spared: Estimates(),
	})
	return o, err
}
