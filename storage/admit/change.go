package admit

import (
	"fmt"

	"github.com/samad111/go-samad/samad"
)

// Changes returns clean copies of the changes (see [Clean]), or an error
// matching samad.ErrInvalid when one of them does not fit together: then its
// history would have a gap, or a part would belong to nothing.
func Changes(changes []samad.Change) ([]samad.Change, error) {
	return admitted(changes, Clean[samad.Change])
}

// LentChanges is [Changes] for a store that keeps nothing of what it was given
// once it returns: what is clean as it is, is not copied (see [Lent]).
func LentChanges(changes []samad.Change) ([]samad.Change, error) {
	return admitted(changes, Lent[samad.Change])
}

func admitted(changes []samad.Change, clean func(samad.Change) (samad.Change, error)) ([]samad.Change, error) {
	out := make([]samad.Change, len(changes))
	messages, calls := map[string]bool{}, map[string]bool{}
	for i, ch := range changes {
		at := fmt.Sprintf("/%d", i)
		ch, err := clean(ch)
		if err != nil {
			return nil, err
		}
		if err := fits(ch, at); err != nil {
			return nil, err
		}
		for j, m := range ch.Messages {
			// What a record told an office has no case; it comes back this way
			// when a store is moved.
			if m.ID == "" || m.Case == "" && m.Record == "" || messages[m.ID] {
				return nil, misfit(fmt.Sprintf("%s/Messages/%d", at, j), "a message needs an id of its own and a case, or a record")
			}
			messages[m.ID] = true
		}
		for j, c := range ch.Calls {
			if c.ID == "" || calls[c.ID] {
				return nil, misfit(fmt.Sprintf("%s/Calls/%d", at, j), "a call needs an id of its own")
			}
			calls[c.ID] = true
		}
		ch.Search = Words(ch.Search)
		out[i] = ch
	}
	return out, nil
}

func fits(ch samad.Change, at string) error {
	c := ch.Case
	if c == nil {
		if ch.Expect != 0 || len(ch.Events)+len(ch.Values)+len(ch.Erase)+len(ch.Search) > 0 ||
			ch.Secrets != nil || ch.EraseSearch || ch.EraseMessages {
			return misfit(at+"/Case", "a change without a case has nothing but messages, a key and calls")
		}
		if ch.Key != nil && (ch.Key.Case == "" || ch.Key.Key == "") {
			return misfit(at+"/Key", "an idempotency key is not empty and belongs to a case")
		}
		return nil
	}
	switch {
	case c.ID == "":
		return misfit(at+"/Case/ID", "a case needs an id")
	case c.Code.IsZero():
		return misfit(at+"/Case/Code", "a case needs a tracking code")
	case ch.Expect < 0:
		return misfit(at+"/Expect", "a revision is not negative")
	case ch.Expect+int64(len(ch.Events)) != c.Revision:
		return misfit(at+"/Case/Revision", "the revision is the expected one plus the number of events")
	case c.Revision == 0:
		return misfit(at+"/Events", "a new case begins with an event")
	case ch.Secrets != nil && ch.Secrets.Case != c.ID:
		return misfit(at+"/Secrets/Case", "the secrets belong to another case")
	case ch.Key != nil && (ch.Key.Case != c.ID || ch.Key.Key == ""):
		return misfit(at+"/Key", "the idempotency key is empty or belongs to another case")
	}
	for i, e := range ch.Events {
		if e.Case != c.ID || e.Seq != ch.Expect+int64(i)+1 {
			return misfit(fmt.Sprintf("%s/Events/%d", at, i), "the events of the case follow each other without a gap")
		}
	}
	return valuesFit(ch, at)
}

func valuesFit(ch samad.Change, at string) error {
	seen := make(map[samad.ValueRef]bool, len(ch.Values))
	for i, v := range ch.Values {
		if v.Case != ch.Case.ID || v.Seq <= ch.Expect || v.Seq > ch.Case.Revision || seen[v.ValueRef] {
			return misfit(fmt.Sprintf("%s/Values/%d", at, i), "a value belongs to one of the new events, once under its name")
		}
		seen[v.ValueRef] = true
	}
	for i, ref := range ch.Erase {
		if ref.Case != ch.Case.ID {
			return misfit(fmt.Sprintf("%s/Erase/%d", at, i), "a change erases values of its own case only")
		}
	}
	return nil
}

// UnknownCase is the error for a message or call that points to a case which
// is not there.
func UnknownCase(field string) error {
	return misfit(field, "it points to a case that does not exist")
}
