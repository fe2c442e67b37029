package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAnyDays: the figures, the overview and the report are shown for any days,
// with those of years that the list of periods no longer offers.
func TestAnyDays(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--demo=60", "--limits", "off")
	v := s.signedIn(t, "oversight")
	for _, page := range []string{"/figures", "/desk/overview", "/desk/report"} {
		p := v.get(page + "?period=1405&from=" + url.QueryEscape("۱۳۹۷/۰۷/۱۵") + "&to=1398-12-29")
		require.Equal(t, http.StatusOK, p.Status, page)
		checkPersian(t, p)
		assert.Contains(t, p.HTML, `<option value="1397-07-15..1398-12-29" selected>۱۵ مهر ۱۳۹۷ تا ۲۹ اسفند ۱۳۹۸</option>`, page)
		assert.Contains(t, p.HTML, `id="from" name="from" value=""`, "%s: another period can be chosen at once", page)

		p = v.get(page + "?from=1398/01/01")
		require.Equal(t, http.StatusOK, p.Status, page)
		assert.Contains(t, p.HTML, `<option value="1398-01-01..`, "%s: until today", page)

		p = v.get(page + "?from=yesterday&to=1398/12/29")
		require.Equal(t, http.StatusOK, p.Status, page)
		assert.Contains(t, p.HTML, "تاریخ را مانند", page)
		assert.Contains(t, p.HTML, `value="yesterday"`, "%s: what was written is there still", page)

		p = v.get(page + "?from=1398/12/29&to=1398/01/01")
		require.Equal(t, http.StatusOK, p.Status, page)
		assert.Contains(t, p.HTML, "روز پایان پیش از روز آغاز است", page)
	}
}

// TestOverviewOfAnAgency: a head sees the topics that people ask the agency
// about, the share answered at all, and the share within 72 hours.
func TestOverviewOfAnAgency(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--demo=60", "--limits", "off")
	p := s.signedIn(t, "isf.tamin").get("/desk/overview")
	require.Equal(t, http.StatusOK, p.Status)
	checkPersian(t, p)
	assert.Regexp(t, `(?s)<h2 id="topic">موضوع‌ها</h2>.*بیمه بیکاری.*topic\.csv`, p.HTML)
	assert.Contains(t, p.HTML, `topic=welfare%2Funemployment`)
	assert.Regexp(t, `سهم پاسخ <b>[۰-۹]+٪</b>`, p.HTML)
	assert.Regexp(t, `پاسخ در هدف ۷۲ ساعت <b>[۰-۹]+٪</b>`, p.HTML)
}
