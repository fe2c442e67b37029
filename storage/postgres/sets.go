package postgres

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/samad111/go-samad/storage/sqlstore"
)

// set is a statement that writes all rows of one kind that a batch brings, so
// that a batch costs about as much as a single change. Its parameters are
// columns, one letter each: t is text, i int8, b bytea.
type set struct{ text, columns string }

// The sets, in the order in which they are written. Those from addCases on only
// add, so that the order among them does not matter.
const (
	lockCases = iota
	putCases
	dropSeen
	addCases
	addSeen
	addEvents
	addValues
	addLookups
	addWords
	addKeys
	addMessages
	numSets
)

// caseColumns are the columns of a case; caseTypes tells their types.
const (
	caseColumns = `revision, code, head, state, kind, channel, topic, place, province, centre, agency, expert,
		created, updated, ended, due, next_due, erased, doc, id`
	caseTypes = "itb" + "ttttttttt" + "iiiiii" + "tt"
	// A new case comes with its secrets.
	sealColumns = `wrapped_key, pin, lookups`
	sealTypes   = "bbt"
)

// newSets returns the statements. What does not go as it should must be an
// error, because an error takes everything back without another message to the
// server; where rows are missing, a division by zero is one.
func newSets(n sqlstore.Names) [numSets]set {
	sets := [numSets]set{
		// In order, so that two batches never wait for each other.
		lockCases: {`SELECT count(*) FROM (SELECT 1 FROM {p}cases WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE) AS c`, "t"},
		putCases: {`WITH done AS (UPDATE {p}cases AS c SET revision = n.revision, code = n.code, head = n.head,
			state = n.state, kind = n.kind, channel = n.channel, topic = n.topic, place = n.place, province = n.province,
			centre = n.centre, agency = n.agency, expert = n.expert, created = n.created, updated = n.updated, ended = n.ended,
			due = n.due, next_due = n.next_due, erased = n.erased, doc = n.doc, lease_until = NULL, lease_owner = NULL
			FROM {rows} AS n (` + caseColumns + `, expect) WHERE c.id = n.id AND c.revision = n.expect RETURNING 1)
			SELECT 1 / (count(*) = cardinality($1))::int FROM done`, caseTypes + "i"},
		dropSeen: {`DELETE FROM {p}case_visible AS v WHERE v.case_id = ANY ($4::text[]) AND NOT EXISTS (
			SELECT 1 FROM unnest($1::text[], $2::text[], $3::bigint[]) AS n (case_id, agency, created)
			WHERE n.case_id = v.case_id AND n.agency = v.agency AND n.created = v.created)`, "ttit"},
		addCases: {`INSERT INTO {p}cases (` + caseColumns + `, ` + sealColumns + `) SELECT * FROM {rows} AS n`, caseTypes + sealTypes}, //nolint:unqueryvet // the columns of the batch, in their order
		addSeen: {`INSERT INTO {p}case_visible (case_id, agency, created) SELECT * FROM {rows} AS n
			ON CONFLICT (case_id, agency) DO NOTHING`, "tti"},
		addEvents: {`INSERT INTO {p}events (case_id, seq, id, at, actor, type, data, prev_hash, hash)
			SELECT * FROM {rows} AS n`, "tititttbb"},
		addValues: {`INSERT INTO {p}case_values (case_id, seq, name, salt, data, sealed) SELECT * FROM {rows} AS n`, "titbbi"},
		addLookups: {`INSERT INTO {p}lookups (kind, hash, case_id) SELECT * FROM {rows} AS n
			ON CONFLICT (kind, hash, case_id) DO NOTHING`, "tbt"},
		addWords: {`INSERT INTO {p}search AS s (case_id, words)
			SELECT n.case_id, array_to_tsvector(string_to_array(n.words, ' ')) FROM {rows} AS n (case_id, words)
			ON CONFLICT (case_id) DO UPDATE SET words = s.words || excluded.words`, "tt"},
		addKeys: {`INSERT INTO {p}idempotency (key, digest, case_id, sealed, created, expires) SELECT * FROM {rows} AS n`, "tbtbii"},
		addMessages: {`INSERT INTO {p}messages (id, case_id, record, recipient, seq, kind, audience, carrier, lang,
			office, role, sealed, wipe, state, created, attempts, not_before, settled, fault, reference, confirmed) SELECT * FROM {rows} AS n`, "tttti" + "tttttt" + "bit" + "iiii" + "tti"},
	}
	for i := range sets {
		sets[i].text = n.In(sets[i].text)
	}
	return sets
}

// types are those of the letters.
var types = map[rune]string{'t': "text", 'i': "bigint", 'b': "bytea"}

// unnested returns the table that the columns make, each an array, as parameters
// after the first so many.
func unnested(columns string, first int) string {
	var list []string
	for i, c := range columns {
		list = append(list, fmt.Sprintf("$%d::%s[]", first+i+1, types[c]))
	}
	return "unnest(" + strings.Join(list, ", ") + ")"
}

// spelled returns a table of so many rows, each value a parameter after the first
// so many. The server keeps a store for every array that it takes apart, and for
// a row or two those cost more than writing the rows.
func spelled(columns string, first, count int) string {
	var list []string
	for row := range count {
		var values []string
		for i, c := range columns {
			values = append(values, fmt.Sprintf("$%d::%s", first+row*len(columns)+i+1, types[c]))
		}
		list = append(list, "("+strings.Join(values, ", ")+")")
	}
	return "(VALUES " + strings.Join(list, ", ") + ")"
}

// statement returns the text of a set, or of several that only add, as one
// statement: each costs the server as much as adding some rows. counts are the
// rows of each when they are spelled out, nil when they come as arrays.
func statement(sets *[numSets]set, list, counts []int) string {
	if len(list) == 1 && list[0] < addCases {
		s := sets[list[0]]
		return strings.ReplaceAll(s.text, "{rows}", unnested(s.columns, 0))
	}
	var parts []string
	first := 0
	for k, i := range list {
		s := sets[i]
		table, parameters := unnested(s.columns, first), len(s.columns)
		if counts != nil {
			table, parameters = spelled(s.columns, first, counts[k]), counts[k]*len(s.columns)
		}
		parts = append(parts, fmt.Sprintf("s%d AS (%s)", k, strings.ReplaceAll(s.text, "{rows}", table)))
		first += parameters
	}
	// With a column, for a result without any is described each time.
	return "WITH " + strings.Join(parts, ", ") + " SELECT 1"
}

// newArrays returns the empty columns of the set.
func (s set) newArrays(expect int, room *room) []array {
	out := make([]array, len(s.columns))
	for i, c := range s.columns {
		switch c {
		case 't':
			out[i] = array{oid: pgtype.TextArrayOID, element: pgtype.TextOID, expect: expect, room: room}
		case 'i':
			out[i] = array{oid: pgtype.Int8ArrayOID, element: pgtype.Int8OID, expect: expect, room: room}
		default:
			out[i] = array{oid: pgtype.ByteaArrayOID, element: pgtype.ByteaOID, expect: expect, room: room}
		}
	}
	return out
}
