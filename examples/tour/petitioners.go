package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
)

// receipt is what a petitioner is given.
type receipt struct {
	Code  string `json:"code"`
	PIN   string `json:"pin"`
	State string `json:"state"`
}

// submit sends the message until it is acknowledged or refused. Sent again
// with the same key it must give the same receipt.
func (t *tour) submit(ctx context.Context, m *matter) error {
	body := map[string]any{
		"kind": "request", "text": m.sample.Text, "channel": m.sample.Channel, "petitioner": m.who,
	}
	if m.sample.Expected.Kind != "" {
		body["kind"] = m.sample.Expected.Kind
	}
	if m.sample.Place != "" {
		body["place"] = m.sample.Place
	}
	if m.number%50 == 3 { // a slip of the finger first; nothing may come of it
		if err := t.slip(ctx, m, body); err != nil {
			return err
		}
	}
	var r receipt
	err := t.client.send(ctx, t.submission(m.key(), body), &r)
	var p *problem
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case err == nil && m.code == "":
		m.code, m.pin = r.Code, r.PIN
	case err == nil && (m.code != r.Code || m.pin != r.PIN):
		t.findings.add(m, "sent again with the same key it became another case")
	case errors.As(err, &p) && m.code != "":
		t.findings.add(m, "sent again with the same key it was refused: "+p.Error())
	case errors.As(err, &p):
		m.refused = p.Code
	case err != nil:
		return fmt.Errorf("submit %s: %w", m.sample.ID, err)
	}
	return nil
}

func (t *tour) submission(key string, body map[string]any) request {
	return request{
		method: http.MethodPost, path: "/api/v1/cases", header: map[string]string{"Idempotency-Key": key}, body: body,
	}
}

// slip sends the message with a national ID whose check digit is wrong.
func (t *tour) slip(ctx context.Context, m *matter, body map[string]any) error {
	wrong := m.who
	wrong.Identity, wrong.NationalID = "named", "1275775392"
	slipped := maps.Clone(body)
	slipped["petitioner"] = wrong
	err := t.client.send(ctx, t.submission(m.key()+"-slip", slipped), &receipt{})
	if err == nil {
		t.findings.add(m, "a wrong national ID was taken")
		return nil
	}
	p, ok := errors.AsType[*problem](err)
	if !ok {
		return err
	}
	if p.Status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Field != "/petitioner/national_id" {
		t.findings.add(m, "a wrong national ID was refused with: "+p.Error())
	}
	return nil
}

// track follows the case by the code alone, written as people write it: it
// must show where the case stands, and no texts.
func (t *tour) track(ctx context.Context, m *matter) error {
	spaced := m.code[:4] + "%20" + m.code[4:8] + "-" + m.code[8:12] + "%20" + m.code[12:]
	v, err := t.client.follow(ctx, spaced, "")
	if err != nil {
		return fmt.Errorf("track %s: %w", m.sample.ID, err)
	}
	if v.Code != m.code {
		t.findings.add(m, "the code with blanks shows another case")
	}
	for _, e := range v.Timeline {
		if e.Text != "" || e.Answer != nil && e.Answer.Done != "" {
			t.findings.add(m, "the code alone shows texts")
		}
	}
	_, err = t.client.follow(ctx, m.code, wrongPIN(m.pin))
	var p *problem
	if !errors.As(err, &p) || p.Code != "no_match" {
		t.findings.add(m, fmt.Sprintf("a wrong PIN gave %v", err))
	}
	return nil
}

// wrongPIN is a PIN with another last digit.
func wrongPIN(pin string) string {
	last := pin[len(pin)-1]
	return pin[:len(pin)-1] + string('0'+(last-'0'+1)%10)
}

// inform replies to a question.
func (t *tour) inform(ctx context.Context, m *matter) error {
	_, err := t.client.own(ctx, m, "information", "informed", map[string]string{"text": "خیابان شریعتی، کوچه بهار، پلاک ۱۲."})
	return err
}

func (t *tour) object(ctx context.Context, m *matter) error {
	v, err := t.client.own(ctx, m, "objection", "objected", map[string]string{"text": "این پاسخ مشکل را حل نکرده است."})
	if err != nil {
		return err
	}
	m.due = v.Due
	return nil
}

func (t *tour) rate(ctx context.Context, m *matter) error {
	_, err := t.client.own(ctx, m, "rating", "rated", map[string]int{"answer": 1 + m.number%5, "conduct": 5})
	return err
}

func (t *tour) confirm(ctx context.Context, m *matter) error {
	_, err := t.client.own(ctx, m, "confirmation", "closed", map[string]string{})
	return err
}

func (t *tour) withdraw(ctx context.Context, m *matter) error {
	_, err := t.client.own(ctx, m, "withdrawal", "withdrawn", map[string]string{"text": "مشکل حل شد."})
	m.ended = "withdrawn"
	return err
}
