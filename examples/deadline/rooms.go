package main

import (
	"fmt"
	"time"

	"github.com/samad111/go-samad/examples/invitation"
	"github.com/samad111/go-samad/examples/province"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	statistics "github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
)

// rooms are the chores of what stands beside the desk: figures are added up,
// surveys sent with links to the site, violations looked for, resolutions and
// letters reminded of.
func rooms(db storage.DB, packs *pack.Live, config samad.Config, site string) ([]samad.Chore, error) {
	zone, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		return nil, fmt.Errorf("zone database: %w", err)
	}
	var chores []samad.Chore
	keeper, err := statistics.NewKeeper(statistics.Config{
		Cases: db.Cases(), Store: db.Figures(), Calendar: packs.Calendar(packs.Set().Packs()[0].Province), Location: zone, Directory: packs.Directory(), Spared: province.Spared(packs.Set().Packs()),
		Calendars: province.Calendars(packs, func(c pack.LiveCalendar) statistics.Calendar { return c }),
	})
	if err != nil {
		return nil, err
	}
	chores = append(chores, keeper)
	desk, err := samad.NewDesk(config) // takes the rooms' steps; its own chores are done by the checker's
	if err != nil {
		return nil, err
	}
	office, err := oversight.NewOffice(oversight.Config{
		Ledger: db.Ledger(), Cases: db.Cases(), Desk: desk, Directory: packs.Directory(), Deadlines: packs,
		Calendar: packs, Now: config.Now, Location: zone,
		Duties: []oversight.DutySource{invitation.Duties{Ledger: db.Ledger(), Now: config.Now}}, Rules: func() []string {
			day, err := persian.FromTime(config.Now().In(zone))
			if err != nil {
				return nil // outside the calendar no rule holds
			}
			return packs.RulesOn(day)
		},
		Settings: oversight.Settings{SurveyURL: site + "/s/"}, Local: province.Oversight(packs.Set().Packs()),
	})
	if err != nil {
		return nil, err
	}
	return append(append(chores, office.Chores()...), ledger.NewSeals(db.Ledger(), zone)), nil
}
