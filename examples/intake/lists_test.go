package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

// TestLongListsGoOn: what does not stand on the first page of a list is a link
// away, and the governor's desk says how much there is.
func TestLongListsGoOn(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	r := s.rooms(t)
	s.administrator(t).hire(map[string]string{"username": "governor", "role": "governor", "agency": "isf.ostandari.bazresi", "place": "10", "post": "استاندار"})
	_, f := s.visitor(t).file(nil)
	operator := s.signedIn(t, "operator")
	operator.step(operator.find(f), "accept", map[string]string{"agency": "isf.tamin", "reason": "آزمون"})
	c, err := r.desk.CaseByCode(t.Context(), officer, latin(f.code))
	require.NoError(t, err)
	for i := range 103 {
		d, err := r.office.OpenDemand(t.Context(), officer, oversight.NewDemand{Agency: "isf.tamin", Place: "10", Text: samad.Text{Fa: "پاسخ دهید"}, Cases: []samad.CaseID{c.ID}})
		require.NoError(t, err)
		if i < 23 {
			_, err = r.office.RaiseDemand(t.Context(), officer, d.ID, "پاسخی نیامد")
			require.NoError(t, err)
		}
	}
	link := regexp.MustCompile(`href="(/desk/demands\?cursor=[^"]+)"`)
	rows := func(p page) int { return strings.Count(p.HTML, `<td><a href="/desk/demands/`) }
	v := s.signedIn(t, "oversight")
	p := v.get("/desk/demands")
	checkPersian(t, p)
	assert.Equal(t, 100, rows(p))
	found := link.FindStringSubmatch(p.HTML)
	require.NotNil(t, found, "the list goes on")
	p = v.get(strings.ReplaceAll(found[1], "&amp;", "&"))
	assert.Equal(t, 3, rows(p))
	assert.NotContains(t, p.HTML, "ادامه فهرست")
	letters := v.get("/desk/letters")
	assert.Contains(t, letters.HTML, `/desk/letters?cursor=`)
	for _, path := range []string{"demands", "letters", "gaps", "improvements", "reviews", "visits"} {
		assert.Equal(t, http.StatusNotFound, v.get("/desk/"+path+"?cursor=nonsense").Status, path)
	}

	governor := s.signedIn(t, "governor")
	p = governor.get("/desk/governor")
	checkPersian(t, p)
	assert.Equal(t, 20, rows(p))
	assert.Contains(t, p.text(t), "و ۳ مورد دیگر")
	require.Contains(t, p.HTML, `href="/desk/governor?all=demands"`)
	p = governor.get("/desk/governor?all=demands")
	checkPersian(t, p)
	assert.Equal(t, 23, rows(p))
	assert.NotContains(t, p.text(t), "مورد دیگر")
	assert.Equal(t, http.StatusNotFound, governor.get("/desk/governor?all=nothing").Status)
}
