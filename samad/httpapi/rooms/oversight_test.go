package rooms_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

// TestCommissionOverHTTP goes from a commission to a resolution that is done.
func TestCommissionOverHTTP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, about := f.filed("welfare/retirement", "1014")
	f.step("/api/v1/desk/commissions", "oversight", object{
		"id": "10-water", "kind": "welfare", "name": object{"fa": "کمیسیون رفاه"}, "place": "10", "quorum": 1,
		"members": []object{{"account": "u-member", "post": object{"fa": "معاون"}, "chair": true}},
	})
	commission := desk("commissions", "10-water")
	f.get("/api/v1/desk/commissions", "secretary")
	f.get(commission, "member")
	assert.Equal(t, string(about.ID), f.get(commission+"/proposals?limit=10", "secretary").str("items/0/cases/0"))
	session := f.step(commission+"/sessions", "secretary", object{"at": f.clock.Now().Add(time.Hour).UTC().Format(time.RFC3339), "room": "سالن"}, "governor").str("id")
	f.get(commission+"/sessions?limit=5", "secretary")
	path := desk("sessions", session)
	decide := object{"item": 1, "text": "معوقه تا پایان آذر واریز شود.", "agency": "isf.tamin"}
	f.step(path+"/items", "secretary", object{"title": "معوقه بازنشستگان", "cases": []string{string(about.ID)}}, "governor")
	f.send("POST", path+"/discuss", object{"item": 1, "text": "x"}, as("secretary")).is(409, "wrong_state")
	f.send("POST", path+"/resolutions", decide, as("secretary")).is(409)
	f.step(path+"/open", "secretary", object{"present": []string{"u-member"}, "president": "u-member"}, "governor")
	f.step(path+"/discuss", "secretary", object{"item": 1, "text": "تامین اجتماعی گزارش داد."}, "governor")
	f.send("POST", path+"/resolutions", decide, as("governor")).is(403)
	resolution := f.step(path+"/resolutions", "secretary", decide)
	f.step(path+"/close", "secretary", nil, "governor")
	for step, body := range map[string]object{
		"items": {"title": "x"}, "open": {"present": []string{"u-member"}, "president": "u-member"}, "close": {},
	} {
		f.send("POST", path+"/"+step, body, as("secretary")).is(409, "wrong_state")
	}
	f.get(path, "member")
	assert.Contains(t, f.get(path+"/minutes", "secretary").str("text"), "معوقه")
	f.get("/api/v1/desk/resolutions?state=open", "head")
	done := desk("resolutions", resolution.str("id"))
	f.step(done+"/report", "head", object{"text": "واریز شد."}, "governor")
	f.get(done, "head")
	f.step(done+"/judge", "secretary", object{"state": "done", "result": "دیده شد."}, "head")
	f.send("POST", done+"/report", object{"text": "x"}, as("head")).is(409, "wrong_state")
	f.send("POST", done+"/judge", object{"state": "done", "result": "x"}, as("secretary")).is(409, "wrong_state")
	f.get("/api/v1/desk/governor", "governor")
}

// TestDemandsOverHTTP opens a demand, answers it, sends it back, raises and
// ends it, and reads the duties that it stands in.
func TestDemandsOverHTTP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, about := f.filed("welfare/retirement", "1014")
	body := object{"agency": "isf.tamin", "place": "10", "text": object{"fa": "پاسخ دهید."}, "cases": []string{string(about.ID)}}
	f.send("POST", "/api/v1/desk/demands", object{"agency": "isf.tamin", "place": "10", "text": object{"fa": "x"}, "evidence": []object{{"kind": "visit", "id": unknown}}}, as("oversight")).is(409, "no_ground")
	path := desk("demands", f.step("/api/v1/desk/demands", "oversight", body).str("id"))
	f.get("/api/v1/desk/demands?state=open", "head")
	f.get(path, "head")
	f.send("POST", path+"/return", object{"reason": "x"}, as("oversight")).is(409, "wrong_state")
	f.step(path+"/answer", "head", object{"text": "پاسخ دادیم."}, "governor")
	f.send("POST", path+"/answer", object{"text": "x"}, as("head")).is(409, "wrong_state")
	f.step(path+"/return", "oversight", object{"reason": "هنوز یکی مانده است."}, "head")
	f.step(path+"/raise", "oversight", object{"reason": "بی‌پاسخ ماند."}, "head")
	f.send("POST", path+"/raise", object{"reason": "x"}, as("oversight")).is(409, "wrong_state")
	f.step(path+"/end", "oversight", object{"state": "met", "outcome": "همه پاسخ گرفتند."}, "head")
	f.send("POST", path+"/end", object{"state": "met", "outcome": "x"}, as("oversight")).is(409, "wrong_state")
	duties := "/api/v1/desk/duties?agency=isf.tamin&from=" + f.day(-5).String() + "&to=" + f.day(30).String()
	f.get(duties, "head")
	f.get("/api/v1/desk/duties/months?agency=isf.tamin", "head")

	// Gaps: whoever is asked for an owner finds one by the analysis.
	for range 6 {
		f.filed("welfare/retirement", "1014")
	}
	_, err := f.office.FindGaps(t.Context())
	require.NoError(t, err)
	gaps := f.get("/api/v1/desk/gaps?limit=100", "oversight")
	require.NotEmpty(t, gaps.at("items"), "a surge is a gap")
	gap := desk("gaps", gaps.str("items/0/id"))
	f.get(gap, "governor")
	f.step(gap+"/own", "oversight", object{"owner": "isf.tamin", "due": "2026-12-20T20:30:00Z"}, "governor")
	f.step(gap+"/end", "oversight", object{"state": "settled", "note": "روشن شد."}, "governor")
	f.send("POST", gap+"/own", object{"owner": "isf.tamin", "due": "2026-12-20T20:30:00Z"}, as("oversight")).is(409, "wrong_state")
	f.send("POST", gap+"/end", object{"state": "settled", "note": "x"}, as("oversight")).is(409, "wrong_state")
}

// answered answers a case for good.
func (f *fixture) answered(id samad.CaseID) {
	f.Helper()
	head := actors()["head"]
	c, err := f.desk.Answer(f.Context(), head, samad.AnswerRequest{
		Ref: samad.Ref{ID: id}, Outcome: samad.Done, WithoutVisit: true, Final: true,
		AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "واریز شد."},
	})
	require.NoError(f, err)
	if c.State == samad.InProgress {
		_, err = f.desk.Approve(f.Context(), head, samad.ApproveRequest{Ref: samad.Ref{ID: id}})
		require.NoError(f, err)
	}
}

func (f *fixture) sweep() {
	f.Helper()
	for range 50 {
		r, err := f.desk.Sweep(f.Context(), "sweep", 200)
		require.NoError(f, err)
		if r.Idle() {
			return
		}
	}
}

// link is the token of the survey that was sent to a case's petitioner.
func (f *fixture) link(id samad.CaseID) string {
	f.Helper()
	for {
		r, err := f.desk.Deliver(f.Context(), "courier", 500)
		require.NoError(f, err)
		if r.Claimed == 0 {
			break
		}
	}
	for _, n := range f.box.notices {
		if _, token, ok := strings.Cut(n.Text, "https://samad.example/s/"); ok && n.Case == id {
			return strings.TrimSpace(token)
		}
	}
	require.Fail(f, "no survey was sent")
	return ""
}

// TestQualityOverHTTP judges an answer, answers a survey and improves.
func TestQualityOverHTTP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, about := f.filed("welfare/retirement", "1014")
	_, other := f.filed("welfare/retirement", "1010")
	f.answered(about.ID)
	f.answered(other.ID)
	f.sweep()
	f.clock.Set(f.clock.Now().Add(30 * time.Hour))
	f.sweep()
	reviews := f.get("/api/v1/desk/reviews?state=waiting", "oversight", "none")
	require.NotEmpty(t, reviews.at("items"))
	f.send("GET", "/api/v1/desk/reviews", nil, as("inspector")).is(403)
	id := reviews.str("items/0/id")
	poor := object{"points": object{"correct": false, "explains": false, "offers_way_out": false, "courteous": true, "plain": true}, "note": "پاسخ کلیشه‌ای است."}
	f.step(desk("reviews", id)+"/judge", "oversight", poor)
	f.send("POST", desk("reviews", id)+"/judge", poor, as("governor")).is(403) // what waits is shown to reviewers alone
	f.send("POST", desk("reviews", id)+"/judge", poor, as("oversight")).is(409, "wrong_state")
	f.get(desk("reviews", id), "head")

	token := f.link(about.ID)
	form := f.send("GET", "/api/v1/surveys/"+token, nil).is(200)
	f.send("GET", "/api/v1/surveys/"+token, nil, header{"If-None-Match", form.header.Get("ETag")}).is(304)
	scores := object{}
	for _, q := range form.body["questions"].([]any) {
		scores[q.(object)["id"].(string)] = 4
	}
	said := object{"scores": scores, "comment": "نامم مریم رازدار است."}
	f.send("GET", "/api/v1/surveys/none", nil).is(404)
	f.send("POST", "/api/v1/surveys/none", said).is(404)
	f.send("POST", "/api/v1/surveys/"+token, said, keyed("1")).is(201)
	assert.Equal(t, "true", f.send("POST", "/api/v1/surveys/"+token, said, keyed("1")).is(201).header.Get("Idempotency-Replayed"))
	f.send("POST", "/api/v1/surveys/"+token, object{"scores": scores}, keyed("1")).is(409, "key_reused")
	f.send("POST", "/api/v1/surveys/none", said, keyed("1")).is(404) // a stranger's key is another one
	f.send("POST", "/api/v1/surveys/"+token, said).is(409, "wrong_state")
	f.send("GET", "/api/v1/surveys/"+token, nil).is(409, "wrong_state")
	caller := "/api/v1/desk/cases/" + string(other.ID) + "/survey"
	f.send("POST", caller, said, as("fars")).is(404)
	for range 2 {
		f.send("POST", caller, said, as("operator"), keyed("s-1")).is(201)
	}
	f.send("POST", caller, object{"scores": scores}, as("operator"), keyed("s-1")).is(409, "key_reused")
	survey := strings.TrimPrefix(f.surveyOf(about.ID), "survey/")
	assert.Contains(t, f.get(desk("surveys", survey)+"/comment", "oversight").str("text"), "مریم")
	for _, who := range []string{"head", "governor", "pr", "admin"} {
		f.send("GET", desk("surveys", survey)+"/comment", nil, as(who)).is(404)
	}
	span := "from=2026-11-01T00:00:00Z&to=2027-01-01T00:00:00Z"
	assert.InDelta(t, 2, f.get("/api/v1/desk/survey_scores?by=agency&"+span, "oversight").at("items/0/answered"), 0)
	f.get("/api/v1/questions?occasion=closing", "")
	questions := object{"occasion": "answer", "questions": []object{{"id": "answer", "text": object{"fa": "پاسخ روشن بود؟"}}}, "reason": "کوتاه‌تر"}
	f.send("POST", "/api/v1/desk/questions", questions, as("head")).is(403)
	for range 2 {
		assert.InDelta(t, 1, f.send("POST", "/api/v1/desk/questions", questions, as("oversight"), keyed("q-1")).is(201).at("version"), 0)
	}
	assert.InDelta(t, 1, f.send("POST", "/api/v1/desk/questions", questions, as("oversight"), keyed("q-2")).is(201).at("version"), 0, "the same content is no new version")
	assert.InDelta(t, 1, f.get("/api/v1/questions?occasion=answer&place=1014", "").at("version"), 0)
	assert.InDelta(t, 1, f.send("POST", "/api/v1/desk/questions", questions, as("oversight"), keyed("q-1")).is(201).at("version"), 0)
	questions["reason"] = "دیگر"
	f.send("POST", "/api/v1/desk/questions", questions, as("oversight"), keyed("q-1")).is(409, "key_reused")

	better := object{
		"agency": "isf.tamin", "place": "10", "ground": object{"kind": "review", "id": unknown + "/1"}, "cause": "کلیشه", "measure": "بازنویسی",
		"owner": object{"fa": "معاون"}, "due": f.clock.Now().Add(240 * time.Hour).UTC().Format(time.RFC3339),
	}
	f.send("POST", "/api/v1/desk/improvements", better, as("oversight")).is(409, "no_ground")
	better["ground"] = object{"kind": "review", "id": id}
	path := desk("improvements", f.step("/api/v1/desk/improvements", "oversight", better).str("id"))
	f.get("/api/v1/desk/improvements?state=open", "head")
	f.send("POST", path+"/judge", object{"verdict": "x"}, as("oversight")).is(409, "wrong_state")
	f.step(path+"/finish", "head", object{"report": "بازنویسی شد."}, "governor")
	f.send("POST", path+"/finish", object{"report": "x"}, as("head")).is(409, "wrong_state")
	f.step(path+"/judge", "oversight", object{"verdict": "بهتر شد."}, "head")
	f.get(path, "head")
}

// A key that was given for one purpose does nothing in the rooms, whatever
// roles its account has.
func TestNarrowKeyDoesNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.watched()
	for template, ops := range theDocument().Paths {
		op := ops["get"]
		if op == nil || !ofRooms(op) || op.Responses["401"].Content == nil || strings.Contains(template, "{") {
			continue
		}
		a := f.send("GET", template, nil, as("narrow"))
		assert.Contains(t, []int{403, 404, 422}, a.status, "%s: %s", template, a.raw)
	}
	f.send("POST", "/api/v1/desk/posts", object{"id": "x", "agency": "isf.tamin", "place": "10", "title": object{"fa": "x"}}, as("narrow")).is(403)
	f.send("GET", desk("posts", post), nil, as("narrow")).is(404)
	assert.False(t, oversight.May(actors()["narrow"], oversight.ReadLetters, oversight.Subject{Place: "10"}))
}
