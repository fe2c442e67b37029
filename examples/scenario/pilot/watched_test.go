package pilot_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/invitation"
	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/internal/recount"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/transfer"
	"github.com/samad111/go-samad/tracking"
)

// watchers are who acts in a watched half year.
var (
	watcher   = samad.Actor{ID: "01WATCHER", Roles: []samad.Role{samad.RoleOversight}, Agency: "isf.ostandari.bazresi", Place: "10", Post: samad.Text{Fa: "بازرسی"}}
	judge     = samad.Actor{ID: "01JUDGE", Roles: []samad.Role{samad.RoleOversight}, Agency: "isf.ostandari.bazresi", Place: "10", Post: samad.Text{Fa: "مدیرکل بازرسی"}}
	visitor   = samad.Actor{ID: "01VISITOR", Roles: []samad.Role{samad.RoleInspector}, Agency: "isf.ostandari.bazresi", Place: "10", Post: samad.Text{Fa: "بازرس"}}
	clerk     = samad.Actor{ID: "01CLERK", Roles: []samad.Role{samad.RoleCommissionSecretary}, Agency: "isf.ostandari", Place: "10", Post: samad.Text{Fa: "دبیر"}}
	answering = samad.Actor{ID: "01OPERATOR", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.ostandari.bazresi", Place: "10", Post: samad.Text{Fa: "کارشناس"}}
)

// watched is a half year of oversight over the library: visits with every
// finding, letters, appeals, demands, commissions with resolutions, meetings,
// cases that are answered in time, late and never, drawn by a seed.
type watched struct {
	*testing.T
	mu      sync.Mutex
	now     time.Time
	zone    *time.Location
	rnd     *rand.Rand
	db      storage.DB
	pack    *pack.Pack
	desk    *samad.Desk
	office  *oversight.Office
	room    *meeting.Room
	keeper  *figures.Keeper
	of      []samad.AgencyID
	letters []string
	demands []string
	asked   map[string]int // which of all demands it is
	decided []string       // resolutions
}

func (w *watched) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *watched) at(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t.After(w.now) {
		w.now = t
	}
}

func (w *watched) day() persian.Date {
	d, err := persian.FromTime(w.Now().In(w.zone))
	require.NoError(w, err)
	return d
}

func headOf(agency samad.AgencyID) samad.Actor {
	return samad.Actor{ID: "01HEAD-" + string(agency), Roles: []samad.Role{samad.RoleAgencyHead, samad.RoleMeetingHost}, Agency: agency, Post: samad.Text{Fa: "مدیرکل"}}
}

// may does a step that the drawn course of things may not allow any more.
func may[T any](_ T, err error) bool { return err == nil }

func watch(t *testing.T, seed uint64) *watched {
	t.Helper()
	w := &watched{T: t, asked: map[string]int{}, rnd: rand.New(rand.NewPCG(1405, seed)), of: []samad.AgencyID{"isf.tamin", "isf.abfa", "isf.behzisti"}}
	var err error
	w.zone, err = time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	w.now = time.Date(2026, 4, 4, 8, 0, 0, 0, w.zone)
	w.pack, err = pack.Load(isfahan.FS(), pack.Options{})
	require.NoError(t, err)
	w.db, err = storage.Open(t.Context(), "memory:", storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.db.Close()) })
	config := samad.Config{
		Store: w.db.Cases(), Router: w.pack.Rules, Deadlines: w.pack.Deadlines, Directory: w.pack.Directory, Codes: tracking.Minter{},
		Now: w.Now, Settings: w.pack.Settings, Location: w.zone, PlainText: true,
	}
	config.Settings.NoMatchTime = 1
	w.desk, err = samad.NewDesk(config)
	require.NoError(t, err)
	w.office, err = oversight.NewOffice(oversight.Config{
		Ledger: w.db.Ledger(), Cases: w.db.Cases(), Desk: w.desk, Directory: w.pack.Directory, Deadlines: w.pack.Deadlines, Calendar: w.pack.Calendar,
		Now: w.Now, Location: w.zone, Settings: oversight.Settings{LateCases: 3, ReviewShare: 1e-9, ReviewRisk: 1e-9, AgeMax: 9},
		Duties: []oversight.DutySource{invitation.Duties{Ledger: w.db.Ledger(), Now: w.Now}},
	})
	require.NoError(t, err)
	w.room, err = meeting.New(meeting.Config{
		Ledger: w.db.Ledger(), Desk: w.desk, Directory: w.pack.Directory, Calendar: w.pack.Calendar, Location: w.zone, Now: w.Now,
		Settings: meeting.Settings{Weekly: []meeting.Weekly{{Hosts: 4}}},
	})
	require.NoError(t, err)
	w.keeper, err = figures.NewKeeper(figures.Config{Cases: w.db.Cases(), Store: w.db.Figures(), Calendar: w.pack.Calendar, Location: w.zone, Directory: w.pack.Directory})
	require.NoError(t, err)
	config.Chores = w.office.Chores()
	w.desk, err = samad.NewDesk(config)
	require.NoError(t, err)
	for _, a := range w.of {
		_, err := w.office.AddPost(t.Context(), watcher, oversight.Post{ID: string(a) + "/head", Agency: a, Place: "10", Title: samad.Text{Fa: "مدیرکل"}})
		require.NoError(t, err)
	}
	_, err = w.office.KeepCommission(t.Context(), watcher, oversight.Commission{
		ID: "all", Kind: "همگانی", Name: samad.Text{Fa: "کمیسیون"}, Place: "10", Quorum: 1,
		Members: []oversight.Member{{Account: "01A", Post: samad.Text{Fa: "معاون"}, Chair: true}},
	})
	require.NoError(t, err)
	return w
}

// live goes on for so many days.
func (w *watched) live(days int) {
	for range days {
		w.morning()
		for _, id := range w.letters {
			w.letter(id)
		}
		for _, id := range w.demands {
			w.demand(id)
		}
		for _, id := range w.decided {
			w.resolution(id)
		}
		w.silent()
		for range 20 {
			r, err := w.desk.Sweep(w.Context(), "sweep", 200)
			require.NoError(w, err)
			if r.Idle() {
				break
			}
		}
		list, _, err := w.office.Demands(w.Context(), watcher, oversight.ListQuery{States: []string{"open", "answered"}, Limit: 1000})
		require.NoError(w, err)
		w.demands = nil
		for _, d := range list {
			w.demands = append(w.demands, d.ID)
			if _, known := w.asked[d.ID]; !known {
				w.asked[d.ID] = len(w.asked)
			}
		}
		letters, _, err := w.office.Letters(w.Context(), watcher, oversight.ListQuery{States: []string{"issued", "acknowledged", "appealed"}, Limit: 1000})
		require.NoError(w, err)
		w.letters = nil
		for _, l := range letters {
			w.letters = append(w.letters, l.ID)
		}
		next, err := w.day().AddDays(1)
		require.NoError(w, err)
		w.at(next.Time(w.zone, 8, 0, 0, 0))
	}
}

// morning is what a day brings by itself.
func (w *watched) morning() {
	ctx, today := w.Context(), w.day()
	for range w.rnd.IntN(3) {
		w.filed()
	}
	w.answers()
	if ok, _ := w.pack.Calendar.IsWorkingDay(today); !ok {
		return
	}
	for _, a := range w.of {
		p, err := w.office.Post(ctx, watcher, string(a)+"/head")
		require.NoError(w, err)
		if w.office.Duty(p, today).Owed && w.rnd.IntN(3) > 0 {
			w.visit(p.ID, today)
		}
	}
	switch today.Weekday() {
	case persian.Wednesday:
		if w.rnd.IntN(2) == 0 {
			w.sit()
		}
	case persian.Sunday:
		w.meet()
	}
}

func (w *watched) filed() {
	topics := []samad.TopicID{"welfare/unemployment-insurance", "water/outage", "welfare/retirement"}
	r, err := w.desk.Submit(w.Context(), samad.Anonymous(), samad.Submission{
		Kind: samad.Request, Text: "سه ماه است رسیدگی نشده.", Topic: topics[w.rnd.IntN(len(topics))], Place: "1014",
		Petitioner: samad.Petitioner{Identity: samad.Named, Name: "نمونه", Mobile: "09130001234"},
	})
	require.NoError(w, err)
	if c, err := w.db.Cases().Case(w.Context(), r.Case); err == nil && c.State == samad.Received {
		_, err = w.desk.Accept(w.Context(), answering, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
		require.NoError(w, err)
	}
}

// answers answers some of what is open, asks, objects and withdraws.
func (w *watched) answers() {
	page, err := w.db.Cases().List(w.Context(), samad.Query{States: []samad.State{samad.Referred, samad.InProgress, samad.AwaitingPetitioner}, Limit: 500, Order: samad.OldestFirst})
	require.NoError(w, err)
	for _, c := range page.Cases {
		ref, head := samad.Ref{ID: c.ID}, headOf(c.Agency)
		switch w.rnd.IntN(24) {
		case 0, 1, 2:
			if may(w.desk.Answer(w.Context(), head, samad.AnswerRequest{Ref: ref, Outcome: samad.Done, Final: true,
				AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "شد.", Basis: "ماده ۳۰", Next: "هیچ."}})) && w.rnd.IntN(5) == 0 {
				may(w.desk.Reopen(w.Context(), watcher, samad.ReasonRequest{Ref: ref, Reason: "کافی نیست"}))
			}
		case 3:
			may(w.desk.Ask(w.Context(), head, samad.AskRequest{Ref: ref, Question: "مدرک؟"}))
		case 4:
			may(w.desk.Inform(w.Context(), answering, samad.InformRequest{Ref: ref, Text: "این هم مدرک."}))
		}
	}
}

// visit is one on the hour, with whatever is found.
func (w *watched) visit(post string, today persian.Date) {
	v, err := w.office.OrderVisit(w.Context(), watcher, post, today, 10*60, visitor.ID, "برنامه")
	require.NoError(w, err)
	if w.rnd.IntN(8) == 0 {
		require.True(w, may(w.office.CancelVisit(w.Context(), watcher, v.ID, "بازرس بیمار است")))
		return
	}
	w.at(today.Time(w.zone, 10, w.rnd.IntN(40), 0, 0))
	r := oversight.VisitReport{Finding: oversight.Present, Points: map[string]bool{
		oversight.PointNotice: w.rnd.IntN(2) == 0, oversight.PointOrder: w.rnd.IntN(2) == 0, oversight.PointCourtesy: w.rnd.IntN(3) > 0,
	}}
	switch w.rnd.IntN(4) {
	case 0:
		r.Finding = oversight.Absent
	case 1:
		r.Finding, r.MinutesLate = oversight.Late, 30
	}
	v, err = w.office.Report(w.Context(), visitor, v.ID, r)
	require.NoError(w, err)
	if v.State != oversight.VisitReported {
		return
	}
	if w.rnd.IntN(3) == 0 {
		require.True(w, may(w.office.ReplyVisit(w.Context(), headOf(v.Agency), v.ID, "در ماموریت بودم.")))
		if w.rnd.IntN(3) == 0 {
			require.True(w, may(w.office.ExcuseVisit(w.Context(), watcher, v.ID, "موجه")))
		} else {
			require.True(w, may(w.office.Consequence(w.Context(), watcher, v.ID)))
		}
	}
}

// silent writes to managers who did not reply in time.
func (w *watched) silent() {
	visits, _, err := w.office.Visits(w.Context(), watcher, oversight.VisitQuery{States: []oversight.VisitState{oversight.VisitReported}, Limit: 1000})
	require.NoError(w, err)
	for _, v := range visits {
		if w.Now().After(v.ReplyDue) && w.rnd.IntN(2) == 0 {
			require.True(w, may(w.office.Consequence(w.Context(), watcher, v.ID)))
		}
	}
}

func (w *watched) letter(id string) {
	l, err := w.office.Letter(w.Context(), watcher, id)
	require.NoError(w, err)
	switch {
	case l.State == oversight.LetterIssued && w.rnd.IntN(4) == 0:
		require.True(w, may(w.office.Acknowledge(w.Context(), headOf(l.Agency), id)))
	case l.State == oversight.LetterAcknowledged && w.rnd.IntN(4) == 0:
		may(w.office.Appeal(w.Context(), headOf(l.Agency), id, "حکم ماموریت داشتم."))
	case l.State == oversight.LetterAppealed:
		require.True(w, may(w.office.DecideAppeal(w.Context(), judge, id, w.rnd.IntN(2) == 0, "بررسی شد.")))
	}
}

func (w *watched) demand(id string) {
	d, err := w.office.Demand(w.Context(), watcher, id)
	require.NoError(w, err)
	switch {
	case d.State == oversight.DemandOpen && w.asked[id]%3 == 1: // time runs out, and it is raised
	case d.State == oversight.DemandOpen && w.rnd.IntN(3) == 0:
		require.True(w, may(w.office.AnswerDemand(w.Context(), headOf(d.Agency), id, "چنین شد.")))
	case d.State == oversight.DemandAnswered:
		switch w.rnd.IntN(4) {
		case 0:
			require.True(w, may(w.office.ReturnDemand(w.Context(), watcher, id, "کافی نیست.")))
		case 1:
			require.True(w, may(w.office.EndDemand(w.Context(), watcher, id, oversight.DemandDropped, "موجه نبود.")))
		case 2:
			require.True(w, may(w.office.EndDemand(w.Context(), watcher, id, oversight.DemandMet, "برآورده شد.")))
		}
	}
}

// sit holds a session of the commission.
func (w *watched) sit() {
	ctx := w.Context()
	page, err := w.db.Cases().List(ctx, samad.Query{States: []samad.State{samad.Referred}, Limit: 1})
	require.NoError(w, err)
	if len(page.Cases) == 0 {
		return
	}
	s, err := w.office.CallSession(ctx, clerk, "all", w.Now().Add(time.Hour), "سالن")
	require.NoError(w, err)
	_, err = w.office.AddItem(ctx, clerk, s.ID, oversight.AgendaItem{Title: "پرونده", Cases: []samad.CaseID{page.Cases[0].ID}})
	require.NoError(w, err)
	w.at(w.Now().Add(2 * time.Hour))
	_, err = w.office.OpenSession(ctx, clerk, s.ID, oversight.Attendance{Present: []string{"01A"}, President: "01A", Governor: w.rnd.IntN(2) == 0})
	require.NoError(w, err)
	r, err := w.office.Resolve(ctx, clerk, s.ID, oversight.NewResolution{Item: 1, Text: "پرداخت شود", Agency: page.Cases[0].Agency})
	require.NoError(w, err)
	w.decided = append(w.decided, r.ID)
}

func (w *watched) resolution(id string) {
	r, err := w.office.Resolution(w.Context(), watcher, id)
	require.NoError(w, err)
	switch {
	case r.State == oversight.ResolutionOpen && w.rnd.IntN(25) == 0:
		require.True(w, may(w.office.ReportResolution(w.Context(), headOf(r.Agency), id, "شد.")))
	case r.State == oversight.ResolutionOpen && w.rnd.IntN(150) == 0:
		require.True(w, may(w.office.JudgeResolution(w.Context(), clerk, id, oversight.ResolutionFailed, "شدنی نیست.")))
	case r.State == oversight.ResolutionReported && w.rnd.IntN(3) == 0:
		state := oversight.ResolutionDone
		if w.rnd.IntN(3) == 0 {
			state = oversight.ResolutionOpen
		}
		require.True(w, may(w.office.JudgeResolution(w.Context(), clerk, id, state, "دیدیم.")))
	}
}

// meet plans a programme, and holds it, cancels it or forgets it.
func (w *watched) meet() {
	ctx := w.Context()
	plan := meeting.Plan{Province: "10", Day: w.day(), Begins: 11 * time.Hour, Lasts: 30 * time.Minute, Reason: "به خواست استاندار"}
	for _, a := range w.of[:1+w.rnd.IntN(len(w.of))] {
		plan.Hosts = append(plan.Hosts, meeting.Host{Agency: a})
	}
	p, err := w.room.Plan(ctx, watcher, plan)
	require.NoError(w, err)
	if w.rnd.IntN(8) == 0 {
		return // nobody is invited
	}
	_, err = w.room.Invite(ctx, watcher, p.ID)
	require.NoError(w, err)
	for _, h := range plan.Hosts {
		reply := meeting.Reply{}
		switch w.rnd.IntN(5) {
		case 0, 1:
			reply.Accept = true
		case 2:
			reply.StandIn, reply.Reason = samad.Text{Fa: "معاون"}, "ماموریت"
		case 3:
			reply.Reason = "ماموریت"
		default:
			continue // says nothing
		}
		_, err := w.room.Reply(ctx, headOf(h.Agency), p.ID, reply)
		require.NoError(w, err)
	}
	if w.rnd.IntN(6) == 0 {
		_, err = w.room.Cancel(ctx, watcher, p.ID, "سرما")
		require.NoError(w, err)
	}
}

// book reads what was exported a second time.
func (w *watched) book() *recount.Book {
	var file bytes.Buffer
	_, err := transfer.Export(w.Context(), transfer.End{Cases: w.db.Cases(), Ledger: w.db.Ledger()}, &file, nil)
	require.NoError(w, err)
	book, err := recount.Read(&file, recount.Rules{
		Location: w.zone, Province: func(string) string { return "10" },
		Working: func(d persian.Date) bool { open, _ := w.pack.Calendar.IsWorkingDay(d); return open },
	})
	require.NoError(w, err)
	return book
}

func (w *watched) date(text string) persian.Date {
	d, err := persian.Parse(text)
	require.NoError(w, err, fmt.Sprint(text))
	return d
}
