package postgres

import (
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlstore"
)

// plain reports whether the sets can write the rows. They cannot erase, nor
// replace secrets, nor record calls, nor look for cases that messages of others
// speak of, nor take two steps of one case at once: all that is rare.
func plain(rows []sqlstore.Row) bool {
	if len(rows) > maxRows {
		return false
	}
	seen := make(map[samad.CaseID]bool, len(rows))
	for _, r := range rows {
		erases := len(r.Erase) > 0 || r.EraseSearch || r.EraseMessages || len(r.EraseCalls) > 0
		if r.Case == nil || erases || len(r.Calls) > 0 || r.Expect > 0 && r.Secrets != nil || seen[r.Case.ID] {
			return false
		}
		if slices.ContainsFunc(r.Messages, func(m samad.Message) bool { return m.Case != "" && m.Case != r.Case.ID }) {
			return false
		}
		seen[r.Case.ID] = true
	}
	return true
}

// named is a text that is NULL when it is empty.
type named string

// columns are the rows of a batch, column by column, for each set.
type columns struct {
	sets   *[numSets]set
	expect int // how many changes there are, for room
	room   room
	of     [numSets][]array
}

// filled returns the sets from the one up to the other that have rows, and how
// many each has when they are so few that they are to be spelled out.
func (c *columns) filled(from, to int) (list, counts []int) {
	few := from >= addCases
	for i := from; i < to; i++ {
		if c.of[i] != nil {
			n := int(c.of[i][0].n)
			list, counts, few = append(list, i), append(counts, n), few && n <= maxSpelled
		}
	}
	if !few {
		counts = nil
	}
	return list, counts
}

// add adds a row to the set i, a value for every column: a string, an int64,
// bytes (none is NULL) or an instant (zero is NULL).
func (c *columns) add(i int, values ...any) {
	if c.of[i] == nil {
		c.of[i] = c.sets[i].newArrays(c.expect, &c.room)
	}
	for k, v := range values {
		a := &c.of[i][k]
		switch v := v.(type) {
		case string:
			a.text(v)
		case named:
			if v == "" {
				a.null()
			} else {
				a.text(string(v))
			}
		case int64:
			a.int8(v)
		case []byte:
			a.blob(v)
		case time.Time:
			a.optional(v)
		}
	}
}

// change adds all that the row brings.
func (c *columns) change(r sqlstore.Row) {
	id := string(r.Case.ID)
	c.state(r)
	for i, e := range r.Events {
		c.add(addEvents, id, e.Seq, e.ID, e.At, r.Actors[i], string(e.Type), string(e.Data), e.PrevHash[:], e.Hash[:])
	}
	for _, v := range r.Values {
		c.add(addValues, id, v.Seq, v.Name, v.Salt, v.Data, flag(v.Sealed))
	}
	if x := r.Secrets; x != nil {
		for _, l := range x.Lookups {
			c.add(addLookups, string(l.Kind), l.Hash, id)
		}
	}
	if len(r.Search) > 0 {
		c.add(addWords, id, strings.Join(lexemes(r.Search), " "))
	}
	if k := r.Key; k != nil {
		c.add(addKeys, k.Key, k.Digest, id, k.Sealed, k.Created, k.Expires)
	}
	for _, m := range r.Messages {
		c.add(addMessages, m.ID, named(m.Case), named(m.Record), m.Recipient(), m.Seq, string(m.Kind), string(m.Audience), string(m.Carrier),
			string(m.Lang), string(m.Office), string(m.Role), m.Sealed, flag(m.Wipe), string(m.State),
			m.Created.UnixMicro(), int64(m.Attempts), m.NotBefore, m.Settled, m.Fault, m.Reference, m.Confirmed)
	}
}

// state adds the row of the case itself and those of who sees it.
func (c *columns) state(r sqlstore.Row) {
	x := r.Case
	id := string(x.ID)
	values := []any{
		x.Revision, x.Code.String(), x.Head[:], string(x.State), string(x.Kind), string(x.Channel), string(x.Topic),
		string(x.Place), string(x.Province), string(x.Centre), string(x.Agency), x.Expert,
		x.Created.UnixMicro(), x.Updated.UnixMicro(), x.Ended, x.Due(), x.NextDue(), flag(x.Erased), r.Doc, id,
	}
	if r.Expect == 0 {
		var secrets samad.Secrets
		if r.Secrets != nil {
			secrets = *r.Secrets
		}
		c.add(addCases, append(values, secrets.Key, secrets.PIN, named(r.Lookups))...)
	} else {
		c.add(lockCases, id)
		c.add(putCases, append(values, r.Expect)...)
		c.of[dropSeen] = c.dropping(id)
	}
	for _, agency := range r.Seen {
		c.add(addSeen, id, string(agency), x.Created.UnixMicro())
		if r.Expect > 0 {
			c.add(dropSeen, id, string(agency), x.Created.UnixMicro())
		}
	}
}

// dropping adds a case to those that some agencies may no longer see.
func (c *columns) dropping(id string) []array {
	arrays := c.of[dropSeen]
	if arrays == nil {
		arrays = c.sets[dropSeen].newArrays(c.expect, &c.room)
	}
	arrays[len(arrays)-1].text(id)
	return arrays
}

// flag is how a truth is stored, here as in every other backend.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
