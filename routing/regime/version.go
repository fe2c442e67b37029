package regime

import (
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Shipped is the name, instead of a hash, of the version that the program was
// started with.
const Shipped = ""

// Version is a pack that was uploaded.
type Version struct {
	// Hash is the SHA-256 sum of its files in hexadecimal, and its name.
	Hash string `json:"hash"`
	// Label is what its own head calls the version.
	Label string      `json:"label"`
	Note  string      `json:"note,omitempty"`
	Size  int         `json:"size"` // bytes of all files
	At    time.Time   `json:"at,omitzero"`
	By    samad.Stamp `json:"by,omitzero"`
}

// Turn is a change of the version in force.
type Turn struct {
	Hash  string      `json:"hash"` // or Shipped
	Label string      `json:"label"`
	Why   string      `json:"why"`
	At    time.Time   `json:"at,omitzero"`
	By    samad.Stamp `json:"by,omitzero"`
}

// History is everything that was uploaded and put in force for a pack.
type History struct {
	Versions []Version `json:"versions,omitempty"` // the oldest first
	Turns    []Turn    `json:"turns,omitempty"`    // the oldest first
	// Active is the hash of the version in force, or Shipped.
	Active string `json:"active"`
}

// Version returns the version with the hash.
func (h History) Version(hash string) (Version, bool) {
	for _, v := range h.Versions {
		if v.Hash == hash {
			return v, true
		}
	}
	return Version{}, false
}

const historyKind ledger.Kind = "pack"

func historyBook() *ledger.Book[History] {
	return ledger.NewBook(historyKind, func(History) ledger.Keys { return ledger.Keys{} },
		func() ledger.Payload[History] { return new(uploaded) },
		func() ledger.Payload[History] { return new(activated) },
	)
}

type uploaded struct{ Version }

func (*uploaded) EventType() string { return "uploaded" }

func (p *uploaded) Apply(h *History, e ledger.Event) error {
	v := p.Version
	v.At, v.By = e.At, e.Actor
	h.Versions = append(slices.Clone(h.Versions), v)
	return nil
}

type activated struct{ Turn }

func (*activated) EventType() string { return "activated" }

func (p *activated) Apply(h *History, e ledger.Event) error {
	if _, known := h.Version(p.Hash); !known && p.Hash != Shipped {
		return fmt.Errorf("no version %s: %w", p.Hash, samad.ErrNotFound)
	}
	t := p.Turn
	t.At, t.By = e.At, e.Actor
	h.Turns, h.Active = append(slices.Clone(h.Turns), t), p.Hash
	return nil
}

// stored is the record of a version's files. They lie in its one event and not in
// the state, so that they are kept once.
type stored struct {
	Size int `json:"size"`
}

func filesBook() *ledger.Book[stored] {
	return ledger.NewBook("pack_files", func(stored) ledger.Keys { return ledger.Keys{} },
		func() ledger.Payload[stored] { return new(kept) },
	)
}

type kept struct {
	Zip []byte `json:"zip"`
}

func (*kept) EventType() string { return "kept" }

func (p *kept) Apply(s *stored, _ ledger.Event) error {
	s.Size = len(p.Zip)
	return nil
}
