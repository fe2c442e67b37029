package rooms_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const photo = "\x89PNG\r\n\x1a\n a closed door"

// uploaded uploads a file and returns its token.
func (f *fixture) uploaded(account, name, content string) string {
	f.Helper()
	return f.send("POST", "/api/v1/attachments", content, as(account), header{"Content-Type", "application/octet-stream"}, header{"Samad-Filename", name}).is(201).str("token")
}

// fileOf reads a file and returns what came.
func (f *fixture) fileOf(path, account string) answer {
	f.Helper()
	return f.send("GET", path, nil, as(account))
}

// TestEvidenceOverHTTP: photos of a visit and papers of a session and a demand
// come by tokens, are read by those who may read what they belong to, and are
// nothing to others.
func TestEvidenceOverHTTP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.watched()
	visit := f.ordered()
	at := f.monday().Time(f.tehran, 10, 0, 0, 0)
	f.clock.Set(at)
	report := object{"at": at.UTC().Format(time.RFC3339), "finding": "absent", "attachments": []string{"nothing"}}
	f.send("POST", desk("visits", visit)+"/report", report, as("inspector")).is(422)
	report["attachments"] = []string{f.uploaded("inspector", "door.png", photo)}
	done := f.step(desk("visits", visit)+"/report", "inspector", report, "governor")
	assert.Equal(t, "door.png", done.str("record/report/evidence/0/name"))
	file := desk("visits", visit) + "/files/" + done.str("record/report/evidence/0/file")
	for _, who := range []string{"inspector", "oversight", "governor", "head"} {
		a := f.fileOf(file, who).is(200)
		assert.Equal(t, photo, a.raw, who)
		assert.Equal(t, "image/png", a.header.Get("Content-Type"))
		assert.True(t, strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment"))
	}
	for _, who := range []string{"abfa", "pr", "fars", "member", "operator"} {
		none := f.fileOf(desk("visits", visit)+"/files/"+unknown, who).is(404)
		assert.Equal(t, none.raw, f.fileOf(file, who).is(404).raw, who)
	}
	f.send("GET", file, nil).is(401)
	assert.Equal(t, 404, f.fileOf(strings.Replace(file, "visits", "demands", 1), "oversight").status, "of another record")
	demand := f.step("/api/v1/desk/demands", "oversight", object{"agency": "isf.tamin", "place": "10", "text": object{"fa": "چرا نبودید؟"}, "evidence": []object{{"kind": "visit", "id": visit}}}).str("id")
	papers := f.step(desk("demands", demand)+"/papers", "head", object{"attachments": []string{f.uploaded("head", "letter.pdf", "%PDF-1.7\n%%EOF\n")}}, "reader")
	paper := desk("demands", demand) + "/files/" + papers.str("record/steps/0/papers/0/file")
	f.fileOf(paper, "oversight").is(200)
	f.fileOf(paper, "abfa").is(404)
	f.send("GET", paper, nil).is(401)
	f.step(desk("demands", demand)+"/end", "oversight", object{"state": "met", "outcome": "برآورده شد."})
	late := object{"attachments": []string{f.uploaded("head", "late.pdf", "%PDF-1.7\n%%EOF\n")}}
	f.send("POST", desk("demands", demand)+"/papers", late, as("head")).is(409, "wrong_state")
	// After the years of the province they are gone, and those who may know are told.
	f.clock.Set(f.clock.Now().AddDate(1, 0, 3))
	_, err := f.desk.Sweep(t.Context(), "sweep", 1000)
	require.NoError(t, err)
	f.fileOf(file, "inspector").is(410, "erased")
	f.fileOf(paper, "head").is(410, "erased")
	f.fileOf(file, "fars").is(404)
	assert.Equal(t, "door.png", f.get(desk("visits", visit), "head").str("record/report/evidence/0/name"), "the record stays")
}

// TestPapersOfASessionOverHTTP: the secretary puts papers to an item of the
// agenda by tokens until the minutes are closed; members and the governor read
// them, and to a centre of another province there are none.
func TestPapersOfASessionOverHTTP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.step("/api/v1/desk/commissions", "oversight", object{
		"id": "10-water", "kind": "water", "name": object{"fa": "کمیسیون آب"}, "place": "10", "quorum": 1,
		"members": []object{{"account": "u-member", "post": object{"fa": "معاون"}, "chair": true}},
	})
	session := f.step(desk("commissions", "10-water")+"/sessions", "secretary", object{"at": f.clock.Now().Add(time.Hour).UTC().Format(time.RFC3339)}).str("id")
	path := desk("sessions", session)
	const pdf = "%PDF-1.7\n%%EOF\n"
	paper := func(item int, tokens ...string) object { return object{"item": item, "attachments": tokens} }
	f.send("POST", path+"/papers", paper(1, f.uploaded("secretary", "early.pdf", pdf)), as("secretary")).is(422) // there is no item yet
	f.step(path+"/items", "secretary", object{"title": "قطع آب در نجف‌آباد"})
	assert.Equal(t, "/attachments", f.send("POST", path+"/papers", paper(1), as("secretary")).is(422).str("errors/0/field"))
	assert.Equal(t, "/attachments/0", f.send("POST", path+"/papers", paper(1, "nothing"), as("secretary")).is(422).str("errors/0/field"))
	many := make([]string, 6)
	for i := range many {
		many[i] = f.uploaded("secretary", "many.pdf", pdf)
	}
	assert.Equal(t, "too_many", f.send("POST", path+"/papers", paper(1, many...), as("secretary")).is(422).str("errors/0/code"))
	f.send("POST", "/api/v1/attachments", "MZ\x90\x00 a program", as("secretary"), header{"Content-Type", "application/octet-stream"}, header{"Samad-Filename", "paper.pdf"}).is(422)

	done := f.step(path+"/papers", "secretary", paper(1, f.uploaded("secretary", "plan.pdf", pdf)), "governor", "member")
	assert.Equal(t, "plan.pdf", done.str("record/agenda/0/papers/0/name"))
	file := path + "/files/" + done.str("record/agenda/0/papers/0/file")
	for _, who := range []string{"secretary", "member", "governor", "oversight"} {
		a := f.fileOf(file, who).is(200)
		assert.Equal(t, pdf, a.raw, who)
		assert.Equal(t, "application/pdf", a.header.Get("Content-Type"))
		assert.True(t, strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment"))
	}
	for _, who := range []string{"fars", "head", "abfa", "pr", "inspector", "operator", "narrow"} {
		none := f.fileOf(path+"/files/"+unknown, who).is(404)
		assert.Equal(t, none.raw, f.fileOf(file, who).is(404).raw, who)
		token := f.uploaded("secretary", "x.pdf", pdf)
		f.send("POST", path+"/papers", paper(1, token), as(who)).is(404)
	}
	f.send("GET", file, nil).is(401)
	for _, other := range []string{"visits", "demands"} {
		assert.Equal(t, 404, f.fileOf(strings.Replace(file, "sessions", other, 1), "oversight").status, "of another record")
	}
	// What a program says of a file elsewhere never becomes a file here.
	forged := object{"title": "دستور", "papers": []object{{"name": "x.pdf", "digest": strings.Repeat("0", 64), "file": done.str("record/agenda/0/papers/0/file")}}}
	f.send("POST", path+"/items", forged, as("secretary")).is(422)
	f.step(path+"/open", "secretary", object{"present": []string{"u-member"}, "president": "u-member"})
	f.step(path+"/papers", "secretary", paper(1, f.uploaded("secretary", "brought.pdf", pdf)))
	f.step(path+"/close", "secretary", nil)
	f.send("POST", path+"/papers", paper(1, f.uploaded("secretary", "late.pdf", pdf)), as("secretary")).is(409, "wrong_state")
	f.fileOf(file, "member").is(200)
	f.clock.Set(f.clock.Now().AddDate(1, 0, 3))
	_, err := f.desk.Sweep(t.Context(), "sweep", 1000)
	require.NoError(t, err)
	f.fileOf(file, "secretary").is(410, "erased")
	f.fileOf(file, "fars").is(404)
}
