package storagetest_test

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
	"github.com/samad111/go-samad/tracking"
)

// faulty is a good store with some methods replaced by ones that break a
// promise. A nil field leaves the method as it is.
type faulty struct {
	*memory.Store
	apply         func(ctx context.Context, changes []samad.Change) error
	caseByID      func(ctx context.Context, id samad.CaseID) (samad.Case, error)
	caseByCode    func(ctx context.Context, code tracking.Code) (samad.Case, samad.Secrets, error)
	events        func(ctx context.Context, id samad.CaseID) ([]samad.Event, error)
	values        func(ctx context.Context, id samad.CaseID) ([]samad.Value, error)
	messages      func(ctx context.Context, id samad.CaseID) ([]samad.Message, error)
	list          func(ctx context.Context, q samad.Query) (samad.Page, error)
	count         func(ctx context.Context, q samad.Query, by []samad.Dimension) ([]samad.Tally, error)
	wipeKeys      func(ctx context.Context, now time.Time, limit int) (int, error)
	claimDue      func(ctx context.Context, c samad.Claim) ([]samad.CaseID, error)
	claimMessages func(ctx context.Context, c samad.Claim) ([]samad.Message, error)
	settle        func(ctx context.Context, x samad.Settlement) error
	calls         func(ctx context.Context, q samad.CallQuery) (samad.CallPage, error)
	feed          func(ctx context.Context, after string, limit int) ([]samad.Event, string, error)
	nextDue       func(ctx context.Context, after time.Time) (time.Time, error)
	addDigest     func(ctx context.Context, d samad.Digest) error
	digests       func(ctx context.Context, after int64, limit int) ([]samad.Digest, error)
	rewrap        func(ctx context.Context, keys []samad.WrappedKey) (int, error)
	words         func(ctx context.Context, id samad.CaseID) ([]string, error)
	outbox        func(ctx context.Context, after string, limit int) ([]samad.Message, string, error)
	keys          func(ctx context.Context, after string, limit int) ([]samad.KeyRecord, error)
	find          func(ctx context.Context, q samad.MessageQuery) (samad.MessagePage, error)
	revive        func(ctx context.Context, id string, from time.Time) error
	confirm       func(ctx context.Context, x samad.Confirmation) error
	close         func() error
}

var _ storagetest.Store = (*faulty)(nil)

func (f *faulty) Apply(ctx context.Context, changes ...samad.Change) error {
	if f.apply == nil {
		return f.Store.Apply(ctx, changes...)
	}
	return f.apply(ctx, changes)
}

func (f *faulty) Case(ctx context.Context, id samad.CaseID) (samad.Case, error) {
	if f.caseByID == nil {
		return f.Store.Case(ctx, id)
	}
	return f.caseByID(ctx, id)
}

func (f *faulty) CaseByCode(ctx context.Context, code tracking.Code) (samad.Case, samad.Secrets, error) {
	if f.caseByCode == nil {
		return f.Store.CaseByCode(ctx, code)
	}
	return f.caseByCode(ctx, code)
}

func (f *faulty) Events(ctx context.Context, id samad.CaseID) ([]samad.Event, error) {
	if f.events == nil {
		return f.Store.Events(ctx, id)
	}
	return f.events(ctx, id)
}

func (f *faulty) Values(ctx context.Context, id samad.CaseID) ([]samad.Value, error) {
	if f.values == nil {
		return f.Store.Values(ctx, id)
	}
	return f.values(ctx, id)
}

func (f *faulty) Messages(ctx context.Context, id samad.CaseID) ([]samad.Message, error) {
	if f.messages == nil {
		return f.Store.Messages(ctx, id)
	}
	return f.messages(ctx, id)
}

func (f *faulty) List(ctx context.Context, q samad.Query) (samad.Page, error) {
	if f.list == nil {
		return f.Store.List(ctx, q)
	}
	return f.list(ctx, q)
}

func (f *faulty) Count(ctx context.Context, q samad.Query, by ...samad.Dimension) ([]samad.Tally, error) {
	if f.count == nil {
		return f.Store.Count(ctx, q, by...)
	}
	return f.count(ctx, q, by)
}

func (f *faulty) WipeKeys(ctx context.Context, now time.Time, limit int) (int, error) {
	if f.wipeKeys == nil {
		return f.Store.WipeKeys(ctx, now, limit)
	}
	return f.wipeKeys(ctx, now, limit)
}

func (f *faulty) ClaimDue(ctx context.Context, c samad.Claim) ([]samad.CaseID, error) {
	if f.claimDue == nil {
		return f.Store.ClaimDue(ctx, c)
	}
	return f.claimDue(ctx, c)
}

func (f *faulty) ClaimMessages(ctx context.Context, c samad.Claim) ([]samad.Message, error) {
	if f.claimMessages == nil {
		return f.Store.ClaimMessages(ctx, c)
	}
	return f.claimMessages(ctx, c)
}

func (f *faulty) SettleMessages(ctx context.Context, list ...samad.Settlement) error {
	if f.settle == nil {
		return f.Store.SettleMessages(ctx, list...)
	}
	for _, x := range list {
		if err := f.settle(ctx, x); err != nil {
			return err
		}
	}
	return nil
}

func (f *faulty) FindMessages(ctx context.Context, q samad.MessageQuery) (samad.MessagePage, error) {
	if f.find == nil {
		return f.Store.FindMessages(ctx, q)
	}
	return f.find(ctx, q)
}

func (f *faulty) ReviveMessage(ctx context.Context, id string, from time.Time) error {
	if f.revive == nil {
		return f.Store.ReviveMessage(ctx, id, from)
	}
	return f.revive(ctx, id, from)
}

func (f *faulty) ConfirmMessage(ctx context.Context, x samad.Confirmation) error {
	if f.confirm == nil {
		return f.Store.ConfirmMessage(ctx, x)
	}
	return f.confirm(ctx, x)
}

func (f *faulty) Calls(ctx context.Context, q samad.CallQuery) (samad.CallPage, error) {
	if f.calls == nil {
		return f.Store.Calls(ctx, q)
	}
	return f.calls(ctx, q)
}

func (f *faulty) Feed(ctx context.Context, after string, limit int) ([]samad.Event, string, error) {
	if f.feed == nil {
		return f.Store.Feed(ctx, after, limit)
	}
	return f.feed(ctx, after, limit)
}

func (f *faulty) NextDue(ctx context.Context, after time.Time) (time.Time, error) {
	if f.nextDue == nil {
		return f.Store.NextDue(ctx, after)
	}
	return f.nextDue(ctx, after)
}

func (f *faulty) AddDigest(ctx context.Context, d samad.Digest) error {
	if f.addDigest == nil {
		return f.Store.AddDigest(ctx, d)
	}
	return f.addDigest(ctx, d)
}

func (f *faulty) Digests(ctx context.Context, after int64, limit int) ([]samad.Digest, error) {
	if f.digests == nil {
		return f.Store.Digests(ctx, after, limit)
	}
	return f.digests(ctx, after, limit)
}

func (f *faulty) Rewrap(ctx context.Context, keys ...samad.WrappedKey) (int, error) {
	if f.rewrap == nil {
		return f.Store.Rewrap(ctx, keys...)
	}
	return f.rewrap(ctx, keys)
}

func (f *faulty) Words(ctx context.Context, id samad.CaseID) ([]string, error) {
	if f.words == nil {
		return f.Store.Words(ctx, id)
	}
	return f.words(ctx, id)
}

func (f *faulty) Outbox(ctx context.Context, after string, limit int) ([]samad.Message, string, error) {
	if f.outbox == nil {
		return f.Store.Outbox(ctx, after, limit)
	}
	return f.outbox(ctx, after, limit)
}

func (f *faulty) Keys(ctx context.Context, after string, limit int) ([]samad.KeyRecord, error) {
	if f.keys == nil {
		return f.Store.Keys(ctx, after, limit)
	}
	return f.keys(ctx, after, limit)
}

func (f *faulty) Close() error {
	if f.close == nil {
		return f.Store.Close()
	}
	return f.close()
}
