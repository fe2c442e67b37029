package regime

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

// Difference is a recorded case that another rule set decides otherwise.
type Difference struct {
	Case samad.Case
	routing.Difference
}

// Replayed is what came of a [Replay].
type Replayed struct {
	Cases   int          // how many were decided anew
	Differ  int          // how many of them otherwise
	Differs []Difference // at most as many as were asked for
}

// Replay decides on the newest recorded cases of a province, at most cases of them,
// by two rule sets, and tells on which they differ, of these at most shown. A case
// whose texts were erased is decided without them.
func Replay(ctx context.Context, store samad.Store, province samad.PlaceID, before, after *routing.Table, cases, shown int) (Replayed, error) {
	var out Replayed
	query := samad.Query{Province: province, Limit: 200}
	for out.Cases < cases {
		page, err := store.List(ctx, query)
		if err != nil {
			return out, fmt.Errorf("regime: replay: %w", err)
		}
		for _, c := range page.Cases {
			if out.Cases == cases {
				break
			}
			out.Cases++
			values, err := store.Values(ctx, c.ID)
			if err != nil {
				return out, fmt.Errorf("regime: replay case %s: %w", c.ID, err)
			}
			d, differs, err := routing.Compare(ctx, before, after, request(c, values))
			if err != nil {
				return out, fmt.Errorf("regime: replay case %s: %w", c.ID, err)
			}
			if !differs {
				continue
			}
			out.Differ++
			if len(out.Differs) < shown {
				out.Differs = append(out.Differs, Difference{c, d})
			}
		}
		if page.Next == "" {
			break
		}
		query.Cursor = page.Next
	}
	return out, nil
}

// request is what a Desk asked the rules about a case when it came.
func request(c samad.Case, values []samad.Value) samad.RouteRequest {
	r := samad.RouteRequest{
		At: c.Created, Kind: c.Kind, Topic: c.Topic, Place: c.Place, Channel: c.Channel, Urgency: c.Urgency,
		Identity: c.Identity, Petitioner: c.Type, About: c.About, Flags: c.Flags,
	}
	for _, v := range values {
		if v.Name == "text" && !v.Sealed && r.Text == "" {
			r.Text = string(v.Data)
		}
	}
	return r
}
