package webhook

import (
	"errors"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Kind is the kind of hooks among the records of the rooms.
const Kind ledger.Kind = "webhook"

// record is what is kept of a hook: its history's fold.
type record struct {
	Status   Status            `json:"status"`
	Agency   samad.AgencyID    `json:"agency"`
	Place    samad.PlaceID     `json:"place,omitempty"`
	URL      string            `json:"url"`
	Label    string            `json:"label,omitempty"`
	Types    []samad.EventType `json:"types,omitempty"`
	Created  time.Time         `json:"created"`
	By       samad.Stamp       `json:"by"`
	Content  string            `json:"content,omitempty"` // of the request that made it
	Wrapped  []byte            `json:"wrapped,omitempty"` // the key of the secrets
	Secrets  []sealed          `json:"secrets,omitempty"` // the newest first
	Numbered int               `json:"numbered"`          // secrets so far

	Turn         int64     `json:"turn"`
	Cursor       string    `json:"cursor,omitempty"`
	Since        time.Time `json:"since,omitzero"`
	Reached      time.Time `json:"reached,omitzero"`
	Delivered    int64     `json:"delivered"`
	LastTry      time.Time `json:"last_try,omitzero"`
	LastGood     time.Time `json:"last_good,omitzero"`
	Fault        string    `json:"fault,omitempty"`
	Failures     int       `json:"failures,omitempty"`
	FailingSince time.Time `json:"failing_since,omitzero"`
	Next         time.Time `json:"next"`
	Dead         []Dead    `json:"dead,omitempty"`
	Again        []Dead    `json:"again,omitempty"`
}

// sealed is a secret under the hook's key.
type sealed struct {
	Number int    `json:"number"`
	Sealed []byte `json:"sealed"`
	// Until is when it stops signing; zero for the newest.
	Until time.Time `json:"until,omitzero"`
	// Made is when, Key a digest of the idempotency key of the request, and
	// Content one of the request.
	Made    time.Time `json:"made"`
	Key     string    `json:"key,omitempty"`
	Content string    `json:"content,omitempty"`
}

func newBook() *ledger.Book[record] {
	return ledger.NewBook(Kind,
		func(r record) ledger.Keys {
			k := ledger.Keys{State: string(r.Status), Agency: r.Agency, Place: r.Place, At: r.Created}
			if r.Status == Active {
				k.NextDue = r.Next
			}
			return k
		},
		func() ledger.Payload[record] { return new(made) },
		func() ledger.Payload[record] { return new(switched) },
		func() ledger.Payload[record] { return new(rotated) },
		func() ledger.Payload[record] { return new(replayed) },
		func() ledger.Payload[record] { return new(revived) },
		func() ledger.Payload[record] { return new(settled) },
		func() ledger.Payload[record] { return new(rewrapped) },
	)
}

var errOver = errors.New("the hook is deleted")

// made begins a hook.
type made struct {
	Agency  samad.AgencyID    `json:"agency"`
	Place   samad.PlaceID     `json:"place,omitempty"`
	URL     string            `json:"url"`
	Label   string            `json:"label,omitempty"`
	Types   []samad.EventType `json:"types,omitempty"`
	Cursor  string            `json:"cursor,omitempty"`
	Since   time.Time         `json:"since,omitzero"`
	Wrapped []byte            `json:"wrapped"`
	Sealed  []byte            `json:"sealed"`
	Key     string            `json:"key,omitempty"`
	Content string            `json:"content,omitempty"`
}

func (*made) EventType() string { return "created" }

func (p *made) Apply(r *record, e ledger.Event) error {
	if r.Status != "" {
		return errors.New("the hook is there already")
	}
	*r = record{
		Status: Active, Agency: p.Agency, Place: p.Place, URL: p.URL, Label: p.Label, Types: p.Types, Created: e.At, By: e.Actor,
		Content: p.Content, Wrapped: p.Wrapped, Numbered: 1, Cursor: p.Cursor, Since: p.Since, Next: e.At,
		Secrets: []sealed{{Number: 1, Sealed: p.Sealed, Made: e.At, Key: p.Key, Content: p.Content}},
	}
	return nil
}

// switched pauses, resumes or deletes a hook.
type switched struct {
	To Status `json:"to"`
}

func (*switched) EventType() string { return "switched" }

func (p *switched) Apply(r *record, e ledger.Event) error {
	if r.Status == Deleted {
		return errOver
	}
	r.Status = p.To
	switch p.To {
	case Active: // begins anew, at once
		r.Fault, r.Failures, r.FailingSince, r.Next = "", 0, time.Time{}, e.At
	case Deleted:
		r.Wrapped, r.Secrets, r.Dead, r.Again = nil, nil, nil, nil
	}
	return nil
}

// rotated gives a hook a new secret.
type rotated struct {
	Sealed  []byte    `json:"sealed"`
	Until   time.Time `json:"until"` // how long the one before signs too
	Key     string    `json:"key,omitempty"`
	Content string    `json:"content,omitempty"`
}

func (*rotated) EventType() string { return "rotated" }

func (p *rotated) Apply(r *record, e ledger.Event) error {
	if r.Status == Deleted {
		return errOver
	}
	r.Numbered++
	fresh := sealed{Number: r.Numbered, Sealed: p.Sealed, Made: e.At, Key: p.Key, Content: p.Content}
	before := r.Secrets[0]
	before.Until = p.Until
	r.Secrets = []sealed{fresh, before} // an older one has been told to end before
	return nil
}

// replayed moves a hook to another place in the feed.
type replayed struct {
	Cursor string    `json:"cursor,omitempty"`
	Since  time.Time `json:"since,omitzero"`
}

func (*replayed) EventType() string { return "replayed" }

func (p *replayed) Apply(r *record, e ledger.Event) error {
	if r.Status == Deleted {
		return errOver
	}
	r.Turn++
	r.Cursor, r.Since, r.Reached = p.Cursor, p.Since, time.Time{}
	r.Fault, r.Failures, r.FailingSince, r.Next = "", 0, time.Time{}, e.At
	return nil
}

// revived has messages that were given up sent again.
type revived struct {
	Events []string `json:"events"`
}

func (*revived) EventType() string { return "revived" }

func (p *revived) Apply(r *record, e ledger.Event) error {
	if r.Status == Deleted {
		return errOver
	}
	r.Turn++
	r.Dead = slices.DeleteFunc(r.Dead, func(d Dead) bool {
		again := slices.Contains(p.Events, d.Event)
		if again {
			r.Again = append(r.Again, d)
		}
		return again
	})
	r.Next = e.At
	return nil
}

// settled is what became of a round of deliveries.
type settled struct {
	Cursor   string    `json:"cursor,omitempty"`
	Reached  time.Time `json:"reached,omitzero"`
	Sent     int       `json:"sent,omitempty"`
	Failures int       `json:"failures,omitempty"`
	Fault    string    `json:"fault,omitempty"`
	Dead     []Dead    `json:"dead,omitempty"`
	Again    []Dead    `json:"again,omitempty"`
	Next     time.Time `json:"next,omitzero"`
	Stop     bool      `json:"stop,omitempty"`
}

func (*settled) EventType() string { return "settled" }

func (p *settled) Apply(r *record, e ledger.Event) error {
	if r.Status == Deleted {
		return errOver
	}
	r.Turn++
	r.Cursor, r.Delivered, r.LastTry, r.Fault, r.Failures = p.Cursor, r.Delivered+int64(p.Sent), e.At, p.Fault, p.Failures
	if !p.Reached.IsZero() {
		r.Reached = p.Reached
	}
	if p.Sent > 0 {
		r.LastGood = e.At
	}
	switch {
	case p.Failures == 0:
		r.FailingSince = time.Time{}
	case r.FailingSince.IsZero() || p.Sent > 0:
		r.FailingSince = e.At
	}
	r.Dead, r.Again = append(r.Dead, p.Dead...), p.Again
	r.Next = p.Next
	if r.Next.IsZero() {
		r.Next = e.At
	}
	if p.Stop || len(r.Dead) > MaxDead {
		r.Status = Stopped
	}
	if len(r.Dead) > MaxDead {
		r.Fault = "too many messages refused"
	}
	return nil
}

// rewrapped brings the hook's key under another key of the vault.
type rewrapped struct {
	Wrapped []byte `json:"wrapped"`
}

func (*rewrapped) EventType() string { return "rewrapped" }

func (p *rewrapped) Apply(r *record, _ ledger.Event) error {
	if r.Status == Deleted {
		return errOver
	}
	r.Wrapped = p.Wrapped
	return nil
}
