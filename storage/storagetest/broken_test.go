package storagetest_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// breaker breaks one promise of a good store.
type breaker func(f *faulty)

// breakers has a way to break the promise of every check: the check must
// notice it.
func breakers() map[string]breaker {
	return map[string]breaker{
		"apply/keeps everything":       edited(func(ch *samad.Change) { ch.Messages = nil }),
		"apply/follows on":             edited(func(ch *samad.Change) { ch.Values = dropIf(ch.Expect > 0, ch.Values) }),
		"apply/same case twice":        onlyFirst,
		"apply/several cases together": onlyFirst,
		"apply/only calls":             edited(func(ch *samad.Change) { ch.Calls = nil }),
		"apply/erases values":          edited(func(ch *samad.Change) { ch.Erase = nil }),
		"apply/replaces secrets": edited(func(ch *samad.Change) {
			if ch.Expect > 0 {
				ch.Secrets = nil
			}
		}),
		"apply/keeps secrets when none are given": edited(func(ch *samad.Change) {
			if ch.Secrets == nil && ch.Case != nil {
				ch.Secrets = &samad.Secrets{Case: ch.Case.ID}
			}
		}),

		"refuse/stale revision":              swallows(samad.ErrConflict),
		"refuse/second creation":             swallows(samad.ErrConflict),
		"refuse/step on nothing":             swallows(samad.ErrConflict),
		"refuse/code in use":                 swallows(samad.ErrCodeTaken),
		"refuse/code used twice in one call": oneByOne,
		"refuse/key in use":                  swallows(samad.ErrKeyTaken),
		"refuse/all or nothing":              oneByOne,
		"refuse/message to nobody":           swallows(samad.ErrInvalid),
		"refuse/id used again":               swallows(samad.ErrConflict),
		"refuse/text no database keeps":      swallows(samad.ErrInvalid),
		"refuse/gap in the history":          swallows(samad.ErrInvalid),

		"read/unknown is not found": func(f *faulty) {
			f.caseByID = func(ctx context.Context, id samad.CaseID) (samad.Case, error) {
				c, err := f.Store.Case(ctx, id)
				return c, unless(err, samad.ErrNotFound)
			}
		},
		"read/values in order": func(f *faulty) {
			f.values = func(ctx context.Context, id samad.CaseID) ([]samad.Value, error) {
				v, err := f.Store.Values(ctx, id)
				slices.SortFunc(v, func(a, b samad.Value) int {
					return cmp.Compare(strconv.FormatInt(a.Seq, 10)+a.Name, strconv.FormatInt(b.Seq, 10)+b.Name)
				})
				return v, err
			}
		},
		"read/messages in order": func(f *faulty) {
			f.messages = func(ctx context.Context, id samad.CaseID) ([]samad.Message, error) {
				m, err := f.Store.Messages(ctx, id)
				slices.SortFunc(m, func(a, b samad.Message) int { return cmp.Compare(a.ID, b.ID) })
				return m, err
			}
		},
		"read/own write": stale,

		"copies/of what it is given": sharesInput,
		"copies/of what it gives":    sharesOutput,

		"text/byte-exact": edited(func(ch *samad.Change) {
			for i := range ch.Values {
				ch.Values[i].Data = bytes.ReplaceAll(ch.Values[i].Data, []byte("ي"), []byte("ی"))
			}
		}),
		"text/long": edited(func(ch *samad.Change) {
			for i, v := range ch.Values {
				ch.Values[i].Data = v.Data[:min(len(v.Data), 65_535)]
			}
		}),
		"text/compares bytes": edited(func(ch *samad.Change) {
			if ch.Key != nil {
				ch.Key.Key = strings.ToLower(ch.Key.Key)
			}
		}),
		"time/microseconds": read(func(c *samad.Case) { c.Created = c.Created.Truncate(time.Millisecond) }),
		"time/UTC whatever came in": read(func(c *samad.Case) {
			c.Updated = c.Updated.In(time.FixedZone("+0330", 12600))
		}),
		"time/zero stays zero": func(f *faulty) {
			f.messages = func(ctx context.Context, id samad.CaseID) ([]samad.Message, error) {
				m, err := f.Store.Messages(ctx, id)
				for i := range m {
					if m[i].Settled.IsZero() {
						m[i].Settled = time.Unix(0, 0).UTC()
					}
				}
				return m, err
			}
		},

		"list/orders": asked(func(q *samad.Query) {
			if q.Order == samad.DueFirst && q.Cursor == "" {
				q.Order = samad.OldestFirst
			}
		}),
		"list/pages":                   skipsFirst,
		"list/pages while rows change": offsets,
		"list/limits":                  asked(func(q *samad.Query) { q.Limit = max(0, min(q.Limit, 1000)) }),
		"list/refuses foreign cursors": func(f *faulty) {
			f.list = func(ctx context.Context, q samad.Query) (samad.Page, error) {
				page, err := f.Store.List(ctx, q)
				if errors.Is(err, samad.ErrInvalid) {
					q.Cursor = ""
					return f.Store.List(ctx, q)
				}
				return page, err
			}
		},

		"filter/every field": asked(func(q *samad.Query) { q.CreatedTo = time.Time{} }),
		"filter/visible": asked(func(q *samad.Query) {
			if len(q.Visible) == 0 {
				q.Visible = nil
			}
		}),
		"filter/centres": asked(func(q *samad.Query) {
			if len(q.Centres) == 0 {
				q.Centres = nil
			}
		}),
		"filter/visible among many": asked(func(q *samad.Query) { q.Visible = nil }),
		"filter/trees":              asked(func(q *samad.Query) { q.Topic = "" }),
		"filter/late":               asked(func(q *samad.Query) { q.Now = q.Now.Add(-time.Microsecond) }),
		"filter/petitioner":         asked(func(q *samad.Query) { q.Petitioner = q.Petitioner[:min(1, len(q.Petitioner))] }),

		"search/every word": asked(func(q *samad.Query) { q.Search = q.Search[:min(1, len(q.Search))] }),
		"search/any character": asked(func(q *samad.Query) {
			for i, w := range q.Search {
				q.Search[i] = strings.Trim(w, `"*`)
			}
		}),
		"search/added and erased": edited(func(ch *samad.Change) { ch.EraseSearch = false }),

		"count/tallies": func(f *faulty) {
			f.count = func(ctx context.Context, q samad.Query, by []samad.Dimension) ([]samad.Tally, error) {
				t, err := f.Store.Count(ctx, q, by...)
				slices.SortFunc(t, func(a, b samad.Tally) int { return cmp.Compare(b.Cases, a.Cases) })
				return t, err
			}
		},
		"count/refuses unknown dimensions": func(f *faulty) {
			f.count = func(ctx context.Context, q samad.Query, by []samad.Dimension) ([]samad.Tally, error) {
				t, err := f.Store.Count(ctx, q, by...)
				return t, unless(err, samad.ErrInvalid)
			}
		},

		"keys/wiped when they expire": func(f *faulty) {
			f.wipeKeys = func(ctx context.Context, now time.Time, limit int) (int, error) {
				return f.Store.WipeKeys(ctx, now.Add(-time.Microsecond), limit)
			}
		},
		"keys/wiped a few at a time": func(f *faulty) {
			f.wipeKeys = func(ctx context.Context, now time.Time, limit int) (int, error) {
				return f.Store.WipeKeys(ctx, now, 1000*limit)
			}
		},

		"due/the longest due first": func(f *faulty) {
			f.claimDue = func(ctx context.Context, c samad.Claim) ([]samad.CaseID, error) {
				ids, err := f.Store.ClaimDue(ctx, c)
				slices.Sort(ids)
				return ids, err
			}
		},
		"due/one holder at a time":     leases(time.Microsecond),
		"due/takes over from the dead": leases(time.Hour),
		"due/a step releases":          stepsHold,
		"due/follows the clocks":       keepsClocks,
		"due/looks ahead": func(f *faulty) {
			f.nextDue = func(ctx context.Context, after time.Time) (time.Time, error) {
				return f.Store.NextDue(ctx, after.Add(-time.Microsecond)) // at, where it must be after
			}
		},
		"filter/ended and erased": asked(func(q *samad.Query) {
			if q.Erased != nil && !*q.Erased {
				q.Erased = nil
			}
		}),
		"count/how long it took": func(f *faulty) {
			f.count = func(ctx context.Context, q samad.Query, by []samad.Dimension) ([]samad.Tally, error) {
				t, err := f.Store.Count(ctx, q, by...)
				for i := range t { // open cases taken for ones that took no time
					t[i].Lasted = (t[i].Lasted * time.Duration(t[i].Ended) / time.Duration(t[i].Cases)).Truncate(time.Second)
				}
				return t, err
			}
		},
		"erase/messages":              edited(func(ch *samad.Change) { ch.EraseMessages = false }),
		"erase/receipts":              edited(func(ch *samad.Change) { ch.EraseMessages = false }),
		"erase/calls":                 edited(func(ch *samad.Change) { ch.EraseCalls = nil }),
		"erase/what is left to erase": called(func(q *samad.CallQuery) { q.Personal = false }),
		"digests/in order": func(f *faulty) {
			f.digests = func(ctx context.Context, after int64, limit int) ([]samad.Digest, error) {
				d, err := f.Store.Digests(ctx, after, limit)
				slices.SortFunc(d, func(a, b samad.Digest) int {
					return cmp.Compare(strconv.FormatInt(a.Number, 10), strconv.FormatInt(b.Number, 10))
				})
				return d, err
			}
		},
		"digests/one after the other": func(f *faulty) {
			f.addDigest = func(ctx context.Context, d samad.Digest) error {
				return unless(f.Store.AddDigest(ctx, d), samad.ErrConflict)
			}
		},
		"feed/one cursor for one place": func(f *faulty) {
			f.feed = func(ctx context.Context, after string, limit int) ([]samad.Event, string, error) {
				events, next, err := f.Store.Feed(ctx, strings.TrimLeft(after, "0"), limit)
				if len(events) > 0 {
					next = strings.Repeat("0", limit) + next
				} else {
					next = after
				}
				return events, next, err
			}
		},
		"walk/words": func(f *faulty) {
			f.words = func(ctx context.Context, id samad.CaseID) ([]string, error) {
				w, err := f.Store.Words(ctx, id)
				return w[:min(len(w), 3)], err
			}
		},
		"walk/outbox": func(f *faulty) {
			f.outbox = func(ctx context.Context, after string, limit int) ([]samad.Message, string, error) {
				m, next, err := f.Store.Outbox(ctx, after, limit)
				return slices.DeleteFunc(m, func(m samad.Message) bool { return m.State != samad.Pending }), next, err
			}
		},
		"walk/keys": func(f *faulty) {
			f.keys = func(ctx context.Context, after string, limit int) ([]samad.KeyRecord, error) {
				k, err := f.Store.Keys(ctx, after, limit)
				slices.SortFunc(k, func(a, b samad.KeyRecord) int { return cmp.Compare(strings.ToLower(a.Key), strings.ToLower(b.Key)) })
				return k, err
			}
		},
		"walk/without a case": swallows(samad.ErrKeyTaken),
		"rewrap/keys still the same": func(f *faulty) {
			f.rewrap = func(ctx context.Context, keys []samad.WrappedKey) (int, error) {
				for _, k := range keys {
					if x, err := f.Store.Secrets(ctx, k.Case); err == nil {
						k.Old = x.Key // whatever it is by now
					}
					if _, err := f.Store.Rewrap(ctx, k); err != nil {
						return 0, err
					}
				}
				return 2, nil
			}
		},
		"due/refuses senseless claims": func(f *faulty) {
			f.claimDue = func(ctx context.Context, c samad.Claim) ([]samad.CaseID, error) {
				ids, err := f.Store.ClaimDue(ctx, c)
				return ids, unless(err, samad.ErrInvalid)
			}
		},

		"messages/oldest first": func(f *faulty) {
			f.claimMessages = func(ctx context.Context, c samad.Claim) ([]samad.Message, error) {
				m, err := f.Store.ClaimMessages(ctx, c)
				slices.SortFunc(m, func(a, b samad.Message) int { return cmp.Compare(a.ID, b.ID) })
				return m, err
			}
		},
		"messages/one holder at a time": leases(time.Microsecond),
		"messages/one recipient in order": edited(func(ch *samad.Change) {
			for i := range ch.Messages { // as if every message had a recipient of its own
				ch.Messages[i].Audience, ch.Messages[i].Office = samad.ToOffice, samad.AgencyID(ch.Messages[i].ID)
			}
		}),
		"messages/a row to one claimant": func(f *faulty) {
			f.claimMessages = func(ctx context.Context, c samad.Claim) ([]samad.Message, error) {
				m, err := f.Store.ClaimMessages(ctx, c)
				return m[:min(1, len(m))], err
			}
		},
		"messages/revived before what is held": leases(time.Nanosecond),
		"messages/not before their time": func(f *faulty) {
			f.claimMessages = func(ctx context.Context, c samad.Claim) ([]samad.Message, error) {
				c.Now = c.Now.Add(time.Hour)
				return f.Store.ClaimMessages(ctx, c)
			}
		},
		"messages/only pending ones": edited(func(ch *samad.Change) {
			for i := range ch.Messages {
				ch.Messages[i].State = samad.Pending
			}
		}),

		"settle/keeps the result":        settled(func(x *samad.Settlement) { x.Fault = "" }),
		"settle/all or none":             settled(func(*samad.Settlement) {}), // each by itself
		"settle/by the holder only":      settleSwallows,
		"settle/late but not taken over": settlesInTimeOnly,
		"settle/wipes":                   settled(func(x *samad.Settlement) { x.Wipe = false }),
		"outbox/query": func(f *faulty) {
			f.find = func(ctx context.Context, q samad.MessageQuery) (samad.MessagePage, error) {
				q.Unconfirmed = false
				return f.Store.FindMessages(ctx, q)
			}
		},
		"outbox/pages": func(f *faulty) {
			f.find = func(ctx context.Context, q samad.MessageQuery) (samad.MessagePage, error) {
				page, err := f.Store.FindMessages(ctx, q)
				if q.Cursor != "" && len(page.Messages) > 0 {
					page.Messages = page.Messages[1:]
				}
				return page, err
			}
		},
		"outbox/messages alone": swallows(samad.ErrConflict),
		"outbox/revives the dead only": func(f *faulty) {
			f.revive = func(ctx context.Context, id string, from time.Time) error {
				return unless(f.Store.ReviveMessage(ctx, id, from), samad.ErrConflict)
			}
		},
		"outbox/confirms": func(f *faulty) {
			f.confirm = func(ctx context.Context, x samad.Confirmation) error {
				x.Arrived = true
				return f.Store.ConfirmMessage(ctx, x)
			}
		},
		"calls/query":                       called(func(q *samad.CallQuery) { q.Caller = nil }),
		"calls/pages":                       skipsFirst,
		"feed/in order of commit":           feedByID,
		"feed/goes on where it stopped":     feedForgets,
		"context/ended":                     ignoresContext,
		"context/closed store":              func(f *faulty) { f.close = func() error { return nil } },
		"concurrency/two writers, one wins": swallows(samad.ErrConflict),
		"concurrency/one code, one key":     swallows(samad.ErrKeyTaken),
		"concurrency/crowd on one case":     swallows(samad.ErrConflict),
		"concurrency/many at once":          losesSome,
		"concurrency/claims":                claimsTwice,
		"concurrency/message claims":        claimsTwice,
		"concurrency/feed misses nothing":   feedSkips,
		"concurrency/reads whole changes":   lacksLastEvent,
	}
}
