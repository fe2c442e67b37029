package storagetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Benchmark measures the store on what a service does most: submissions by one
// and by many clients, claims among few and many cases, the first page of a
// list and a late one. open returns an empty store and is called for each.
//
// Besides the time of one operation it reports its 99th percentile as
// "p99-ms". Compare stores within one run, never against a number on paper.
func Benchmark(b *testing.B, open func(b testing.TB) Store) {
	for _, clients := range []int{1, 32} {
		b.Run(fmt.Sprintf("submit/clients=%d", clients), func(b *testing.B) {
			s := open(b)
			Load(b, clients, func(ctx context.Context, n int) error { return s.Apply(ctx, Submission(n)) })
		})
	}
	for _, size := range []int{1_000, 100_000} {
		b.Run(fmt.Sprintf("cases=%d", size), func(b *testing.B) {
			s := open(b)
			fill(b, s, size)
			b.Run("claim due", func(b *testing.B) { benchmarkClaim(b, s) })
			b.Run("list/first page", func(b *testing.B) { benchmarkPage(b, s, "") })
			last := size/50 - 1
			b.Run(fmt.Sprintf("list/page %d", last), func(b *testing.B) { benchmarkPage(b, s, cursorAfter(b, s, last)) })
			b.Run("list/of a small office", func(b *testing.B) {
				Load(b, 1, func(ctx context.Context, _ int) error {
					_, err := s.List(ctx, samad.Query{Visible: []samad.AgencyID{"isf.small"}})
					return err
				})
			})
			b.Run("case", func(b *testing.B) {
				Load(b, 1, func(ctx context.Context, n int) error { _, err := s.Case(ctx, caseID(n%size)); return err })
			})
		})
	}
}

// Submission returns the n-th of a series of changes as a submission makes
// them: a case with a clock, two events, two values, secrets, search words and
// a message, of usual sizes.
func Submission(n int) samad.Change {
	ch := submission(n, dueAt(after(n)))
	ch.Secrets.Key, ch.Secrets.PIN = make([]byte, 65), make([]byte, 32)
	ch.Values[0].Data = make([]byte, 180)
	ch.Values[1].Data = []byte(benchmarkText)
	ch.Messages[0].Sealed = make([]byte, 160)
	ch.Search = []string{"سه", "ماه", "است", "حقوق", "بیکاری", "من", "واریز", "نشده", "و", "شعبه", "پاسخ", "نمیدهد"}
	return ch
}

const benchmarkText = "سه ماه است حقوق بیکاری من واریز نشده و شعبه پاسخ نمی‌دهد. لطفاً رسیدگی کنید، اجاره‌ام عقب افتاده است."

// Load runs f b.N times from so many goroutines, with consecutive numbers, and
// reports the 99th percentile.
func Load(b *testing.B, clients int, f func(ctx context.Context, n int) error) {
	b.Helper()
	b.ReportAllocs()
	took := make([]time.Duration, b.N)
	var next atomic.Int64
	var all sync.WaitGroup
	b.ResetTimer()
	for range clients {
		all.Go(func() {
			for n := int(next.Add(1)); n <= b.N; n = int(next.Add(1)) {
				begun := time.Now()
				if err := f(b.Context(), n); err != nil {
					b.Error(err)
					return
				}
				took[n-1] = time.Since(begun)
			}
		})
	}
	all.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
}

// fill adds so many cases, a hundred at a time.
func fill(b *testing.B, s Store, size int) {
	b.Helper()
	for n := 0; n < size; n += 100 {
		var batch []samad.Change
		for i := range min(100, size-n) {
			ch := Submission(n + i)
			if i == 50 { // one of a hundred concerns the small office too
				ch.Case.Cooperating = []samad.Cooperation{{Agency: "isf.small", Purpose: samad.Cooperate}}
			}
			batch = append(batch, ch)
		}
		if err := s.Apply(b.Context(), batch...); err != nil {
			b.Fatal(err)
		}
	}
}

// benchmarkClaim claims a hundred cases; each claim comes after the leases of
// the one before have run out.
func benchmarkClaim(b *testing.B, s Store) {
	now := after(1_000_000)
	Load(b, 1, func(ctx context.Context, n int) error {
		at := now.Add(time.Duration(n) * time.Minute)
		ids, err := s.ClaimDue(ctx, samad.Claim{Now: at, Limit: 100, Lease: time.Minute, Owner: "a"})
		if err == nil && len(ids) != 100 {
			err = fmt.Errorf("%d cases claimed, want 100", len(ids))
		}
		return err
	})
}

func benchmarkPage(b *testing.B, s Store, cursor string) {
	Load(b, 1, func(ctx context.Context, _ int) error {
		page, err := s.List(ctx, samad.Query{Cursor: cursor})
		if err == nil && len(page.Cases) != 50 {
			err = fmt.Errorf("%d cases on a page, want 50", len(page.Cases))
		}
		return err
	})
}

// cursorAfter returns the cursor of the page after so many.
func cursorAfter(b *testing.B, s Store, pages int) string {
	b.Helper()
	query := samad.Query{Limit: 1000}
	left := pages * 50
	for left > 0 {
		query.Limit = min(1000, left)
		page, err := s.List(b.Context(), query)
		if err != nil {
			b.Fatal(err)
		}
		left -= len(page.Cases)
		query.Cursor = page.Next
	}
	return query.Cursor
}
