package main

import (
	"context"
	"errors"
	"fmt"
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
		Type string `json:"type"`
	} `json:"timeline"`
	Messages []struct {
		ID       string `json:"id"`
		Kind     string `json:"kind"`
		Audience string `json:"audience"`
		Carrier  string `json:"carrier"`
		State    string `json:"state"`
	} `json:"messages"`
}

func (d dossier) count(event string) int {
	n := 0
	for _, e := range d.Timeline {
		if e.Type == event {
			n++
		}
	}
	return n
}

// read reads a case in the name of an account.
func (c *client) read(ctx context.Context, user, id string) (dossier, error) {
	for {
		var d dossier
		err := c.as(ctx, user, request{method: http.MethodGet, path: "/api/v1/desk/cases/" + id}, &d)
		if !errors.Is(err, errAway) || ctx.Err() != nil {
			return d, err
		}
		if err := c.pause(ctx); err != nil {
			return d, err
		}
	}
}

// step takes a step of staff, which leaves the event in the history. When the
// service goes away in the middle, the history tells whether the step was
// done; when somebody else came first, it is repeated on the new revision.
func (c *client) step(ctx context.Context, user, id, action, event string, body map[string]any) (dossier, error) {
	first := true
	before := 0
	for {
		d, err := c.read(ctx, user, id)
		if err != nil {
			return d, fmt.Errorf("%s by %s: read: %w", action, user, err)
		}
		switch {
		case first:
			first, before = false, d.count(event)
		case d.count(event) > before:
			return d, nil // it was done, the answer was lost
		}
		body["revision"] = d.Revision
		var done dossier
		err = c.as(ctx, user, request{method: http.MethodPost, path: "/api/v1/desk/cases/" + id + "/" + action, body: body}, &done)
		var p *problem
		switch {
		case err == nil:
			return done, nil
		case errors.Is(err, errAway) && ctx.Err() == nil:
			if err := c.pause(ctx); err != nil {
				return done, err
			}
		case errors.As(err, &p) && p.Code == "conflict":
		default:
			return done, fmt.Errorf("%s by %s: %w", action, user, err)
		}
	}
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
func (c *client) own(ctx context.Context, m *matter, action, event string, body any) (view, error) {
	before, err := c.follow(ctx, m.code, m.pin)
	if err != nil {
		return before, fmt.Errorf("%s: follow: %w", action, err)
	}
	r := request{
		method: http.MethodPost, path: "/api/v1/cases/" + m.code + "/" + action,
		header: map[string]string{"Samad-PIN": m.pin}, body: body,
	}
	for {
		var v view
		err := c.once(ctx, r, &v)
		if !errors.Is(err, errAway) || ctx.Err() != nil {
			if err != nil {
				return v, fmt.Errorf("%s: %w", action, err)
			}
			return v, nil
		}
		if err := c.pause(ctx); err != nil {
			return v, err
		}
		if v, err = c.follow(ctx, m.code, m.pin); err != nil || v.count(event) > before.count(event) {
			return v, err
		}
	}
}
