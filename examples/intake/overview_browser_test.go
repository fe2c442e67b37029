package main

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// TestOverviewInBrowser: the governorate's figures of a made-up year, and the
// way from them to the cases.
func TestOverviewInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--demo=150", "--limits", "off")
	b := newTab(t, s.base, "overview")
	for _, path := range []string{"/", "/meetings"} { // as everybody sees a year with something in it
		b.open(path)
		b.look("public" + strings.ReplaceAll(path, "/", "-"))
	}
	b.signIn("governor", s.accounts["governor"])
	b.then(func() { b.alt("v") })
	b.says("نمای کلی")
	b.says("شهرستان‌ها")
	assert.Positive(t, eval[int](b, `document.querySelectorAll("ol.bars li").length`))
	eval[bool](b, `document.querySelectorAll("details").forEach(d => d.open = true), true`)
	b.look("province")
	b.then(func() { eval[bool](b, `document.querySelector('td a[href*="place="]').click(), true`) })
	b.says("تنها:")
	b.look("county")
}

func TestOverviewIsTakenAlong(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--demo=60", "--limits", "off")
	oversight := s.signedIn(t, "oversight")
	p := oversight.get("/desk/overview")
	require.Equal(t, http.StatusOK, p.Status)
	checkPersian(t, p)

	p = oversight.get("/desk/overview/county.csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.HTML, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, "شهرستان", rows[0][0])
	assert.Equal(t, "همه", rows[len(rows)-1][0])

	p = oversight.get("/desk/overview/overview.xlsx")
	require.Equal(t, http.StatusOK, p.Status)
	book, err := excelize.OpenReader(bytes.NewReader([]byte(p.HTML)))
	require.NoError(t, err)
	defer func() { assert.NoError(t, book.Close()) }()
	assert.Equal(t, []string{"دستگاه", "شهرستان", "موضوع", "ماه"}, book.GetSheetList())
	view, err := book.GetSheetView("دستگاه", 0)
	require.NoError(t, err)
	assert.True(t, *view.RightToLeft)
	cells, err := book.GetRows("دستگاه")
	require.NoError(t, err)
	assert.Regexp(t, "سامد ۱۱۱، .*(شنبه|جمعه)", cells[0][0])
	assert.Equal(t, "دستگاه", cells[2][0])
	assert.NotRegexp(t, `[0-9]`, cells[0][0])

	// An agency sees its own only, an operator none.
	p = s.signedIn(t, "isf.tamin").get("/desk/overview/agency.csv")
	require.Equal(t, http.StatusOK, p.Status)
	rows, err = csv.NewReader(strings.NewReader(strings.TrimPrefix(p.HTML, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		assert.Contains(t, []string{"اداره کل تامین اجتماعی استان اصفهان", "مدیریت درمان تامین اجتماعی استان اصفهان", "همه"}, row[0])
	}
	assert.Equal(t, http.StatusForbidden, s.signedIn(t, "operator").get("/desk/overview").Status)
	assert.Equal(t, http.StatusNotFound, oversight.get("/desk/overview/kind.csv").Status)
}
