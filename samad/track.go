package samad

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/tracking"
)

// View is what a petitioner sees of a case. By the code alone it shows stages,
// offices and deadlines; texts come with the PIN.
type View struct {
	Code       tracking.Code
	Kind       Kind
	State      State
	Topic      TopicID
	TopicTitle Text
	Place      PlaceID
	PlaceName  Text
	Agency     AgencyID // responsible now, "" for none
	AgencyName Text
	// Due is the instant by which an answer, or while the petitioner is
	// asked the reply, must come; AimDue the softer aim. Zero for none.
	Due, AimDue time.Time
	Late        bool
	Provisional bool // the deadline rests on a prediction of holidays
	// Clocks are the deadlines of the case, the running one last: when each
	// began, what held it and when it ends. [Desk.ExplainClock] tells one in
	// words.
	Clocks []Clock
	// End says why the case ended; [ExplainEnd] has a sentence for it.
	End EndReason
	// Private says that texts are included.
	Private bool
	// ObjectUntil is the last instant for an objection, zero when none is
	// possible or no end is set; MayObject says whether one is possible now.
	ObjectUntil time.Time
	MayObject   bool
	MayRate     bool
	Timeline    []TimelineEntry
}

// TimelineEntry is one step on the way of a case.
type TimelineEntry struct {
	Seq        int64
	At         time.Time
	Type       EventType
	State      State    // after the step
	Agency     AgencyID // the agency that the step concerns: to which it went, which answered
	AgencyName Text
	// Post and Office say who acted: never a person.
	Post       Text
	Office     AgencyID
	OfficeName Text
	Because    Text // why a rule sent it there
	Outcome    Outcome
	Final      bool
	End        EndReason // why the case ended, for a step that ended it
	Due        time.Time // the deadline that the step set, if any
	// Texts are what was said, in order; empty without the PIN.
	Texts []NamedText
	// Attachments are what came with the step; none without the PIN.
	Attachments []Attachment
	// Joined marks a step of the case that this one joined.
	Joined bool
}

// NamedText is one text of a step: "text", "question", "explanation", "done",
// "basis", "next" or "reason".
type NamedText struct{ Name, Text string }

// Track returns what the code alone shows, or an error matching
// [ErrNotFound].
func (d *Desk) Track(ctx context.Context, code tracking.Code) (View, error) {
	c, _, err := d.store.CaseByCode(ctx, code)
	if err != nil {
		return View{}, fmt.Errorf("samad: track: %w", err)
	}
	return d.view(ctx, c, false)
}

// Open returns what a petitioner who proved code and PIN sees.
func (d *Desk) Open(ctx context.Context, actor Actor) (View, error) {
	if actor.own == "" {
		return View{}, ErrPINRequired
	}
	c, err := d.store.Case(ctx, actor.own)
	if err != nil {
		return View{}, fmt.Errorf("samad: open case: %w", err)
	}
	return d.view(ctx, c, true)
}

// Own returns the id of the case that the petitioner proved, "" for others.
func (a Actor) Own() CaseID { return a.own }

// publicTexts are the texts of each step that petitioners may read. What
// offices write to each other is not among them.
func publicTexts(t EventType) []string {
	switch t {
	case EventSubmitted, EventInformed, EventMerged, EventSeparated, EventDeclined, EventAdvised, EventActed,
		EventObjected, EventRated, EventWithdrawn, EventFollowedUp:
		return []string{"text"}
	case EventAsked:
		return []string{"question"}
	case EventAnswered, EventTakenOver:
		return []string{"explanation", "done", "basis", "next"}
	case EventClosed, EventReopened, EventExtended:
		return []string{"reason"}
	default:
		return nil
	}
}

// shown says which steps petitioners see. Inner workings of clocks, drafts
// and warnings to offices stay out; everything that changes where the case
// stands or who must act is in.
func shown(t EventType) bool {
	switch t {
	case EventSubmitted, EventAccepted, EventReferred, EventReturned, EventAssigned, EventAsked, EventInformed,
		EventMerged, EventSeparated, EventDeclined, EventAdvised, EventActed, EventAnswered, EventObjected, EventRated,
		EventWithdrawn, EventClosed, EventReopened, EventExtended, EventClockMoved, EventBreached, EventEscalated,
		EventFollowedUp, EventErased, EventTakenOver:
		return true
	default:
		return false
	}
}

func (d *Desk) view(ctx context.Context, c Case, private bool) (View, error) {
	now := d.instant()
	day := d.day(now)
	v := View{Code: c.Code, Kind: c.Kind, State: c.State, Topic: c.Topic, Place: c.Place, End: c.End, Private: private}
	var err error
	if v.Timeline, err = d.timeline(ctx, c, private, false); err != nil {
		return View{}, err
	}
	current := c
	for hops := 0; current.MergedInto != "" && hops < attempts; hops++ {
		if current, err = d.store.Case(ctx, current.MergedInto); err != nil {
			return View{}, fmt.Errorf("samad: case that %s joined: %w", c.ID, err)
		}
		joined, err := d.timeline(ctx, current, private, true)
		if err != nil {
			return View{}, err
		}
		v.Timeline = append(v.Timeline, joined...)
	}
	slices.SortStableFunc(v.Timeline, func(a, b TimelineEntry) int { return a.At.Compare(b.At) })
	v.Agency = current.Agency
	if current.Agency != "" {
		v.AgencyName = d.agencyName(current.Agency, now)
	}
	if t, ok := d.directory.Topic(c.Topic, day); ok {
		v.TopicTitle = t.Title
	}
	if p, ok := d.directory.Place(c.Place, day); ok {
		v.PlaceName = p.Name
	}
	v.Due, v.Late, v.Clocks = current.Due(), current.Late(now), petitionersClocks(c, current)
	if k := current.clock(sla.Answer); k != nil && !k.Paused() {
		v.AimDue, v.Provisional = k.Plan.AimDue, k.Plan.Provisional
	}
	if k := c.clock(sla.PetitionerReply); k != nil {
		v.Due, v.Late = k.Plan.Due, false
	}
	if err := d.viewRights(ctx, &v, c, now); err != nil {
		return View{}, err
	}
	return v, nil
}

// petitionersClocks are the clocks that concern a petitioner: those of the case
// that is worked on, and of the questions that the petitioner's own was asked.
func petitionersClocks(own, current Case) []Clock {
	out := slices.Clone(current.Clocks)
	if own.ID != current.ID {
		out = slices.DeleteFunc(out, func(k Clock) bool { return k.Stage == sla.PetitionerReply })
		for _, k := range own.Clocks {
			if k.Stage == sla.PetitionerReply {
				out = append(out, k)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Clock) int {
		if a.Running() != b.Running() {
			if a.Running() {
				return 1
			}
			return -1
		}
		return a.Started.Compare(b.Started)
	})
	return out
}

// viewRights says what the petitioner can still do.
func (d *Desk) viewRights(ctx context.Context, v *View, c Case, now time.Time) error {
	if c.Erased {
		return nil
	}
	if d.moves.allow(c.State, Object) && c.Objections < d.settings.MaxObjections {
		until, err := d.objectionUntil(ctx, c)
		if err != nil {
			return err
		}
		v.ObjectUntil, v.MayObject = until, until.IsZero() || !now.After(until)
	}
	v.MayRate = d.moves.allow(c.State, Rate) &&
		!slices.ContainsFunc(c.Ratings, func(r Rating) bool { return r.Episode == c.Episode })
	return nil
}

// timeline tells the steps of a case. For a case that the petitioner's own
// joined, only what the agencies did and said is told, not what its petitioner
// wrote.
func (d *Desk) timeline(ctx context.Context, c Case, private, joined bool) ([]TimelineEntry, error) {
	if private {
		entries, _, err := d.retell(ctx, c, true, joined)
		return d.nameOffices(entries), err
	}
	key := recallKey{head: c.Head, joined: joined}
	entries, ok := d.recall.get(key)
	if !ok {
		var head Hash
		var err error
		if entries, head, err = d.retell(ctx, c, false, joined); err != nil {
			return nil, err
		}
		if head == c.Head { // else a step was taken since the case was read
			d.recall.put(key, entries)
		}
	}
	return d.nameOffices(slices.Clone(entries)), nil
}

// nameOffices puts the names that offices had at each step.
func (d *Desk) nameOffices(entries []TimelineEntry) []TimelineEntry {
	for i := range entries {
		e := &entries[i]
		if e.Office != "" {
			e.OfficeName = d.agencyName(e.Office, e.At)
		}
		if e.Agency != "" {
			e.AgencyName = d.agencyName(e.Agency, e.At)
		}
	}
	return entries
}

// retell folds the events of a case again, to tell the state after each step.
// It also returns the hash of the last event.
func (d *Desk) retell(ctx context.Context, c Case, private, joined bool) ([]TimelineEntry, Hash, error) {
	events, err := d.store.Events(ctx, c.ID)
	if err != nil {
		return nil, Hash{}, fmt.Errorf("samad: history of case %s: %w", c.ID, err)
	}
	texts := map[ValueRef]string{}
	var values []Value
	if private {
		values, err = d.store.Values(ctx, c.ID)
		if err != nil {
			return nil, Hash{}, fmt.Errorf("samad: values of case %s: %w", c.ID, err)
		}
		for _, v := range values {
			if !v.Sealed {
				texts[v.ValueRef] = string(v.Data)
			}
		}
	}
	var folded Case
	var entries []TimelineEntry
	for _, e := range events {
		p, err := folded.next(e)
		if err != nil {
			return nil, Hash{}, err
		}
		if e.Type == EventClockStarted {
			showDue(entries, e, folded)
		}
		if !shown(e.Type) || joined && !told(e.Type) {
			continue
		}
		entry := entryOf(e, p, folded, texts)
		entry.Joined = joined
		if private {
			facts, seq := attachmentsIn(e, p)
			if entry.Attachments, err = d.namedAttachments(ctx, c, values, facts, seq); err != nil {
				return nil, Hash{}, err
			}
		}
		entries = append(entries, entry)
	}
	return entries, folded.Head, nil
}

// showDue puts the deadline of a clock that has just started to the referral
// that started it.
func showDue(entries []TimelineEntry, started Event, after Case) {
	if n := len(entries); n > 0 && entries[n-1].Type == EventReferred && entries[n-1].At.Equal(started.At) {
		entries[n-1].Due = after.Due()
	}
}

// told says which steps of a case are told to those who joined it.
func told(t EventType) bool {
	switch t {
	case EventReferred, EventReturned, EventAssigned, EventActed, EventAnswered, EventClosed, EventDeclined,
		EventAdvised, EventExtended, EventClockMoved, EventBreached, EventEscalated:
		return true
	default:
		return false
	}
}

// ends says which steps end a case.
func ends(t EventType) bool {
	switch t {
	case EventClosed, EventDeclined, EventAdvised, EventMerged, EventWithdrawn:
		return true
	default:
		return false
	}
}

// entryOf tells one step, but for the names of offices.
func entryOf(e Event, p Payload, after Case, texts map[ValueRef]string) TimelineEntry {
	entry := TimelineEntry{
		Seq: e.Seq, At: e.At, Type: e.Type, State: after.State, Agency: e.Actor.Agency,
		Post: e.Actor.Post, Office: e.Actor.Agency,
	}
	seq := e.Seq
	if after.State.Ended() && after.Ended.Equal(e.At) && ends(e.Type) {
		entry.End = after.End
	}
	switch p := p.(type) {
	case *ReferredTo:
		entry.Agency, entry.Because = p.Agency, p.Because
		entry.Due = after.Due()
	case *Returned:
		entry.Agency = p.Agency
	case *AnsweredCase:
		entry.Agency, entry.Outcome, entry.Final = p.Agency, p.Outcome, p.Final
		if p.Draft != 0 {
			seq = p.Draft
		}
	case *Separated:
		if e.Actor.Role == RoleSystem {
			entry.Because = Text{
				Fa: "پرونده‌ای که به آن پیوسته بود به خواست یا با خاموشی متقاضی آن پایان یافت.",
				En: "the case that it had joined was ended by its own petitioner's wish or silence.",
			}
		}
	case *Extended:
		entry.Due = p.Plan.Due
	case *ClockMoved:
		entry.Due = p.Plan.Due
	}
	for _, name := range publicTexts(e.Type) {
		if text := texts[ValueRef{Case: e.Case, Seq: seq, Name: name}]; text != "" {
			entry.Texts = append(entry.Texts, NamedText{Name: name, Text: text})
		}
	}
	return entry
}
