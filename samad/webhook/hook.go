package webhook

import (
	"time"

	"github.com/samad111/go-samad/samad"
)

// Status says whether a hook is served.
type Status string

// The statuses.
const (
	Active  Status = "active"
	Paused  Status = "paused"  // by somebody who may
	Stopped Status = "stopped" // by the courier: see [Hook.Fault]
	Deleted Status = "deleted" // for ever; only its history is kept
)

// Hook is a subscription as those see it who look after it: without its
// secrets.
type Hook struct {
	ID string
	// Revision counts the entries of its history.
	Revision int64
	// Agency is told of the cases that its service account could read, in the
	// place subtree if there is one.
	Agency samad.AgencyID
	Place  samad.PlaceID
	URL    string
	Label  string
	Types  []samad.EventType // empty for all
	Status Status
	// Created and CreatedBy say who made it.
	Created   time.Time
	CreatedBy samad.Stamp
	// OldSecretUntil is how long the secret before this one signs too; zero
	// when there is none.
	OldSecretUntil time.Time

	// Cursor is how far the feed was delivered, and Since what lies too far
	// back to be told.
	Cursor string
	Since  time.Time
	// Delivered counts the messages that the receiver took.
	Delivered int64
	// LastTry and LastGood are zero before the first.
	LastTry, LastGood time.Time
	// Fault is what went wrong last, in a word, "" when all is well; Failures
	// how often since FailingSince; Next when it is tried again.
	Fault        string
	Failures     int
	FailingSince time.Time
	Next         time.Time
	// Dead are messages that the receiver refused until they were given up,
	// the oldest first; Again those that wait to be sent again.
	Dead, Again []Dead
}

// Draft is what somebody asks for.
type Draft struct {
	Agency samad.AgencyID // required; its whole subtree is told
	Place  samad.PlaceID  // restricts to a place subtree
	URL    string         // required
	Label  string         // for people, at most 200 characters
	Types  []samad.EventType
	// After is a cursor of the feed from which to begin; with "" the hook
	// tells what happens since Since, by default what happens from now on.
	After string
	Since time.Time
	// Key makes the same request again give the same hook; "" for none.
	Key string
	// Content is a digest of the request, by which the same key with something
	// else is told apart.
	Content string
}

// Made is a new hook or a new secret. The secret is shown here and nowhere
// else.
type Made struct {
	Hook   Hook
	Secret Secret
	// Replayed says that the same request had come before. The secret is zero
	// once it is more than a day ago.
	Replayed bool
}

// Replay says from where a hook begins again.
type Replay struct {
	// After is a cursor of the feed, "" for its start.
	After string
	// Since passes over what happened before; zero for nothing.
	Since time.Time
}
