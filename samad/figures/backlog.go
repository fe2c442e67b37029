package figures

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/sla/persian"
)

// Age is how many open cases are how old, in days since the day of filing.
type Age struct {
	From, To int // To is -1 without an end
	Cases    int64
}

// ages are the borders of [Keeper.Backlog]: within the aim, within the limit,
// a month, a season, longer.
func ages() []Age {
	return []Age{{From: 0, To: 3}, {From: 4, To: 10}, {From: 11, To: 30}, {From: 31, To: 90}, {From: 91, To: -1}}
}

// Backlog counts the cases that were open at the end of a day, by age.
func (k *Keeper) Backlog(ctx context.Context, on persian.Date, q Query) ([]Age, error) {
	out := ages()
	err := k.Store.Scan(ctx, Scan{
		To: on, Province: q.Province, Agencies: q.Agencies, County: q.County, Open: true,
	}, func(f Fact) error {
		if f.Received.After(on) {
			return nil
		}
		age := on.Sub(f.Received)
		for i := range out {
			if age >= out[i].From && (out[i].To < 0 || age <= out[i].To) {
				out[i].Cases++
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("figures: backlog: %w", err)
	}
	return out, nil
}
