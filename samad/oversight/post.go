package oversight

import (
	"context"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Post is a manager's post that must keep its door open: a post, never a
// person.
type Post struct {
	ID     string         `json:"id"`
	Agency samad.AgencyID `json:"agency"`
	Place  samad.PlaceID  `json:"place"`
	Title  samad.Text     `json:"title"` // «مدیرکل»
	// Address is where people find the office: street, building, room.
	Address samad.Text `json:"address,omitzero"`
	// Hours are those of the post alone, each from a day on; without any,
	// those of its place hold (see [Settings].OpenDoor).
	Hours []PostHours `json:"hours,omitempty"`
	// Leaves are the approved absences.
	Leaves []Leave `json:"leaves,omitempty"`
	// Ended is the first day on which the post is no longer watched.
	Ended persian.Date `json:"ended,omitzero"`
	// Visits sums up what visits found, the newest last.
	Visits []PostVisit `json:"visits,omitempty"`
	// Steps are the letters for this post, the newest last.
	Steps []PostLetter `json:"steps,omitempty"`
}

// PostHours are hours of one post from a day on.
type PostHours struct {
	From persian.Date `json:"from"`
	Hours
	Reason string `json:"reason"`
}

// Leave is an approved absence. With a stand-in somebody else keeps the hours.
type Leave struct {
	From    persian.Date `json:"from"`
	To      persian.Date `json:"to"` // the last day
	StandIn samad.Text   `json:"stand_in,omitzero"`
	Reason  string       `json:"reason"`
	By      samad.Stamp  `json:"by"`
	At      time.Time    `json:"at"`
}

// PostVisit is one finding in the history of a post.
type PostVisit struct {
	Visit   string       `json:"visit"`
	Day     persian.Date `json:"day"`
	At      time.Time    `json:"at"`
	Finding Finding      `json:"finding"`
	Poor    bool         `json:"poor,omitempty"`
}

// PostLetter is one letter in the history of a post.
type PostLetter struct {
	Letter    string    `json:"letter"`
	Step      Step      `json:"step"`
	At        time.Time `json:"at"`
	Withdrawn bool      `json:"withdrawn,omitempty"`
}

func postBook() *ledger.Book[Post] {
	return ledger.NewBook("post",
		func(p Post) ledger.Keys {
			state := "watched"
			if !p.Ended.IsZero() {
				state = "ended"
			}
			return ledger.Keys{State: state, Agency: p.Agency, Place: p.Place}
		},
		func() ledger.Payload[Post] { return new(postAdded) },
		func() ledger.Payload[Post] { return new(postAddressSet) },
		func() ledger.Payload[Post] { return new(postHoursSet) },
		func() ledger.Payload[Post] { return new(leaveApproved) },
		func() ledger.Payload[Post] { return new(postEnded) },
		func() ledger.Payload[Post] { return new(postVisited) },
		func() ledger.Payload[Post] { return new(postWritten) },
		func() ledger.Payload[Post] { return new(postLetterGone) },
	)
}

type postAdded struct {
	Agency samad.AgencyID `json:"agency"`
	Place  samad.PlaceID  `json:"place"`
	Title  samad.Text     `json:"title"`
}

func (*postAdded) EventType() string { return "added" }

func (p *postAdded) Apply(s *Post, e ledger.Event) error {
	*s = Post{ID: e.Ref.ID, Agency: p.Agency, Place: p.Place, Title: p.Title}
	return nil
}

type postAddressSet struct {
	Address samad.Text `json:"address"`
}

func (*postAddressSet) EventType() string { return "address_set" }

func (p *postAddressSet) Apply(s *Post, _ ledger.Event) error {
	s.Address = p.Address
	return nil
}

type postHoursSet struct{ PostHours }

func (*postHoursSet) EventType() string { return "hours_set" }

func (p *postHoursSet) Apply(s *Post, _ ledger.Event) error {
	s.Hours = append(s.Hours, p.PostHours)
	slices.SortStableFunc(s.Hours, func(a, b PostHours) int { return a.From.Compare(b.From) })
	return nil
}

type leaveApproved struct {
	From    persian.Date `json:"from"`
	To      persian.Date `json:"to"`
	StandIn samad.Text   `json:"stand_in,omitzero"`
	Reason  string       `json:"reason"`
}

func (*leaveApproved) EventType() string { return "leave_approved" }

func (p *leaveApproved) Apply(s *Post, e ledger.Event) error {
	s.Leaves = append(s.Leaves, Leave{From: p.From, To: p.To, StandIn: p.StandIn, Reason: p.Reason, By: e.Actor, At: e.At})
	return nil
}

type postEnded struct {
	On persian.Date `json:"on"`
}

func (*postEnded) EventType() string { return "ended" }

func (p *postEnded) Apply(s *Post, _ ledger.Event) error {
	s.Ended = p.On
	return nil
}

type postVisited struct {
	Visit   string       `json:"visit"`
	Day     persian.Date `json:"day"`
	Finding Finding      `json:"finding"`
	Poor    bool         `json:"poor,omitempty"`
}

func (*postVisited) EventType() string { return "visited" }

func (p *postVisited) Apply(s *Post, e ledger.Event) error {
	s.Visits = append(s.Visits, PostVisit{Visit: p.Visit, Day: p.Day, At: e.At, Finding: p.Finding, Poor: p.Poor})
	return nil
}

type postWritten struct {
	Letter string `json:"letter"`
	Step   Step   `json:"step"`
}

func (*postWritten) EventType() string { return "letter_issued" }

func (p *postWritten) Apply(s *Post, e ledger.Event) error {
	s.Steps = append(s.Steps, PostLetter{Letter: p.Letter, Step: p.Step, At: e.At})
	return nil
}

type postLetterGone struct {
	Letter string `json:"letter"`
}

func (*postLetterGone) EventType() string { return "letter_withdrawn" }

func (p *postLetterGone) Apply(s *Post, _ ledger.Event) error {
	for i := range s.Steps {
		if s.Steps[i].Letter == p.Letter {
			s.Steps[i].Withdrawn = true
			return nil
		}
	}
	return wrongState("withdraw a letter", "not there")
}

// DutyDay says what a post owes on a day.
type DutyDay struct {
	Day   persian.Date `json:"day"`
	Owed  bool         `json:"owed"`
	Hours Hours        `json:"hours"`
	// Reasons say why nothing is owed: another weekday, a holiday or closure,
	// leave.
	Reasons []samad.Text `json:"reasons,omitempty"`
	// StandIn must be there instead.
	StandIn samad.Text `json:"stand_in,omitzero"`
}

// Duty computes what a post owes on a day: its hours on that weekday, unless
// the office is closed or leave without a stand-in was approved by the
// instant. Leave that is approved after the day excuses nothing.
func (o *Office) Duty(p Post, day persian.Date) DutyDay {
	d := DutyDay{Day: day, Hours: o.Settings(p.Place, day).hours(p.Place)}
	for _, h := range p.Hours {
		if !h.From.After(day) {
			d.Hours = h.Hours
		}
	}
	if !p.Ended.IsZero() && !day.Before(p.Ended) {
		d.Reasons = append(d.Reasons, samad.Text{Fa: "این پست دیگر نیست", En: "the post has ended"})
		return d
	}
	if day.Weekday() != d.Hours.Weekday {
		d.Reasons = append(d.Reasons, samad.Text{Fa: "روز درِ باز نیست", En: "no open-door day"})
		return d
	}
	calendar := o.calendarFor(p.Agency, p.Place, day)
	if calendar == nil {
		d.Reasons = append(d.Reasons, samad.Text{Fa: "تقویم کاری در دست نیست", En: "there is no working calendar"})
		return d
	}
	if why := calendar.Why(day); !why.Working {
		for _, r := range why.Reasons {
			d.Reasons = append(d.Reasons, samad.Text{Fa: r.Name.Fa, En: r.Name.En})
		}
		if len(d.Reasons) == 0 {
			d.Reasons = []samad.Text{{Fa: "تعطیل", En: "closed"}}
		}
		return d
	}
	// The end of the hours is the last moment at which leave can be approved.
	end := day.Time(o.location, 0, d.Hours.To, 0, 0)
	for _, l := range p.Leaves {
		if day.Before(l.From) || day.After(l.To) || l.At.After(end) {
			continue
		}
		if l.StandIn.IsZero() {
			d.Reasons = append(d.Reasons, samad.Text{Fa: "مرخصی یا ماموریت تأییدشده", En: "approved leave"})
			return d
		}
		d.StandIn = l.StandIn
	}
	d.Owed = true
	return d
}

// AddPost begins to watch a post, at its address where one is given. The id is the caller's: it should say which
// office it is ("isf.tamin/head"), because it stands in lists and draws.
func (o *Office) AddPost(ctx context.Context, actor samad.Actor, p Post) (Post, error) {
	var f faults
	f.check(o.books.posts.Ref(p.ID).Valid(), "/id", "شناسه پست درست نیست.", "the post's id is not valid")
	f.agency(o, "/agency", p.Agency)
	f.place(o, p.Place)
	f.text("/title/fa", p.Title.Fa)
	if err := f.err(); err != nil {
		return Post{}, err
	}
	role, err := permit(actor, KeepPosts, o.subject(p.Agency, p.Place))
	if err != nil {
		return Post{}, err
	}
	w := o.begin(actor, role)
	d := keep(w, o.books.posts.New(p.ID))
	if err := add(w, d, &postAdded{Agency: p.Agency, Place: p.Place, Title: p.Title}); err != nil {
		return Post{}, err
	}
	if !p.Address.IsZero() {
		if err := add(w, d, &postAddressSet{p.Address}); err != nil {
			return Post{}, err
		}
	}
	return d.State, w.apply(ctx)
}

// changePost takes a step on a post.
func (o *Office) changePost(ctx context.Context, actor samad.Actor, id string, step func(w *write, d *ledger.Draft[Post]) error) (Post, error) {
	return change(ctx, o, o.books.posts, id, actor, KeepPosts, ReadVisits,
		func(p Post) Subject { return o.subject(p.Agency, p.Place) }, step)
}

// SetAddress says where people find the post's office, from now on.
func (o *Office) SetAddress(ctx context.Context, actor samad.Actor, post string, address samad.Text) (Post, error) {
	var f faults
	f.text("/address/fa", address.Fa)
	if err := f.err(); err != nil {
		return Post{}, err
	}
	return o.changePost(ctx, actor, post, func(w *write, d *ledger.Draft[Post]) error {
		return add(w, d, &postAddressSet{address})
	})
}

// SetHours gives a post hours of its own from a day on, with the reason.
func (o *Office) SetHours(ctx context.Context, actor samad.Actor, post string, h PostHours) (Post, error) {
	var f faults
	f.check(!h.From.IsZero(), "/from", "روز آغاز را بنویسید.", "say from which day on")
	f.check(h.Weekday <= persian.Friday && h.Interval.From >= 0 && h.Interval.From < h.To && h.To <= 24*60,
		"/hours", "این ساعت‌ها ممکن نیست.", "these hours are not possible")
	f.text("/reason", h.Reason)
	if err := f.err(); err != nil {
		return Post{}, err
	}
	return o.changePost(ctx, actor, post, func(w *write, d *ledger.Draft[Post]) error {
		return add(w, d, &postHoursSet{h})
	})
}

// ApproveLeave records an approved leave, with a stand-in if there is one. It
// excuses no day whose hours are over already.
func (o *Office) ApproveLeave(ctx context.Context, actor samad.Actor, post string, l Leave) (Post, error) {
	var f faults
	f.check(!l.From.IsZero() && !l.To.Before(l.From), "/from", "روزهای مرخصی درست نیست.", "the days of the leave are not right")
	f.text("/reason", l.Reason)
	if err := f.err(); err != nil {
		return Post{}, err
	}
	return o.changePost(ctx, actor, post, func(w *write, d *ledger.Draft[Post]) error {
		return add(w, d, &leaveApproved{From: l.From, To: l.To, StandIn: l.StandIn, Reason: l.Reason})
	})
}

// NameStandIn records the leave of an agency's head who names the post that keeps
// the hours meanwhile: the door stays open, so nobody has to approve it. Leave
// that shuts the door is approved by oversight alone, see [Office.ApproveLeave].
// It must not begin before today, and excuses no day whose hours are over.
func (o *Office) NameStandIn(ctx context.Context, actor samad.Actor, post string, l Leave) (Post, error) {
	var f faults
	f.check(!l.From.IsZero() && !l.To.Before(l.From), "/from", "روزهای مرخصی درست نیست.", "the days of the leave are not right")
	f.check(!l.From.Before(o.day(o.now())), "/from", "این روز گذشته است؛ مرخصی پیش از آن ثبت می‌شود.", "this day is past: leave is recorded before it")
	f.text("/stand_in", l.StandIn.Fa)
	f.text("/reason", l.Reason)
	if err := f.err(); err != nil {
		return Post{}, err
	}
	return change(ctx, o, o.books.posts, post, actor, NameStandIn, ReadVisits,
		func(p Post) Subject { return o.subject(p.Agency, p.Place) },
		func(w *write, d *ledger.Draft[Post]) error {
			return add(w, d, &leaveApproved{From: l.From, To: l.To, StandIn: l.StandIn, Reason: l.Reason})
		})
}

// EndPost stops watching a post from a day on.
func (o *Office) EndPost(ctx context.Context, actor samad.Actor, post string, on persian.Date) (Post, error) {
	return o.changePost(ctx, actor, post, func(w *write, d *ledger.Draft[Post]) error {
		return add(w, d, &postEnded{On: on})
	})
}

// Post returns a post with its history. Managers see their own.
func (o *Office) Post(ctx context.Context, actor samad.Actor, id string) (Post, error) {
	p, err := read(ctx, o, o.books.posts, id)
	if err != nil {
		return Post{}, err
	}
	_, err = allow(actor, ReadVisits, "", o.subject(p.Agency, p.Place), o.books.posts.Ref(id))
	if err != nil {
		return Post{}, err
	}
	return p, nil
}
