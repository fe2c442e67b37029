package sqlstore

// statements are the texts of all statements that do not depend on what is
// asked. Backends may prepare them.
type statements struct {
	caseByID, caseByCode, secrets, events, values, messages, key string

	revision, insertCase, updateCase string
	before, addSeen, dropSeen        string
	insertEvent                      string
	insertValue, eraseValue          string
	putSecrets, addLookup, dropLook  string
	insertKey, wipeKeys              string
	insertMessage                    string
	insertCall, insertCallCase       string
	nextDue, nextTry                 string
	giveUpMessages, wipeCaseKeys     string
	eraseCall                        string
	lastDigest, digestAtEnd          string
	recordKinds                      string
	digests, insertDigest            string
	outbox, keys                     string
	rewrapCase, rewrapCall           string
	claimDue, claimMessages          string
	messageHeld, feed                string
	messageState, revive, referred   string
	arrived, failed                  string

	record, recordEvents, recordMessages  string
	recordRow, insertRecord, updateRecord string
	addRecordKey, dropRecordKeys          string
	insertRecordEvent                     string

	figuresAt, figuresLock, figuresMove, cellRange string
	// These take lists, so they are not among the prepared ones.
	claimRecords, settleMessages, beforeClaim       string
	caseFacts, cells, putFacts, putCells, dropCells string
}

// digestColumns are what digestsInto reads.
const digestColumns = `number, day, at, events, cases, content, prev, hash, cursor`

func newStatements(n Names, c Clauses) statements {
	words, mark := "", ""
	if c.WordsInCase {
		words, mark = ", words", ", ?"
	}
	n = n.with("{forupdate}", c.ForUpdate, "{skiplocked}", c.SkipLocked, "{words}", words, "{mark}", mark,
		"{among}", c.Among[0], "{end}", c.Among[1], "{ever}", "-9000000000000000000", "{toOffice}", toOffice, "{toCase}", toCase)
	return statements{
		caseByID:   n.In(`SELECT doc FROM {p}cases WHERE id = ?`),
		caseByCode: n.In(`SELECT doc, wrapped_key, pin, lookups FROM {p}cases WHERE code = ?`),
		secrets:    n.In(`SELECT wrapped_key, pin, lookups FROM {p}cases WHERE id = ?`),
		events: n.In(`SELECT case_id, seq, id, at, actor, type, data, prev_hash, hash
			FROM {p}events WHERE case_id = ? ORDER BY seq`),
		values: n.In(`SELECT seq, name, salt, data, sealed FROM {p}case_values
			WHERE case_id = ? ORDER BY seq, name`),
		messages: n.In(`SELECT ` + messageColumns + ` FROM {p}messages WHERE case_id = ? ORDER BY num`),
		key:      n.In(`SELECT digest, case_id, sealed, created, expires FROM {p}idempotency WHERE key = ?`),

		revision: n.In(`SELECT revision FROM {p}cases WHERE id = ?`),
		insertCase: n.In(`INSERT INTO {p}cases (revision, code, head, state, kind, channel, topic, place,
			province, centre, agency, expert, created, updated, ended, due, next_due, erased, doc, id,
			wrapped_key, pin, lookups{words})
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?{mark}) ON CONFLICT DO NOTHING`),
		updateCase: n.In(`UPDATE {p}cases SET revision = ?, code = ?, head = ?, state = ?, kind = ?,
			channel = ?, topic = ?, place = ?, province = ?, centre = ?, agency = ?, expert = ?,
			created = ?, updated = ?, ended = ?, due = ?, next_due = ?, erased = ?, doc = ?,
			lease_until = NULL, lease_owner = NULL WHERE id = ? AND revision = ?`),

		before:   n.In(`SELECT revision, doc FROM {p}cases WHERE id = ?`),
		addSeen:  n.In(`INSERT INTO {p}case_visible (case_id, agency, created) VALUES (?, ?, ?)`),
		dropSeen: n.In(`DELETE FROM {p}case_visible WHERE case_id = ? AND agency = ? AND created = ?`),

		insertEvent: n.In(`INSERT INTO {p}events (case_id, seq, id, at, actor, type, data, prev_hash, hash)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		insertValue: n.In(`INSERT INTO {p}case_values (case_id, seq, name, salt, data, sealed)
			VALUES (?, ?, ?, ?, ?, ?)`),
		eraseValue: n.In(`UPDATE {p}case_values SET salt = NULL, data = NULL
			WHERE case_id = ? AND seq = ? AND name = ?`),

		putSecrets: n.In(`UPDATE {p}cases SET wrapped_key = ?, pin = ?, lookups = ? WHERE id = ?`),
		addLookup: n.In(`INSERT INTO {p}lookups (kind, hash, case_id) VALUES (?, ?, ?)
			ON CONFLICT (kind, hash, case_id) DO NOTHING`),
		dropLook: n.In(`DELETE FROM {p}lookups WHERE kind = ? AND hash = ? AND case_id = ?`),

		insertKey: n.In(`INSERT INTO {p}idempotency (key, digest, case_id, sealed, created, expires)
			VALUES (?, ?, ?, ?, ?, ?)`),
		wipeKeys: n.In(`WITH picked AS MATERIALIZED (
			SELECT key FROM {p}idempotency WHERE sealed IS NOT NULL AND expires <= ?
			ORDER BY expires LIMIT ?{skiplocked})
			UPDATE {p}idempotency SET sealed = NULL WHERE key IN (SELECT key FROM picked)`),

		insertMessage: n.In(`INSERT INTO {p}messages (id, case_id, record, recipient, seq, kind, audience, carrier,
			lang, office, role, sealed, wipe, state, created, attempts, not_before, settled, fault,
			reference, confirmed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		claimMessages: n.In(claimMessages),
		beforeClaim:   c.BeforeClaim,
		settleMessages: n.In(`UPDATE {p}messages AS m SET state = v.column3, attempts = v.column4, fault = v.column5,
			not_before = CASE v.column3 WHEN 'pending' THEN CAST(v.column6 AS BIGINT) ELSE m.not_before END,
			settled = CAST(v.column7 AS BIGINT), sealed = CASE v.column8 WHEN 1 THEN NULL ELSE m.sealed END,
			reference = CASE v.column9 WHEN '' THEN m.reference ELSE v.column9 END,
			lease_until = NULL, lease_owner = NULL FROM (VALUES {rows}) AS v
			WHERE m.id = v.column1 AND m.state = 'pending' AND m.lease_owner = v.column2`),
		messageState: n.In(`SELECT state, sealed IS NULL OR length(sealed) = 0 FROM {p}messages WHERE id = ?{forupdate}`),
		revive: n.In(`UPDATE {p}messages SET state = 'pending', attempts = 0, not_before = ?, settled = NULL
			WHERE id = ? AND state = 'dead'`),
		referred: n.In(`SELECT id FROM {p}messages WHERE reference = ? AND reference <> '' ORDER BY num DESC LIMIT 1`),
		arrived: n.In(`UPDATE {p}messages SET confirmed = ?, fault = '',
			state = CASE state WHEN 'dead' THEN 'delivered' ELSE state END WHERE id = ? AND confirmed IS NULL`),
		failed: n.In(`UPDATE {p}messages SET state = 'dead', settled = ?, fault = ?
			WHERE id = ? AND state = 'delivered' AND confirmed IS NULL`),
		messageHeld: n.In(`SELECT state, coalesce(lease_owner, '') FROM {p}messages WHERE id = ?`),

		insertCall: n.In(`INSERT INTO {p}calls (id, wrapped_key, caller, note, caller_hash, operator, stamp,
			centre, started, ended, outcome, cases) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		insertCallCase: n.In(`INSERT INTO {p}call_cases (case_id, call_id) VALUES (?, ?)
			ON CONFLICT (case_id, call_id) DO NOTHING`),

		nextDue: n.In(`SELECT min(next_due) FROM {p}cases WHERE next_due > ?`),
		nextTry: n.In(`SELECT min(not_before) FROM {p}messages WHERE state = 'pending' AND not_before > ?`),

		giveUpMessages: n.In(`UPDATE {p}messages SET sealed = NULL,
			settled = CASE WHEN state = 'pending' THEN ? ELSE settled END,
			fault = CASE WHEN state = 'pending' THEN ? ELSE fault END,
			lease_until = CASE WHEN state = 'pending' THEN NULL ELSE lease_until END,
			lease_owner = CASE WHEN state = 'pending' THEN NULL ELSE lease_owner END,
			state = CASE WHEN state = 'pending' THEN 'dead' ELSE state END
			WHERE case_id = ?`),
		wipeCaseKeys: n.In(`UPDATE {p}idempotency SET sealed = NULL WHERE case_id = ? AND sealed IS NOT NULL`),
		eraseCall: n.In(`UPDATE {p}calls SET wrapped_key = NULL, caller = NULL, note = NULL, caller_hash = NULL
			WHERE id = ?`),

		claimDue: n.In(`WITH picked AS MATERIALIZED (
			SELECT id FROM {p}cases WHERE next_due <= ? AND (lease_until IS NULL OR lease_until <= ?)
			ORDER BY next_due, id LIMIT ?{skiplocked})
			UPDATE {p}cases SET lease_until = ?, lease_owner = ? WHERE id IN (SELECT id FROM picked)
			RETURNING id, next_due`),

		recordKinds: n.In(`SELECT DISTINCT kind FROM {p}records ORDER BY kind`),
		figuresAt:   n.In(`SELECT position FROM {p}figures_position`),
		figuresLock: n.In(`SELECT position FROM {p}figures_position {forupdate}`),
		figuresMove: n.In(`UPDATE {p}figures_position SET position = ?`),
		caseFacts:   n.In(`SELECT doc FROM {p}facts WHERE case_id IN (?) ORDER BY case_id, episode`),
		putFacts: n.In(`INSERT INTO {p}facts (case_id, episode, province, county, agency, first_day, last_day, ended_day, doc)
			VALUES {rows} ON CONFLICT (case_id, episode) DO UPDATE SET province = excluded.province,
			county = excluded.county, agency = excluded.agency, first_day = excluded.first_day, last_day = excluded.last_day,
			ended_day = excluded.ended_day, doc = excluded.doc`),
		putCells: n.In(`INSERT INTO {p}figure_cells (key, data) VALUES {rows}
			ON CONFLICT (key) DO UPDATE SET data = excluded.data`),
		dropCells: n.In(`DELETE FROM {p}figure_cells WHERE key IN (?)`),
		cells:     n.In(`SELECT key, data FROM {p}figure_cells WHERE key IN (?)`),
		cellRange: n.In(`SELECT key, data FROM {p}figure_cells WHERE key >= ? AND key <= ? ORDER BY key`),

		lastDigest:  n.In(`SELECT coalesce(max(number), 0) FROM {p}digests`),
		digestAtEnd: n.In(`SELECT ` + digestColumns + ` FROM {p}digests ORDER BY number DESC LIMIT 1`),
		digests:     n.In(`SELECT ` + digestColumns + ` FROM {p}digests WHERE number > ? ORDER BY number LIMIT ?`),
		insertDigest: n.In(`INSERT INTO {p}digests (` + digestColumns + `)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),

		outbox: n.In(`SELECT num, ` + messageColumns + ` FROM {p}messages WHERE num > ? ORDER BY num LIMIT ?`),
		keys: n.In(`SELECT key, digest, case_id, sealed, created, expires FROM {p}idempotency
			WHERE key > ? ORDER BY key LIMIT ?`),
		rewrapCase: n.In(`UPDATE {p}cases SET wrapped_key = ? WHERE id = ? AND wrapped_key = ?`),
		rewrapCall: n.In(`UPDATE {p}calls SET wrapped_key = ? WHERE id = ? AND wrapped_key = ?`),

		feed: n.In(`SELECT case_id, seq, id, at, actor, type, data, prev_hash, hash, pos
			FROM {p}events WHERE pos > ? ORDER BY pos LIMIT ?`),

		record: n.In(`SELECT ` + recordColumns + ` FROM {p}records AS r WHERE r.kind = ? AND r.id = ?`),
		recordEvents: n.In(`SELECT kind, record_id, seq, id, at, actor, type, data, prev_hash, hash
			FROM {p}record_events WHERE kind = ? AND record_id = ? ORDER BY seq`),
		recordMessages: n.In(`SELECT ` + messageColumns + ` FROM {p}messages WHERE record = ? ORDER BY num`),
		recordRow:      n.In(`SELECT revision, keys FROM {p}records WHERE kind = ? AND id = ?{forupdate}`),
		insertRecord: n.In(`INSERT INTO {p}records (revision, head, created, updated, state, agency, place, at,
			next_due, keys, doc, kind, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`),
		updateRecord: n.In(`UPDATE {p}records SET revision = ?, head = ?, created = ?, updated = ?, state = ?,
			agency = ?, place = ?, at = ?, next_due = ?, keys = ?, doc = ?, lease_until = NULL, lease_owner = NULL
			WHERE kind = ? AND id = ? AND revision = ?`),
		addRecordKey:   n.In(`INSERT INTO {p}record_keys (kind, name, value, id) VALUES (?, ?, ?, ?)`),
		dropRecordKeys: n.In(`DELETE FROM {p}record_keys WHERE kind = ? AND id = ?`),
		insertRecordEvent: n.In(`INSERT INTO {p}record_events (kind, record_id, seq, id, at, actor, type, data,
			prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		claimRecords: n.In(`WITH picked AS MATERIALIZED (
			SELECT kind, id FROM {p}records WHERE kind IN (?) AND next_due <= ?
			AND (lease_until IS NULL OR lease_until <= ?) ORDER BY next_due, id LIMIT ?{skiplocked})
			UPDATE {p}records SET lease_until = ?, lease_owner = ?
			WHERE (kind, id) IN (SELECT kind, id FROM picked) RETURNING kind, id, next_due`),
	}
}

// all returns the texts.
func (q statements) all() []string {
	return []string{
		q.caseByID, q.caseByCode, q.secrets, q.events, q.values, q.messages, q.key,
		q.revision, q.insertCase, q.updateCase, q.before, q.addSeen, q.dropSeen,
		q.insertEvent, q.insertValue, q.eraseValue, q.putSecrets, q.addLookup, q.dropLook,
		q.insertKey, q.wipeKeys, q.insertMessage, q.claimMessages, q.messageHeld,
		q.insertCall, q.insertCallCase, q.claimDue, q.feed,
		q.nextDue, q.nextTry, q.giveUpMessages, q.wipeCaseKeys, q.eraseCall,
		q.recordKinds, q.lastDigest, q.digestAtEnd, q.digests, q.insertDigest, q.outbox, q.keys, q.rewrapCase, q.rewrapCall,
		q.messageState, q.revive, q.referred, q.arrived, q.failed,
		q.record, q.recordEvents, q.recordMessages, q.recordRow, q.insertRecord, q.updateRecord,
		q.addRecordKey, q.dropRecordKeys, q.insertRecordEvent,
		q.figuresAt, q.figuresLock, q.figuresMove, q.cellRange,
	}
}
