package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPublicity: visits, calls and cases are counted by tag, without a cookie and
// without a trace in any case.
func TestPublicity(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	admin := s.administrator(t)
	for tag, want := range map[string]int{"bazaar-autumn": 200, "Bad tag": 422, "x": 422} {
		p := admin.send(admin.get("/desk/publicity"), "/desk/publicity/create", map[string]string{"tag": tag, "title": "پوستر بازار"})
		assert.Equal(t, want, p.Status, tag)
	}
	p := admin.send(admin.get("/desk/publicity"), "/desk/publicity/create", map[string]string{"tag": "bazaar-autumn", "title": "دوباره"})
	assert.Contains(t, p.text(t), "گرفته شده است")
	admin.send(admin.get("/desk/publicity"), "/desk/publicity/create", map[string]string{"tag": "radio", "title": "برنامه رادیو"})

	citizen := s.visitor(t)
	for _, path := range []string{"/c/bazaar-autumn", "/?c=bazaar-autumn", "/?c=nobody", "/c/nobody", "/c/bazaar-autumn?lang=fa"} {
		p := citizen.get(path)
		assert.Equal(t, http.StatusOK, p.Status, path)
		for _, c := range p.Header.Values("Set-Cookie") {
			assert.NotContains(t, c, "bazaar")
		}
	}
	p = citizen.get("/c/bazaar-autumn")
	require.Contains(t, p.HTML, `href="/file?c=bazaar-autumn"`)
	p = citizen.send(citizen.get("/file?c=bazaar-autumn"), "/file", map[string]string{"kind": "complaint", "text": matter, "place": "1014", "identity": "anonymous"})
	p = citizen.through(p)
	require.Equal(t, http.StatusCreated, p.Status)
	citizen.file(nil) // without a tag

	operator := s.signedIn(t, "operator")
	p = operator.get("/desk/call")
	require.Contains(t, p.HTML, "برنامه رادیو")
	p = operator.send(p, "/desk/call", map[string]string{"text": matter, "seconds": "60", "place": "1014", "campaign": "radio"})
	require.Equal(t, http.StatusCreated, p.Status, p.text(t))
	operator.send(operator.get("/desk/call"), "/desk/call", map[string]string{"outcome": "advised", "text": "راهنمایی شد", "seconds": "60", "campaign": "radio"})

	p = admin.get("/desk/publicity/bazaar-autumn")
	require.Equal(t, http.StatusOK, p.Status)
	admin.send(p, "/desk/publicity/bazaar-autumn/close", nil)
	citizen.get("/c/bazaar-autumn") // has ended: counts nothing
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(admin.get("/desk/publicity.csv").HTML, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	got := map[string][]string{}
	for _, row := range rows[1:] {
		got[row[0]] = row[4:]
	}
	assert.Equal(t, map[string][]string{"bazaar-autumn": {"3", "0", "1"}, "radio": {"0", "2", "1"}}, got)
	var body struct {
		Campaigns []struct {
			Tag    string
			Visits int64
			Ended  *string
		}
	}
	require.NoError(t, json.Unmarshal([]byte(admin.get("/desk/publicity.json").HTML), &body))
	require.Len(t, body.Campaigns, 2)
	assert.Nil(t, body.Campaigns[0].Ended)

	poster := admin.get("/desk/publicity/radio/poster?size=a3")
	require.Equal(t, http.StatusOK, poster.Status)
	assert.Contains(t, poster.HTML, "/c/radio")
	assert.Contains(t, poster.HTML, `class="poster a3"`)
	assert.Contains(t, poster.HTML, `<svg class="qr"`)
	for _, path := range []string{"/desk/publicity", "/desk/publicity/radio", "/desk/publicity/radio/poster"} {
		checkPersian(t, admin.get(path))
		assert.Equal(t, http.StatusForbidden, operator.get(path).Status, path)
	}
	assert.Equal(t, http.StatusNotFound, admin.get("/desk/publicity/nobody").Status)
	assert.NotContains(t, admin.get("/desk?state=all").HTML, "bazaar")
}

// guidePaths are the pages that tell everybody how Samad works.
func guidePaths() []string {
	return []string{
		"/guide", "/guide/file", "/guide/after", "/guide/rights", "/guide/posters",
		"/guide/posters/call", "/guide/posters/rights", "/guide/posters/counter", "/guide/posters/call?size=a3",
	}
}

// TestGuide: few words to a sentence, in Persian and English, linked from the
// first page.
func TestGuide(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	v := s.visitor(t)
	assert.Contains(t, v.get("/").HTML, `href="/guide"`)
	for _, path := range guidePaths() {
		p := v.get(path)
		require.Equal(t, http.StatusOK, p.Status, path)
		checkPersian(t, p)
		assert.Contains(t, p.HTML, "۱۱۱")
		if !strings.Contains(path, "posters/") {
			p.walk(t, func(stack []element, text string) {
				for _, e := range stack {
					if e.attrs["class"] != "card" {
						continue
					}
					for _, sentence := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".؟?:؛", r) }) {
						assert.LessOrEqual(t, len(strings.Fields(sentence)), 14, "%s: a long sentence: %s", path, sentence)
					}
				}
			})
		}
	}
	assert.Contains(t, v.get("/guide/after").text(t), "روز", "how long the office has")
	for _, path := range []string{"/guide/nothing", "/guide/posters/nothing"} {
		assert.Equal(t, http.StatusNotFound, v.get(path).Status, path)
	}
	for _, path := range guidePaths() {
		p := v.get(path + map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "lang=en")
		p.walk(t, func(stack []element, text string) {
			for _, e := range stack {
				if e.attrs["lang"] == "fa" {
					return
				}
			}
			if len(stack) > 0 && stack[len(stack)-1].name != "head" {
				assert.NotRegexp(t, `[\x{600}-\x{6ff}]`, text, "%s is in English", path)
			}
		})
	}
}

// TestPeopleInBrowser holds the guide, the posters, the campaigns and the
// training against what every page must be.
func TestPeopleInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--training", "--demo=10", "--limits", "off")
	b := newTab(t, s.base, "people")
	for _, path := range guidePaths() {
		b.open(path)
		b.look(strings.NewReplacer("/", "-", "?", "-").Replace(strings.TrimPrefix(path, "/")))
	}
	b.open("/guide/after?lang=en")
	b.look("guide-after-en")
	b.open("/?lang=fa")
	op := trainee{s.signedIn(t, "operator")}
	op.begin("operator-route")
	b.signIn("operator", s.accounts["operator"])
	b.open("/desk/training")
	b.says("هنوز ارجاع نشده است")
	b.look("training-tasks")
	admin := s.administrator(t)
	admin.send(admin.get("/desk/publicity"), "/desk/publicity/create", map[string]string{"tag": "radio", "title": "برنامه رادیو"})
	a := newTab(t, s.base, "people-admin")
	a.signIn("admin", "سرو کهن ابرکوه")
	for _, path := range []string{"/desk/training", "/desk/publicity", "/desk/publicity/radio", "/desk/publicity/radio/poster"} {
		a.open(path)
		a.look(strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", "-"))
	}
}
