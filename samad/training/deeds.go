package training

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// deeds returns what the account did since the task began: in the scene's cases
// and records, in those that it began itself, of the kinds that the task speaks
// of, and what it told.
func (r *Room) deeds(ctx context.Context, account string, t Task, p Progress) ([]Deed, error) {
	refs := slices.Clone(p.Staged)
	for _, n := range slices.Concat(t.Needs, t.Wrong) {
		if !n.Made {
			continue
		}
		for _, event := range n.Events {
			kind, _, _ := strings.Cut(event, "/")
			made, err := r.since(ctx, kind, p.Begun)
			if err != nil {
				return nil, err
			}
			for _, ref := range made {
				if !slices.Contains(refs, ref) {
					refs = append(refs, ref)
				}
			}
		}
	}
	if !t.Ask.IsZero() {
		refs = append(refs, ledger.Ref{Kind: Kind, ID: account})
	}
	var out []Deed
	for _, ref := range refs {
		some, err := r.of(ctx, ref, account, t.ID, p.Begun)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	slices.SortStableFunc(out, func(a, b Deed) int { return a.At.Compare(b.At) })
	return out, nil
}

// maxSince bounds how many new records are looked through for one task.
const maxSince = 1000

// since returns the records of a kind that were begun at the instant or later.
func (r *Room) since(ctx context.Context, kind string, at time.Time) ([]ledger.Ref, error) {
	var out []ledger.Ref
	if kind == caseKind {
		page, err := r.Cases.List(ctx, samad.Query{CreatedFrom: at, Limit: maxSince})
		if err != nil {
			return nil, fmt.Errorf("training: %w", err)
		}
		for _, c := range page.Cases {
			out = append(out, CaseRef(c.ID))
		}
		return out, nil
	}
	page, err := r.Ledger.List(ctx, ledger.Query{Kind: ledger.Kind(kind), Limit: maxSince})
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	for _, one := range page.Records {
		if !one.Created.Before(at) {
			out = append(out, one.Ref)
		}
	}
	return out, nil
}

// of returns what the account did in one case or record.
func (r *Room) of(ctx context.Context, ref ledger.Ref, account, task string, from time.Time) ([]Deed, error) {
	var out []Deed
	if ref.Kind != caseKind {
		events, err := r.Ledger.Events(ctx, ref)
		if err != nil && !errors.Is(err, samad.ErrNotFound) {
			return nil, fmt.Errorf("training: %w", err)
		}
		for _, e := range events {
			if e.Actor.ID == account && !e.At.Before(from) && (ref.Kind != Kind || field(e.Data, "task") == task) {
				out = append(out, Deed{Ref: ref, Seq: e.Seq, Type: e.Type, At: e.At, Data: e.Data, Hash: e.Hash})
			}
		}
		return out, nil
	}
	id := samad.CaseID(ref.ID)
	events, err := r.Cases.Events(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	values, err := r.Cases.Values(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	texts := map[int64]map[string]string{}
	for _, v := range values {
		if v.Sealed {
			continue
		}
		if texts[v.Seq] == nil {
			texts[v.Seq] = map[string]string{}
		}
		texts[v.Seq][v.Name] = string(v.Data)
	}
	for _, e := range events {
		if e.Actor.ID == account && !e.At.Before(from) {
			out = append(out, Deed{Ref: ref, Seq: e.Seq, Type: string(e.Type), At: e.At, Data: e.Data, Hash: e.Hash, Texts: texts[e.Seq]})
		}
	}
	return out, nil
}
