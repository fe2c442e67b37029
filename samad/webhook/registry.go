package webhook

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/samad111/go-samad/internal/required"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Feeder is what a [Registry] asks of the Desk. *samad.Desk implements it.
type Feeder interface {
	Feed(ctx context.Context, actor samad.Actor, after string, limit int) (samad.FeedPage, error)
}

// Config says what a [Registry] works with.
type Config struct {
	Ledger    ledger.Store    // required
	Vault     samad.Vault     // required: seals the secrets
	Directory samad.Directory // required
	Feed      Feeder          // required
	// Plain allows http addresses too, for trials on one machine.
	Plain bool
	// Quiet is how long progress over events of others may go unwritten, so
	// that the history of a quiet hook stays short; default one hour.
	Quiet time.Duration
	Now   func() time.Time // default [time.Now]
	// Random gives ids and secrets; default [rand.Reader]. It must be safe for
	// concurrent use.
	Random io.Reader
	// Location is where days of the directory begin; default Asia/Tehran.
	Location *time.Location
}

// Registry keeps hooks: who wants to be told where, with which secret, and how
// far that has come. They are records of the ledger, with a history that says
// who did what. A Registry keeps no state of its own, starts no goroutines and
// is safe for concurrent use.
type Registry struct {
	config Config
	book   *ledger.Book[record]
}

var _ Subscriptions = (*Registry)(nil)

// NewRegistry checks the configuration, reports everything that is missing at
// once, and returns the Registry. It does no I/O.
func NewRegistry(config Config) (*Registry, error) {
	need := required.Of("webhook: Config")
	need.Field(config.Ledger != nil, "Ledger")
	need.Field(config.Vault != nil, "Vault")
	need.Field(config.Directory != nil, "Directory")
	need.Field(config.Feed != nil, "Feed")
	config.Location = need.Zone(config.Location)
	if err := need.Err(); err != nil {
		return nil, err
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	if config.Quiet == 0 {
		config.Quiet = time.Hour
	}
	return &Registry{config: config, book: newBook()}, nil
}

// today is the Persian date on which the directory is asked.
func (r *Registry) today() persian.Date {
	d, err := persian.FromTime(r.config.Now().In(r.config.Location))
	if err != nil {
		return persian.Date{}
	}
	return d
}

// may reports whether the actor looks after hooks of the agency in the place.
// As with accounts, nobody reaches wider than the own place.
func (r *Registry) may(actor samad.Actor, agency samad.AgencyID, place samad.PlaceID) bool {
	if actor.Place != "" && (place == "" || !place.Under(actor.Place)) {
		return false
	}
	path := r.config.Directory.AgencyPath(agency, r.today())
	return samad.MayIn(actor, samad.ManageWebhooks, samad.Area{Agency: path, Place: place})
}

// stamp is what the history keeps of who looks after a hook.
func (r *Registry) stamp(actor samad.Actor) samad.Stamp {
	for _, right := range samad.Rights() {
		if right.Action == samad.ManageWebhooks && actor.Has(right.Role) {
			return ledger.StampOf(actor, right.Role)
		}
	}
	return ledger.StampOf(actor, "")
}

// manages reports whether the actor has a role that looks after hooks at all.
func manages(actor samad.Actor) error {
	for _, right := range samad.Rights() {
		if right.Action == samad.ManageWebhooks && actor.Has(right.Role) {
			return nil
		}
	}
	return forbidden(actor)
}

func forbidden(actor samad.Actor) error {
	return &samad.ForbiddenError{Action: samad.ManageWebhooks, Roles: actor.Roles}
}

// actor is as whom a hook reads the feed: as the agency's own service, and it
// can do nothing else.
func (x record) actor(id string) samad.Actor {
	return samad.Actor{
		ID: "webhook/" + id, Roles: []samad.Role{samad.RoleService}, Agency: x.Agency, Place: x.Place, Only: []samad.Action{samad.Read},
	}
}

// hook is a record as people see it.
func (x record) hook(id string, revision int64, now time.Time) Hook {
	h := Hook{
		ID: id, Revision: revision, Agency: x.Agency, Place: x.Place, URL: x.URL, Label: x.Label, Types: x.Types, Status: x.Status,
		Created: x.Created, CreatedBy: x.By, Cursor: x.Cursor, Since: x.Since, Delivered: x.Delivered, LastTry: x.LastTry, LastGood: x.LastGood,
		Fault: x.Fault, Failures: x.Failures, FailingSince: x.FailingSince, Dead: x.Dead, Again: x.Again,
	}
	if x.Status == Active && x.Failures > 0 {
		h.Next = x.Next
	}
	for _, s := range x.Secrets {
		if s.Until.After(now) {
			h.OldSecretUntil = s.Until
		}
	}
	return h
}

// seal keeps a secret under the hook's key.
func (r *Registry) seal(ctx context.Context, id string, wrapped []byte, number int, s Secret) ([]byte, error) {
	out, err := r.config.Vault.Seal(ctx, wrapped, sealedFor(id), secretName(number), []byte(s.Reveal()))
	if err != nil {
		return nil, fmt.Errorf("webhook: seal a secret of %s: %w", id, err)
	}
	return out, nil
}

func (r *Registry) open(ctx context.Context, id string, wrapped []byte, s sealed) (Secret, error) {
	plain, err := r.config.Vault.Open(ctx, wrapped, sealedFor(id), secretName(s.Number), s.Sealed)
	if err != nil {
		return Secret{}, fmt.Errorf("webhook: open a secret of %s: %w", id, err)
	}
	return ParseSecret(string(plain))
}

func sealedFor(id string) string             { return "webhook/" + id }
func secretName(number int) string           { return fmt.Sprintf("secret %d", number) }
func notFound(id string) error               { return fmt.Errorf("webhook: %s: %w", id, samad.ErrNotFound) }
func (r *Registry) now() time.Time           { return r.config.Now().UTC().Truncate(time.Microsecond) }
func (r *Registry) ref(id string) ledger.Ref { return r.book.Ref(id) }
