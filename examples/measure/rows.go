package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/storagetest"
)

// rows calls run for every row of a submission: the case, two events and a
// message, or also what the store writes besides. words says that the store keeps
// the words of a new case in its row.
func rows(n int, v variant, words bool, run func(table string, args ...any)) error {
	ch := storagetest.Submission(n)
	if v == alike {
		return ownRows(ch, words, run)
	}
	doc, err := json.Marshal(ch.Case)
	if err != nil {
		return fmt.Errorf("case: %w", err)
	}
	id := string(ch.Case.ID)
	run("cases", id, ch.Case.Code.String(), ch.Case.Revision, string(doc))
	for _, e := range ch.Events {
		actor, err := json.Marshal(e.Actor)
		if err != nil {
			return fmt.Errorf("event: %w", err)
		}
		run("events", id, e.Seq, e.ID, e.At.UnixMicro(), string(actor), string(e.Type), string(e.Data), e.PrevHash[:], e.Hash[:])
	}
	for _, m := range ch.Messages {
		run("messages", m.ID, id, m.Sealed)
	}
	if v == all {
		rest(ch, run)
	}
	return nil
}

func rest(ch samad.Change, run func(table string, args ...any)) {
	id := string(ch.Case.ID)
	for _, v := range ch.Values {
		run("case_values", id, v.Seq, v.Name, v.Salt, v.Data)
	}
	run("case_secrets", id, ch.Secrets.Key, ch.Secrets.PIN)
	for _, l := range ch.Secrets.Lookups {
		run("lookups", string(l.Kind), l.Hash, id)
	}
	run("search", id, strings.Join(ch.Search, " "))
}

// migrateSQLite makes the tables of the store in the file.
func migrateSQLite(ctx context.Context, path string) error {
	db, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return fmt.Errorf("bare: %w", err)
	}
	return errors.Join(db.Migrate(ctx), db.Close())
}

// migratePostgres makes the tables of the store in the schema of the address.
func migratePostgres(ctx context.Context, address string) error {
	db, err := postgres.Open(ctx, address, postgres.Options{})
	if err != nil {
		return fmt.Errorf("bare: %w", err)
	}
	return errors.Join(db.Migrate(ctx), db.Close())
}

// ownColumns are the columns of the store's own tables that a submission fills.
// Its words lie in the row of the case in SQLite, in a table in PostgreSQL.
func ownColumns(words, search string) map[string]string {
	own := map[string]string{
		"cases": `revision, code, head, state, kind, channel, topic, place, province, centre, agency, expert, created, updated,
			ended, due, next_due, erased, doc, id, wrapped_key, pin, lookups` + words,
		"case_visible": "case_id, agency, created",
		"events":       columns["events"],
		"case_values":  "case_id, seq, name, salt, data, sealed",
		"lookups":      columns["lookups"],
		"messages": `id, case_id, record, recipient, seq, kind, audience, carrier, lang, office, role, sealed, wipe, state,
			created, attempts, not_before, settled, fault, reference, confirmed`,
	}
	if search != "" {
		own["search"] = search
	}
	return own
}

// ownRows are the rows that the store writes, with all that is in them.
func ownRows(ch samad.Change, words bool, run func(table string, args ...any)) error {
	c, x := ch.Case, ch.Secrets
	doc, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("case: %w", err)
	}
	lookups, err := json.Marshal(x.Lookups)
	if err != nil {
		return fmt.Errorf("look-ups: %w", err)
	}
	id := string(c.ID)
	row := []any{
		c.Revision, c.Code.String(), c.Head[:], string(c.State), string(c.Kind), string(c.Channel), string(c.Topic), string(c.Place),
		string(c.Province), string(c.Centre), string(c.Agency), c.Expert, c.Created.UnixMicro(), c.Updated.UnixMicro(),
		optional(c.Ended), optional(c.Due()), optional(c.NextDue()), number(c.Erased), string(doc), id, x.Key, x.PIN, string(lookups),
	}
	if words {
		row = append(row, strings.Join(ch.Search, " "))
	}
	run("cases", row...)
	if c.Agency != "" {
		run("case_visible", id, string(c.Agency), c.Created.UnixMicro())
	}
	for _, e := range ch.Events {
		actor, err := json.Marshal(e.Actor)
		if err != nil {
			return fmt.Errorf("event: %w", err)
		}
		run("events", id, e.Seq, e.ID, e.At.UnixMicro(), string(actor), string(e.Type), string(e.Data), e.PrevHash[:], e.Hash[:])
	}
	for _, v := range ch.Values {
		run("case_values", id, v.Seq, v.Name, v.Salt, v.Data, number(v.Sealed))
	}
	for _, l := range x.Lookups {
		run("lookups", string(l.Kind), l.Hash, id)
	}
	if !words {
		run("search", id, strings.Join(ch.Search, " "))
	}
	for _, m := range ch.Messages {
		run("messages", m.ID, id, nil, m.Recipient(), m.Seq, string(m.Kind), string(m.Audience), string(m.Carrier), string(m.Lang),
			string(m.Office), string(m.Role), m.Sealed, number(m.Wipe), string(m.State), m.Created.UnixMicro(), int64(m.Attempts),
			optional(m.NotBefore), optional(m.Settled), m.Fault, m.Reference, optional(m.Confirmed))
	}
	return nil
}

// optional is an instant that may be absent.
func optional(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

func number(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
