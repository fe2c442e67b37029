package samad

import (
	"fmt"
	"io"
	"time"

	"github.com/oklog/ulid/v2"
)

// CaseID names a case inside the system: a ULID in its 26-letter text form.
// It is never shown to petitioners, who hold a [tracking.Code] instead.
type CaseID string

// AgencyID names an agency (دستگاه اجرایی) as the pack does, for example
// "isf.tamin".
type AgencyID string

// TopicID names a topic as a slash path of Latin slugs, for example
// "welfare/unemployment-insurance". A path's prefixes are its ancestors.
type TopicID string

// PlaceID names a place by its official code, whose prefixes are the tree:
// two digits a province ("10"), four a county ("1014"), ten a city.
type PlaceID string

// Under reports whether p is root or lies below it in the tree of places.
// Every place lies under the empty root.
func (p PlaceID) Under(root PlaceID) bool {
	return len(p) >= len(root) && p[:len(root)] == root
}

// Province returns the two-digit code of the province in which p lies, or ""
// when p is too short to name one.
func (p PlaceID) Province() PlaceID {
	if len(p) < 2 {
		return ""
	}
	return p[:2]
}

// Under reports whether t is root or a topic below it. Every topic lies under
// the empty root.
func (t TopicID) Under(root TopicID) bool {
	if root == "" || t == root {
		return true
	}
	return len(t) > len(root) && t[:len(root)] == root && t[len(root)] == '/'
}

// newID makes a ULID for the instant at. Randomness is read from random,
// which must be safe for concurrent use.
func newID(at time.Time, random io.Reader) (string, error) {
	id, err := ulid.New(ulid.Timestamp(at), random)
	if err != nil {
		return "", fmt.Errorf("samad: make an id: %w", err)
	}
	return id.String(), nil
}
