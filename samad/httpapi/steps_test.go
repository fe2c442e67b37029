package httpapi_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
)

// everyone is somebody with all roles, for a case whose agency is the centre
// itself, and a reader who may do nothing.
func everyone(o *httpapi.Options) {
	o.Actor = func(r *httpRequest) (samad.Actor, error) {
		switch r.Header.Get("Authorization") {
		case "Bearer everyone":
			return samad.Actor{ID: "u-all", Roles: []samad.Role{
				samad.RoleOperator, samad.RoleSupervisor, samad.RoleAgencyHead, samad.RoleAgencyExpert, samad.RoleOversight,
			}, Agency: "isf.centre", Place: "10"}, nil
		case "Bearer inspector":
			return samad.Actor{ID: "u-inspector", Roles: []samad.Role{samad.RoleInspector}, Place: "10"}, nil
		default:
			return signedIn(r)
		}
	}
}

// Every step answers alike to nobody, a stranger, a reader, a stale revision,
// a wrong state and an erased case.
func TestEveryStepGuards(t *testing.T) {
	t.Parallel()
	f := setup(t, everyone)
	thanks := object{"kind": "criticism", "text": "سپاس", "topic": "samad/appreciation", "place": "1014", "petitioner": object{"identity": "anonymous"}}
	open, ended, erased := f.submit(thanks), f.submit(thanks), f.erasedCase(thanks)
	ended.by("withdrawal", object{}).is(200)
	// In which of the two states a step is not possible.
	impossibleOpen := []string{"screen", "separate", "approve", "send_back", "close", "reopen", "object", "rate", "confirm"}
	for _, name := range slices.Sorted(maps.Keys(stepBodies())) {
		t.Run(name, func(t *testing.T) {
			f := f.with(t)
			send := func(c *filed, revision int64, headers ...header) answer {
				b := stepBodies()[name]
				b["revision"] = revision
				return f.send("POST", c.desk()+"/"+name, b, headers...)
			}
			send(open, open.revision).is(401, "unauthenticated")
			send(open, open.revision, as("nobody")).is(401, "unauthenticated")
			send(open, open.revision, as("inspector")).is(403, "forbidden")
			unseen := send(open, open.revision, as("stranger")).is(404, "not_found")
			for _, id := range []string{"01KAS2V0V3Z9W1S4Q0C5N8R7TX", "x", "%00", open.code} {
				other := *open
				other.id = id
				missing := send(&other, open.revision, as("everyone")).is(404, "not_found")
				require.Equal(t, unseen.raw, missing.raw, "a case that is not seen is like one that is not")
			}
			send(open, open.revision-1, as("everyone")).is(409, "conflict")
			send(open, open.revision+1, as("everyone")).is(409, "conflict")
			send(erased, erased.revision, as("everyone")).is(410, "erased")
			target := ended
			if slices.Contains(impossibleOpen, name) {
				target = open
			}
			if name != "replace_pin" { // possible in every state
				a := send(target, target.revision, as("everyone")).is(409, "not_possible_now")
				require.NotEmpty(t, a.body["possible"])
			}
		})
	}
	require.Equal(t, int64(3), f.counts()[0])
}

func (f *fixture) erasedCase(m object) *filed {
	f.Helper()
	c := f.submit(m)
	c.by("withdrawal", object{}).is(200)
	admin := samad.Actor{ID: "u-admin", Roles: []samad.Role{samad.RoleAdmin}}
	_, err := f.desk.Erase(f.Context(), admin, samad.EraseRequest{Ref: samad.Ref{ID: samad.CaseID(c.id)}, Ground: "retention"})
	require.NoError(f, err)
	stored, err := f.store.Case(f.Context(), samad.CaseID(c.id))
	require.NoError(f, err)
	c.revision = stored.Revision
	return c
}

// A step that fails leaves the case as it was, and can be repeated.
func TestStaleRevisionLosesNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.referred()
	seen := c.revision
	c.step("head", "assign", object{"expert": "u-expert"}).is(200)
	late := object{"text": "اقدام", "revision": seen}
	f.send("POST", c.desk()+"/action", late, as("head")).is(409, "conflict")
	row := f.send("GET", c.desk(), nil, as("head")).is(200)
	late["revision"] = row.int("revision")
	f.send("POST", c.desk()+"/action", late, as("head")).is(200)
}

func TestScreenOutcomes(t *testing.T) {
	t.Parallel()
	state := func(t *testing.T, b object) (string, *filed) {
		t.Helper()
		c := setup(t).submit(matter())
		return c.step("operator", "screen", b).is(200).str("state"), c
	}
	told := func(c *filed) string {
		steps := c.f.send("GET", c.path(), nil, pin(c.pin)).is(200).list("timeline")
		text, _ := steps[len(steps)-1]["text"].(string)
		return text
	}
	t.Run("accept corrects", func(t *testing.T) {
		t.Parallel()
		s, c := state(t, object{"outcome": "accept", "kind": "report", "topic": "water/outage", "place": "1014", "urgency": "high"})
		require.Equal(t, "referred", s)
		d := c.f.send("GET", c.desk(), nil, as("operator")).is(200)
		require.Equal(t, []any{"isf.water", "report", "high"}, []any{d.body["agency"], d.body["kind"], d.body["urgency"]})
		require.Equal(t, "بر پایه موضوع", d.body["routing"])
	})
	t.Run("accept against the rules", func(t *testing.T) {
		t.Parallel()
		c := setup(t).submit(matter())
		require.Equal(t, "/reason required", c.step("operator", "screen", object{"outcome": "accept", "agency": "isf.water"}).is(422).faults())
		a := c.step("operator", "screen", object{"outcome": "accept", "agency": "isf.water", "reason": "توافق دو دستگاه"}).is(200)
		require.Equal(t, "isf.water", a.str("agency"))
	})
	t.Run("accept without a rule", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		c := f.submit(object{"kind": "request", "text": "نامعلوم", "petitioner": object{"identity": "anonymous"}})
		c.step("operator", "screen", object{"outcome": "accept"}).is(422, "no_route")
	})
	t.Run("ask", func(t *testing.T) {
		t.Parallel()
		s, c := state(t, object{"outcome": "ask", "question": "کدام شعبه؟"})
		require.Equal(t, "awaiting_petitioner", s)
		require.Equal(t, "کدام شعبه؟", told(c))
	})
	t.Run("decline", func(t *testing.T) {
		t.Parallel()
		for _, b := range []object{{"reason": "در دادگاه است."}, {"text": "در دادگاه است."}} {
			b["outcome"] = "decline"
			s, c := state(t, b)
			require.Equal(t, "declined", s)
			require.Equal(t, "در دادگاه است.", told(c))
		}
		s, c := state(t, object{"outcome": "decline", "reason": "خارج از صلاحیت", "text": "به دادگستری بروید."})
		require.Equal(t, "declined", s)
		require.Equal(t, "خارج از صلاحیت\nبه دادگستری بروید.", told(c))
	})
	t.Run("advise", func(t *testing.T) {
		t.Parallel()
		s, c := state(t, object{"outcome": "advise", "text": "با ۱۴۲۰ تماس بگیرید.", "article": "bill"})
		require.Equal(t, "closed", s)
		require.Equal(t, "با ۱۴۲۰ تماس بگیرید.", told(c))
	})
	t.Run("merge by id and by code", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		first := f.submit(matter())
		for _, into := range []string{first.id, strings.ToLower(first.id), first.code, digits(first.code, '۰')} {
			c := f.submit(matter())
			require.Equal(t, "merged", c.step("operator", "screen", object{"outcome": "merge", "into": into}).is(200).str("state"))
			require.Equal(t, "received", c.step("operator", "separate", object{"reason": "یکی نیستند."}).is(200).str("state"))
		}
		c := f.submit(matter())
		for into, fault := range map[string]string{
			"": "required", c.id: "same_case", c.code: "same_case", unknownCode(t): "unknown", "01KAS2V0V3Z9W1S4Q0C5N8R7TX": "unknown", "abc": "malformed",
		} {
			require.Equal(t, "/into "+fault, c.step("operator", "screen", object{"outcome": "merge", "into": into}).is(422).faults(), into)
		}
	})
	t.Run("faults", func(t *testing.T) {
		t.Parallel()
		c := setup(t).submit(matter())
		for faults, b := range map[string]object{
			"/outcome unknown":                  {"outcome": "forward"},
			"/outcome unknown ":                 {},
			"/text required":                    {"outcome": "decline"},
			"/text required ":                   {"outcome": "advise"},
			"/question required":                {"outcome": "ask"},
			"/agency not_used; /into not_used":  {"outcome": "decline", "reason": "x", "agency": "isf.water", "into": "y"},
			"/question not_used":                {"outcome": "accept", "question": "x"},
			"/kind unknown; /topic not_a_leaf":  {"outcome": "accept", "kind": "order", "topic": "welfare"},
			"/place unknown; /about unknown":    {"outcome": "accept", "place": "1099", "about": "x"},
			"/agency unknown; /reason required": {"outcome": "accept", "agency": "nobody"},
		} {
			require.Equal(t, strings.TrimSpace(faults), c.step("operator", "screen", b).is(422).faults())
		}
	})
}

func TestAgencySteps(t *testing.T) {
	t.Parallel()
	t.Run("refer", func(t *testing.T) {
		t.Parallel()
		c := setup(t).referred()
		require.Equal(t, "/agency required; /reason required", c.step("oversight", "refer", object{}).is(422).faults())
		require.Equal(t, "/cooperating unknown", c.step("oversight", "refer",
			object{"agency": "isf.water", "reason": "x", "cooperating": []object{{"agency": "isf.tamin", "purpose": "watch"}}}).is(422).faults())
		a := c.step("oversight", "refer", object{"agency": "isf.water", "reason": "با آب است.", "cooperating": []object{{"agency": "isf.tamin"}}}).is(200)
		require.Equal(t, "isf.water", a.str("agency"))
		require.Equal(t, "2026-12-03T08:30:00Z", a.str("due"), "the time used stays used")
		d := c.f.send("GET", c.desk(), nil, as("head")).is(200)
		require.Equal(t, []map[string]any{{"agency": "isf.tamin", "agency_name": "تامین اجتماعی", "purpose": "cooperate"}}, d.list("cooperating"))
		require.Len(t, d.list("referrals"), 2)
	})
	t.Run("return", func(t *testing.T) {
		t.Parallel()
		c := setup(t).referred()
		for faults, b := range map[string]object{
			"/reason unknown":                   {"reason": "busy", "propose": "isf.water", "text": "x"},
			"/propose required; /text required": {"reason": "not_ours"},
			"/propose same_agency":              {"reason": "not_ours", "propose": "isf.tamin", "text": "x"},
		} {
			require.Equal(t, faults, c.step("head", "return", b).is(422).faults())
		}
		a := c.step("head", "return", object{"reason": "not_ours", "propose": "isf.water", "text": "با آب است."}).is(200)
		require.Equal(t, "received", a.str("state"), "the rules do not send it there")
	})
	t.Run("extend", func(t *testing.T) {
		t.Parallel()
		c := setup(t).referred()
		for _, by := range []string{"", "5", "soon", "72h", "-5d", "5 weeks"} {
			require.Equal(t, "/by not_days", c.step("head", "extend", object{"by": by, "reason": "x"}).is(422).faults(), by)
		}
		c.step("head", "extend", object{"by": "11d", "reason": "x"}).is(409, "limit")
		require.Equal(t, "2026-12-08T08:30:00Z", c.step("head", "extend", object{"by": "5d", "reason": "استعلام"}).is(200).str("due"))
	})
	t.Run("interim answer", func(t *testing.T) {
		t.Parallel()
		c := setup(t).referred()
		b := finalAnswer()
		b["final"], b["outcome"] = false, "needs_time"
		require.Equal(t, "in_progress", c.step("head", "answer", b).is(200).str("state"))
		b["final"] = true
		require.Equal(t, "/final not_final", c.step("head", "answer", b).is(422).faults())
		b["outcome"], b["explanation"], b["done"] = "great", "", " "
		require.Equal(t, "/explanation required; /done required; /outcome unknown", c.step("head", "answer", b).is(422).faults())
	})
	t.Run("no draft", func(t *testing.T) {
		t.Parallel()
		c := setup(t).referred()
		c.step("head", "assign", object{"expert": "u-expert"}).is(200)
		require.Equal(t, " no_draft", c.step("head", "approve", object{}).is(422).faults())
		require.Equal(t, " no_draft", c.step("head", "send_back", object{"reason": "x"}).is(422).faults())
		require.Equal(t, "/expert required", c.step("head", "assign", object{"expert": ""}).is(422).faults())
	})
}

func TestAuthoritySteps(t *testing.T) {
	t.Parallel()
	c := setup(t).answered()
	require.Equal(t, "/reason required", c.step("oversight", "close", object{"reason": " "}).is(422).faults())
	require.Equal(t, "closed", c.step("oversight", "close", object{"reason": "تأیید تلفنی"}).is(200).str("state"))
	require.Equal(t, "referred", c.step("oversight", "reopen", object{"reason": "پاسخ کافی نیست"}).is(200).str("state"))
	require.Equal(t, "referred", c.step("supervisor", "escalate", object{"reason": "پیگیری"}).is(200).str("state"))

	old := c.pin
	c.step("operator", "replace_pin", object{}).is(200)
	c.f.send("GET", c.path(), nil, pin(old)).is(404, "no_match")
	silent := c.f.submit(object{"kind": "request", "text": "بی‌شماره", "place": "1014", "petitioner": object{"identity": "anonymous"}})
	silent.step("operator", "replace_pin", object{}).is(409, "limit")
}

func TestOnBehalfOfACaller(t *testing.T) {
	t.Parallel()
	c := setup(t).referred()
	c.step("operator", "inform", object{"text": "متقاضی شماره داد."}).is(200)
	c.step("head", "answer", finalAnswer()).is(200)
	require.Equal(t, "referred", c.step("operator", "object", object{"text": "نمی‌پذیرد."}).is(200).str("state"))
	c.step("head", "answer", finalAnswer()).is(200)
	c.step("operator", "rate", object{"answer": 2, "conduct": 4}).is(200)
	require.Equal(t, "/answer range", c.step("operator", "rate", object{"answer": 9, "conduct": 4}).is(422).faults())
	require.Equal(t, "closed", c.step("operator", "confirm", object{}).is(200).str("state"))
	other := c.f.referred()
	require.Equal(t, "withdrawn", other.step("operator", "withdraw", object{}).is(200).str("state"))
}

// Whom staff mean by a name is the host's to say.
func TestAssignAsksTheHost(t *testing.T) {
	t.Parallel()
	f := setup(t, func(o *httpapi.Options) {
		o.Expert = func(_ context.Context, actor samad.Actor, name string) (string, error) {
			switch name {
			case "known":
				return "id-of-" + string(actor.Agency), nil
			case "elsewhere":
				return "", httpapi.ErrNoExpert
			default:
				return name, nil
			}
		}
	})
	for name, want := range map[string]string{"known": "id-of-isf.tamin", "list-7": "list-7"} {
		c := f.referred()
		c.step("head", "assign", object{"expert": name}).is(200)
		d := f.send("GET", c.desk(), nil, as("head")).is(200)
		require.Equal(t, want, d.str("expert"))
	}
	c := f.referred()
	require.Equal(t, "/expert unknown", c.step("head", "assign", object{"expert": "elsewhere"}).is(422).faults())
	require.Equal(t, "/expert malformed", c.step("head", "assign", object{"expert": "😀"}).is(422).faults())
}
