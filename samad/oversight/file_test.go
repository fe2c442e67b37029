package oversight_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/storage/memory"
)

const photo = "\x89PNG\r\n\x1a\n a closed door"

// filing is an office whose desk keeps files.
func filing(t *testing.T) (*fixture, *memory.Blobs) {
	t.Helper()
	f, blobs := setup(t), &memory.Blobs{}
	desk := f.deskConfig
	desk.Blobs, desk.Chores = blobs, nil
	var err error
	f.desk, err = samad.NewDesk(desk)
	require.NoError(t, err)
	f.office, err = oversight.NewOffice(oversight.Config{
		Ledger: f.ledger, Cases: f.store, Desk: f.desk, Directory: f.pack.Directory, Deadlines: f.pack.Deadlines,
		Calendar: f.pack.Calendar, Now: f.clock.Now, Random: desk.Random,
	})
	require.NoError(t, err)
	return f, blobs
}

// token uploads a file as the actor.
func (f *fixture) token(actor samad.Actor, name, content string) string {
	f.Helper()
	up, err := f.desk.Upload(f.ctx, actor, samad.Upload{Name: name, Content: bytes.NewReader([]byte(content))})
	require.NoError(f, err)
	return up.Token
}

// kept counts the files of records that are whole.
func (f *fixture) kept(blobs samad.Blobs) (whole, broken int) {
	f.Helper()
	require.NoError(f, oversight.Files(f.ctx, f.ledger, func(_ ledger.Ref, one samad.RecordFile) error {
		if err := samad.VerifyFile(f.ctx, blobs, one); err != nil {
			require.ErrorIs(f, err, samad.ErrHistory)
			broken++
			return nil
		}
		whole++
		return nil
	}))
	return whole, broken
}

// TestEvidenceAsFiles: a photo comes with a report, is read by those who may read
// the visit, its digest stands in the history, a change is found, and a refused
// report keeps nothing.
func TestEvidenceAsFiles(t *testing.T) {
	t.Parallel()
	f, blobs := filing(t)
	p := f.post("isf.tamin")
	f.post("isf.abfa")
	monday := date(t, 1405, 9, 2)
	v, err := f.office.OrderVisit(f.ctx, officer, p.ID, monday, 600, inspector.ID, "شکایت مردمی")
	require.NoError(t, err)
	f.at(monday, 10, 5)
	for name, actor := range map[string]samad.Actor{"an expert of figures": {ID: "x", Roles: []samad.Role{samad.RoleAgencyPR}, Agency: "isf.tamin"}, "nobody": {ID: "y"}} {
		_, err := f.desk.Upload(f.ctx, actor, samad.Upload{Name: "a.png", Content: bytes.NewReader([]byte(photo))})
		require.ErrorIs(t, err, samad.ErrForbidden, name)
	}
	_, err = f.desk.Upload(f.ctx, inspector, samad.Upload{Name: "run.exe", Content: bytes.NewReader([]byte("MZ programme"))})
	require.ErrorIs(t, err, samad.ErrInvalid, "sniffed like attachments of cases")

	report := oversight.VisitReport{Finding: "x", Remarks: "در بسته بود.", Files: []string{f.token(inspector, "IMG_1.png", photo)}}
	_, err = f.office.Report(f.ctx, inspector, v.ID, report)
	require.ErrorIs(t, err, samad.ErrInvalid)
	stray, err := samad.StrayBlobs(f.ctx, f.store, blobs, f.clock.Now().Add(time.Hour))
	require.NoError(t, err)
	assert.Empty(t, stray.Stray, "a refused report keeps nothing")

	report.Finding = oversight.Absent
	v, err = f.office.Report(f.ctx, inspector, v.ID, report)
	require.NoError(t, err, "the same upload again")
	require.Len(t, v.Report.Evidence, 1)
	e := v.Report.Evidence[0]
	assert.Equal(t, samad.Hash(sha256.Sum256([]byte(photo))), e.Digest)
	assert.Equal(t, "image/png", e.Type)
	of := ledger.Ref{Kind: "visit", ID: v.ID}
	events, err := f.ledger.Events(f.ctx, of)
	require.NoError(t, err)
	assert.Contains(t, string(events[len(events)-1].Data), e.Digest.String(), "the history vouches for it")

	for _, actor := range []samad.Actor{inspector, officer, governor, taminHead} {
		a, err := f.office.File(f.ctx, actor, of, e.File)
		require.NoError(t, err, actor.ID)
		assert.Equal(t, photo, string(a.Content))
		assert.Equal(t, "IMG_1.png", a.Name)
	}
	for _, actor := range []samad.Actor{abfaHead, farOffice, operator} {
		_, err := f.office.File(f.ctx, actor, of, e.File)
		require.ErrorIs(t, err, samad.ErrNotFound, actor.ID)
	}
	_, err = f.office.File(f.ctx, officer, ledger.Ref{Kind: "demand", ID: v.ID}, e.File)
	require.ErrorIs(t, err, samad.ErrNotFound, "it belongs to the visit")
	_, err = f.office.File(f.ctx, officer, ledger.Ref{Kind: "file", ID: e.File}, e.File)
	require.ErrorIs(t, err, samad.ErrNotFound)

	owned := func(ctx context.Context, owned func(string)) error {
		return oversight.Files(ctx, f.ledger, func(_ ledger.Ref, one samad.RecordFile) error { owned(one.ID); return nil })
	}
	stray, err = samad.StrayBlobs(f.ctx, f.store, blobs, f.clock.Now().Add(time.Hour), owned)
	require.NoError(t, err)
	assert.Empty(t, stray.Stray)
	assert.Equal(t, 1, stray.Kept)
	whole, broken := f.kept(blobs)
	assert.Equal(t, [2]int{1, 0}, [2]int{whole, broken})
	require.NoError(t, blobs.Delete(f.ctx, e.File))
	whole, broken = f.kept(blobs)
	assert.Equal(t, [2]int{0, 1}, [2]int{whole, broken})
	_, err = f.office.File(f.ctx, officer, of, e.File)
	require.ErrorIs(t, err, samad.ErrHistory)
}

// TestPapersAsFiles: the secretary puts papers to an item, oversight and the agency
// to a demand; a new key of the vault leaves them readable.
func TestPapersAsFiles(t *testing.T) {
	t.Parallel()
	f, blobs := filing(t)
	one := f.referred("welfare/retirement", "1014")
	_, err := f.office.KeepCommission(f.ctx, officer, oversight.Commission{ID: "welfare", Kind: "welfare", Place: "10", Name: samad.Text{Fa: "رفاه"}, Members: []oversight.Member{{Account: secretary.ID, Post: samad.Text{Fa: "رئیس"}, Chair: true}}, Quorum: 1})
	require.NoError(t, err)
	s, err := f.office.CallSession(f.ctx, secretary, "welfare", f.clock.Now().Add(time.Hour), "تالار")
	require.NoError(t, err)
	const pdf = "%PDF-1.7 a letter"
	_, err = f.office.AddPapers(f.ctx, secretary, s.ID, 1, []string{f.token(secretary, "نامه.pdf", pdf)})
	require.ErrorIs(t, err, samad.ErrInvalid, "there is no item yet")
	_, err = f.office.AddItem(f.ctx, secretary, s.ID, oversight.AgendaItem{Title: "مستمری", Cases: []samad.CaseID{one.ID}})
	require.NoError(t, err)
	_, err = f.office.AddPapers(f.ctx, secretary, s.ID, 1, nil)
	require.ErrorIs(t, err, samad.ErrInvalid)
	_, err = f.office.AddPapers(f.ctx, taminHead, s.ID, 1, []string{f.token(secretary, "نامه.pdf", pdf)})
	require.Error(t, err)
	s, err = f.office.AddPapers(f.ctx, secretary, s.ID, 1, []string{f.token(secretary, "نامه.pdf", pdf)})
	require.NoError(t, err)
	require.Len(t, s.Agenda[0].Papers, 1)

	d, err := f.office.OpenDemand(f.ctx, officer, oversight.NewDemand{Agency: "isf.tamin", Place: "10", Text: samad.Text{Fa: "پاسخ دهید"}, Cases: []samad.CaseID{one.ID}})
	require.NoError(t, err)
	d, err = f.office.AddDemandPapers(f.ctx, officer, d.ID, []string{f.token(officer, "نامه ۱.pdf", pdf)})
	require.NoError(t, err)
	d, err = f.office.AddDemandPapers(f.ctx, taminHead, d.ID, []string{f.token(taminHead, "سند.pdf", pdf)})
	require.NoError(t, err)
	_, err = f.office.AddDemandPapers(f.ctx, abfaHead, d.ID, []string{f.token(abfaHead, "سند.pdf", pdf)})
	require.ErrorIs(t, err, samad.ErrNotFound)
	require.Len(t, d.Steps, 2)
	assert.Equal(t, "papers", d.Steps[1].Kind)
	whole, broken := f.kept(blobs)
	assert.Equal(t, [2]int{3, 0}, [2]int{whole, broken})

	// What rewraps gets each key with the id it is bound to.
	n := 0
	require.NoError(t, oversight.FileKeys(f.ctx, f.ledger, f.clock.Now(), func(_ string, wrapped []byte) ([]byte, error) {
		n++
		return bytes.Clone(wrapped), nil
	}))
	assert.Equal(t, 3, n)
	a, err := f.office.File(f.ctx, taminHead, ledger.Ref{Kind: "demand", ID: d.ID}, d.Steps[0].Papers[0].File)
	require.NoError(t, err)
	assert.Equal(t, pdf, string(a.Content))
	assert.Equal(t, ".pdf", filepath.Ext(a.Name))
}

// Files are erased once the years of the province are over, and not before: the
// content is destroyed, the record says so, name and digest stay, and nothing is
// taken for lost.
func TestEvidenceIsErasedByRetention(t *testing.T) {
	t.Parallel()
	f, blobs := filing(t)
	office, err := oversight.NewOffice(oversight.Config{
		Ledger: f.ledger, Cases: f.store, Desk: f.desk, Directory: f.pack.Directory, Deadlines: f.pack.Deadlines,
		Calendar: f.pack.Calendar, Now: f.clock.Now, Random: f.deskConfig.Random,
		Local: []oversight.Local{{Province: "10", Settings: oversight.Settings{EvidenceYears: 2}}},
	})
	require.NoError(t, err)
	config := f.deskConfig
	config.Blobs, config.Chores = blobs, office.Chores()
	sweeper, err := samad.NewDesk(config)
	require.NoError(t, err)
	f.office = office
	p := f.post("isf.tamin")
	monday := date(t, 1405, 9, 2)
	v, err := office.OrderVisit(f.ctx, officer, p.ID, monday, 600, inspector.ID, "شکایت مردمی")
	require.NoError(t, err)
	f.at(monday, 10, 5)
	v, err = office.Report(f.ctx, inspector, v.ID, oversight.VisitReport{Finding: oversight.Absent, Files: []string{f.token(inspector, "IMG_1.png", photo)}})
	require.NoError(t, err)
	of, file := ledger.Ref{Kind: "visit", ID: v.ID}, v.Report.Evidence[0].File
	sweep := func() {
		for range 50 {
			r, err := sweeper.Sweep(f.ctx, "sweep", 200)
			require.NoError(t, err)
			if r.Idle() {
				return
			}
		}
		t.Fatal("the sweep finds no end")
	}
	kept := f.clock.Now()
	f.clock.set(kept.AddDate(2, 0, -1))
	sweep()
	got, err := office.File(f.ctx, taminHead, of, file)
	require.NoError(t, err, "a day before")
	assert.Equal(t, photo, string(got.Content))

	f.clock.set(kept.AddDate(2, 0, 2))
	config.Blobs = nil
	blind, err := samad.NewDesk(config)
	require.NoError(t, err)
	bare, err := oversight.NewOffice(oversight.Config{
		Ledger: f.ledger, Cases: f.store, Desk: blind, Directory: f.pack.Directory, Deadlines: f.pack.Deadlines,
		Calendar: f.pack.Calendar, Now: f.clock.Now, Settings: oversight.Settings{EvidenceYears: 2},
	})
	require.NoError(t, err)
	chores := bare.Chores()
	_, err = chores[len(chores)-1].Run(f.ctx, f.clock.Now(), 10)
	require.ErrorIs(t, err, samad.ErrUnavailable, "without a way to the contents nothing is said to be erased")
	sweep()
	_, err = office.File(f.ctx, taminHead, of, file)
	require.ErrorIs(t, err, samad.ErrErased)
	_, err = office.File(f.ctx, abfaHead, of, file)
	require.ErrorIs(t, err, samad.ErrNotFound, "others learn nothing")
	_, err = blobs.Get(f.ctx, file)
	require.ErrorIs(t, err, samad.ErrNotFound, "the content is destroyed")
	whole, broken := f.kept(blobs)
	assert.Equal(t, []int{0, 0}, []int{whole, broken}, "what was erased is not lost")
	v, err = office.Visit(f.ctx, officer, v.ID)
	require.NoError(t, err)
	assert.Equal(t, "IMG_1.png", v.Report.Evidence[0].Name)
	assert.Equal(t, samad.Hash(sha256.Sum256([]byte(photo))), v.Report.Evidence[0].Digest)
	events, err := f.ledger.Events(f.ctx, ledger.Ref{Kind: oversight.FileKind, ID: file})
	require.NoError(t, err)
	assert.Equal(t, "erased", events[len(events)-1].Type)
	require.NoError(t, oversight.FileKeys(f.ctx, f.ledger, f.clock.Now(), func(string, []byte) ([]byte, error) {
		t.Error("there is no key left to replace")
		return nil, nil
	}))
	sweep() // nothing is erased twice
}
