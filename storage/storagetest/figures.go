package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla/persian"
)

// Figures is what [RunFigures] works on: facts and cells with the cases beside
// which they are kept, and a way to close both.
type Figures interface {
	figures.Store
	// Cases returns the store of cases of the same database.
	Cases() samad.Store
	// Close closes the store. Later calls fail with an error matching
	// samad.ErrClosed.
	Close() error
}

// FiguresCheck is one promise of [figures.Store].
type FiguresCheck struct {
	Name string // subject/promise
	Why  string // what a user loses when it is broken
	// Run returns what is wrong with the store, which must be empty and is
	// used by nobody else.
	Run func(ctx context.Context, s Figures) error
}

// FiguresChecks returns all checks of the store of figures.
func FiguresChecks() []FiguresCheck {
	return []FiguresCheck{
		{"figures/kept", "a figure would be computed of something else than was counted", figuresKept},
		{"figures/replaced", "a case that moved on would count twice", figuresReplaced},
		{"figures/position", "two keepers would count a case twice", figuresPosition},
		{"figures/together", "half a batch would make figures that nothing explains", figuresTogether},
		{"figures/range", "a year would lack a month", figuresRange},
		{"figures/scan", "an agency would be told another one's figures", figuresScan},
		{"figures/stops", "a reader that has enough would go on for ever", figuresStop},
		{"figures/copies", "a caller could change what is kept", figuresCopies},
		{"figures/closed", "a service that stops would count into nothing", figuresClosed},
	}
}

// RunFigures runs every check of the store of figures as [Run] does those of
// cases.
func RunFigures(t *testing.T, open func(t testing.TB) Figures) {
	t.Helper()
	for _, c := range FiguresChecks() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if err := c.Run(ctx, open(t)); err != nil {
				t.Fatalf("%v\nwhy it matters: %s", err, c.Why)
			}
		})
	}
}

// figureDay is n days after 1 Farvardin 1405.
func figureDay(n int) persian.Date {
	first, err := persian.New(1405, 1, 1)
	if err == nil {
		first, err = first.AddDays(n)
	}
	if err != nil {
		return persian.Date{} // only for days far outside of the calendar
	}
	return first
}

// fact is the one of the n-th case.
func fact(n int, edit ...func(*figures.Fact)) figures.Fact {
	f := figures.Fact{
		Case: caseID(n), Episode: 1, Province: "10", County: "1014", Agency: "isf.tamin", Topic: "welfare/retirement",
		Kind: samad.Request, Channel: samad.Web, Received: figureDay(n),
		Points: []figures.Point{
			{Day: figureDay(n), Measure: figures.MReceived},
			{Day: figureDay(n + 3), Measure: figures.MAnswered, Value: 2},
		},
	}
	for _, e := range edit {
		e(&f)
	}
	return f
}

// withCases files n cases.
func withCases(ctx context.Context, s Figures, n int) error {
	for i := range n {
		if err := s.Cases().Apply(ctx, submission(i)); err != nil {
			return fmt.Errorf("file a case: %w", err)
		}
	}
	return nil
}

func figuresKept(ctx context.Context, s Figures) error {
	if err := withCases(ctx, s, 3); err != nil {
		return err
	}
	at, err := s.Position(ctx)
	if err != nil || at != "" {
		return fmt.Errorf("position %q before the first batch, %w", at, err)
	}
	second := fact(1, func(f *figures.Fact) { f.Episode, f.Ended = 2, figureDay(9) })
	batch := figures.Batch{
		Position: "p1", Facts: []figures.Fact{fact(0), fact(1), second},
		Cells: map[string][]byte{"a\x1fb": []byte(`{"received":{"0":2}}`), "c": []byte(`{"متن":{}}`)},
	}
	if err := s.Save(ctx, batch); err != nil {
		return err
	}
	if at, err = s.Position(ctx); err != nil || at != "p1" {
		return fmt.Errorf("position %q after the batch p1, %w", at, err)
	}
	got, err := s.CaseFacts(ctx, []samad.CaseID{caseID(1), caseID(2), caseID(0)})
	if err != nil {
		return err
	}
	sortFacts(got)
	cells, err := s.Cells(ctx, []string{"a\x1fb", "c", "none"})
	if err != nil {
		return err
	}
	return run(
		func() error { return same("facts", got, batch.Facts) },
		func() error { return same("cells", cells, batch.Cells) },
	)
}

func sortFacts(list []figures.Fact) {
	slices.SortFunc(list, func(a, b figures.Fact) int {
		if a.Case != b.Case {
			if a.Case < b.Case {
				return -1
			}
			return 1
		}
		return a.Episode - b.Episode
	})
}

func figuresReplaced(ctx context.Context, s Figures) error {
	if err := withCases(ctx, s, 1); err != nil {
		return err
	}
	if err := s.Save(ctx, figures.Batch{Position: "p1", Facts: []figures.Fact{fact(0)}, Cells: map[string][]byte{"a": []byte("{}"), "b": []byte("{}")}}); err != nil {
		return err
	}
	moved := fact(0, func(f *figures.Fact) { f.Agency, f.Ended = "isf.abfa", figureDay(30) })
	if err := s.Save(ctx, figures.Batch{Expect: "p1", Position: "p2", Facts: []figures.Fact{moved}, Cells: map[string][]byte{"a": []byte(`{"x":{}}`), "b": nil}}); err != nil {
		return err
	}
	got, err := s.CaseFacts(ctx, []samad.CaseID{caseID(0)})
	if err != nil {
		return err
	}
	cells, err := s.Cells(ctx, []string{"a", "b"})
	if err != nil {
		return err
	}
	return run(
		func() error { return same("facts", got, []figures.Fact{moved}) },
		func() error { return same("cells", cells, map[string][]byte{"a": []byte(`{"x":{}}`)}) },
	)
}

func figuresPosition(ctx context.Context, s Figures) error {
	if err := s.Save(ctx, figures.Batch{Position: "p1"}); err != nil {
		return err
	}
	if err := fails("a batch that expects another position", s.Save(ctx, figures.Batch{Position: "p2"}), samad.ErrConflict); err != nil {
		return err
	}
	// Of many who save at once from the same position one gets through.
	const keepers = 8
	errs := make([]error, keepers)
	var wait sync.WaitGroup
	for i := range keepers {
		wait.Go(func() {
			errs[i] = s.Save(ctx, figures.Batch{Expect: "p1", Position: fmt.Sprintf("k%d", i)})
		})
	}
	wait.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, samad.ErrConflict):
			return fmt.Errorf("a keeper that came late: %w", err)
		}
	}
	if won != 1 {
		return fmt.Errorf("%d keepers moved on from one position", won)
	}
	return nil
}

func figuresTogether(ctx context.Context, s Figures) error {
	if err := withCases(ctx, s, 1); err != nil {
		return err
	}
	err := s.Save(ctx, figures.Batch{Expect: "elsewhere", Position: "p1", Facts: []figures.Fact{fact(0)}, Cells: map[string][]byte{"a": []byte("{}")}})
	if err := fails("a batch that expects another position", err, samad.ErrConflict); err != nil {
		return err
	}
	facts, err := s.CaseFacts(ctx, []samad.CaseID{caseID(0)})
	if err != nil {
		return err
	}
	cells, err := s.Cells(ctx, []string{"a"})
	if err != nil {
		return err
	}
	if len(facts)+len(cells) > 0 {
		return errors.New("a refused batch left something behind")
	}
	return nil
}

func figuresRange(ctx context.Context, s Figures) error {
	cells := map[string][]byte{}
	for _, key := range []string{"10\x1fa\x1f1405-01\x1f", "10\x1fa\x1f1405-02\x1fx", "10\x1fa\x1f1405-02\x1fy", "10\x1fa\x1f1405-12\x1fz", "10\x1fb\x1f1405-02\x1fx", "07\x1fa\x1f1405-02\x1fx"} {
		cells[key] = []byte(`{"` + key[len(key)-1:] + `":{}}`)
	}
	if err := s.Save(ctx, figures.Batch{Position: "p1", Cells: cells}); err != nil {
		return err
	}
	got, err := s.Range(ctx, "10\x1fa\x1f1405-01\x1f", "10\x1fa\x1f1405-02\x1f\x7f")
	if err != nil {
		return err
	}
	var want []figures.StoredCell
	for _, key := range []string{"10\x1fa\x1f1405-01\x1f", "10\x1fa\x1f1405-02\x1fx", "10\x1fa\x1f1405-02\x1fy"} {
		want = append(want, figures.StoredCell{Key: key, Data: cells[key]})
	}
	return same("cells of two months", got, want)
}

func figuresScan(ctx context.Context, s Figures) error {
	const n = 24
	if err := withCases(ctx, s, n); err != nil {
		return err
	}
	var all []figures.Fact
	for i := range n {
		all = append(all, fact(i, func(f *figures.Fact) {
			f.Agency = []samad.AgencyID{"isf.tamin", "isf.abfa", ""}[i%3]
			f.County = []samad.PlaceID{"1014", "1010"}[i%2]
			f.Topic = []samad.TopicID{"health/flu", "health/flu-1405", "health/flu/school", ""}[i%4]
			f.Province = []samad.PlaceID{"10", "10", "07"}[i%3]
			if i%4 != 0 {
				f.Ended = figureDay(i + 10)
			}
		}))
	}
	if err := s.Save(ctx, figures.Batch{Position: "p1", Facts: all}); err != nil {
		return err
	}
	for i, scan := range []figures.Scan{
		{},
		{Province: "10"},
		{County: "1014"},
		{Agencies: []samad.AgencyID{"isf.tamin", "isf.abfa"}},
		{Agencies: []samad.AgencyID{}},
		{Topic: "health/flu"},
		{Topic: "health", Province: "10", From: figureDay(3)},
		{Topic: "health/f%"},
		{From: figureDay(5), To: figureDay(7)},
		{From: figureDay(24)},
		{To: figureDay(3)},
		{Open: true},
		{Open: true, To: figureDay(15)},
		{Open: true, To: figureDay(20), Province: "10", County: "1010", Agencies: []samad.AgencyID{"isf.abfa"}, From: figureDay(2)},
	} {
		var want, got []figures.Fact
		for _, f := range all {
			if scan.Matches(f) {
				want = append(want, f)
			}
		}
		if err := s.Scan(ctx, scan, func(f figures.Fact) error {
			got = append(got, f)
			return nil
		}); err != nil {
			return err
		}
		sortFacts(got)
		if err := same(fmt.Sprintf("facts of scan %d", i), got, want); err != nil {
			return err
		}
	}
	return nil
}

func figuresStop(ctx context.Context, s Figures) error {
	if err := withCases(ctx, s, 3); err != nil {
		return err
	}
	if err := s.Save(ctx, figures.Batch{Position: "p1", Facts: []figures.Fact{fact(0), fact(1), fact(2)}}); err != nil {
		return err
	}
	enough := errors.New("enough")
	seen := 0
	err := s.Scan(ctx, figures.Scan{}, func(figures.Fact) error {
		seen++
		return enough
	})
	if !errors.Is(err, enough) || seen != 1 {
		return fmt.Errorf("a reader that stopped at the first saw %d facts and got %w", seen, err)
	}
	return nil
}

func figuresCopies(ctx context.Context, s Figures) error {
	if err := withCases(ctx, s, 1); err != nil {
		return err
	}
	batch := figures.Batch{Position: "p1", Facts: []figures.Fact{fact(0)}, Cells: map[string][]byte{"a": []byte("{}")}}
	if err := s.Save(ctx, batch); err != nil {
		return err
	}
	batch.Facts[0].Points[0].Value = 99
	batch.Cells["a"][0] = 'X'
	facts, err := s.CaseFacts(ctx, []samad.CaseID{caseID(0)})
	if err != nil {
		return err
	}
	if len(facts) == 1 {
		facts[0].Points[1].Value = 99
	}
	cells, err := s.Cells(ctx, []string{"a"})
	if err != nil {
		return err
	}
	if len(cells["a"]) > 0 {
		cells["a"][0] = 'Y'
	}
	again, err := s.CaseFacts(ctx, []samad.CaseID{caseID(0)})
	if err != nil {
		return err
	}
	ranged, err := s.Range(ctx, "a", "a")
	if err != nil {
		return err
	}
	return run(
		func() error { return same("facts", again, []figures.Fact{fact(0)}) },
		func() error { return same("cells", ranged, []figures.StoredCell{{Key: "a", Data: []byte("{}")}}) },
	)
}

func figuresClosed(ctx context.Context, s Figures) error {
	calls := map[string]func(ctx context.Context) error{
		"Position":  func(ctx context.Context) error { _, err := s.Position(ctx); return err },
		"CaseFacts": func(ctx context.Context) error { _, err := s.CaseFacts(ctx, []samad.CaseID{caseID(0)}); return err },
		"Cells":     func(ctx context.Context) error { _, err := s.Cells(ctx, []string{"a"}); return err },
		"Range":     func(ctx context.Context) error { _, err := s.Range(ctx, "a", "b"); return err },
		"Save":      func(ctx context.Context) error { return s.Save(ctx, figures.Batch{Position: "p"}) },
		"Scan": func(ctx context.Context) error {
			return s.Scan(ctx, figures.Scan{}, func(figures.Fact) error { return nil })
		},
	}
	ended, end := context.WithCancel(ctx)
	end()
	for name, call := range calls {
		if err := fails(name+" with an ended context", call(ended), context.Canceled); err != nil {
			return err
		}
	}
	if err := s.Close(); err != nil {
		return err
	}
	for name, call := range calls {
		if err := fails(name+" of a closed store", call(ctx), samad.ErrClosed); err != nil {
			return err
		}
	}
	return nil
}
