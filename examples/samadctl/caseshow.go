package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

type caseCommands struct {
	Show    caseShow    `cmd:"" help:"Show a case and whether its history verifies."`
	Hold    caseHold    `cmd:"" help:"Keep a case from being erased, by an order."`
	Release caseRelease `cmd:"" help:"End a hold."`
}

type caseShow struct {
	dbFlags
	Lang     string `enum:"en,fa" default:"en" help:"Language: en (default) or fa."`
	Personal bool   `help:"Show who the petitioner is and all texts as well; needs --key."`
	Key      string `placeholder:"FILE" type:"path" help:"File with the key under which the database seals personal data."`

	Case string `arg:"" help:"Tracking code in any digits and spacing, or case id."`
}

// Help describes input and output.
func (caseShow) Help() string {
	return `Shows where a case stands, its deadline, its history event by event, and
whether the history verifies; the exit code is 1 when it does not, or when there
is no such case. Personal data and texts are shown only with --personal and the
key.

JSON fields: case (all facts of the case), verified, fault, events (seq, at,
at_persian, type, actor), messages (kind, audience, carrier, state), personal.`
}

// Run shows the case.
func (cmd *caseShow) Run(ctx context.Context, c *console) error {
	if cmd.Personal && cmd.Key == "" {
		return errors.New("--personal needs --key: who the petitioner is lies sealed in the database")
	}
	var vault samad.Vault
	if cmd.Personal {
		var err error
		if vault, err = openVault(cmd.Key); err != nil {
			return err
		}
	}
	return cmd.with(ctx, func(store samad.Store) error { return cmd.show(ctx, c, store, vault) })
}

// show reads the case and writes it. The vault is nil when personal data is
// not wanted.
func (cmd *caseShow) show(ctx context.Context, c *console, store samad.Store, vault samad.Vault) error {
	id, err := findCase(ctx, store, cmd.Case)
	if errors.Is(err, samad.ErrNotFound) {
		fmt.Fprintln(c.stderr, "samadctl: no such case")
		return errFindings
	}
	if err != nil {
		return err
	}
	r, err := readRecord(ctx, store, id)
	if err != nil {
		return err
	}
	var who *personal
	if vault != nil {
		if who, err = r.open(ctx, store, vault); err != nil {
			return err
		}
	}
	if c.json {
		c.printJSON(newShownCase(r, who))
	} else {
		c.print(newSheet(cmd.Lang).write(r, who)...)
	}
	if r.fault != nil {
		return errFindings
	}
	return nil
}

// findCase takes a tracking code or an id.
func findCase(ctx context.Context, store samad.Store, s string) (samad.CaseID, error) {
	if id := samad.CaseID(strings.ToUpper(strings.TrimSpace(s))); len(id) == 26 && strings.Trim(string(id), "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == "" {
		c, err := store.Case(ctx, id)
		return c.ID, err
	}
	code, err := tracking.Parse(s)
	if err != nil {
		fault := codeFault(err)
		return "", fmt.Errorf("argument 1, column %d: neither a case id nor a tracking code: %s", fault.column, fault.reason)
	}
	c, _, err := store.CaseByCode(ctx, code)
	return c.ID, err
}

// shownCase is the JSON form.
type shownCase struct {
	Case     samad.Case     `json:"case"`
	Verified bool           `json:"verified"`
	Fault    string         `json:"fault,omitempty"`
	Events   []shownEvent   `json:"events"`
	Messages []shownMessage `json:"messages"`
	Personal *personal      `json:"personal,omitempty"`
}

type shownEvent struct {
	Seq       int64           `json:"seq"`
	At        time.Time       `json:"at"`
	AtPersian string          `json:"at_persian"`
	Type      samad.EventType `json:"type"`
	Actor     samad.Stamp     `json:"actor"`
}

type shownMessage struct {
	Kind     samad.MessageKind  `json:"kind"`
	Audience samad.Audience     `json:"audience"`
	Carrier  samad.Carrier      `json:"carrier"`
	State    samad.MessageState `json:"state"`
}

func newShownCase(r record, who *personal) shownCase {
	out := shownCase{Case: r.Case, Verified: r.fault == nil, Personal: who}
	if r.fault != nil {
		out.Fault = r.fault.Error()
	}
	for _, e := range r.events {
		out.Events = append(out.Events, shownEvent{e.Seq, e.At, persianMinute(e.At), e.Type, e.Actor})
	}
	for _, m := range r.messages {
		out.Messages = append(out.Messages, shownMessage{m.Kind, m.Audience, m.Carrier, m.State})
	}
	return out
}
