package crashtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/samad111/go-samad/samad"
)

// What is the kind of an [Entry].
type What string

// The kinds of entries.
const (
	Tried    What = "tried"    // Key is going to be filed
	Filed    What = "filed"    // Desk.Submit returned the case for the key
	Answered What = "answered" // Desk.Answer returned
	Written  What = "written"  // the store acknowledged the case up to Revision
	Queued   What = "queued"   // the store acknowledged the message
	Claimed  What = "claimed"  // the message was handed out; At is before the claim
	Settled  What = "settled"  // the store acknowledged the delivery
	Refused  What = "refused"  // a step failed with the error called Code
)

// Entry is a line of a ledger.
type Entry struct {
	What     What         `json:"what"`
	At       time.Time    `json:"at"`
	Key      string       `json:"key,omitempty"`
	Case     samad.CaseID `json:"case,omitempty"`
	Revision int64        `json:"revision,omitempty"`
	Head     samad.Hash   `json:"head,omitzero"`
	Message  string       `json:"message,omitempty"`
	Code     string       `json:"code,omitempty"`
}

// Ledger is a file to which a server adds what it was told is done. Its
// methods are safe for concurrent use.
type Ledger struct {
	mu   sync.Mutex
	file *os.File
}

// OpenLedger opens the file, which is made if it is not there, for adding. A
// line that was cut off by the death of its writer is ended first.
func OpenLedger(path string) (*Ledger, error) {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("crashtest: open ledger: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("crashtest: open ledger: %w", err)
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		if _, err := file.WriteString("\n"); err != nil {
			return nil, errors.Join(fmt.Errorf("crashtest: open ledger: %w", err), file.Close())
		}
	}
	return &Ledger{file: file}, nil
}

// Add adds the entries together, with the present instant where they have
// none, and returns when they are on the disk.
func (l *Ledger) Add(entries ...Entry) error {
	var text bytes.Buffer
	lines := json.NewEncoder(&text)
	for _, e := range entries {
		if e.At.IsZero() {
			e.At = time.Now()
		}
		if err := lines.Encode(e); err != nil {
			return fmt.Errorf("crashtest: write ledger: %w", err)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.file.Write(text.Bytes()); err != nil {
		return fmt.Errorf("crashtest: write ledger: %w", err)
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("crashtest: write ledger: %w", err)
	}
	return nil
}

// Close closes the file.
func (l *Ledger) Close() error { return l.file.Close() }

// ReadLedger returns what the file holds; nothing when there is none. What was
// cut off by the death of its writer was acknowledged to nobody and is left
// out.
func ReadLedger(path string) ([]Entry, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("crashtest: read ledger: %w", err)
	}
	var entries []Entry
	for line := range bytes.Lines(text) {
		var e Entry
		if err := json.Unmarshal(line, &e); err == nil {
			entries = append(entries, e)
		}
	}
	return entries, nil
}
