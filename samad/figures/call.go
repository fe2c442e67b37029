package figures

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Calls are no events of a case and come in no feed. They are counted by whole
// days, for the province and for each of its centres, into cells of their own:
// a day that is counted again replaces what stood there.

// callsSoon is how long it takes at the least until today is counted again.
const callsSoon = 5 * time.Minute

// callState is how far calls are counted. It is kept in a cell of its own.
type callState struct {
	// Back is the first day down to which the past was counted when counting
	// began; Whole says that there are no calls before it.
	Back  persian.Date `json:"back,omitzero"`
	Whole bool         `json:"whole,omitempty"`
	// To is the day that was counted last, At when.
	To persian.Date `json:"to,omitzero"`
	At time.Time    `json:"at,omitzero"`
}

const callStateKey = keyPart + "calls"

// UpdateCalls counts the calls of today and of the days before that may have
// changed, and, as long as there are older ones that were never counted, days
// of these; at most about limit calls of them, but at least one day. It returns
// how many calls it read. Within five minutes of the last time it reads nothing
// but what is left of the past. Without a Directory it does nothing.
func (k *Keeper) UpdateCalls(ctx context.Context, now time.Time, limit int) (int, error) {
	if k.Directory == nil {
		return 0, nil
	}
	state, err := k.callState(ctx)
	if err != nil {
		return 0, err
	}
	today, err := persian.FromTime(now.In(k.Location))
	if err != nil {
		return 0, fmt.Errorf("figures: calls: %w", err)
	}
	read := 0
	if state.At.IsZero() || now.Sub(state.At) >= callsSoon || now.Before(state.At) {
		from := today
		if !state.To.IsZero() && state.To.Before(today) {
			from = state.To
		}
		if from, err = from.AddDays(-k.CallsAgain); err != nil {
			return 0, fmt.Errorf("figures: calls: %w", err)
		}
		if state.Back.IsZero() {
			state.Back = from
		}
		state.To, state.At = today, now.UTC()
		n, err := k.countDays(ctx, Period{Span: Free, From: from, To: today}, &state)
		if errors.Is(err, samad.ErrConflict) {
			return 0, nil // another Keeper was quicker; the next round sees to it
		}
		if err != nil {
			return 0, err
		}
		read += n
	}
	for !state.Whole && read < limit {
		n, err := k.countPast(ctx, &state, limit-read)
		if errors.Is(err, samad.ErrConflict) {
			return read, nil
		}
		if err != nil {
			return read, err
		}
		read += n
	}
	return read, nil
}

// CountCalls counts the calls of a period anew: after calls of days long past
// were recorded, as when another register is taken over. Days that were never
// counted by [Keeper.UpdateCalls] may be counted by it later once more, which
// does no harm.
func (k *Keeper) CountCalls(ctx context.Context, p Period) error {
	if k.Directory == nil {
		return errors.New("figures: calls are counted only with a Directory")
	}
	months, err := p.Each(Month)
	if err != nil {
		return err
	}
	for _, month := range months {
		for try := 1; ; try++ {
			_, err := k.countDays(ctx, month, nil)
			if err == nil {
				break
			}
			if !errors.Is(err, samad.ErrConflict) || try == 5 { // another Keeper moves
				return err
			}
		}
	}
	return nil
}

func (k *Keeper) callState(ctx context.Context) (callState, error) {
	var state callState
	stored, err := k.Store.Cells(ctx, []string{callStateKey})
	if err != nil {
		return state, fmt.Errorf("figures: calls: %w", err)
	}
	if data := stored[callStateKey]; len(data) > 0 {
		if err := json.Unmarshal(data, &state); err != nil {
			return state, fmt.Errorf("figures: read how far calls are counted: %w", err)
		}
	}
	return state, nil
}

// countDays counts every day of a period, those without calls too.
func (k *Keeper) countDays(ctx context.Context, p Period, state *callState) (int, error) {
	after, err := p.To.AddDays(1)
	if err != nil {
		return 0, fmt.Errorf("figures: calls: %w", err)
	}
	book := callBook{keeper: k}
	query := samad.CallQuery{From: p.From.Start(k.Location), To: after.Start(k.Location), Limit: 1000}
	for {
		page, err := k.Cases.Calls(ctx, query)
		if err != nil {
			return 0, fmt.Errorf("figures: calls: %w", err)
		}
		for _, c := range page.Calls {
			if err := book.add(c); err != nil {
				return 0, err
			}
		}
		if query.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	return book.read, k.saveCalls(ctx, p, &book, state)
}

// countPast counts the days before those that are counted, the latest first:
// as many whole days as a page of calls holds.
func (k *Keeper) countPast(ctx context.Context, state *callState, limit int) (int, error) {
	query := samad.CallQuery{To: state.Back.Start(k.Location), Limit: min(max(limit, 1), 1000)}
	page, err := k.Cases.Calls(ctx, query)
	if err != nil {
		return 0, fmt.Errorf("figures: calls: %w", err)
	}
	if len(page.Calls) == 0 {
		state.Whole = true
		return 0, k.saveCalls(ctx, Period{}, &callBook{}, state)
	}
	// The day of the oldest of them may go on beyond the page: all of it.
	oldest, err := persian.FromTime(page.Calls[len(page.Calls)-1].Started.In(k.Location))
	if err != nil {
		return 0, fmt.Errorf("figures: calls: %w", err)
	}
	last, err := state.Back.AddDays(-1)
	if err != nil {
		return 0, fmt.Errorf("figures: calls: %w", err)
	}
	state.Back = oldest
	return k.countDays(ctx, Period{Span: Free, From: oldest, To: last}, state)
}

// saveCalls replaces the cells of the days of a period.
func (k *Keeper) saveCalls(ctx context.Context, p Period, book *callBook, state *callState) error {
	at, err := k.Store.Position(ctx)
	if err != nil {
		return fmt.Errorf("figures: position: %w", err)
	}
	batch := Batch{Expect: at, Position: at, Cells: map[string][]byte{}}
	if !p.From.IsZero() {
		for _, province := range k.provinces(p.To) {
			stored, err := k.Store.Range(ctx, callKey(province, p.From, ""), callKey(province, p.To, "\x7f"))
			if err != nil {
				return fmt.Errorf("figures: calls: %w", err)
			}
			for _, one := range stored {
				batch.Cells[one.Key] = nil
			}
		}
	}
	for key, c := range book.cells {
		batch.Cells[key] = c.encode()
	}
	if state != nil {
		if batch.Cells[callStateKey], err = json.Marshal(state); err != nil {
			return fmt.Errorf("figures: write how far calls are counted: %w", err)
		}
	}
	if err := k.Store.Save(ctx, batch); err != nil {
		return fmt.Errorf("figures: save calls: %w", err)
	}
	return nil
}

func (k *Keeper) provinces(on persian.Date) []samad.PlaceID {
	var out []samad.PlaceID
	for _, p := range k.Directory.Places(on) {
		if p.Parent == "" {
			out = append(out, p.ID)
		}
	}
	return out
}

// callBook adds calls up by day.
type callBook struct {
	keeper *Keeper
	cells  map[string]Cell
	hours  map[string]bool // of a centre and day that were counted
	read   int
}

func (b *callBook) add(c samad.Call) error {
	b.read++
	at := c.Started.In(b.keeper.Location)
	day, err := persian.FromTime(at)
	if err != nil {
		return fmt.Errorf("figures: call %s: %w", c.ID, err)
	}
	province := b.keeper.province(c.Centre, day)
	if province == "" {
		return nil // of a centre that the directory does not know
	}
	if b.cells == nil {
		b.cells, b.hours = map[string]Cell{}, map[string]bool{}
	}
	hour := strings.Join([]string{string(c.Centre), day.String(), at.Format("15 -0700")}, keyPart)
	for _, value := range []string{"", string(c.Centre)} {
		key := callKey(province, day, value)
		cell := b.cells[key]
		if cell == nil {
			cell = Cell{}
			b.cells[key] = cell
			cell.Add(Point{Measure: MCallDay}, 1)
		}
		cell.Add(Point{Measure: MCall}, 1)
		cell.Add(Point{Measure: MCallOf + Measure(c.Outcome)}, 1)
		if !b.hours[hour] {
			cell.Add(Point{Measure: MCallHour}, 1)
		}
	}
	b.hours[hour] = true
	return nil
}

// province is the one that a centre serves, "" when there is none.
func (k *Keeper) province(centre samad.AgencyID, on persian.Date) samad.PlaceID {
	a, ok := k.Directory.Agency(centre, on)
	if !ok || len(a.Places) == 0 || len(a.Places[0]) < 2 {
		return ""
	}
	return a.Places[0][:2]
}

// callKey names the cell of a day of calls: of the province, or of a centre.
func callKey(province samad.PlaceID, day persian.Date, centre string) string {
	return strings.Join([]string{string(province), "calls", "", "", day.String(), centre}, keyPart)
}

// calls reports whether lines of the query have calls: those of time, of
// centres, and of the province as a whole.
func (k *Keeper) calls(q Query) bool {
	return k.Directory != nil && q.Agencies == nil && q.County == "" && q.Topic == "" &&
		(q.By == ByNothing || q.By == ByCentre || q.By.span() != "")
}

// readCalls adds the calls of the period to the lines.
func (k *Keeper) readCalls(ctx context.Context, q Query, rows map[string]Cell) (total Cell, err error) {
	total = Cell{mCallsKept: Counts{0: 1}}
	stored, err := k.Store.Range(ctx, callKey(q.Province, q.Period.From, ""), callKey(q.Province, q.Period.To, "\x7f"))
	if err != nil {
		return nil, fmt.Errorf("figures: calls: %w", err)
	}
	for _, one := range stored {
		text, centre := cellValue(one.Key)
		c, err := decodeCell(one.Data)
		if err != nil {
			return nil, err
		}
		if centre == "" {
			total.Merge(c)
		}
		var value string
		switch {
		case q.By == ByCentre && centre != "":
			value = centre
		case q.By.span() != "" && centre == "":
			day, err := persian.Parse(text)
			if err != nil {
				return nil, fmt.Errorf("figures: calls: %w", err)
			}
			p, err := Containing(q.By.span(), day)
			if err != nil {
				return nil, err
			}
			value = p.String()
		default:
			continue
		}
		merge(rows, value, c)
	}
	return total, nil
}
