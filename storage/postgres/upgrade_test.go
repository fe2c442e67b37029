package postgres_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/sqlstore"
	"github.com/samad111/go-samad/storage/transfer"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// TestUpgrade migrates what the program wrote when its schema had an earlier
// version, and asks for everything that was known of it then.
// testdata/schema4/make_test.go.txt tells how the files were made.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	db, schema := older(t, "testdata/schema4")
	ctx := t.Context()
	var told *sqlstore.SchemaError
	require.ErrorAs(t, db.Check(ctx), &told)
	require.EqualValues(t, 4, told.Have)
	require.NoError(t, db.Migrate(ctx))
	require.NoError(t, db.Check(ctx))
	require.ErrorContains(t, execute(t, db, schema, "SELECT 1 FROM {s}.case_secrets"), "does not exist")

	var checks int
	require.NoError(t, db.Read().NewRaw(`SELECT count(*) FROM pg_constraint WHERE connamespace = ?::regnamespace AND contype IN ('c', 'f')
		AND conrelid::regclass::text ~ '[.](messages|cases|case_values|idempotency)(_|$)'`, schema).Scan(ctx, &checks))
	assert.Zero(t, checks, "what the store sees to itself, in the partitions too")

	end := transfer.End{Cases: db.Cases(), Ledger: db.Ledger()}
	summary, err := transfer.Verify(ctx, end, nil)
	require.NoError(t, err)
	assert.Equal(t, transfer.Summary{Cases: 14, Events: 61, Digests: 5, Records: 2, Messages: 29, Keys: 14, Calls: 8}, summary)

	// The old program wrote down all that it read.
	was := memory.New()
	before := transfer.End{Cases: was, Ledger: was.Ledger()}
	_, err = transfer.Import(ctx, bytes.NewReader(unpacked(t, "testdata/schema4/export.jsonl.gz")), before, nil)
	require.NoError(t, err)
	assert.NoError(t, transfer.Compare(ctx, before, end)) // what else is wrong is told too

	o := newUpgraded(t, db)
	for _, x := range o.Cases {
		t.Run(x.Name+" "+x.Code, func(t *testing.T) { o.finds(t, x) })
	}
	t.Run("visible", o.visible)
	t.Run("delivered", o.delivers)
	t.Run("work goes on", o.goesOn)
	_, err = transfer.Verify(ctx, end, nil)
	require.NoError(t, err)
}

// older loads the dump in the folder into a schema of its own.
func older(t *testing.T, folder string) (db *postgres.DB, schema string) {
	t.Helper()
	address := freshSchema(t)
	schema = schemaOf(t, address)
	dump := strings.ReplaceAll(string(unpacked(t, folder+"/dump.sql.gz")), "samad_schema4", schema)
	admin, err := sql.Open("pgx", server(t))
	require.NoError(t, err)
	_, err = admin.ExecContext(t.Context(), dump)
	require.NoError(t, err)
	require.NoError(t, admin.Close(), "the dump has changed settings of the connection")
	db, err = postgres.Open(t.Context(), address, patient)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db, schema
}

func unpacked(t *testing.T, file string) []byte {
	t.Helper()
	packed, err := os.Open(file)
	require.NoError(t, err)
	defer func() { require.NoError(t, packed.Close()) }()
	text, err := gzip.NewReader(packed)
	require.NoError(t, err)
	data, err := io.ReadAll(text)
	require.NoError(t, err)
	return data
}

// known is what the old program knew of a case.
type known struct {
	ID         samad.CaseID   `json:"id"`
	Code       string         `json:"code"`
	PIN        string         `json:"pin"`
	State      samad.State    `json:"state"`
	Agency     samad.AgencyID `json:"agency"`
	Identity   samad.Identity `json:"identity"`
	Name       string         `json:"name"`
	Mobile     string         `json:"mobile"`
	NationalID string         `json:"national_id"`
	Text       string         `json:"text"`
	Erased     bool           `json:"erased"`
}

// upgraded is a desk over the migrated database, with the old keys.
type upgraded struct {
	Until time.Time        `json:"until"` // when it was left
	Last  samad.Submission `json:"last"`  // the last that came in
	Key   json.RawMessage  `json:"key"`   // the file of keys
	Cases []known          `json:"cases"`

	keyFile        string
	db             *postgres.DB
	desk           *samad.Desk
	operator, head samad.Actor
	notes          []samad.Notice
}

func newUpgraded(t *testing.T, db *postgres.DB) *upgraded {
	t.Helper()
	o := &upgraded{
		db: db, keyFile: filepath.Join(t.TempDir(), "samad.key"),
		head: samad.Actor{ID: "head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin"},
	}
	text, err := os.ReadFile("testdata/schema4/known.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, o))
	require.Len(t, o.Cases, 14)
	require.NoError(t, os.WriteFile(o.keyFile, o.Key, 0o600))
	keys, err := vault.OpenFile(o.keyFile)
	require.NoError(t, err)
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	require.NoError(t, err)
	day, err := persian.FromTime(o.Until)
	require.NoError(t, err)
	centre, ok := dir.Centre("10", day)
	require.True(t, ok)
	o.operator = samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: centre, Place: "10"}
	o.desk, err = samad.NewDesk(samad.Config{
		Store: db.Cases(), Router: o, Deadlines: o, Directory: dir, Codes: tracking.Minter{}, Vault: keys, Notifier: o,
		Now:      func() time.Time { return o.Until.Add(time.Minute) },
		Settings: samad.Settings{NoMatchTime: time.Millisecond},
	})
	require.NoError(t, err)
	return o
}

func (*upgraded) Route(context.Context, samad.RouteRequest) (samad.Decision, error) {
	return samad.Decision{Agency: "isf.tamin", Rule: "all"}, nil
}

func (*upgraded) Plan(_ sla.Facts, clock sla.Clock) (sla.Plan, error) {
	limit, err := sla.ParseTarget("10d")
	due := clock.Started.AddDate(0, 0, 10)
	return sla.Plan{Limit: limit, Due: due, Marks: []sla.Mark{{At: due, Kind: sla.Breach, Name: "breach"}}}, err
}

func (o *upgraded) Notify(_ context.Context, n samad.Notice) error {
	o.notes = append(o.notes, n)
	return nil
}

// finds finds the case by its code and PIN, its petitioner and its words, and
// opens what was sealed.
func (o *upgraded) finds(t *testing.T, was known) {
	t.Helper()
	ctx := t.Context()
	code, err := tracking.Parse(was.Code)
	require.NoError(t, err)
	pin, err := tracking.ParsePIN(was.PIN)
	require.NoError(t, err)
	wrong, err := tracking.ParsePIN(strings.Map(func(r rune) rune { return '0' + ('9' - r) }, was.PIN))
	require.NoError(t, err)

	_, c, err := o.desk.Authenticate(ctx, code, pin)
	require.NoError(t, err)
	assert.Equal(t, was.ID, c.ID)
	assert.Equal(t, was.State, c.State)
	assert.Equal(t, was.Agency, c.Agency)
	assert.Equal(t, was.Erased, c.Erased)
	_, _, err = o.desk.Authenticate(ctx, code, wrong)
	require.ErrorIs(t, err, samad.ErrNoMatch)

	dossier, err := o.desk.Dossier(ctx, o.operator, was.ID)
	require.NoError(t, err)
	if was.Erased {
		assert.Nil(t, dossier.Petitioner)
	} else if assert.NotNil(t, dossier.Petitioner) { // nothing is known of an anonymous one
		assert.Equal(t, []string{was.Name, was.Mobile, was.NationalID},
			[]string{dossier.Petitioner.Name, dossier.Petitioner.Mobile, dossier.Petitioner.NationalID})
	}

	page, err := o.desk.List(ctx, o.operator, samad.Query{Search: strings.Fields(was.Text)})
	require.NoError(t, err)
	if was.Erased {
		assert.Empty(t, dossier.Texts)
		assert.Empty(t, page.Cases)
		return
	}
	assert.Equal(t, was.Text, dossier.Texts[1][0].Text)
	assert.Equal(t, []samad.CaseID{was.ID}, ids(page.Cases))

	for what, p := range map[string]samad.Petitioner{
		"by mobile": {Mobile: was.Mobile}, "by national id": {NationalID: was.NationalID},
	} {
		if was.Identity == samad.AnonymousIdentity {
			break
		}
		var own []samad.CaseID
		for _, x := range o.Cases {
			if x.Mobile == was.Mobile && !x.Erased {
				own = append(own, x.ID)
			}
		}
		earlier, err := o.desk.Earlier(ctx, o.operator, p, 10)
		require.NoError(t, err)
		assert.ElementsMatch(t, own, ids(earlier), what)
	}
}

func (o *upgraded) visible(t *testing.T) {
	for _, agency := range []samad.AgencyID{"isf.tamin", "isf.bargh"} {
		var want []samad.CaseID
		for _, x := range o.Cases {
			// The second alone was referred to two.
			if x.Agency == agency || agency == "isf.bargh" && x.ID == o.Cases[1].ID {
				want = append(want, x.ID)
			}
		}
		require.NotEmpty(t, want)
		page, err := o.db.Cases().List(t.Context(), samad.Query{Visible: []samad.AgencyID{agency}, Order: samad.OldestFirst})
		require.NoError(t, err)
		assert.Equal(t, want, ids(page.Cases), agency)
	}
	dossier, err := o.desk.Dossier(t.Context(), o.head, o.Cases[1].ID)
	require.NoError(t, err)
	assert.Equal(t, samad.Confidential, dossier.Case.Identity)
	assert.Nil(t, dossier.Petitioner, "the agency never knows")
}

// delivers opens the messages that were waiting.
func (o *upgraded) delivers(t *testing.T) {
	report, err := o.desk.Deliver(t.Context(), "courier", 100)
	require.NoError(t, err)
	require.NotEmpty(t, o.notes)
	assert.Equal(t, samad.DeliverReport{Claimed: len(o.notes), Delivered: len(o.notes)}, report)
	for _, x := range []known{o.Cases[11], o.Cases[13]} {
		var texts []string
		for _, n := range o.notes {
			if n.Case == x.ID && n.To == x.Mobile {
				texts = append(texts, n.Text)
			}
		}
		assert.Contains(t, latin.Replace(strings.Join(texts, "\n")), x.PIN)
	}
}

var latin = strings.NewReplacer("۰", "0", "۱", "1", "۲", "2", "۳", "3", "۴", "4", "۵", "5", "۶", "6", "۷", "7", "۸", "8", "۹", "9")

func (o *upgraded) goesOn(t *testing.T) {
	ctx := t.Context()
	// What came in last comes once more.
	last := o.Cases[len(o.Cases)-1]
	receipt, err := o.desk.Submit(ctx, samad.Anonymous(), o.Last)
	require.NoError(t, err)
	assert.True(t, receipt.Replayed)
	assert.Equal(t, last.ID, receipt.Case)
	assert.Equal(t, last.PIN, receipt.PIN.Reveal())

	// The same petitioner has another matter.
	next := o.Last
	next.Key, next.Text = "another", "نامه‌ام گم شده است."
	receipt, err = o.desk.Submit(ctx, samad.Anonymous(), next)
	require.NoError(t, err)
	assert.False(t, receipt.Replayed)
	earlier, err := o.desk.Earlier(ctx, o.operator, samad.Petitioner{Mobile: last.Mobile}, 10)
	require.NoError(t, err)
	assert.ElementsMatch(t, []samad.CaseID{last.ID, receipt.Case}, ids(earlier))

	// Those under the key before the last are brought under the last one.
	keys, err := vault.ListFile(o.keyFile)
	require.NoError(t, err)
	require.Len(t, keys, 2)
	opened, err := vault.OpenFile(o.keyFile)
	require.NoError(t, err)
	report, err := opened.Rotate(ctx, o.db.Cases(), false, nil)
	require.NoError(t, err)
	assert.NotZero(t, report.Rewrapped)
	require.NoError(t, vault.DropFile(o.keyFile, keys[0].ID))
	first, err := o.db.Cases().Secrets(ctx, o.Cases[0].ID)
	require.NoError(t, err)
	by, ok := vault.WrappedBy(first.Key)
	assert.True(t, ok)
	assert.Equal(t, keys[1].ID, by)

	// And what is erased takes its key along.
	admin := samad.Actor{ID: "admin", Roles: []samad.Role{samad.RoleAdmin}}
	declined := o.Cases[3]
	_, err = o.desk.Erase(ctx, admin, samad.EraseRequest{Ref: samad.Ref{ID: declined.ID}, Ground: "order 2"})
	require.NoError(t, err)
	left, err := o.db.Cases().Secrets(ctx, declined.ID)
	require.NoError(t, err)
	assert.Empty(t, left.Key)
	assert.Empty(t, left.Lookups)
	earlier, err = o.desk.Earlier(ctx, o.operator, samad.Petitioner{Mobile: declined.Mobile}, 10)
	require.NoError(t, err)
	assert.Empty(t, earlier)
}

func ids(cases []samad.Case) (out []samad.CaseID) {
	for _, c := range cases {
		out = append(out, c.ID)
	}
	return out
}
