package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/samad111/go-samad/examples/intake/webdesk"
	"github.com/samad111/go-samad/examples/invitation"
	"github.com/samad111/go-samad/examples/province"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/advice"
	"github.com/samad111/go-samad/samad/connection"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/httpapi"
	httprooms "github.com/samad111/go-samad/samad/httpapi/rooms"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
)

// openRooms makes the rooms beside the desk: meetings, oversight and figures.
// Each province's go by the settings and calendar of its pack; the first one's is
// shown to whoever belongs to none.
func openRooms(db storage.DB, desk *samad.Desk, packs *pack.Live, location *time.Location, now func() time.Time, publicURL string) (webdesk.Rooms, error) {
	return openRoomsBy(nil, db, desk, packs, location, now, publicURL)
}

// openRoomsBy makes them with ids, seeds and draws by the given chance, for a
// year that is made up; nil is that of the machine.
func openRoomsBy(random io.Reader, db storage.DB, desk *samad.Desk, packs *pack.Live, location *time.Location, now func() time.Time, publicURL string) (webdesk.Rooms, error) {
	code := packs.Set().Packs()[0].Province
	calendar := packs.Calendar(code)
	rooms := webdesk.Rooms{Province: code}
	all := packs.Set().Packs()
	for _, p := range all {
		rooms.Provinces = append(rooms.Provinces, p.Province)
	}
	pilots, err := weekly()
	if err != nil {
		return webdesk.Rooms{}, err
	}
	held, err := province.Meetings(all, pilots)
	if err != nil {
		return webdesk.Rooms{}, err
	}
	var errs [5]error
	rooms.Meetings, errs[0] = meeting.New(meeting.Config{
		Ledger: db.Ledger(), Desk: desk, Directory: packs.Directory(), Calendar: calendar,
		Calendars: province.Calendars(packs, func(c pack.LiveCalendar) meeting.Calendar { return c }),
		Settings:  meeting.Settings{Weekly: pilots}, Local: held, Location: location, Now: now, Random: random,
	})
	var settings oversight.Settings
	if publicURL != "" {
		settings.SurveyURL = publicURL + "/s/"
	}
	rooms.Oversight, errs[1] = oversight.NewOffice(oversight.Config{
		Ledger: db.Ledger(), Cases: db.Cases(), Desk: desk, Directory: packs.Directory(), Deadlines: packs,
		Calendar: packs, Settings: settings, Local: province.Oversight(all), Location: location, Now: now, Random: random,
		Duties: []oversight.DutySource{invitation.Duties{Ledger: db.Ledger(), Now: now}}, Rules: func() []string {
			day, err := persian.FromTime(now().In(location))
			if err != nil {
				return nil // outside the calendar no rule holds
			}
			return packs.RulesOn(day)
		},
	})
	rooms.Figures, errs[2] = figures.NewKeeper(figures.Config{
		Cases: db.Cases(), Store: db.Figures(), Calendar: calendar, Location: location, Directory: packs.Directory(), Spared: province.Spared(all),
		Calendars: province.Calendars(packs, func(c pack.LiveCalendar) figures.Calendar { return c }),
	})
	rooms.Advice, errs[3] = advice.New(advice.Config{Ledger: db.Ledger(), Directory: packs.Directory(), Location: location, Now: now})
	rooms.Connection, errs[4] = openConnection(db, packs, location, now)
	if err := errors.Join(errs[:]...); err != nil {
		return webdesk.Rooms{}, fmt.Errorf("rooms: %w", err)
	}
	return rooms, nil
}

// openConnection makes the room that knows how far agencies have come; the desk
// asks it who answers by letter.
func openConnection(db storage.DB, packs *pack.Live, location *time.Location, now func() time.Time) (*connection.Room, error) {
	return connection.New(connection.Config{Ledger: db.Ledger(), Directory: packs.Directory(), Location: location, Now: now})
}

// roomOperations adds the rooms to the API.
func roomOperations(db storage.DB, keeper *regime.Keeper, p parts, publicURL string) []httpapi.Extension {
	options := httprooms.Options{Ledger: db.Ledger(), Now: p.now, CalendarURL: publicURL + "/meetings.ics"}
	return []httpapi.Extension{
		httprooms.Meetings(p.rooms.Meetings, options),
		httprooms.Oversight(p.rooms.Oversight, options),
		httprooms.Campaigns(keeper, p.rooms.Province, options),
		httprooms.Figures(p.rooms.Figures, httprooms.FiguresOptions{Province: p.rooms.Province, ReportURL: publicURL + "/desk/report?period="}),
	}
}

// addUp has the keeper take in all that has happened: the year of a demo.
// Otherwise the program that watches deadlines does, round by round.
func addUp(ctx context.Context, keeper *figures.Keeper, now time.Time) error {
	const some = 1000
	for _, take := range []func() (int, error){
		func() (int, error) { return keeper.Update(ctx, some) },
		func() (int, error) { return keeper.UpdateCalls(ctx, now, some) },
	} {
		for n := 1; n > 0; {
			var err error
			if n, err = take(); err != nil {
				return fmt.Errorf("add figures up: %w", err)
			}
		}
	}
	return nil
}

// weekly is how many directors-general are invited a week where the pack does not say: as in the pilot, two
// in 1398 and, on the government's stress on answering people, four since 1399.
func weekly() ([]meeting.Weekly, error) {
	began, err1 := persian.New(1397, 7, 15)
	last, err2 := persian.New(1398, 12, 29)
	more, err3 := persian.New(1399, 1, 1)
	return []meeting.Weekly{
		{
			From: began, To: last, Hosts: 2,
			Reason: samad.Text{Fa: "آغاز ملاقات‌های الکترونیکی", En: "the beginning of electronic meetings"},
		},
		{
			From: more, Hosts: 4,
			Reason: samad.Text{Fa: "تأکید بر پاسخگویی به مردم", En: "more weight on answering people"},
		},
	}, errors.Join(err1, err2, err3)
}
