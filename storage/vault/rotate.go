package vault

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/tink-crypto/tink-go/v2/keyset"

	"github.com/samad111/go-samad/samad"
)

// KeyInfo tells of one key-encryption key without giving it away.
type KeyInfo struct {
	ID      uint32
	Primary bool // wraps new data keys
}

// ListFile returns the key-encryption keys in the file, in the order in which
// they were made. It fails as [OpenFile] does.
func ListFile(path string) ([]KeyInfo, error) {
	handle, _, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return infos(handle), nil
}

func infos(handle *keyset.Handle) []KeyInfo {
	info := handle.KeysetInfo()
	out := make([]KeyInfo, 0, len(info.GetKeyInfo()))
	for _, k := range info.GetKeyInfo() {
		out = append(out, KeyInfo{ID: k.GetKeyId(), Primary: k.GetKeyId() == info.GetPrimaryKeyId()})
	}
	return out
}

// ErrInUse is matched by the error for dropping the key that wraps.
var ErrInUse = errors.New("vault: the key is in use")

// DropFile takes an old key-encryption key out of the file, for ever: what is
// still wrapped by it can never be opened again, also not in backups from
// before. Call it only when [Vault.Rotate] finds nothing left under it. The
// primary is not dropped; the error matches [ErrInUse] then, and fs.ErrNotExist
// when there is no such key.
func DropFile(path string, id uint32) error {
	handle, hash, err := readFile(path)
	if err != nil {
		return err
	}
	found := false
	for _, k := range infos(handle) {
		if k.ID == id && k.Primary {
			return fmt.Errorf("vault: drop key %d: %w", id, ErrInUse)
		}
		found = found || k.ID == id
	}
	if !found {
		return fmt.Errorf("vault: drop key %d: it is not in the file: %w", id, fs.ErrNotExist)
	}
	manager := keyset.NewManagerFromHandle(handle)
	if err := manager.Delete(id); err != nil {
		return fmt.Errorf("vault: drop key %d: %w", id, err)
	}
	if handle, err = manager.Handle(); err != nil {
		return fmt.Errorf("vault: drop key %d: %w", id, err)
	}
	return replaceFile(path, handle, hash)
}

// replaceFile writes the keys over the file, as a whole or not at all. The owner
// stays: an administrator who adds a key must not shut out the service.
func replaceFile(path string, handle *keyset.Handle, hash []byte) error {
	text, err := encode(handle, hash)
	if err != nil {
		return err
	}
	next := path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("vault: replace key file: %w", err)
	}
	if err := writeFile(next, text); err != nil {
		return fmt.Errorf("vault: replace key file: %w", err)
	}
	if err := keepOwner(path, next); err != nil {
		return errors.Join(fmt.Errorf("vault: replace key file: keep its owner: %w", err), os.Remove(next))
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("vault: replace key file: %w", err)
	}
	return syncFolder(path)
}

// WrappedBy returns the id of the key-encryption key, one of a key file's, that
// wrapped the data key, or false when it cannot be told: a key management
// service did, or there is no key.
func WrappedBy(wrapped []byte) (uint32, bool) {
	// Tink writes a one and the key's id before what its keysets encrypt.
	if len(wrapped) < 5 || wrapped[0] != 1 {
		return 0, false
	}
	return binary.BigEndian.Uint32(wrapped[1:5]), true
}

// RotateReport says how far [Vault.Rotate] has come.
type RotateReport struct {
	Seen      int64 // keys of cases and calls looked at
	Rewrapped int64
	// Under counts the keys looked at by the key-encryption key that wraps
	// them now; those of which it cannot be told are not in it.
	Under map[uint32]int64
}

// rotateTogether is how many keys are written in one transaction.
const rotateTogether = 200

// Rotate brings the data keys of all cases and calls of the store under the
// key that wraps new ones. It may run beside the service, any number of times
// at once, and goes on where it stopped when it is called again: what the
// primary has wrapped already is left alone. With look set it only counts.
//
// A service that was started before [RotateFile] must be started anew first:
// it does not know the new key yet. A step that read a case's old key before
// may write it back; so call Rotate again before dropping the old one. With
// progress not nil, it is told of every page.
func (v *Vault) Rotate(ctx context.Context, store samad.Store, look bool, progress func(RotateReport)) (RotateReport, error) {
	r := rotation{vault: v, store: store, look: look, progress: progress, report: RotateReport{Under: map[uint32]int64{}}}
	if err := r.cases(ctx); err != nil {
		return r.report, err
	}
	return r.report, r.calls(ctx)
}

type rotation struct {
	vault    *Vault
	store    samad.Store
	look     bool
	progress func(RotateReport)
	report   RotateReport
	keys     []samad.WrappedKey
}

func (r *rotation) cases(ctx context.Context) error {
	kept := false
	query := samad.Query{Order: samad.OldestFirst, Limit: rotateTogether, Erased: &kept}
	for {
		page, err := r.store.List(ctx, query)
		if err != nil {
			return fmt.Errorf("vault: rotate: %w", err)
		}
		for _, c := range page.Cases {
			secrets, err := r.store.Secrets(ctx, c.ID)
			if err != nil {
				return fmt.Errorf("vault: rotate: %w", err)
			}
			if err := r.one(ctx, samad.WrappedKey{Case: c.ID, Old: secrets.Key}, string(c.ID)); err != nil {
				return err
			}
		}
		if err := r.write(ctx); err != nil {
			return err
		}
		if query.Cursor = page.Next; page.Next == "" {
			return nil
		}
	}
}

func (r *rotation) calls(ctx context.Context) error {
	query := samad.CallQuery{Personal: true, Limit: rotateTogether}
	for {
		page, err := r.store.Calls(ctx, query)
		if err != nil {
			return fmt.Errorf("vault: rotate: %w", err)
		}
		for _, c := range page.Calls {
			if err := r.one(ctx, samad.WrappedKey{Call: c.ID, Old: c.Key}, c.ID); err != nil {
				return err
			}
		}
		if err := r.write(ctx); err != nil {
			return err
		}
		if query.Cursor = page.Next; page.Next == "" {
			return nil
		}
	}
}

func (r *rotation) one(ctx context.Context, k samad.WrappedKey, id string) error {
	if len(k.Old) == 0 {
		return nil // erased
	}
	r.report.Seen++
	by, known := WrappedBy(k.Old)
	if r.look || r.vault.current(k.Old) {
		if known {
			r.report.Under[by]++
		}
		return nil
	}
	var err error
	if k.New, err = r.vault.Rewrap(ctx, id, k.Old); err != nil {
		return fmt.Errorf("vault: rotate %s: %w", id, err)
	}
	if by, known = WrappedBy(k.New); known {
		r.report.Under[by]++
	}
	r.keys = append(r.keys, k)
	return nil
}

func (r *rotation) write(ctx context.Context) error {
	if len(r.keys) > 0 {
		n, err := r.store.Rewrap(ctx, r.keys...)
		if err != nil {
			return fmt.Errorf("vault: rotate: %w", err)
		}
		r.report.Rewrapped += int64(n)
		r.keys = r.keys[:0]
	}
	if r.progress != nil {
		r.progress(r.report)
	}
	return nil
}

// current reports whether the key that wraps new ones has wrapped this one.
func (v *Vault) current(wrapped []byte) bool {
	return len(v.keys.prefix) > 0 && bytes.HasPrefix(wrapped, v.keys.prefix)
}
