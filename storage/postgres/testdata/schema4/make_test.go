// This wrote the files beside it. It is run by the program of commit 5289e77,
// the last whose schema had version 4, in a checkout of that commit:
//
//	cp make_test.go CHECKOUT/storage/transfer/
//	cd CHECKOUT && SAMAD_POSTGRES=… SCHEMA4=FOLDER go test -run TestMakeSchema4 ./storage/transfer
//
// It takes office, toTamin and tenDays from that package's tests, and pg_dump
// from the path. The people, their numbers and the keys are made up.
//
// known.json says what the test is to find, dump.sql.gz is the schema, and
// export.jsonl.gz what the old program read in it.
package transfer_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/transfer"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

const schema4 = "samad_schema4"

// made is what the old program knows of a case and the database should.
type made struct {
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

// keep notes what it is given to carry; what it refuses for ever is dead.
type keep struct {
	refuse bool
	notes  []samad.Notice
}

func (k *keep) Notify(_ context.Context, n samad.Notice) error {
	k.notes = append(k.notes, n)
	if k.refuse {
		return fmt.Errorf("no such number: %w", samad.ErrPermanent)
	}
	return nil
}

func nationalID(first int) string {
	text, sum := fmt.Sprintf("%09d", first), 0
	for i, d := range text {
		sum += int(d-'0') * (10 - i)
	}
	check := sum % 11
	if check >= 2 {
		check = 11 - check
	}
	return fmt.Sprint(text, check)
}

func TestMakeSchema4(t *testing.T) {
	address, folder, ctx := os.Getenv("SAMAD_POSTGRES"), os.Getenv("SCHEMA4"), t.Context()
	if address == "" || folder == "" {
		t.Skip("SAMAD_POSTGRES and SCHEMA4 are not set")
	}
	admin, err := sql.Open("pgx", address)
	require.NoError(t, err)
	drop := func() {
		_, err := admin.ExecContext(context.Background(), "DROP SCHEMA IF EXISTS "+schema4+" CASCADE")
		require.NoError(t, err)
	}
	drop()
	t.Cleanup(drop)
	u, err := url.Parse(address)
	require.NoError(t, err)
	query := u.Query()
	query.Set("schema", schema4)
	u.RawQuery = query.Encode()
	db, err := postgres.Open(ctx, u.String(), postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(ctx))

	keyFile := filepath.Join(t.TempDir(), "samad.key")
	_, err = vault.CreateFile(keyFile)
	require.NoError(t, err)
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	require.NoError(t, err)
	carrier := &keep{}
	// Nowruz 1405 lies in between: the histories are in two partitions.
	o := &office{T: t, end: transfer.End{Cases: db.Cases(), Ledger: db.Ledger()}, now: time.Date(2026, 3, 17, 6, 30, 0, 0, time.UTC)}
	day, err := persian.New(1405, 1, 5)
	require.NoError(t, err)
	centre, ok := dir.Centre("10", day)
	require.True(t, ok)
	o.operator = samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: centre, Place: "10"}
	o.head = samad.Actor{ID: "head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin"}
	boss := samad.Actor{ID: "boss", Roles: []samad.Role{samad.RoleAdmin}}
	open := func() {
		keys, err := vault.OpenFile(keyFile)
		require.NoError(t, err)
		o.desk, err = samad.NewDesk(samad.Config{
			Store: db.Cases(), Router: toTamin{}, Deadlines: tenDays{}, Directory: dir, Codes: tracking.Minter{},
			Vault: keys, Notifier: carrier, Now: func() time.Time { return o.now },
		})
		require.NoError(t, err)
	}
	open()

	var cases []*made
	var last samad.Submission
	submission := func(who int, identity samad.Identity, text string) samad.Submission {
		p := samad.Petitioner{Identity: identity}
		if identity != samad.AnonymousIdentity {
			p.Name, p.Mobile = "شهروند "+inPersian(who), fmt.Sprintf("+98913%07d", who)
			p.NationalID = nationalID(127_000_000 + who)
		}
		last = samad.Submission{
			Kind: samad.Request, Text: text, Place: "1014", Topic: "welfare/retirement", Petitioner: p, Key: fmt.Sprint("key-", len(cases)+1),
		}
		return last
	}
	add := func(r samad.Receipt, sub samad.Submission) *made {
		m := &made{
			ID: r.Case, Code: r.Code.String(), PIN: r.PIN.Reveal(), Identity: sub.Petitioner.Identity, Name: sub.Petitioner.Name,
			Mobile: sub.Petitioner.Mobile, NationalID: sub.Petitioner.NationalID, Text: sub.Text,
		}
		cases = append(cases, m)
		return m
	}
	web := func(who int, identity samad.Identity, text string) *made {
		o.now = o.now.Add(23 * time.Minute)
		sub := submission(who, identity, text)
		receipt, err := o.desk.Submit(ctx, samad.Anonymous(), sub)
		require.NoError(t, err)
		return add(receipt, sub)
	}
	called := func(who int, identity samad.Identity, text string) *made {
		o.now = o.now.Add(19 * time.Minute)
		sub := submission(who, identity, text)
		result, err := o.desk.TakeCall(ctx, o.operator, samad.CallReport{
			Caller: sub.Petitioner.Mobile, Started: o.now.Add(-3 * time.Minute), Ended: o.now, Outcome: samad.CallNewCase,
			Note: "آرام سخن گفت.", Submission: &sub, Separate: true,
		})
		require.NoError(t, err)
		return add(*result.Receipt, sub)
	}
	ref := func(m *made) samad.Ref { return samad.Ref{ID: m.ID} }
	done := func(_ any, err error) {
		t.Helper()
		require.NoError(t, err)
	}
	accept := func(m *made) { done(o.desk.Accept(ctx, o.operator, samad.AcceptRequest{Ref: ref(m)})) }
	petitioner := func(m *made) samad.Actor {
		code, err := tracking.Parse(m.Code)
		require.NoError(t, err)
		pin, err := tracking.ParsePIN(m.PIN)
		require.NoError(t, err)
		actor, _, err := o.desk.Authenticate(ctx, code, pin)
		require.NoError(t, err)
		return actor
	}
	night := func() {
		o.now = o.now.Add(24 * time.Hour)
		done(o.desk.Sweep(ctx, "sweeper", 100))
		done(o.desk.Deliver(ctx, "courier", 100))
	}

	record := func(kind ledger.Kind, id string) {
		ref := ledger.Ref{Kind: kind, ID: id}
		r := ledger.Record{
			Ref: ref, Created: o.now, Updated: o.now, State: json.RawMessage(`{"b": 1,  "a": "گ"}`),
			Keys: ledger.Keys{State: "planned", At: o.now, NextDue: o.now.Add(time.Hour), Free: []ledger.Key{{Name: "x", Value: "y"}}},
		}
		e := ledger.Event{ID: "e-" + id, Ref: ref, Seq: 1, At: o.now, Type: "planned", Data: json.RawMessage(`{ "z" : 1 }`)}
		e.Hash = e.ComputeHash()
		r.Revision, r.Head = 1, e.Hash
		require.NoError(t, db.Ledger().Apply(ctx, ledger.Change{
			Record: &r, Events: []ledger.Event{e},
			Messages: []samad.Message{{
				ID: "m-" + id, Record: ref.String(), Seq: 1, Kind: samad.LetterMessage, Audience: samad.ToOffice, Carrier: samad.ByDesk, Lang: samad.Persian,
				Office: "isf.tamin", Role: samad.RoleAgencyHead, Sealed: []byte(`{"text":"دعوت"}`), State: samad.Pending, Created: o.now, NotBefore: o.now,
			}},
		}))
	}

	answered := called(1, samad.Named, "مستمری بازنشستگی مادرم سه ماه است که واریز نمی‌شود.")
	accept(answered)
	night()
	done(o.desk.Answer(ctx, o.head, samad.AnswerRequest{
		Ref: ref(answered), Outcome: samad.Done, Final: true, AnswerText: samad.AnswerText{Explanation: "پرونده ناقص بود.", Done: "واریز شد."},
	}))
	night()
	shared := web(2, samad.Confidential, "کارفرما حق بیمه را کمتر گزارش می‌کند و برق کارگاه هم قطع است.")
	done(o.desk.Refer(ctx, o.operator, samad.ReferRequest{
		Ref: ref(shared), Agency: "isf.tamin", Reason: "دو دستگاه", Cooperating: []samad.Cooperation{{Agency: "isf.bargh", Purpose: samad.Cooperate}},
	}))
	web(3, samad.AnonymousIdentity, "در شعبه بازنشستگی رشوه گرفته می‌شود.")
	declined := called(4, samad.Named, "همسایه‌ام سر و صدا می‌کند.")
	done(o.desk.Decline(ctx, o.operator, samad.DeclineRequest{Ref: ref(declined), Text: "در صلاحیت سامد نیست."}))
	night()
	erased := called(5, samad.Named, "این درخواست پاک خواهد شد.")
	done(o.desk.Decline(ctx, o.operator, samad.DeclineRequest{Ref: ref(erased), Text: "تکراری است."}))
	done(o.desk.Erase(ctx, boss, samad.EraseRequest{Ref: ref(erased), Ground: "order 1"}))
	erased.Erased = true
	record("demand", "r-4")
	night()

	require.NoError(t, vault.RotateFile(keyFile))
	open()
	carrier.refuse = true
	dead := web(6, samad.Named, "بیمه تکمیلی بازنشستگان هزینه بیمارستان را نپرداخته است.")
	done(o.desk.Deliver(ctx, "courier", 100))
	carrier.refuse = false
	again := called(1, samad.Named, "مستمری این ماه هم واریز نشده است.")
	accept(again)
	joined := called(7, samad.Confidential, "من هم مستمری این ماه را نگرفته‌ام.")
	done(o.desk.Merge(ctx, o.operator, samad.MergeRequest{Ref: ref(joined), Into: again.ID}))
	taken := web(8, samad.Named, "کارت بازنشستگی‌ام گم شده است.")
	done(o.desk.Withdraw(ctx, petitioner(taken), samad.WithdrawRequest{Ref: ref(taken), Text: "پیدا شد."}))
	asked := web(9, samad.Confidential, "سابقه بیمه‌ام ناقص است.")
	done(o.desk.Ask(ctx, o.operator, samad.AskRequest{Ref: ref(asked), Question: "از کدام کارگاه؟"}))
	night()

	renewed := called(10, samad.Named, "رمز پیگیری را گم کرده‌ام؛ حکم بازنشستگی‌ام نیامده است.")
	done(o.desk.ReplacePIN(ctx, o.operator, ref(renewed)))
	carrier.notes = nil
	done(o.desk.Deliver(ctx, "courier", 100))
	was := renewed.PIN
	for _, n := range carrier.notes { // the new one stands in its last message
		if n.Case == renewed.ID {
			if pin := sixDigits(n.Text); pin != "" {
				renewed.PIN = pin
			}
		}
	}
	require.NotEqual(t, was, renewed.PIN)
	petitioner(renewed)
	record("visit", "r-8")
	done(o.desk.Sweep(ctx, "sweeper", 100))

	// After the last digest, and nothing delivered any more.
	o.now = o.now.Add(time.Hour)
	called(11, samad.Named, "نوبت کمیسیون پزشکی بازنشستگی من عقب افتاده است.")
	web(3, samad.AnonymousIdentity, "باز هم رشوه گرفته می‌شود.")
	web(12, samad.Confidential, "نامم را به شعبه نگویید: وام بازنشستگان به آشنایان داده می‌شود.")
	done(o.desk.TakeCall(ctx, o.operator, samad.CallReport{
		Caller: dead.Mobile, Started: o.now.Add(-time.Minute), Ended: o.now, Outcome: samad.CallFollowedUp,
		FollowUps: []samad.CaseFollowUp{{Case: dead.ID, Text: "پرسید که چه شد."}},
	}))

	for _, m := range cases {
		c, err := db.Cases().Case(ctx, m.ID)
		require.NoError(t, err)
		m.State, m.Agency = c.State, c.Agency
	}
	_, err = transfer.Verify(ctx, o.end, nil)
	require.NoError(t, err)
	key, err := os.ReadFile(keyFile)
	require.NoError(t, err)

	text, err := json.MarshalIndent(struct {
		Until time.Time        `json:"until"` // when it was left
		Last  samad.Submission `json:"last"`  // the last that came in
		Key   json.RawMessage  `json:"key"`   // the file of keys
		Cases []*made          `json:"cases"`
	}{o.now, last, key, cases}, "", "\t")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "known.json"), append(text, '\n'), 0o600))

	var whole bytes.Buffer
	_, err = transfer.Export(ctx, o.end, &whole, nil)
	require.NoError(t, err)
	pack(t, filepath.Join(folder, "export.jsonl.gz"), whole.Bytes())

	dump, err := exec.CommandContext(ctx, "pg_dump", "--inserts", "--rows-per-insert=50", "--load-via-partition-root", "--no-owner", "--no-privileges",
		"--no-comments", "--schema="+schema4, address).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("%s", exit.Stderr)
	}
	require.NoError(t, err)
	ours := regexp.MustCompile(`(?m)^(\\(un)?restrict .*|--.*)?\n`) // commands to psql, comments and empty lines
	pack(t, filepath.Join(folder, "dump.sql.gz"), ours.ReplaceAll(dump, nil))
}

func inPersian(n int) string {
	return strings.Map(func(r rune) rune { return r - '0' + '۰' }, strconv.Itoa(n))
}

// sixDigits returns the six digits that stand by themselves in the text.
func sixDigits(text string) string {
	run, found := "", ""
	for _, r := range text + " " {
		switch {
		case r >= '0' && r <= '9':
			run += string(r)
		case r >= '۰' && r <= '۹':
			run += string('0' + r - '۰')
		default:
			if len(run) == 6 {
				found = run
			}
			run = ""
		}
	}
	return found
}

func pack(t *testing.T, path string, data []byte) {
	t.Helper()
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, os.WriteFile(path, packed.Bytes(), 0o600))
}
