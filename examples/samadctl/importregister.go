package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

// takeTogether is how many lines are written in one transaction.
const takeTogether = 300

// administrator is who takes a register over by this command.
func administrator() samad.Actor {
	return samad.Actor{
		ID: "samadctl", Roles: []samad.Role{samad.RoleAdmin}, Post: samad.Text{Fa: "راهبر سامانه", En: "Administrator"},
	}
}

// register is one run over a register of earlier years.
type register struct {
	*console
	desk   *samad.Desk
	rows   rowReader
	taken  int
	there  int
	bad    int
	cases  int
	calls  int
	lines  []int // of the entries that wait
	queued []samad.Earlier
}

type refusal struct {
	Line   int    `json:"line"`
	Number string `json:"number,omitempty"`
	Error  string `json:"error"`
}

// importRegister takes a register over.
func (c *console) importRegister(ctx context.Context, store samad.Store, cmd *dbImport) (err error) {
	m, err := readMapping(ctx, cmd.Map)
	if err != nil {
		return err
	}
	desk, err := deskFor(store, cmd.Pack, cmd.Key, cmd.packFlags)
	if err != nil {
		return err
	}
	if cmd.Check {
		desk = desk.With(memory.New())
	}
	tehran, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		return fmt.Errorf("read the zone: %w", err)
	}
	t, size, err := openTable(cmd.File, m)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	heading, _, err := t.next()
	if err != nil {
		return fmt.Errorf("%s: read the heading: %w", cmd.File, err)
	}
	at, err := m.places(heading)
	if err != nil {
		return fmt.Errorf("%s: %w", cmd.File, err)
	}
	r := &register{console: c, desk: desk, rows: rowReader{mapping: m, at: at, location: tehran}}
	bar := newProgress(c.stderr, "taking over", size)
	defer bar.finish()
	for {
		cells, line, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(fmt.Errorf("%s: %w", cmd.File, err), r.flush(ctx))
		}
		if err := r.row(ctx, line, cells); err != nil {
			return fmt.Errorf("%s: %w", cmd.File, err)
		}
		bar.at(t.read())
	}
	if err := r.flush(ctx); err != nil {
		return fmt.Errorf("%s: %w", cmd.File, err)
	}
	bar.finish()
	summaryf(c.stderr, "taken over: %d lines (%d cases, %d calls); there already: %d; refused: %d", r.taken, r.cases, r.calls, r.there, r.bad)
	if r.bad > 0 {
		return errFindings
	}
	return nil
}

// deskFor returns a desk over the store as the service has it.
func deskFor(store samad.Store, dir, key string, flags packFlags) (*samad.Desk, error) {
	vault, err := openVault(key)
	if err != nil {
		return nil, err
	}
	p, err := flags.load(dir)
	if err != nil {
		return nil, fmt.Errorf("--pack: %w", err)
	}
	return samad.NewDesk(samad.Config{
		Store: store, Router: p.Rules, Deadlines: p.Policies, Directory: p.Directory, Settings: p.Settings,
		Codes: tracking.Minter{}, Vault: vault,
	})
}

func (r *register) row(ctx context.Context, line int, cells []string) error {
	blank := true
	for _, cell := range cells {
		blank = blank && cell == ""
	}
	if blank {
		return nil
	}
	e, err := r.rows.entry(cells)
	if err != nil {
		r.refuse(line, e.Number, err)
		return nil
	}
	r.queued, r.lines = append(r.queued, e), append(r.lines, line)
	if len(r.queued) < takeTogether {
		return nil
	}
	return r.flush(ctx)
}

func (r *register) flush(ctx context.Context) error {
	if len(r.queued) == 0 {
		return nil
	}
	taken, err := r.desk.TakeOver(ctx, administrator(), r.queued)
	if err != nil {
		return fmt.Errorf("from line %d on: %w", r.lines[0], err)
	}
	for i, one := range taken {
		switch {
		case one.Err != nil:
			r.refuse(r.lines[i], r.queued[i].Number, one.Err)
		case one.There:
			r.there++
		default:
			r.taken++
			if one.Case != "" {
				r.cases++
			}
			if one.Call != "" {
				r.calls++
			}
		}
	}
	r.queued, r.lines = r.queued[:0], r.lines[:0]
	return nil
}

// refuse names the line and the reasons, which repeat nothing personal.
func (r *register) refuse(line int, number string, err error) {
	r.bad++
	reason := err.Error()
	if invalid, ok := errors.AsType[*samad.InvalidError](err); ok {
		reason = ""
		for _, f := range invalid.Faults {
			if reason != "" {
				reason += "; "
			}
			reason += f.Field + ": " + f.Detail.En
		}
	}
	if r.json {
		r.printJSON(refusal{line, number, reason})
		return
	}
	r.print(fmt.Sprintf("line %d, number %s: %s\n", line, number, oneLine(reason)))
}

func oneLine(text string) string {
	out := []rune(text)
	for i, c := range out {
		if c == '\n' {
			out[i] = ';'
		}
	}
	return string(out)
}
