package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"time"
)

// dossier is what an official reads of a case, as far as the script needs it.
type dossier struct {
	ID       string    `json:"id"`
	Code     string    `json:"code"`
	State    string    `json:"state"`
	Revision int64     `json:"revision"`
	Agency   string    `json:"agency"`
	Due      time.Time `json:"due"`
	End      string    `json:"end"`
	Timeline []struct {
		Seq    int64  `json:"seq"`
		Type   string `json:"type"`
		Role   string `json:"role"`
		Agency string `json:"agency"`
	} `json:"timeline"`
	Messages []struct {
		ID       string `json:"id"`
		Kind     string `json:"kind"`
		Audience string `json:"audience"`
		Carrier  string `json:"carrier"`
		State    string `json:"state"`
	} `json:"messages"`
}

// taken reports whether an account has left an event after a revision.
func (d dossier) taken(user, event string, after int64) bool {
	for _, e := range d.Timeline {
		mine := e.Agency == user
		if user == operator {
			mine = e.Role == operator
		}
		if e.Seq > after && e.Type == event && mine {
			return true
		}
	}
	return false
}

// read reads a case in the name of an account.
func (c *client) read(ctx context.Context, user, id string) (dossier, error) {
	var d dossier
	err := c.get(ctx, user, "/api/v1/desk/cases/"+id, &d)
	return d, err
}

// step takes a step of staff, which leaves the event in the history. When no
// answer comes, the overseer looks whether the step was taken: whoever took it
// may no longer see the case, having returned it. A step that was not taken is
// repeated on the revision that the overseer read. Should the request that was
// given up be carried out only then, the repeated one is refused, and the
// overseer looks again: nothing is done twice.
func (c *client) step(ctx context.Context, user, id, action, event string, body map[string]any) (dossier, error) {
	began, err := c.read(ctx, user, id)
	if err != nil {
		return began, fmt.Errorf("%s by %s: read: %w", action, user, err)
	}
	body = maps.Clone(body)
	revision, lost := began.Revision, false
	for {
		body["revision"] = revision
		var done dossier
		err := c.as(ctx, user, request{method: http.MethodPost, path: "/api/v1/desk/cases/" + id + "/" + action, body: body}, &done)
		if err == nil {
			return done, nil
		}
		failed := fmt.Errorf("%s by %s: %w", action, user, err)
		p, refused := errors.AsType[*problem](err)
		away := errors.Is(err, errAway)
		if away {
			lost = true
			if err := c.pause(ctx); err != nil {
				return done, errors.Join(failed, err)
			}
		}
		conflict := refused && p.Code == "conflict"
		if !lost && !conflict {
			return done, failed
		}
		seen, err := c.read(ctx, overseer, id)
		if err != nil {
			return seen, fmt.Errorf("%s by %s: read as %s: %w", action, user, overseer, err)
		}
		if lost && seen.taken(user, event, began.Revision) {
			return seen, nil
		}
		if !away && !conflict {
			return done, failed
		}
		revision = seen.Revision
	}
}

// take takes a step of staff and enters it in the ledger, however it came to
// be known that it was taken.
func (c *client) take(ctx context.Context, m *matter, user, action, event string, body map[string]any) (dossier, error) {
	d, err := c.step(ctx, user, m.id, action, event, body)
	if err == nil {
		m.took(event)
	}
	return d, err
}

// view is what a petitioner sees.
type view struct {
	Code       string    `json:"code"`
	State      string    `json:"state"`
	Agency     string    `json:"agency"`
	AgencyName string    `json:"agency_name"`
	Due        time.Time `json:"due"`
	DuePersian string    `json:"due_persian"`
	Timeline   []struct {
		Type   string `json:"type"`
		Text   string `json:"text"`
		Joined bool   `json:"joined"`
		Answer *struct {
			Final bool   `json:"final"`
			Done  string `json:"done"`
		} `json:"answer"`
	} `json:"timeline"`
}

func (v view) count(event string) int {
	n := 0
	for _, e := range v.Timeline {
		if e.Type == event {
			n++
		}
	}
	return n
}

// follow reads a case by its code, with the PIN unless it is "".
func (c *client) follow(ctx context.Context, code, pin string) (view, error) {
	r := request{method: http.MethodGet, path: "/api/v1/cases/" + code}
	if pin != "" {
		r.header = map[string]string{"Samad-PIN": pin}
	}
	var v view
	err := c.send(ctx, r, &v)
	return v, err
}

// own takes a step of a petitioner, which leaves the event in the timeline.
// When no answer comes, the timeline tells whether the step was taken; it is
// repeated when it was not. These steps go without a revision, so that the one
// that was given up may still be taken as well: checkSteps would find it.
func (c *client) own(ctx context.Context, m *matter, action, event string, body any) (view, error) {
	before, err := c.follow(ctx, m.code, m.pin)
	if err != nil {
		return before, fmt.Errorf("%s: follow: %w", action, err)
	}
	r := request{
		method: http.MethodPost, path: "/api/v1/cases/" + m.code + "/" + action,
		header: map[string]string{"Samad-PIN": m.pin}, body: body,
	}
	lost := false
	for {
		var v view
		err := c.once(ctx, r, &v)
		if err == nil {
			m.took(event)
			return v, nil
		}
		failed := fmt.Errorf("%s: %w", action, err)
		away := errors.Is(err, errAway)
		if away {
			lost = true
			if err := c.pause(ctx); err != nil {
				return v, errors.Join(failed, err)
			}
		}
		if !lost {
			return v, failed
		}
		if v, err = c.follow(ctx, m.code, m.pin); err != nil {
			return v, fmt.Errorf("%s: follow: %w", action, err)
		}
		if v.count(event) > before.count(event) {
			m.took(event)
			return v, nil
		}
		if !away {
			return v, failed
		}
	}
}
