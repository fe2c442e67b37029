package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
)

// operator is the account of the centre that screens.
const operator = "operator"

// list reads all cases in a state that an account may see, page by page.
func (t *tour) list(ctx context.Context, user string, query url.Values) ([]dossier, error) {
	var all []dossier
	query.Set("limit", "50")
	for {
		var page struct {
			Items []dossier `json:"items"`
			Next  string    `json:"next"`
		}
		err := t.client.get(ctx, user, "/api/v1/desk/cases?"+query.Encode(), &page)
		if err != nil {
			return nil, fmt.Errorf("list cases as %s: %w", user, err)
		}
		all = append(all, page.Items...)
		if page.Next == "" {
			return all, nil
		}
		query.Set("cursor", page.Next)
	}
}

// meet lets the operator see what has come in: one case for every message that
// was acknowledged, and no other.
func (t *tour) meet(ctx context.Context) error {
	all, err := t.list(ctx, operator, url.Values{"state": {"received"}})
	if err != nil {
		return err
	}
	seen := map[string]string{}
	for _, d := range all {
		if seen[d.Code] != "" {
			t.findings.addf("case %s is listed twice", d.ID)
		}
		seen[d.Code] = d.ID
	}
	for _, m := range t.matters {
		if m.refused != "" {
			continue
		}
		if m.id = seen[m.code]; m.id == "" {
			t.findings.add(m, "acknowledged, and not with the operator")
		}
		delete(seen, m.code)
	}
	for code, id := range seen {
		t.findings.addf("case %s with code %s came from no message", id, code)
	}
	return nil
}

// screen does with a new case what its label says.
func (t *tour) screen(ctx context.Context, m *matter) error {
	if m.id == "" {
		return nil
	}
	switch m.sample.Expected.Screening {
	case labelAccept:
		return t.accept(ctx, m, nil)
	case labelIncomplete:
		_, err := t.client.take(ctx, m, operator, "screen", "asked", map[string]any{
			"outcome": "ask", "question": "موضوع و محل را دقیق بنویسید.",
		})
		return err
	case labelDuplicate:
		return nil // after what it repeats
	default: // out of scope, abusive
		m.ended, m.told = "declined", "این موضوع در صلاحیت دستگاه‌های اجرایی نیست."
		_, err := t.client.take(ctx, m, operator, "screen", "declined", map[string]any{"outcome": "decline", "text": m.told})
		return err
	}
}

// accept refers a case by the rules; more overrides what the label says.
func (t *tour) accept(ctx context.Context, m *matter, more map[string]any) error {
	body := map[string]any{"outcome": "accept"}
	for name, value := range map[string]string{
		"kind": m.sample.Expected.Kind, "topic": m.sample.Expected.Topic, "place": m.place(),
	} {
		if value != "" {
			body[name] = value
		}
	}
	maps.Copy(body, more)
	d, err := t.client.take(ctx, m, operator, "screen", "accepted", body)
	if err != nil {
		return err
	}
	return t.referred(m, d)
}

// referred notes who is responsible now, and until when.
func (t *tour) referred(m *matter, d dossier) error {
	m.agency, m.due = d.Agency, d.Due
	if m.agency == "" || m.due.IsZero() {
		t.findings.add(m, fmt.Sprintf("%s without an agency or a deadline", d.State))
	}
	return nil
}

// merge joins a repeated message to the one that it repeats.
func (t *tour) merge(ctx context.Context, m *matter) error {
	if m.sample.Expected.Screening != labelDuplicate || m.id == "" {
		return nil
	}
	for _, other := range t.matters {
		if other.sample.ID == m.sample.Expected.DuplicateOf {
			m.merged = other
		}
	}
	if m.merged == nil { // only in a short tour
		return t.accept(ctx, m, nil)
	}
	m.ended, m.told = "merged", "همین موضوع پیش‌تر ثبت شده و در دست رسیدگی است."
	_, err := t.client.take(ctx, m, operator, "screen", "merged", map[string]any{
		"outcome": "merge", "into": m.merged.id, "text": m.told,
	})
	return err
}

// reply is what becomes of incomplete messages: some petitioners say what was
// missing and are served, the others stay silent until time closes their case.
func (t *tour) reply(ctx context.Context, m *matter) error {
	if m.sample.Expected.Screening != labelIncomplete || m.id == "" {
		return nil
	}
	if m.number%2 == 0 {
		m.ended = "closed"
		return nil
	}
	if err := t.inform(ctx, m); err != nil {
		return err
	}
	if m.sample.Expected.Topic != "" {
		m.plan = answeredThenSilence
		return t.accept(ctx, m, map[string]any{"place": "1002"})
	}
	m.ended, m.told = "closed", "برای این کار به دفتر پیشخوان دولت در محل خود مراجعه کنید."
	_, err := t.client.take(ctx, m, operator, "screen", "advised", map[string]any{"outcome": "advise", "text": m.told})
	return err
}
