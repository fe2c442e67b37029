package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/examples/intake/sandbox"
	"github.com/samad111/go-samad/examples/intake/webdesk"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/samad/training"
	"github.com/samad111/go-samad/sla/persian"
)

const (
	// sandboxDB is the database of the training mode where none is named: never
	// that of the service by mistake.
	sandboxDB = "sqlite:samad-training.db"
	// sandboxCases is how large the made-up year is in which people learn.
	sandboxCases = 300
)

// checkTraining refuses settings by which something could leave a sandbox, and
// conditions that nobody could meet.
func (o *options) checkTraining(fault func(flag, format string, args ...any)) {
	for _, k := range o.TrainedKey {
		key, err := training.ParseKey(k)
		if err != nil {
			fault("training-key", "%w", err)
			continue
		}
		o.keys = append(o.keys, key)
	}
	tasks, err := sandbox.Tasks()
	if err != nil {
		fault("training", "%w", err)
	}
	for _, r := range o.Trained {
		if len(training.For(tasks, samad.Role(r))) == 0 {
			fault("training-for", "%q: no role, or one for which there are no training tasks", r)
		}
	}
	if len(o.Trained) > 0 && len(o.TrainedKey) == 0 {
		fault("training-for", "needs --training-key: without a sandbox that is trusted nobody could be trained")
	}
	if !o.Training {
		return
	}
	if o.from["db"].source == "" && o.DBFile == "" {
		o.DB = sandboxDB
	}
	for _, no := range []struct {
		given bool
		flag  string
	}{
		{o.Trace != "", "trace-endpoint"},
		{o.OIDC != "", "oidc-issuer"},
		{o.SMSFrom != "", "sms-from"},
		{strings.HasPrefix(o.Attachments, "s3:"), "attachments"},
		{len(o.Pack) > 0, "pack"},
		{o.At != "", "at"},
		{len(o.Trained) > 0, "training-for"},
	} {
		if no.given {
			fault(no.flag, "--training does not go with --%s: a sandbox speaks with nobody outside, and its tasks are the pilot's", no.flag)
		}
	}
}

// guardSandbox keeps sandboxes and real installations apart: a sandbox begins
// with an empty database and stays one for ever.
func guardSandbox(ctx context.Context, k keep, o options) error {
	is, err := training.IsSandbox(ctx, k.db.Ledger())
	switch {
	case err != nil:
		return err
	case is && !o.Training:
		return errors.New("--db: this database is a sandbox of --training, and nothing in it is real: name another one, or start with --training")
	case is || !o.Training:
		return nil
	}
	kinds, err := k.db.Ledger().Kinds(ctx)
	if err != nil {
		return err
	}
	if err := mustBeEmpty(ctx, k.db.Cases(), k.store); err != nil || len(kinds) > 0 {
		return errors.Join(errors.New("--training: this database is not empty and no sandbox; name a new one with --db"), err)
	}
	return training.MarkSandbox(ctx, k.db.Ledger(), time.Now(), nil)
}

// fillSandbox makes the accounts and the sample year of a new sandbox.
func fillSandbox(ctx context.Context, config samad.Config, k keep, packs *pack.Live, store *account.Store, o options, today persian.Date, out, progress io.Writer) (made bool, err error) {
	empty, err := store.Empty(ctx)
	if err != nil || !empty {
		return false, err
	}
	cases := sandboxCases
	if o.Demo > 0 {
		cases = int(o.Demo)
	}
	return true, fillDemo(ctx, config, k, packs, store, cases, today, out, progress)
}

// sandboxKey is the key with which a sandbox signs results. It follows from the
// sandbox's own keys, so that it is kept with them.
func sandboxKey(ctx context.Context, keys samad.Vault) (ed25519.PrivateKey, error) {
	seed, err := keys.Hash(ctx, "intake_training", "sign")
	if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("training: the vault gives hashes of %d bytes, a key needs %d", len(seed), ed25519.SeedSize)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// openTraining makes the room of a sandbox, or the register of who is trained.
func openTraining(ctx context.Context, o options, k keep, config samad.Config, packs *pack.Live, rooms webdesk.Rooms, out io.Writer) (*webdesk.Training, error) {
	register, err := openRegister(o, k, config.Now)
	if err != nil || !o.Training {
		return &webdesk.Training{Register: register, Required: o.roles()}, err
	}
	tasks, err := sandbox.Tasks()
	if err != nil {
		return nil, err
	}
	day, err := persian.FromTime(config.Now().In(config.Location))
	if err != nil {
		return nil, fmt.Errorf("the clock of this machine: %w", err)
	}
	desk, err := samad.NewDesk(config)
	if err != nil {
		return nil, err
	}
	centre, _ := packs.Directory().Centre("", day)
	stage := sandbox.Stage{
		Desk: config, Meetings: rooms.Meetings, Province: rooms.Province, Centre: centre,
		Oversight: oversight.Config{
			Ledger: k.db.Ledger(), Cases: k.db.Cases(), Desk: desk, Directory: packs.Directory(), Deadlines: packs, Calendar: packs, Location: config.Location,
		},
	}
	room, err := training.New(training.Config{
		Ledger: k.db.Ledger(), Cases: k.db.Cases(), Tasks: tasks, Stage: stage.Set, Truth: stage.Truth, Quality: webdesk.AnswerLacks, Now: config.Now,
	})
	if err != nil {
		return nil, err
	}
	key, err := sandboxKey(ctx, k.keys)
	if err != nil {
		return nil, err
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("training: no public key")
	}
	if _, err := fmt.Fprintf(out, "training  a sandbox: nothing is real, nothing is sent outside\n"+
		"          the real service takes its results with --training-key %s\n", training.KeyText(public)); err != nil {
		return nil, fmt.Errorf("print the key: %w", err)
	}
	return &webdesk.Training{Room: room, Key: key, Tasks: tasks}, nil
}

func openRegister(o options, k keep, now func() time.Time) (*training.Register, error) {
	tasks, err := sandbox.Tasks()
	if err != nil {
		return nil, err
	}
	return training.NewRegister(training.RegisterConfig{Ledger: k.db.Ledger(), Tasks: tasks, Trusted: o.keys, Now: now})
}

func (o *options) roles() []samad.Role {
	var out []samad.Role
	for _, r := range o.Trained {
		out = append(out, samad.Role(r))
	}
	return out
}

// mayHold is the condition of --training-for, nil without it.
func mayHold(o options, k keep, now func() time.Time) (func(ctx context.Context, d account.Draft) error, error) {
	if len(o.Trained) == 0 {
		return nil, nil //nolint:nilnil // no condition
	}
	register, err := openRegister(o, k, now)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, d account.Draft) error {
		if !o.conditional(d.Role) {
			return nil
		}
		missing, err := register.Missing(ctx, d.Username, d.Role, d.Agency)
		if err != nil || len(missing) == 0 {
			return err
		}
		return &webdesk.UntrainedError{Username: d.Username, Role: d.Role, Missing: missing}
	}, nil
}

// conditional reports whether a role needs training here.
func (o *options) conditional(role samad.Role) bool {
	for _, r := range o.Trained {
		if samad.Role(r) == role {
			return true
		}
	}
	return false
}
