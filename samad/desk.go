package samad

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// Config says what a [Desk] works with.
type Config struct {
	Store     Store     // required
	Router    Router    // required
	Deadlines Deadlines // required
	Directory Directory // required
	Codes     Codes     // required; tracking.Minter{} will do

	// Vault seals personal data. It is required unless PlainText is set,
	// which keeps personal data readable in the store: for tests and for
	// stores that are encrypted as a whole.
	Vault     Vault
	PlainText bool

	// Blobs keeps attachments; without it none are taken. Scanner, when it is
	// not nil, must find nothing in them.
	Blobs   Blobs
	Scanner Scanner

	// Letters says which agencies answer by letter; without it none do, and
	// [Desk.AnswerByLetter] is refused.
	Letters Letters

	// Notifier delivers messages; [Desk.Deliver] needs it, nothing else does.
	Notifier Notifier
	// Observer is told of every step; default nobody.
	Observer Observer
	// Settings are the province's own; zero fields are defaults.
	Settings Settings
	// Chores are what [Desk.Sweep] runs after its own, in this order.
	Chores []Chore
	// Now is the clock; default [time.Now]. The Desk cuts it to microseconds
	// in UTC, because databases keep no more.
	Now func() time.Time
	// Random gives ids and salts; default [rand.Reader]. It must be safe for
	// concurrent use.
	Random io.Reader
	// Location is where days begin; default Asia/Tehran, for which the
	// program needs the zone database (import _ "time/tzdata").
	Location *time.Location
}

// Chore is work that time asks for and that another part brings into
// [Desk.Sweep]. It must be safe to run twice and by several at once.
type Chore interface {
	Name() string
	// Run does at most limit pieces of work due at now and returns how many
	// it did.
	Run(ctx context.Context, now time.Time, limit int) (done int, err error)
}

// Desk (میز خدمت) takes a case through its life. It is the only place where
// rules about cases are enforced: every step checks the actor's rights, the
// request, the table of transitions, the rules and deadlines, and writes the
// new state, its events and its messages together.
//
// A Desk keeps no state of its own but a small memory of public histories that
// were read before, starts no goroutines and is safe for concurrent use. Steps by a [Ref] with a revision fail with [ErrConflict]
// when the case has changed since; without one they are tried again on the
// new state a few times.
type Desk struct {
	store     Store
	router    Router
	deadlines Deadlines
	directory Directory
	codes     Codes
	vault     Vault
	blobs     Blobs
	scanner   Scanner
	letters   Letters
	notifier  Notifier
	observer  Observer
	settings  Settings
	chores    []Chore
	now       func() time.Time
	random    io.Reader
	location  *time.Location
	moves     moves
	rights    rights
	recall    *recall
}

// NewDesk checks the configuration, reports everything that is missing at
// once, and returns the Desk. It does no I/O.
func NewDesk(config Config) (*Desk, error) {
	var errs []error
	require := func(missing bool, field, hint string) {
		if missing {
			errs = append(errs, fmt.Errorf("samad: Config.%s is missing: %s", field, hint))
		}
	}
	require(config.Store == nil, "Store", "give a store, for example storage.Open(…).Cases()")
	require(config.Router == nil, "Router", "give a *routing.Table")
	require(config.Deadlines == nil, "Deadlines", "give a *sla.Policy")
	require(config.Directory == nil, "Directory", "give a *directory.Directory")
	require(config.Codes == nil, "Codes", "give a tracking.Minter{}")
	require(config.Vault == nil && !config.PlainText, "Vault",
		"give a vault, or set PlainText to keep personal data readable in the store")
	if config.Vault != nil && config.PlainText {
		errs = append(errs, errors.New("samad: Config.Vault and Config.PlainText exclude each other"))
	}
	if config.Location == nil {
		tehran, err := time.LoadLocation("Asia/Tehran")
		if err != nil {
			errs = append(errs, fmt.Errorf("samad: Config.Location is missing and the zone database has no Asia/Tehran (import _ \"time/tzdata\"): %w", err))
		}
		config.Location = tehran
	}
	if s := config.Settings; s.MaxReturns < 0 || s.MaxObjections < 0 || s.MaxExtensions < 0 || s.MaxText < 0 ||
		s.MaxAttachment < 0 || s.MaxAttachments < 0 || s.UploadTTL < 0 ||
		s.MaxAttempts < 0 || s.ReceiptTTL < 0 || s.ClaimLease < 0 || s.RetryAfter < 0 || s.NoMatchTime < 0 || s.PublicUnit < 0 ||
		s.RetentionYears < -1 || s.CallRetentionYears < -1 ||
		slices.ContainsFunc(s.Retention, func(r Retention) bool { return r.Agency == "" || r.Years < 1 && r.Years != -1 }) {
		errs = append(errs, errors.New("samad: Config.Settings has a negative field, or a Retention without agency or years"))
	}
	table, given := Transitions(), Rights()
	if err := CheckTransitions(table, given); err != nil {
		errs = append(errs, err)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	d := &Desk{
		store: config.Store, router: config.Router, deadlines: config.Deadlines, directory: config.Directory,
		codes: config.Codes, vault: config.Vault, blobs: config.Blobs, scanner: config.Scanner, letters: config.Letters, notifier: config.Notifier, observer: config.Observer,
		settings: config.Settings.withDefaults(), chores: slices.Clone(config.Chores),
		now: config.Now, random: config.Random, location: config.Location,
		moves: newMoves(table), rights: newRights(given), recall: &recall{},
	}
	if d.settings.MaxExtension.IsZero() {
		limit, err := sla.ParseTarget("10d")
		if err != nil {
			return nil, fmt.Errorf("samad: default of Settings.MaxExtension: %w", err)
		}
		d.settings.MaxExtension = limit
	}
	if d.vault == nil {
		d.vault = plainVault{}
	}
	if d.now == nil {
		d.now = time.Now
	}
	if d.random == nil {
		d.random = rand.Reader
	}
	return d, nil
}

// With returns a Desk like d over another store, for example one inside a
// host's own transaction.
func (d *Desk) With(store Store) *Desk {
	other := *d
	other.store = store
	return &other
}

// WithDeadlines returns a Desk like d that counts by other deadlines, for
// example to list with [Desk.Recalculate] what a closure would move before it is
// declared. Everything else is shared.
func (d *Desk) WithDeadlines(deadlines Deadlines) *Desk {
	other := *d
	other.deadlines = deadlines
	return &other
}

// instant is the current time as the record keeps it.
func (d *Desk) instant() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// day is the Persian date of an instant. Outside the calendar's range it is
// the zero date, on which nothing in a directory is valid but what is always.
func (d *Desk) day(at time.Time) persian.Date {
	date, err := persian.FromTime(at.In(d.location))
	if err != nil {
		return persian.Date{}
	}
	return date
}

func (d *Desk) observe(ctx context.Context, action Action, from, to State, agency AgencyID, began time.Time, err error) {
	if d.observer == nil {
		return
	}
	d.observer.Observe(ctx, Observation{
		Action: action, From: from, To: to, Agency: agency, Duration: d.now().Sub(began), Err: err,
	})
}
