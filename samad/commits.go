package samad

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// promises returns what the event's data says of values: the commitments that
// came with it, and how many it says were erased. Most events say nothing of
// them, and those that do say it first; so that a history verifies at the speed
// of its hashes, only what is written in another way than this package writes
// it is read as JSON. It fails with an error matching [ErrHistory] when the type
// is unknown or the data cannot be read.
func (e Event) promises() (commits map[string]Hash, erased int, err error) {
	if newPayload(e.Type) == nil || e.Type == EventErased {
		p, err := e.Payload()
		if err != nil {
			return nil, 0, err
		}
		if one, ok := p.(*ErasedValues); ok {
			erased = one.Values
		}
		return p.commits(), erased, nil
	}
	if !mayCommit(e.Data) {
		return nil, 0, nil
	}
	if commits, ok := leadingCommits(e.Data); ok {
		return commits, 0, nil
	}
	var c Commits
	if err := json.Unmarshal(e.Data, &c); err != nil {
		return nil, 0, &HistoryError{Case: e.Case, Seq: e.Seq, Reason: fmt.Sprintf("data of a %s event: %v", e.Type, err)}
	}
	return c.Commits, 0, nil
}

// mayCommit reports whether a key of the JSON can be "commits" in any of the
// ways in which encoding/json would know it: in any case of letters, or with
// escapes.
func mayCommit(data []byte) bool {
	for i, c := range data {
		if c == '\\' || c|0x20 == 'm' && i > 0 && data[i-1]|0x20 == 'm' {
			return true
		}
	}
	return false
}

// leadingCommits reads {"commits":{"name":"hash",…} at the beginning of the
// data, and reports whether that is all that can be said of commits in it.
func leadingCommits(data []byte) (map[string]Hash, bool) {
	rest, ok := bytes.CutPrefix(data, []byte(`{"commits":{"`))
	if !ok {
		return nil, false
	}
	commits := map[string]Hash{}
	const hex = 2 * len(Hash{})
	for {
		name, after, ok := bytes.Cut(rest, []byte(`":"`))
		if !ok || len(after) < hex+2 || !plainName(name) || after[hex] != '"' {
			return nil, false
		}
		var h Hash
		if err := h.UnmarshalText(after[:hex]); err != nil {
			return nil, false
		}
		commits[string(name)] = h
		rest = after[hex+1:]
		if rest[0] == '}' {
			return commits, !mayCommit(rest)
		}
		if rest, ok = bytes.CutPrefix(rest, []byte(`,"`)); !ok {
			return nil, false
		}
	}
}

// plainName reports whether JSON writes the name as it is.
func plainName(name []byte) bool {
	for _, c := range name {
		if c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
