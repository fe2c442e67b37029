package admit

import (
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Ledger returns clean copies of the changes of records and, in their order,
// of all changes of cases in them, or an error matching samad.ErrInvalid when
// one of them does not fit together.
func Ledger(changes []ledger.Change) ([]ledger.Change, []samad.Change, error) {
	var cases []samad.Change
	for _, ch := range changes {
		cases = append(cases, ch.Cases...)
	}
	cases, err := Changes(cases)
	if err != nil {
		return nil, nil, err
	}
	messages := map[string]bool{}
	for _, ch := range cases {
		for _, m := range ch.Messages {
			messages[m.ID] = true
		}
	}
	var out []ledger.Change
	for i, ch := range changes {
		at := fmt.Sprintf("/%d", i)
		ch.Cases = nil
		ch, err := Clean(ch)
		if err != nil {
			return nil, nil, err
		}
		if err := recordFits(ch, at); err != nil {
			return nil, nil, err
		}
		if ch.Record == nil {
			continue
		}
		for j, m := range ch.Messages {
			field := fmt.Sprintf("%s/Messages/%d", at, j)
			switch {
			case m.ID == "" || messages[m.ID]:
				return nil, nil, misfit(field, "a message needs an id of its own")
			case m.Record != ch.Record.String():
				return nil, nil, misfit(field+"/Record", "a message names the record that caused it")
			case m.Case == "" && (m.Audience != samad.ToOffice || m.Office == ""):
				return nil, nil, misfit(field+"/Case", "a message without a case goes to an office")
			}
			messages[m.ID] = true
		}
		out = append(out, ch)
	}
	return out, cases, nil
}

func recordFits(ch ledger.Change, at string) error {
	r := ch.Record
	if r == nil {
		if ch.Expect != 0 || len(ch.Events)+len(ch.Messages) > 0 {
			return misfit(at+"/Record", "a change without a record has nothing but cases")
		}
		return nil
	}
	switch {
	case !r.Ref.Valid():
		return misfit(at+"/Record", "a record has a kind and an id")
	case ch.Expect < 0:
		return misfit(at+"/Expect", "a revision is not negative")
	case len(ch.Events) == 0:
		return misfit(at+"/Events", "a change of a record has an event")
	case ch.Expect+int64(len(ch.Events)) != r.Revision:
		return misfit(at+"/Record/Revision", "the revision is the expected one plus the number of events")
	case len(r.State) == 0:
		return misfit(at+"/Record/State", "a record has a state")
	}
	for i, e := range ch.Events {
		if e.Ref != r.Ref || e.Seq != ch.Expect+int64(i)+1 {
			return misfit(fmt.Sprintf("%s/Events/%d", at, i), "the events of the record follow each other without a gap")
		}
	}
	seen := make(map[ledger.Key]bool, len(r.Keys.Free))
	for i, k := range r.Keys.Free {
		if k.Name == "" || k.Value == "" || seen[k] {
			return misfit(fmt.Sprintf("%s/Record/Keys/Free/%d", at, i), "a free key has a name and a value, and comes once")
		}
		seen[k] = true
	}
	return nil
}

// Ref checks the form of a ref.
func Ref(r ledger.Ref) error {
	if !r.Valid() {
		return outOfRange("/ref", "a record has a kind and an id")
	}
	return keptText(r.ID, "/ref/ID")
}

// RecordQuery is [Query] for records.
func RecordQuery(q ledger.Query) (ledger.Query, Key, error) {
	q, err := Clean(q)
	if err != nil {
		return q, Key{}, err
	}
	if !q.Kind.Valid() {
		return q, Key{}, outOfRange("/Kind", "a query asks for one kind of record")
	}
	if q.Limit, err = limit(q.Limit); err != nil {
		return q, Key{}, err
	}
	after, err := ParseCursor(recordsCursor(q), q.Cursor)
	return q, after, err
}

// RecordCursor returns the cursor of a page of records that ended at the key.
func RecordCursor(q ledger.Query, key Key) string { return key.cursor(recordsCursor(q)) }

// recordsCursor tells the cursors of records apart by kind and order.
func recordsCursor(q ledger.Query) string {
	if q.OldestFirst {
		return "records/oldest/" + string(q.Kind)
	}
	return "records/newest/" + string(q.Kind)
}

// RecordKey returns the place of a record in a list.
func RecordKey(r *ledger.Record) Key { return Key{At: r.Created.UnixMicro(), ID: r.ID} }

// RecordDimensions checks that a count can be grouped by all of them.
func RecordDimensions(by []ledger.Dimension) error {
	keys := 0
	for _, d := range by {
		name, key := d.Key()
		switch {
		case d == ledger.ByState, d == ledger.ByAgency, d == ledger.ByPlace:
		case key:
			if err := keptText(name, "/by"); err != nil {
				return err
			}
			if keys++; keys > 1 {
				return outOfRange("/by", "a count goes by one free key at most")
			}
		default:
			return outOfRange("/by", "no such dimension")
		}
	}
	return nil
}

// Kinds checks the form of kinds.
func Kinds(kinds []ledger.Kind) error {
	for _, k := range kinds {
		if !k.Valid() {
			return outOfRange("/kinds", "no such kind")
		}
	}
	return nil
}
