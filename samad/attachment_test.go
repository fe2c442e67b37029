package samad_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/memory"
)

const (
	pngFile = "\x89PNG\r\n\x1a\n and what follows"
	pdfFile = "%PDF-1.7 and what follows"
)

// withBlobs is a fixture that takes attachments.
func withBlobs(t *testing.T, change ...func(*samad.Config)) (*fixture, *shelf) {
	t.Helper()
	b := &shelf{Blobs: &memory.Blobs{}, kept: map[string]bool{}}
	return setup(t, append([]func(*samad.Config){func(c *samad.Config) { c.Blobs = b }}, change...)...), b
}

// shelf counts what is lasting, and fails when told to.
type shelf struct {
	samad.Blobs
	kept map[string]bool
	fail error
}

func (s *shelf) Keep(ctx context.Context, staged, id string) error {
	if err := s.Blobs.Keep(ctx, staged, id); err != nil {
		return err
	}
	s.kept[id] = true
	return nil
}

func (s *shelf) Delete(ctx context.Context, id string) error {
	if s.fail != nil {
		return s.fail
	}
	delete(s.kept, id)
	return s.Blobs.Delete(ctx, id)
}

func (f *fixture) upload(name, content string) samad.Uploaded {
	f.Helper()
	up, err := f.desk.Upload(f.ctx, samad.Anonymous(), samad.Upload{Name: name, Content: strings.NewReader(content)})
	require.NoError(f, err)
	return up
}

// TestAttachmentsComeWithACase: what the petitioner and the agency attach is
// read by those who may, and nothing of it stands in the history but facts.
func TestAttachmentsComeWithACase(t *testing.T) {
	t.Parallel()
	f, _ := withBlobs(t)
	up := f.upload(`C:\photos\..\قبض آب.exe`, pngFile)
	assert.Equal(t, "image/png", up.Type)
	assert.Equal(t, "قبض آب.exe.png", up.Name)
	assert.Equal(t, len(pngFile), up.Size)
	sub := submission()
	sub.Attachments = []string{up.Token, f.upload("letter.PDF", pdfFile).Token}
	r := f.submit(sub)
	c, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
	require.NoError(t, err)
	a := answer(c.ID)
	a.Attachments = []string{f.upload("answer.pdf", pdfFile).Token}
	_, err = f.desk.Answer(f.ctx, head, a)
	require.NoError(t, err)
	f.verify(c.ID)

	events, err := f.store.Events(f.ctx, c.ID)
	require.NoError(t, err)
	for _, e := range events {
		assert.NotContains(t, string(e.Data), "قبض")
		assert.NotContains(t, string(e.Data), "letter")
	}

	me := f.petitioner(r)
	view, err := f.desk.Open(f.ctx, me)
	require.NoError(t, err)
	var mine, theirs []samad.Attachment
	for _, entry := range view.Timeline {
		if entry.Type == samad.EventAnswered {
			theirs = append(theirs, entry.Attachments...)
		} else {
			mine = append(mine, entry.Attachments...)
		}
	}
	require.Len(t, mine, 2)
	require.Len(t, theirs, 1)
	assert.Equal(t, "letter.pdf", mine[1].Name)
	public, err := f.desk.Track(f.ctx, r.Code)
	require.NoError(t, err)
	for _, entry := range public.Timeline {
		assert.Empty(t, entry.Attachments, "without the PIN")
	}

	got, err := f.desk.Attachment(f.ctx, me, c.ID, mine[0].ID)
	require.NoError(t, err)
	assert.Equal(t, pngFile, string(got.Content))
	assert.Equal(t, mine[0], got.Attachment)
	for name, actor := range map[string]samad.Actor{"centre": operator, "agency, petitioner named": head, "oversight": oversight} {
		_, err = f.desk.Attachment(f.ctx, actor, c.ID, mine[0].ID)
		require.NoError(t, err, name)
		_, err = f.desk.Attachment(f.ctx, actor, c.ID, theirs[0].ID)
		require.NoError(t, err, name)
		dossier, err := f.desk.Dossier(f.ctx, actor, c.ID)
		require.NoError(t, err)
		assert.Len(t, dossier.Attachments[1], 2, name)
	}
	for name, actor := range map[string]samad.Actor{"another province": stranger, "the public": samad.Anonymous(), "who may not know the petitioner": governor} {
		_, err = f.desk.Attachment(f.ctx, actor, c.ID, mine[0].ID)
		require.ErrorIs(t, err, samad.ErrNotFound, name)
	}
	dossier, err := f.desk.Dossier(f.ctx, governor, c.ID)
	require.NoError(t, err)
	assert.Empty(t, dossier.Attachments[1])
	_, err = f.desk.Attachment(f.ctx, governor, c.ID, theirs[0].ID)
	require.NoError(t, err, "what an agency attached is read with its answer")
}

// TestAgencyNeverSeesAConfidentialPetitionersAttachments is about what may tell
// who somebody is.
func TestAgencyNeverSeesAConfidentialPetitionersAttachments(t *testing.T) {
	t.Parallel()
	f, _ := withBlobs(t)
	for _, identity := range []samad.Identity{samad.Confidential, samad.AnonymousIdentity} {
		sub := submission()
		sub.Petitioner.Identity = identity
		if identity == samad.AnonymousIdentity {
			sub.Petitioner = samad.Petitioner{Identity: identity}
		}
		sub.Attachments = []string{f.upload("me.png", pngFile).Token}
		r := f.submit(sub)
		_, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
		require.NoError(t, err)
		dossier, err := f.desk.Dossier(f.ctx, head, r.Case)
		require.NoError(t, err)
		assert.Empty(t, dossier.Attachments)
		events, err := f.store.Events(f.ctx, r.Case)
		require.NoError(t, err)
		p, err := events[0].Payload()
		require.NoError(t, err)
		id := p.(*samad.Submitted).Attachments[0].ID
		_, err = f.desk.Attachment(f.ctx, head, r.Case, id)
		require.ErrorIs(t, err, samad.ErrNotFound)
		_, err = f.desk.Attachment(f.ctx, operator, r.Case, id)
		require.NoError(t, err)
	}
}

// TestDraftsAttachmentsGoOutWithApproval: until then the petitioner has none.
func TestDraftsAttachmentsGoOutWithApproval(t *testing.T) {
	t.Parallel()
	f, _ := withBlobs(t, func(c *samad.Config) { c.Settings.Approval = []samad.AgencyID{"isf.tamin"} })
	r, c := f.referred()
	c, err := f.desk.Assign(f.ctx, head, samad.AssignRequest{Ref: samad.Ref{ID: c.ID}, Expert: expert.ID})
	require.NoError(t, err)
	a := answer(c.ID)
	a.Attachments = []string{f.upload("draft.pdf", pdfFile).Token}
	c, err = f.desk.Answer(f.ctx, expert, a)
	require.NoError(t, err)
	require.NotZero(t, c.Drafted)
	dossier, err := f.desk.Dossier(f.ctx, head, c.ID)
	require.NoError(t, err)
	require.Len(t, dossier.Attachments[c.Drafted], 1)
	id := dossier.Attachments[c.Drafted][0].ID
	me := f.petitioner(r)
	_, err = f.desk.Attachment(f.ctx, me, c.ID, id)
	require.ErrorIs(t, err, samad.ErrNotFound)
	_, err = f.desk.Approve(f.ctx, head, samad.ApproveRequest{Ref: samad.Ref{ID: c.ID}})
	require.NoError(t, err)
	got, err := f.desk.Attachment(f.ctx, me, c.ID, id)
	require.NoError(t, err)
	assert.Equal(t, "draft.pdf", got.Name)
	f.verify(c.ID)
}

// TestErasureDestroysAttachments: a store of blobs that fails keeps the case as
// it is, so that the next round does all of it.
func TestErasureDestroysAttachments(t *testing.T) {
	t.Parallel()
	f, b := withBlobs(t)
	sub := submission()
	sub.Attachments = []string{f.upload("a.png", pngFile).Token}
	r := f.submit(sub)
	me := f.petitioner(r)
	_, err := f.desk.Inform(f.ctx, me, samad.InformRequest{Ref: samad.Ref{ID: r.Case}, Text: "این هم هست", Attachments: []string{f.upload("b.pdf", pdfFile).Token}})
	require.NoError(t, err)
	require.Len(t, b.kept, 2)
	_, err = f.desk.Withdraw(f.ctx, me, samad.WithdrawRequest{Ref: samad.Ref{ID: r.Case}})
	require.NoError(t, err)
	f.clock.Advance(11 * 366 * 24 * time.Hour)
	b.fail = errors.New("store of blobs away")
	_, err = f.desk.Sweep(f.ctx, "a", 10)
	require.ErrorIs(t, err, b.fail)
	c, err := f.store.Case(f.ctx, r.Case)
	require.NoError(t, err)
	require.False(t, c.Erased)
	b.fail = nil
	blind := f.config
	blind.Blobs = nil
	desk, err := samad.NewDesk(blind)
	require.NoError(t, err)
	_, err = desk.Erase(f.ctx, admin, samad.EraseRequest{Ref: samad.Ref{ID: r.Case}, Ground: "order"})
	require.ErrorIs(t, err, samad.ErrUnavailable, "a desk that cannot destroy them does not say that they are gone")
	report, err := f.desk.Sweep(f.ctx, "a", 10)
	require.NoError(t, err)
	require.Equal(t, 1, report.Chores["retention"])
	assert.Empty(t, b.kept)
	f.verify(r.Case)
	_, err = f.desk.Dossier(f.ctx, operator, r.Case)
	require.NoError(t, err)
}

// TestTokensOfUploads: forged, old, too many, and those of a step that fails.
func TestTokensOfUploads(t *testing.T) {
	t.Parallel()
	f, b := withBlobs(t)
	good := f.upload("a.png", pngFile)
	try := func(tokens ...string) error {
		sub := submission()
		sub.Attachments = tokens
		_, err := f.desk.Submit(f.ctx, samad.Anonymous(), sub)
		return err
	}
	assert.Equal(t, "/attachments/0 unknown", faultCodes(t, try("nonsense")))
	assert.Equal(t, "/attachments/0 unknown", faultCodes(t, try("")))
	assert.Equal(t, "/attachments/0 unknown", faultCodes(t, try(strings.Repeat("A", 9000))))
	assert.Equal(t, "/attachments/1 repeated", faultCodes(t, try(good.Token, good.Token)))
	assert.Equal(t, "/attachments too_many", faultCodes(t, try("1", "2", "3", "4", "5", "6")))
	require.NoError(t, try(good.Token))
	require.NoError(t, try(good.Token), "each case gets an attachment of its own")
	require.Len(t, b.kept, 2)

	broken := f.desk.With(conflictStore{f.store})
	sub := submission()
	sub.Attachments = []string{good.Token}
	_, err := broken.Submit(f.ctx, samad.Anonymous(), sub)
	require.ErrorIs(t, err, samad.ErrConflict)
	require.Len(t, b.kept, 2, "a step that was refused leaves nothing behind")
	unsure := f.desk.With(brokenStore{f.store})
	_, err = unsure.Submit(f.ctx, samad.Anonymous(), sub)
	require.Error(t, err)
	require.Len(t, b.kept, 3, "after other errors the case may be there, and needs it")

	f.clock.Advance(24*time.Hour + 30*time.Minute)
	assert.Equal(t, "/attachments/0 expired", faultCodes(t, try(good.Token)))
	late := f.upload("b.png", pngFile)
	report, err := f.desk.Sweep(f.ctx, "a", 10)
	require.NoError(t, err)
	assert.Zero(t, report.Chores["uploads"], "an hour is left to steps under way")
	f.clock.Advance(time.Hour)
	report, err = f.desk.Sweep(f.ctx, "a", 10)
	require.NoError(t, err)
	assert.Equal(t, 1, report.Chores["uploads"])
	require.NoError(t, try(late.Token))

	without := setup(t)
	sub = submission()
	sub.Attachments = []string{late.Token}
	_, err = without.desk.Submit(f.ctx, samad.Anonymous(), sub)
	assert.Equal(t, "/attachments not_offered", faultCodes(t, err))
	_, err = without.desk.Upload(f.ctx, samad.Anonymous(), samad.Upload{Content: strings.NewReader(pngFile)})
	assert.Equal(t, "/content not_offered", faultCodes(t, err))
}

// conflictStore refuses every change.
type conflictStore struct{ samad.Store }

func (conflictStore) Apply(context.Context, ...samad.Change) error { return samad.ErrConflict }

// TestRepeatedSubmissionWithAttachments: the same file sent again is the same
// request; another is not.
func TestRepeatedSubmissionWithAttachments(t *testing.T) {
	t.Parallel()
	f, b := withBlobs(t)
	sub := submission()
	sub.Key = "k1"
	sub.Attachments = []string{f.upload("a.png", pngFile).Token}
	first := f.submit(sub)
	sub.Attachments = []string{f.upload("a.png", pngFile).Token}
	again := f.submit(sub)
	assert.True(t, again.Replayed)
	assert.Equal(t, first.Code, again.Code)
	assert.Len(t, b.kept, 1)
	sub.Attachments = []string{f.upload("a.pdf", pdfFile).Token}
	_, err := f.desk.Submit(f.ctx, samad.Anonymous(), sub)
	require.ErrorIs(t, err, samad.ErrKeyReused)
}

// TestChangedContentIsNotHandedOut tampers with what lies in the store of blobs.
func TestChangedContentIsNotHandedOut(t *testing.T) {
	t.Parallel()
	f, b := withBlobs(t)
	sub := submission()
	sub.Attachments = []string{f.upload("a.png", pngFile).Token}
	r := f.submit(sub)
	var id string
	for id = range b.kept {
	}
	require.NoError(t, b.Delete(f.ctx, id))
	_, err := f.desk.Attachment(f.ctx, operator, r.Case, id)
	require.ErrorIs(t, err, samad.ErrHistory)
	other := f.upload("other.png", pngFile+"!")
	require.NoError(t, b.Keep(f.ctx, other.ID, id))
	_, err = f.desk.Attachment(f.ctx, operator, r.Case, id)
	require.ErrorIs(t, err, samad.ErrHistory)
}

// scanner finds what begins like a test file.
type scanner struct{ err error }

func (s scanner) Scan(_ context.Context, content []byte) error {
	if bytes.Contains(content, []byte("EICAR")) {
		return samad.ErrInfected
	}
	return s.err
}

// TestUploadsAreLookedAt: type, size, malware.
func TestUploadsAreLookedAt(t *testing.T) {
	t.Parallel()
	f, _ := withBlobs(t, func(c *samad.Config) { c.Scanner = scanner{}; c.Settings.MaxAttachment = 4096 })
	for name, one := range map[string]struct{ content, want string }{
		"page":           {"<!doctype html><script>alert(1)</script>", "/content unknown_type"},
		"drawing":        {`<svg xmlns="http://www.w3.org/2000/svg"/>`, "/content unknown_type"},
		"program":        {"MZ\x90\x00", "/content unknown_type"},
		"empty":          {"", "/content required"},
		"large":          {pngFile + strings.Repeat("x", 4096), "/content too_large"},
		"infected":       {pdfFile + "EICAR", "/content infected"},
		"plain zip":      {zipOf(t, "a.txt"), "/content unknown_type"},
		"macros":         {zipOf(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "/content unsafe"},
		"leaves folder":  {zipOf(t, "[Content_Types].xml", "word/../../etc/passwd"), "/content unsafe"},
		"bomb":           {bomb(t), "/content unsafe"},
		"truncated docx": {zipOf(t, "[Content_Types].xml", "word/document.xml")[:80], "/content unknown_type"},
	} {
		_, err := f.desk.Upload(f.ctx, samad.Anonymous(), samad.Upload{Name: "x.png", Content: strings.NewReader(one.content)})
		require.Error(t, err, name)
		assert.Equal(t, one.want, faultCodes(t, err), name)
	}
	for want, content := range map[string]string{
		"image/jpeg": "\xff\xd8\xff\xe0", "image/gif": "GIF89a", "image/webp": "RIFF\x00\x00\x00\x00WEBP",
		"audio/wav": "RIFF\x00\x00\x00\x00WAVE", "audio/ogg": "OggS\x00", "audio/mpeg": "\xff\xfb\x90\x64", "video/mp4": "\x00\x00\x00\x18ftypmp42",
		"video/3gpp": "\x00\x00\x00\x18ftyp3gp4", "audio/mp4": "\x00\x00\x00\x18ftypM4A ",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": zipOf(t, "[Content_Types].xml", "word/document.xml"),
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       zipOf(t, "[Content_Types].xml", "xl/workbook.xml"),
	} {
		up := f.upload("x", content)
		assert.Equal(t, want, up.Type)
	}
	away, _ := withBlobs(t, func(c *samad.Config) { c.Scanner = scanner{io.ErrUnexpectedEOF} })
	_, err := away.desk.Upload(f.ctx, samad.Anonymous(), samad.Upload{Content: strings.NewReader(pngFile)})
	require.ErrorIs(t, err, samad.ErrUnavailable)
	_, err = f.desk.Upload(f.ctx, samad.Actor{Roles: []samad.Role{samad.RoleAgencyPR}}, samad.Upload{Content: strings.NewReader(pngFile)})
	require.ErrorIs(t, err, samad.ErrForbidden)
	_, err = f.desk.Upload(f.ctx, samad.Actor{}, samad.Upload{Content: strings.NewReader(pngFile)})
	require.ErrorIs(t, err, samad.ErrForbidden)
}

func zipOf(t testing.TB, names ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte("content of some length that is not packed well: " + name))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.String()
}

// bomb is a small office file that unpacks to two megabytes of nothing.
func bomb(t testing.TB) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	_, err := z.Create("[Content_Types].xml")
	require.NoError(t, err)
	w, err := z.Create("word/document.xml")
	require.NoError(t, err)
	_, err = w.Write(make([]byte, 2<<20))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

// TestNamesOfFiles: nothing that leads out of a folder or a header, or hides an
// ending.
func TestNamesOfFiles(t *testing.T) {
	t.Parallel()
	f, _ := withBlobs(t)
	for name, want := range map[string]string{
		"": "file.png", "..": "file.png", "../../etc/passwd": "passwd.png", `..\..\boot.ini`: "boot.ini.png",
		"a\r\nSet-Cookie: x=1.png": "aSet-Cookie x=1.png", "عکس\u202egnp.exe": "عکسgnp.exe.png", ".png": "png.png",
		"a.PNG": "a.png", "می\u200cشود.png": "می\u200cشود.png", "a\x00b.png": "ab.png", "x\xff.png": "x.png",
		strings.Repeat("ن", 300) + ".png": strings.Repeat("ن", 100) + ".png", `"quoted".png`: "quoted.png",
	} {
		assert.Equal(t, want, f.upload(name, pngFile).Name, "%q", name)
	}
}

func FuzzSniff(f *testing.F) {
	for _, seed := range []string{pngFile, pdfFile, "\xff\xfb\x90\x64", zipOf(f, "[Content_Types].xml", "word/a.xml")} {
		f.Add([]byte(seed), "a.png")
	}
	f.Fuzz(func(t *testing.T, content []byte, name string) {
		fix, _ := withBlobs(t)
		up, err := fix.desk.Upload(fix.ctx, samad.Anonymous(), samad.Upload{Name: name, Content: bytes.NewReader(content)})
		if err != nil {
			require.ErrorIs(t, err, samad.ErrInvalid)
			return
		}
		assert.NotContains(t, up.Name, "/")
		assert.NotContains(t, up.Name, `\`)
		assert.Contains(t, samad.AttachmentTypes(), up.Type)
	})
}
