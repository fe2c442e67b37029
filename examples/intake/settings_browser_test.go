package main

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

// TestSettingsInBrowser looks at what two provinces decided, and at the pages on
// which people choose one.
func TestSettingsInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off", "--pack="+firstProvince(t), "--pack="+secondProvince(t))
	admin := s.administrator(t)
	admin.hire(map[string]string{"username": "watch", "role": "oversight", "agency": "fars.samad", "place": "07", "post": "بازرسی فارس"})
	b := newTab(t, s.base, "settings")
	for _, path := range []string{"/open-doors", "/meetings", "/figures", "/"} {
		b.open(path)
		b.says("فارس")
	}
	b.open("/open-doors")
	b.look("doors")
	b.click(`a[href="/open-doors?province=07"]`)
	b.says("سه‌شنبه")
	b.look("doors-fars")
	b.signIn("watch", s.accounts["watch"])
	b.open("/desk/settings")
	b.says("تنظیم‌های استان")
	b.says("۱۲ تا ۳۰")
	b.look("settings")
	b.width(320, 800)
	b.open("/desk/settings")
	b.look("settings-narrow")
	assert.False(t, b.has(`main form`), "nothing is changed here")
}

// TestDemandPapersInBrowser: oversight and the agency put letters and papers to a
// demand, and read each other's; others find nothing.
func TestDemandPapersInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--limits", "off")
	r := s.rooms(t)
	citizen := s.visitor(t)
	_, f := citizen.file(map[string]string{"text": pension})
	operator := s.signedIn(t, "operator")
	operator.step(operator.find(f), "accept", map[string]string{"agency": "isf.tamin", "reason": "آزمون"})
	c, err := r.desk.CaseByCode(t.Context(), officer, latin(f.code))
	require.NoError(t, err)
	d, err := r.office.OpenDemand(t.Context(), officer, oversight.NewDemand{Agency: "isf.tamin", Place: "10", Text: samad.Text{Fa: "چرا پاسخ داده نشد؟"}, Cases: []samad.CaseID{c.ID}})
	require.NoError(t, err)
	at := "/desk/demands/" + url.PathEscape(d.ID)

	paper := func(name string) string {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, []byte("%PDF-1.7\n"+name+"\n%%EOF\n"), 0o600))
		return path
	}
	watch := newTab(t, s.base, "papers-oversight")
	watch.signIn("oversight", s.accounts["oversight"])
	watch.open(at)
	watch.attach("#papers-files", paper("نامه استانداری.pdf"))
	watch.until(`!!document.querySelector('form[action$="/papers"] [name="attached"]')`)
	watch.stepRoom("papers", nil)
	watch.says("نامه استانداری.pdf")
	watch.look("demand")

	head := newTab(t, s.base, "papers-agency")
	head.width(390, 800)
	head.signIn("isf.tamin", s.accounts["isf.tamin"])
	head.open(at)
	head.says("نامه استانداری.pdf")
	head.attach("#papers-files", paper("پاسخ اداره.pdf"))
	head.until(`!!document.querySelector('form[action$="/papers"] [name="attached"]')`)
	head.stepRoom("papers", nil)
	head.says("پاسخ اداره.pdf")
	head.look("demand")
	watch.open(at)
	watch.says("پاسخ اداره.pdf")

	file := eval[string](watch, `document.querySelector(".files a").getAttribute("href")`)
	p := s.signedIn(t, "isf.tamin").get(file)
	assert.Equal(t, 200, p.Status)
	assert.Contains(t, p.HTML, "نامه استانداری.pdf")
	assert.Contains(t, p.Header.Get("Content-Disposition"), "attachment")
	for _, name := range []string{"isf.abfa", "operator"} {
		assert.Equal(t, 404, s.signedIn(t, name).get(file).Status, name)
	}
	assert.Contains(t, citizen.get(file).Path, "/sign-in")
}
