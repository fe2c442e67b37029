package connection

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// MaxReason is the most letters of a reason.
const MaxReason = 500

// Change says how an agency stands from now on.
type Change struct {
	Office
	State State
	// Since is the day on which it came to the state; the zero Date is today.
	// It lies neither in the future nor before the day of the state before;
	// the same state with another day puts a wrong day right.
	Since persian.Date
	// Reason is required: a letter's number, a session, a contract. It must not
	// hold personal data.
	Reason string
	// Seen is the Revision that the writer had before the eyes.
	Seen int64
}

// Change records a change. It fails with an error matching
// [samad.ErrForbidden] unless the actor may manage the directory, with
// [samad.ErrInvalid] and everything that is wrong, and with
// [samad.ErrConflict] when somebody else changed it meanwhile.
func (r *Room) Change(ctx context.Context, actor samad.Actor, c Change) (Standing, error) {
	stamp, err := r.permit(actor, c.Agency)
	if err != nil {
		return Standing{}, err
	}
	draft, err := r.standings.Open(ctx, r.ledger, c.id())
	if errors.Is(err, samad.ErrNotFound) || errors.Is(err, samad.ErrInvalid) { // check refuses ids that cannot be
		draft, err = r.standings.New(c.id()), nil
	}
	if err != nil {
		return Standing{}, fmt.Errorf("connection: %w", err)
	}
	if err := r.check(&c, draft.State); err != nil {
		return Standing{}, err
	}
	if draft.Revision() != c.Seen {
		return Standing{}, fmt.Errorf("connection: agency %s was changed meanwhile: %w", c.id(), samad.ErrConflict)
	}
	if err := draft.Add(stamp, r.now(), r.random, &changed{Office: c.Office, State: c.State, Since: c.Since, Reason: c.Reason}); err != nil {
		return Standing{}, fmt.Errorf("connection: %w", err)
	}
	change, err := draft.Change()
	if err != nil {
		return Standing{}, fmt.Errorf("connection: %w", err)
	}
	if err := r.ledger.Apply(ctx, change); err != nil {
		return Standing{}, fmt.Errorf("connection: write %s: %w", draft.Ref(), err)
	}
	return draft.State, nil
}

// permit returns the stamp under which the actor changes how an agency stands.
func (r *Room) permit(actor samad.Actor, agency samad.AgencyID) (samad.Stamp, error) {
	today, err := r.today()
	if err != nil {
		return samad.Stamp{}, err
	}
	area := samad.Area{Agency: r.directory.AgencyPath(agency, today)}
	for _, role := range actor.Roles {
		one := actor
		one.Roles = []samad.Role{role}
		if samad.MayIn(one, samad.ManageDirectory, area) {
			return ledger.StampOf(actor, role), nil
		}
	}
	return samad.Stamp{}, &samad.ForbiddenError{Action: samad.ManageDirectory, Roles: actor.Roles}
}

// check fills in and trims what was given, and tells everything that is wrong
// with it.
func (r *Room) check(c *Change, was Standing) error {
	var faults []samad.Fault
	wrong := func(field, code, fa, en string) {
		faults = append(faults, samad.Fault{Field: field, Code: code, Detail: samad.Text{Fa: fa, En: en}})
	}
	today, err := r.today()
	if err != nil {
		return err
	}
	agency, known := r.directory.Agency(c.Agency, today)
	if !known {
		wrong("/agency", "unknown", "دستگاه شناخته نیست.", "unknown agency")
	}
	if place, ok := r.directory.Place(c.Place, today); c.Place != "" && (!ok || place.Level != samad.CountyPlace || !agency.Serves(c.Place)) {
		wrong("/place", "unknown", "این دستگاه در چنین شهرستانی دفتری ندارد.", "the agency has no office in such a county")
	}
	if !c.State.Valid() {
		wrong("/state", "unknown", "وضعیت اتصال را برگزینید.", "choose a state of connection")
	}
	if c.Since.IsZero() {
		c.Since = today
	}
	switch {
	case c.Since.After(today):
		wrong("/since", "future", "این روز هنوز نیامده است.", "this day has not come yet")
	case !was.Since.IsZero() && c.State != was.State && c.Since.Before(was.Since):
		wrong("/since", "early", "این روز پیش از روز وضعیت پیشین است.", "this day lies before that of the state before")
	case c.State == was.State && c.Since == was.Since:
		wrong("/state", "same", "دستگاه همین وضعیت را از همین روز دارد.", "the agency has this state since this day already")
	}
	c.Reason = strings.TrimSpace(c.Reason)
	if c.Reason == "" {
		wrong("/reason", "required", "دلیل را بنویسید.", "say why")
	}
	if utf8.RuneCountInString(c.Reason) > MaxReason {
		wrong("/reason", "long", "دلیل بیش از اندازه بلند است.", "longer than "+strconv.Itoa(MaxReason)+" letters")
	}
	if len(faults) > 0 {
		return &samad.InvalidError{Faults: faults}
	}
	return nil
}
