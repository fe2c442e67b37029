package advice

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Use is what became of an article that somebody was shown or told.
type Use string

// The uses of an article.
const (
	Helped   Use = "helped"    // it settled the matter; no case was needed
	WentOn   Use = "went_on"   // a case was filed all the same
	InAnswer Use = "in_answer" // an agency put it into an answer
)

// Valid reports whether u is one of the uses above.
func (u Use) Valid() bool { return u == Helped || u == WentOn || u == InAnswer }

// tally counts the uses of an article in a month of the Persian calendar.
type tally struct {
	Article string       `json:"article"`
	Month   persian.Date `json:"month"` // its first day
	Uses    map[Use]int  `json:"uses"`
}

func useBook(at func(persian.Date) time.Time) *ledger.Book[tally] {
	return ledger.NewBook("advice_use",
		func(t tally) ledger.Keys {
			return ledger.Keys{State: "counted", At: at(t.Month), Free: []ledger.Key{{Name: "article", Value: t.Article}}}
		},
		func() ledger.Payload[tally] { return new(used) },
	)
}

type used struct {
	Article string       `json:"article"`
	Month   persian.Date `json:"month"`
	Use     Use          `json:"use"`
}

// EventType implements [ledger.Payload].
func (*used) EventType() string { return "used" }

// Apply implements [ledger.Payload].
func (p *used) Apply(t *tally, _ ledger.Event) error {
	if t.Article != "" && (t.Article != p.Article || t.Month != p.Month) {
		return fmt.Errorf("advice: the count of %s in %s is not that of %s in %s", t.Article, t.Month, p.Article, p.Month)
	}
	t.Article, t.Month = p.Article, p.Month
	t.Uses = maps.Clone(t.Uses)
	if t.Uses == nil {
		t.Uses = map[Use]int{}
	}
	t.Uses[p.Use]++
	return nil
}

// attempts is how often a count is tried when others count at the same moment.
const attempts = 20

// Count notes what became of an article. It fails with an error matching
// [samad.ErrNotFound] for an article that is not there, and with one matching
// [samad.ErrConflict] when twenty others were quicker in a row.
func (r *Room) Count(ctx context.Context, actor samad.Actor, article string, use Use) error {
	if !use.Valid() {
		return fmt.Errorf("advice: count article %s: unknown use %q: %w", article, use, samad.ErrInvalid)
	}
	if _, err := r.Article(ctx, article); err != nil {
		return err
	}
	today, err := r.today()
	if err != nil {
		return err
	}
	month, err := persian.New(today.Year(), today.Month(), 1)
	if err != nil {
		return fmt.Errorf("advice: count article %s: %w", article, err)
	}
	id := fmt.Sprintf("%d-%02d/%s", month.Year(), month.Month(), article)
	var role samad.Role
	if len(actor.Roles) > 0 {
		role = actor.Roles[0]
	}
	for attempt := 1; ; attempt++ {
		draft, err := openOrNew(ctx, r, r.uses, id)
		if err != nil {
			return err
		}
		if err := write(ctx, r, draft, ledger.StampOf(actor, role), &used{article, month, use}); err == nil || !ledger.IsConflict(err) || attempt == attempts {
			return err
		}
	}
}

// Uses returns how often each article was used in the months from that of the
// first day to that of the last, by article.
func (r *Room) Uses(ctx context.Context, from, to persian.Date) (map[string]map[Use]int, error) {
	first, err := persian.New(from.Year(), from.Month(), 1)
	if err != nil {
		return nil, fmt.Errorf("advice: uses: %w", err)
	}
	out := map[string]map[Use]int{}
	err = r.uses.All(ctx, r.ledger, ledger.Query{From: first.Start(r.location), To: to.End(r.location), Limit: 1000}, func(_ string, t tally) error {
		if out[t.Article] == nil {
			out[t.Article] = map[Use]int{}
		}
		for use, n := range t.Uses {
			out[t.Article][use] += n
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("advice: uses: %w", err)
	}
	return out, nil
}
