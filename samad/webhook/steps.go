package webhook

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// repeatable is how long a request with the same idempotency key gives the same
// secret.
const repeatable = 24 * time.Hour

// How long the old secret may sign beside a new one.
const (
	// DefaultOverlap is for how long the secret before signs too.
	DefaultOverlap = 24 * time.Hour
	// MaxOverlap is the longest that may be asked for.
	MaxOverlap = 7 * 24 * time.Hour
)

// Create makes a hook. Errors match [samad.ErrForbidden] for an agency or place
// outside of what the actor looks after, [samad.ErrInvalid], and
// [samad.ErrKeyReused].
func (r *Registry) Create(ctx context.Context, actor samad.Actor, draft Draft) (Made, error) {
	if err := manages(actor); err != nil {
		return Made{}, err
	}
	if err := r.check(draft); err != nil {
		return Made{}, err
	}
	if !r.may(actor, draft.Agency, draft.Place) {
		return Made{}, forbidden(actor)
	}
	id, err := r.newID(actor, draft.Key)
	if err != nil {
		return Made{}, err
	}
	p := &made{
		Agency: draft.Agency, Place: draft.Place, URL: draft.URL, Label: draft.Label, Types: draft.Types, Cursor: draft.After, Since: draft.Since.UTC(),
		Key: digest(draft.Key), Content: draft.Content,
	}
	if draft.After == "" && draft.Since.IsZero() {
		p.Since = r.now()
	}
	if err := r.checkCursor(ctx, record{Agency: draft.Agency, Place: draft.Place}.actor(id), draft.After); err != nil {
		return Made{}, err
	}
	secret, err := NewSecret(r.config.Random)
	if err != nil {
		return Made{}, err
	}
	if p.Wrapped, err = r.config.Vault.NewKey(ctx, sealedFor(id)); err != nil {
		return Made{}, fmt.Errorf("webhook: make the key of %s: %w", id, err)
	}
	if p.Sealed, err = r.seal(ctx, id, p.Wrapped, 1, secret); err != nil {
		return Made{}, err
	}
	d := r.book.New(id)
	if err := r.write(ctx, d, r.stamp(actor), p); err != nil {
		if draft.Key != "" && errors.Is(err, samad.ErrConflict) {
			return r.repeat(ctx, actor, id, draft.Key, draft.Content)
		}
		return Made{}, fmt.Errorf("webhook: create: %w", err)
	}
	return Made{Hook: d.State.hook(id, d.Revision(), r.now()), Secret: secret}, nil
}

// newID makes an id: of the actor and the idempotency key where there is one,
// so that of two requests at once only one makes a hook.
func (r *Registry) newID(actor samad.Actor, key string) (string, error) {
	var bits [16]byte
	if key == "" {
		if _, err := r.config.Random.Read(bits[:]); err != nil {
			return "", fmt.Errorf("webhook: make an id: %w", err)
		}
	} else {
		sum := sha256.Sum256([]byte("webhook\x00" + actor.ID + "\x00" + key))
		copy(bits[:], sum[:])
	}
	return "wh_" + strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(bits[:])), nil
}

// digest is what is kept of an idempotency key.
func digest(key string) string {
	if key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("samad webhook key\x00" + key))
	return hex.EncodeToString(sum[:])
}

// repeat answers a request that came before.
func (r *Registry) repeat(ctx context.Context, actor samad.Actor, id, key, content string) (Made, error) {
	d, err := r.edit(ctx, actor, id)
	if err != nil {
		return Made{}, err
	}
	x := d.State
	for _, s := range x.Secrets {
		if s.Key == "" || subtle.ConstantTimeCompare([]byte(s.Key), []byte(digest(key))) != 1 {
			continue
		}
		if s.Content != content {
			return Made{}, fmt.Errorf("webhook: %s: %w", id, samad.ErrKeyReused)
		}
		out := Made{Hook: x.hook(id, d.Revision(), r.now()), Replayed: true}
		if r.now().Sub(s.Made) < repeatable {
			if out.Secret, err = r.open(ctx, id, x.Wrapped, s); err != nil {
				return Made{}, err
			}
		}
		return out, nil
	}
	if x.Content != content {
		return Made{}, fmt.Errorf("webhook: %s: %w", id, samad.ErrKeyReused)
	}
	return Made{Hook: x.hook(id, d.Revision(), r.now()), Replayed: true}, nil
}

// List returns one page of the hooks that the actor looks after, the newest
// first, without deleted ones; a page may be shorter than the limit, and empty
// while there is a next. The cursor is "" for the first page.
func (r *Registry) List(ctx context.Context, actor samad.Actor, cursor string, limit int) (hooks []Hook, next string, err error) {
	if err := manages(actor); err != nil {
		return nil, "", err
	}
	page, err := r.config.Ledger.List(ctx, ledger.Query{
		Kind: Kind, States: []string{string(Active), string(Paused), string(Stopped)}, Cursor: cursor, Limit: limit,
	})
	if err != nil {
		return nil, "", fmt.Errorf("webhook: list: %w", err)
	}
	for _, one := range page.Records {
		x, err := r.book.State(one)
		if err != nil {
			return nil, "", err
		}
		if r.may(actor, x.Agency, x.Place) {
			hooks = append(hooks, x.hook(one.ID, one.Revision, r.now()))
		}
	}
	return hooks, page.Next, nil
}

// Hook returns one hook, or an error matching [samad.ErrNotFound], also for one
// that the actor does not look after.
func (r *Registry) Hook(ctx context.Context, actor samad.Actor, id string) (Hook, error) {
	d, err := r.edit(ctx, actor, id)
	if err != nil {
		return Hook{}, err
	}
	return d.State.hook(id, d.Revision(), r.now()), nil
}

// edit opens a hook that the actor looks after.
func (r *Registry) edit(ctx context.Context, actor samad.Actor, id string) (*ledger.Draft[record], error) {
	if err := manages(actor); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(id, "wh_") || !r.ref(id).Valid() {
		return nil, notFound(id)
	}
	d, err := r.book.Open(ctx, r.config.Ledger, id)
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	if d.State.Status == Deleted || !r.may(actor, d.State.Agency, d.State.Place) {
		return nil, notFound(id)
	}
	return d, nil
}

// write adds an event and applies it.
func (r *Registry) write(ctx context.Context, d *ledger.Draft[record], by samad.Stamp, p ledger.Payload[record]) error {
	if err := d.Add(by, r.now(), r.config.Random, p); err != nil {
		return err
	}
	change, err := d.Change()
	if err != nil {
		return err
	}
	return r.config.Ledger.Apply(ctx, change)
}

// change writes an event to a hook. With a revision other than 0 it fails with
// an error matching [samad.ErrConflict] when the hook is no longer there;
// otherwise it is tried again on what others wrote.
func (r *Registry) change(ctx context.Context, actor samad.Actor, id string, revision int64, p func(x record) (ledger.Payload[record], error)) (Hook, error) {
	const tries = 5
	for try := 1; ; try++ {
		d, err := r.edit(ctx, actor, id)
		if err != nil {
			return Hook{}, err
		}
		if revision != 0 && d.Revision() != revision {
			return Hook{}, fmt.Errorf("webhook: %s: %w", id, &ledger.ConflictError{Ref: r.ref(id), Expect: revision})
		}
		payload, err := p(d.State)
		if err != nil {
			return Hook{}, err
		}
		if payload != nil {
			err = r.write(ctx, d, r.stamp(actor), payload)
		}
		switch {
		case err == nil:
			return d.State.hook(id, d.Revision(), r.now()), nil
		case try == tries || !ledger.IsConflict(err):
			return Hook{}, fmt.Errorf("webhook: change %s: %w", id, err)
		}
	}
}

// to switches a hook unless it is so already.
func (r *Registry) to(ctx context.Context, actor samad.Actor, id string, revision int64, status Status) (Hook, error) {
	return r.change(ctx, actor, id, revision, func(x record) (ledger.Payload[record], error) {
		if x.Status == status {
			return nil, nil // nothing to write
		}
		return &switched{To: status}, nil
	})
}

// Pause stops deliveries until [Registry.Resume]; the place in the feed is
// kept. The revision may be 0 for any.
func (r *Registry) Pause(ctx context.Context, actor samad.Actor, id string, revision int64) (Hook, error) {
	return r.to(ctx, actor, id, revision, Paused)
}

// Resume goes on where a paused or stopped hook was, at once.
func (r *Registry) Resume(ctx context.Context, actor samad.Actor, id string, revision int64) (Hook, error) {
	return r.to(ctx, actor, id, revision, Active)
}

// Delete ends a hook for ever.
func (r *Registry) Delete(ctx context.Context, actor samad.Actor, id string, revision int64) error {
	_, err := r.to(ctx, actor, id, revision, Deleted)
	return err
}

// Rotate gives a hook a new secret, which is shown once; the one before signs
// too for the overlap, at most [MaxOverlap]. A key makes the same request give
// the same secret for a day.
func (r *Registry) Rotate(ctx context.Context, actor samad.Actor, id string, revision int64, overlap time.Duration, key, content string) (Made, error) {
	if overlap < 0 || overlap > MaxOverlap {
		return Made{}, invalid("/overlap_hours", "range", "هم‌پوشانی از ۰ تا ۱۶۸ ساعت است.", "the overlap is 0 to 168 hours")
	}
	if key != "" {
		d, err := r.edit(ctx, actor, id)
		if err != nil {
			return Made{}, err
		}
		if slices.ContainsFunc(d.State.Secrets, func(s sealed) bool { return s.Key == digest(key) }) {
			return r.repeat(ctx, actor, id, key, content)
		}
	}
	secret, err := NewSecret(r.config.Random)
	if err != nil {
		return Made{}, err
	}
	hook, err := r.change(ctx, actor, id, revision, func(x record) (ledger.Payload[record], error) {
		closed, err := r.seal(ctx, id, x.Wrapped, x.Numbered+1, secret)
		return &rotated{Sealed: closed, Until: r.now().Add(overlap), Key: digest(key), Content: content}, err
	})
	return Made{Hook: hook, Secret: secret}, err
}

// Replay begins again at another place in the feed.
func (r *Registry) Replay(ctx context.Context, actor samad.Actor, id string, revision int64, from Replay) (Hook, error) {
	d, err := r.edit(ctx, actor, id)
	if err != nil {
		return Hook{}, err
	}
	if err := r.checkCursor(ctx, d.State.actor(id), from.After); err != nil {
		return Hook{}, err
	}
	return r.change(ctx, actor, id, revision, func(record) (ledger.Payload[record], error) {
		return &replayed{Cursor: from.After, Since: from.Since.UTC()}, nil
	})
}

// Retry has messages that were given up sent again, by their ids; none for all
// of them. Unknown ids do no harm.
func (r *Registry) Retry(ctx context.Context, actor samad.Actor, id string, revision int64, events []string) (Hook, error) {
	return r.change(ctx, actor, id, revision, func(x record) (ledger.Payload[record], error) {
		p := &revived{}
		for _, d := range x.Dead {
			if len(events) == 0 || slices.Contains(events, d.Event) {
				p.Events = append(p.Events, d.Event)
			}
		}
		if len(p.Events) == 0 {
			return nil, nil // nothing to write
		}
		return p, nil
	})
}

// checkCursor refuses what the feed does not take.
func (r *Registry) checkCursor(ctx context.Context, actor samad.Actor, after string) error {
	if after == "" {
		return nil
	}
	_, err := r.config.Feed.Feed(ctx, actor, after, 1)
	if errors.Is(err, samad.ErrInvalid) {
		return invalid("/after", "malformed", "این نشانه را سامانه نداده است.", "this is no cursor of the feed")
	}
	return err
}

func invalid(field, code, fa, en string) error {
	return &samad.InvalidError{Faults: []samad.Fault{{Field: field, Code: code, Detail: samad.Text{Fa: fa, En: en}}}}
}

// check finds everything that is wrong with a draft.
func (r *Registry) check(d Draft) error {
	var faults []samad.Fault
	fault := func(wrong bool, field, code, fa, en string) {
		if wrong {
			faults = append(faults, samad.Fault{Field: field, Code: code, Detail: samad.Text{Fa: fa, En: en}})
		}
	}
	today := r.today()
	_, known := r.config.Directory.Agency(d.Agency, today)
	fault(d.Agency == "", "/agency", "required", "دستگاه را بنویسید.", "name the agency")
	fault(d.Agency != "" && !known, "/agency", "unknown", "چنین دستگاهی نیست.", "there is no such agency")
	if d.Place != "" {
		_, known = r.config.Directory.Place(d.Place, today)
		fault(!known, "/place", "unknown", "چنین جایی نیست.", "there is no such place")
	}
	const longestURL, longestLabel = 2000, 200
	at, err := url.Parse(d.URL)
	fault(d.URL == "", "/url", "required", "نشانی گیرنده را بنویسید.", "name the receiver's address")
	fault(len(d.URL) > longestURL, "/url", "too_long", "نشانی بیش از اندازه بلند است.", "the address is too long")
	fault(d.URL != "" && (err != nil || at.Hostname() == "" || at.Scheme != "https" && (at.Scheme != "http" || !r.config.Plain)), "/url", "malformed",
		"نشانی باید با https آغاز شود و نام میزبان داشته باشد.", "the address must begin with https and name a host")
	fault(err == nil && (at.User != nil || at.Fragment != ""), "/url", "malformed",
		"نشانی نباید نام کاربری، گذرواژه یا # داشته باشد.", "the address must not hold a user name, password or fragment")
	fault(utf8.RuneCountInString(d.Label) > longestLabel || strings.ContainsRune(d.Label, 0) || !utf8.ValidString(d.Label), "/label", "too_long",
		"برچسب بیش از ۲۰۰ نویسه است یا نوشته نیست.", "the label is longer than 200 characters or no text")
	for i, t := range d.Types {
		fault(!slices.Contains(samad.EventTypes(), t), "/types/"+strconv.Itoa(i), "unknown", "چنین رویدادی نیست.", "there is no such event")
	}
	fault(d.After != "" && !d.Since.IsZero(), "/since", "excluded", "یکی از after و since را بفرستید.", "send one of after and since")
	if len(faults) > 0 {
		return &samad.InvalidError{Faults: faults}
	}
	return nil
}
