package oversight

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Door is what the public may know of a post: when its door is open next. It
// tells nothing of visits.
type Door struct {
	Post   string         `json:"post"`
	Agency samad.AgencyID `json:"agency"`
	Place  samad.PlaceID  `json:"place"`
	Title  samad.Text     `json:"title"`
	// Address is where people find it, zero where nobody has said.
	Address samad.Text `json:"address,omitzero"`
	// Next is the post's next weekday of open doors, with its hours, the
	// stand-in, or why the door stays shut.
	Next DutyDay `json:"next"`
}

// Doors lists the posts of a place that are watched, by agency and title, each
// with its next weekday of open doors from the day on. It needs no right.
func (o *Office) Doors(ctx context.Context, place samad.PlaceID, from persian.Date) ([]Door, error) {
	out := []Door{}
	err := o.books.posts.All(ctx, o.ledger, ledger.Query{States: []string{"watched"}, Place: place}, func(id string, p Post) error {
		day := from
		for range 7 {
			duty := o.Duty(p, day)
			if day.Weekday() == duty.Hours.Weekday {
				out = append(out, Door{Post: id, Agency: p.Agency, Place: p.Place, Title: p.Title, Address: p.Address, Next: duty})
				return nil
			}
			next, err := day.AddDays(1)
			if err != nil {
				return err
			}
			day = next
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Door) int {
		return cmp.Or(cmp.Compare(a.Agency, b.Agency), cmp.Compare(a.Title.Fa, b.Title.Fa))
	})
	return out, err
}

// PublicRecord is what everybody may know of oversight's own work: what was
// done, never what is planned.
type PublicRecord struct {
	// Findings counts the reported visits, by what they found.
	Findings map[Finding]int `json:"findings"`
	// Letters counts those that were issued and not withdrawn, by step.
	Letters map[Step]int `json:"letters"`
	// Demands counts those that were opened, by their state now.
	Demands map[DemandState]int `json:"demands"`
	// Resolutions counts those that were made, by their state now.
	Resolutions map[ResolutionState]int `json:"resolutions"`
}

// PublicRecord counts oversight's work in a place over a half-open span: visits
// by when they were made, letters, demands and resolutions by when they began.
// It needs no right.
func (o *Office) PublicRecord(ctx context.Context, place samad.PlaceID, from, to time.Time) (PublicRecord, error) {
	out := PublicRecord{Findings: map[Finding]int{}, Letters: map[Step]int{}, Demands: map[DemandState]int{}, Resolutions: map[ResolutionState]int{}}
	within := func(at time.Time) bool { return !at.Before(from) && at.Before(to) }
	q := ledger.Query{Place: place}
	err := o.books.visits.All(ctx, o.ledger, q, func(_ string, v Visit) error {
		if v.Report != nil && within(v.Report.At) {
			out.Findings[v.Report.Finding]++
		}
		return nil
	})
	if err != nil {
		return PublicRecord{}, err
	}
	err = o.books.letters.All(ctx, o.ledger, q, func(_ string, l Letter) error {
		if l.State != LetterWithdrawn && within(l.Issued) {
			out.Letters[l.Step]++
		}
		return nil
	})
	if err != nil {
		return PublicRecord{}, err
	}
	err = o.books.demands.All(ctx, o.ledger, q, func(_ string, d Demand) error {
		if within(d.Opened) {
			out.Demands[d.State]++
		}
		return nil
	})
	if err != nil {
		return PublicRecord{}, err
	}
	err = o.books.resolutions.All(ctx, o.ledger, q, func(_ string, r Resolution) error {
		if within(r.Made) {
			out.Resolutions[r.State]++
		}
		return nil
	})
	if err != nil {
		return PublicRecord{}, err
	}
	return out, nil
}
