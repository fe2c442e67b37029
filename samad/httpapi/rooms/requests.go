package rooms

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// request is the note of a request that came with an Idempotency-Key.
type request struct {
	// Sum tells whether a request is the same. It is a hash under the key, which
	// is not kept: nothing of the body can be found out by it.
	Sum    string `json:"sum"`
	Result string `json:"result"` // the id of the record that was made or changed
}

func requests() *ledger.Book[request] {
	return ledger.NewBook("api_request", func(request) ledger.Keys { return ledger.Keys{} },
		func() ledger.Payload[request] { return new(requestDone) })
}

type requestDone struct {
	Sum    string `json:"sum"`
	Result string `json:"result"`
}

// EventType implements ledger.Payload.
func (*requestDone) EventType() string { return "done" }

// Apply implements ledger.Payload.
func (p *requestDone) Apply(s *request, e ledger.Event) error {
	if e.Seq != 1 {
		return errors.New("a request is done once")
	}
	*s = request{Sum: p.Sum, Result: p.Result}
	return nil
}

// requestID names the note of a key of an account, without either in it.
func requestID(actor samad.Actor, key string) string {
	sum := samad.HashParts([]byte("samad.request.v1"), []byte(actor.ID), []byte(actor.Own()), []byte(key))
	return hex.EncodeToString(sum[:])
}

// done returns what the same request did before, "" when it did not come yet,
// and fails with samad.ErrKeyReused when another one came with its key.
func (b *base) done(ctx context.Context, id, sum string) (result string, err error) {
	r, err := requests().Read(ctx, b.opts.Ledger, id)
	switch {
	case errors.Is(err, samad.ErrNotFound):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("rooms: look for a request that came before: %w", err)
	case r.Sum != sum:
		return "", samad.ErrKeyReused
	default:
		return r.Result, nil
	}
}
