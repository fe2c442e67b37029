package storagetest_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
)

// faultyFigures is a good store of figures with some methods replaced by ones
// that break a promise.
type faultyFigures struct {
	*memory.Figures
	store *memory.Store
	save  func(ctx context.Context, b figures.Batch) error
	scan  func(ctx context.Context, q figures.Scan, each func(figures.Fact) error) error
	cells func(ctx context.Context, from, to string) ([]figures.StoredCell, error)
	close func() error
}

func (f *faultyFigures) Cases() samad.Store { return f.store }

func (f *faultyFigures) Close() error {
	if f.close != nil {
		return f.close()
	}
	return f.store.Close()
}

func (f *faultyFigures) Save(ctx context.Context, b figures.Batch) error {
	if f.save == nil {
		return f.Figures.Save(ctx, b)
	}
	return f.save(ctx, b)
}

func (f *faultyFigures) Scan(ctx context.Context, q figures.Scan, each func(figures.Fact) error) error {
	if f.scan == nil {
		return f.Figures.Scan(ctx, q, each)
	}
	return f.scan(ctx, q, each)
}

func (f *faultyFigures) Range(ctx context.Context, from, to string) ([]figures.StoredCell, error) {
	if f.cells == nil {
		return f.Figures.Range(ctx, from, to)
	}
	return f.cells(ctx, from, to)
}

// TestFiguresChecksFindFaults breaks a store in every way that the checks
// promise to find.
func TestFiguresChecksFindFaults(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		check string
		spoil func(f *faultyFigures)
	}{
		"values lost": {"figures/kept", func(f *faultyFigures) {
			f.save = func(ctx context.Context, b figures.Batch) error {
				b.Facts = slices.Clone(b.Facts)
				for i := range b.Facts {
					b.Facts[i].Agency = ""
				}
				return f.Figures.Save(ctx, b)
			}
		}},
		"old cells stay": {"figures/replaced", func(f *faultyFigures) {
			f.save = func(ctx context.Context, b figures.Batch) error {
				for key, data := range b.Cells {
					if len(data) == 0 {
						delete(b.Cells, key)
					}
				}
				return f.Figures.Save(ctx, b)
			}
		}},
		"any position will do": {"figures/position", func(f *faultyFigures) {
			f.save = func(ctx context.Context, b figures.Batch) error {
				var err error
				if b.Expect, err = f.Position(ctx); err != nil {
					return err
				}
				return f.Figures.Save(ctx, b)
			}
		}},
		"half a batch": {"figures/together", func(f *faultyFigures) {
			f.save = func(ctx context.Context, b figures.Batch) error {
				at, err := f.Position(ctx)
				if err != nil {
					return err
				}
				if err := f.Figures.Save(ctx, figures.Batch{Expect: at, Position: at, Cells: b.Cells}); err != nil {
					return err
				}
				return f.Figures.Save(ctx, b)
			}
		}},
		"the end left out": {"figures/range", func(f *faultyFigures) {
			f.cells = func(ctx context.Context, from, to string) ([]figures.StoredCell, error) {
				out, err := f.Figures.Range(ctx, from, to)
				return out[:max(len(out)-1, 0)], err
			}
		}},
		"agencies not asked for": {"figures/scan", func(f *faultyFigures) {
			f.scan = func(ctx context.Context, q figures.Scan, each func(figures.Fact) error) error {
				q.Agencies = nil
				return f.Figures.Scan(ctx, q, each)
			}
		}},
		"topics not asked for": {"figures/scan", func(f *faultyFigures) {
			f.scan = func(ctx context.Context, q figures.Scan, each func(figures.Fact) error) error {
				q.Topic = ""
				return f.Figures.Scan(ctx, q, each)
			}
		}},
		"no end": {"figures/stops", func(f *faultyFigures) {
			f.scan = func(ctx context.Context, q figures.Scan, each func(figures.Fact) error) error {
				var last error
				err := f.Figures.Scan(ctx, q, func(fact figures.Fact) error {
					last = each(fact)
					return nil
				})
				if err != nil {
					return err
				}
				return last
			}
		}},
		"shared memory": {"figures/copies", func(f *faultyFigures) {
			var kept []figures.StoredCell
			f.save = func(ctx context.Context, b figures.Batch) error {
				for key, data := range b.Cells {
					kept = append(kept, figures.StoredCell{Key: key, Data: data})
				}
				return f.Figures.Save(ctx, b)
			}
			f.cells = func(context.Context, string, string) ([]figures.StoredCell, error) { return kept, nil }
		}},
		"never closed": {"figures/closed", func(f *faultyFigures) { f.close = func() error { return nil } }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := false
			for _, c := range storagetest.FiguresChecks() {
				if c.Name != row.check {
					continue
				}
				found = true
				store := memory.New()
				f := &faultyFigures{Figures: store.Figures(), store: store}
				row.spoil(f)
				assert.Error(t, c.Run(t.Context(), f), "the check does not see it")
			}
			require.True(t, found)
		})
	}
}
