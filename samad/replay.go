package samad

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Replay folds the events of one case, in order, into its state. It fails
// with an error matching [ErrHistory] when the events make no sense; it does
// not check hashes (see [VerifyHistory]).
func Replay(events []Event) (Case, error) {
	var c Case
	for _, e := range events {
		if err := c.Fold(e); err != nil {
			return Case{}, err
		}
	}
	return c, nil
}

// Fold applies the next event to the case. On error the case is unchanged.
func (c *Case) Fold(e Event) error {
	_, err := c.next(e)
	return err
}

// next is Fold that also returns the payload it has read.
func (c *Case) next(e Event) (Payload, error) {
	if e.Seq != c.Revision+1 {
		return nil, &HistoryError{Case: e.Case, Seq: e.Seq, Reason: fmt.Sprintf("follows event %d", c.Revision)}
	}
	p, err := e.Payload()
	if err != nil {
		return nil, err
	}
	return p, c.fold(e, p)
}

// fold applies an event whose payload is known.
func (c *Case) fold(e Event, p Payload) error {
	if _, first := p.(*Submitted); first != (e.Seq == 1) {
		return &HistoryError{Case: e.Case, Seq: e.Seq, Reason: "a history begins with its only submitted event"}
	}
	next := c.Clone()
	if err := p.apply(&next, e); err != nil {
		return err
	}
	next.Revision, next.Head, next.Updated = e.Seq, e.Hash, e.At
	*c = next
	return nil
}

// VerifyHistory checks the whole history of one case: that the events are
// numbered without a gap, belong to the case, do not go back in time, carry
// their hashes and chain, and that every value that is still there is the one
// committed to, none missing and none too many. The error is a
// [*HistoryError] that names the first event that does not verify. Whether the
// events make sense one after the other is for [Replay] and [VerifyCase].
func VerifyHistory(id CaseID, events []Event, values []Value) error {
	if len(events) == 0 {
		return &HistoryError{Case: id, Seq: 0, Reason: "no events"}
	}
	stored := make(map[ValueRef]Value, len(values))
	for _, v := range values {
		stored[v.ValueRef] = v
	}
	var prev Event
	erased := 0 // values that the events say were erased
	for i, e := range events {
		fault := func(format string, args ...any) error {
			return &HistoryError{Case: id, Seq: e.Seq, Reason: fmt.Sprintf(format, args...)}
		}
		switch {
		case e.Case != id:
			return fault("belongs to case %s", e.Case)
		case e.Seq != int64(i)+1:
			return fault("stands where event %d must be", i+1)
		case e.At.Before(prev.At):
			return fault("lies before the event before it")
		case e.PrevHash != prev.Hash:
			return fault("does not chain to the event before it")
		case e.Hash != e.ComputeHash():
			return fault("its hash is not that of its content")
		}
		commits, gone, err := e.promises()
		if err != nil {
			return err
		}
		erased += gone
		for _, name := range sortedNames(commits) {
			commitment := commits[name]
			ref := ValueRef{Case: id, Seq: e.Seq, Name: name}
			v, ok := stored[ref]
			if !ok {
				return fault("its value %q is missing", name)
			}
			if !v.Matches(commitment) {
				return fault("its value %q is not the one committed to", name)
			}
			delete(stored, ref)
		}
		prev = e
	}
	for _, v := range values {
		if _, left := stored[v.ValueRef]; left {
			return &HistoryError{Case: id, Seq: v.Seq, Reason: fmt.Sprintf("a value %q that no event brought", v.Name)}
		}
		if v.Erased() {
			erased--
		}
	}
	if erased != 0 {
		return &HistoryError{Case: id, Seq: prev.Seq, Reason: "other values are empty than the events say were erased"}
	}
	return nil
}

// VerifyCase checks the history as [VerifyHistory] does, and that the stored
// case is what the events give, up to the last of them.
func VerifyCase(c Case, events []Event, values []Value) error {
	if err := VerifyHistory(c.ID, events, values); err != nil {
		return err
	}
	last := events[len(events)-1]
	if c.Revision != last.Seq || c.Head != last.Hash {
		return &HistoryError{Case: c.ID, Seq: last.Seq,
			Reason: fmt.Sprintf("the case stands at event %d, the history ends at %d", c.Revision, last.Seq)}
	}
	folded, err := Replay(events)
	if err != nil {
		return err
	}
	want, err := json.Marshal(folded)
	if err != nil {
		return fmt.Errorf("samad: verify case %s: %w", c.ID, err)
	}
	got, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("samad: verify case %s: %w", c.ID, err)
	}
	if !bytes.Equal(want, got) {
		return &HistoryError{Case: c.ID, Seq: last.Seq, Reason: "the stored state is not what the events give"}
	}
	return nil
}
