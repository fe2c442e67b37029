package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/tracking"
)

// orderFlags say by whose order something is done.
type orderFlags struct {
	dbFlags
	By     string `required:"" placeholder:"NAME" help:"Who does it: the name of the account, as the history is to show it."`
	Ground string `required:"" placeholder:"REFERENCE" help:"Reference of the order. It stays for ever, so it must not name the petitioner."`
	Reason string `placeholder:"TEXT" help:"Says more; erased with the case."`
	Case   string `arg:"" help:"Tracking code in any digits and spacing, or case id."`
}

// as is the administrator in whose name the command works: who may write to
// the database is one.
func (f orderFlags) as() samad.Actor {
	return samad.Actor{ID: f.By, Roles: []samad.Role{samad.RoleAdmin}, Post: samad.Text{Fa: "راهبر", En: "Administrator"}}
}

type caseHold struct {
	orderFlags
	Until string `placeholder:"DATE" help:"Last day of the hold, a Persian date such as 1410-12-29. Default: until case release."`
}

// Help describes what it does.
func (caseHold) Help() string {
	return `Keeps a case from being erased, whatever its retention says and whoever orders
it, with its attachments, the calls about it and the cases that joined it. That
is an event of the case, with the ground, by whom and when. Prints the number
of the event, by which case release names the hold.

JSON fields: case, hold, ground, until, revision.`
}

type heldRecord struct {
	Case     samad.CaseID `json:"case"`
	Hold     int64        `json:"hold"`
	Ground   string       `json:"ground"`
	Until    persian.Date `json:"until,omitzero"`
	Revision int64        `json:"revision"`
}

// Run holds the case.
func (cmd *caseHold) Run(ctx context.Context, c *console) error {
	var until persian.Date
	if cmd.Until != "" {
		var err error
		if until, err = persian.Parse(cmd.Until); err != nil {
			return fmt.Errorf("--until: %w", err)
		}
	}
	return cmd.step(ctx, c, func(desk *samad.Desk, id samad.CaseID) error {
		held, err := desk.Hold(ctx, cmd.as(), samad.HoldRequest{Ref: samad.Ref{ID: id}, Ground: cmd.Ground, Reason: cmd.Reason, Until: until})
		if err != nil {
			return err
		}
		hold := held.Holds[len(held.Holds)-1]
		if c.json {
			c.printJSON(heldRecord{held.ID, hold.Seq, hold.Ground, hold.Until, held.Revision})
		} else {
			c.print(fmt.Sprintf("%d\n", hold.Seq))
		}
		return nil
	})
}

type caseRelease struct {
	orderFlags
	Hold int64 `placeholder:"N" help:"Number of the hold; needed where there are several."`
}

// Help describes what it does.
func (caseRelease) Help() string {
	return `Ends a hold before its day. A case whose retention is over is erased by the next
round of the checker.

JSON fields: case, hold (0: none is left), ground, revision.`
}

// Run releases the case.
func (cmd *caseRelease) Run(ctx context.Context, c *console) error {
	return cmd.step(ctx, c, func(desk *samad.Desk, id samad.CaseID) error {
		free, err := desk.Release(ctx, cmd.as(), samad.ReleaseRequest{Ref: samad.Ref{ID: id}, Hold: cmd.Hold, Ground: cmd.Ground, Reason: cmd.Reason})
		if err != nil {
			return err
		}
		if c.json {
			record := heldRecord{Case: free.ID, Ground: cmd.Ground, Revision: free.Revision}
			if n := len(free.Holds); n > 0 {
				record.Hold = free.Holds[n-1].Seq
			}
			c.printJSON(record)
		}
		return nil
	})
}

// step finds the case and does something to it.
func (f orderFlags) step(ctx context.Context, c *console, do func(desk *samad.Desk, id samad.CaseID) error) error {
	return f.with(ctx, func(store samad.Store) error {
		desk, err := clerk(store)
		if err != nil {
			return err
		}
		id, err := findCase(ctx, store, f.Case)
		if err == nil {
			err = do(desk, id)
		}
		if errors.Is(err, samad.ErrNotFound) || errors.Is(err, samad.ErrErased) || errors.Is(err, samad.ErrInvalid) {
			fmt.Fprintln(c.stderr, "samadctl:", err)
			return errFindings
		}
		return err
	})
}

// clerk returns a desk for steps that neither refer a case, nor set a deadline,
// nor touch what is sealed.
func clerk(store samad.Store) (*samad.Desk, error) {
	places, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	if err != nil {
		return nil, err
	}
	return samad.NewDesk(samad.Config{
		Store: store, Router: noRules{}, Deadlines: noRules{}, Directory: places, Codes: tracking.Minter{}, PlainText: true,
	})
}

// noRules refers nothing and sets no deadlines.
type noRules struct{}

func (noRules) Route(context.Context, samad.RouteRequest) (samad.Decision, error) {
	return samad.Decision{}, samad.ErrNoRoute
}

func (noRules) Plan(sla.Facts, sla.Clock) (sla.Plan, error) { return sla.Plan{}, nil }
