package main

import (
	"context"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/docs/handbook"
)

// maxPictures bounds the pictures of the handbooks together: they are part of
// the program.
const maxPictures = 3 << 20

var pictureOf = regexp.MustCompile(`\]\((images/[^)]+)\)`)

// TestHandbooks: every picture that a handbook shows is there, none is there for
// nothing, and the desk shows all of them.
func TestHandbooks(t *testing.T) {
	t.Parallel()
	files := handbook.Files()
	shown := map[string]bool{}
	for _, name := range []string{"citizen", "operator", "agency", "oversight"} {
		src, err := fs.ReadFile(files, name+".fa.md")
		require.NoError(t, err)
		for _, m := range pictureOf.FindAllStringSubmatch(string(src), -1) {
			shown[m[1]] = true
		}
		assert.NotRegexp(t, `[يكىة]`, string(src), name)
	}
	pictures, err := fs.Glob(files, "images/*")
	require.NoError(t, err)
	total := 0
	for _, p := range pictures {
		assert.True(t, shown[p], "%s is in no handbook", p)
		b, err := fs.ReadFile(files, p)
		require.NoError(t, err)
		total += len(b)
		assert.Equal(t, "image/webp", http.DetectContentType(b), p)
	}
	assert.Len(t, pictures, len(shown))
	assert.Less(t, total, maxPictures)

	s := start(t, t.TempDir(), "--limits", "off")
	for name, begins := range map[string]string{"operator": "/desk/help/operator", "isf.tamin": "/desk/help/agency", "oversight": "/desk/help/oversight"} {
		v := s.signedIn(t, name)
		assert.Contains(t, v.get("/desk").HTML, `href="/desk/help"`)
		require.Equal(t, begins, v.get("/desk/help").Path, name)
		for _, page := range []string{"citizen", "operator", "agency", "oversight"} {
			p := v.get("/desk/help/" + page)
			require.Equal(t, http.StatusOK, p.Status)
			checkPersian(t, p)
			assert.NotContains(t, p.HTML, "**")
			assert.NotContains(t, p.HTML, "](")
		}
		for p := range shown {
			assert.Equal(t, http.StatusOK, v.get("/desk/help/"+p).Status, p)
		}
		assert.Equal(t, http.StatusNotFound, v.get("/desk/help/nothing").Status)
		assert.Equal(t, http.StatusNotFound, v.get("/desk/help/images/nothing.webp").Status)
	}
	assert.Contains(t, s.visitor(t).get("/desk/help/operator").Path, "/sign-in")
}

// picture writes what the tab shows into the handbook.
func (b *tab) picture(folder, name string) {
	b.t.Helper()
	eval[bool](b, `document.fonts.ready.then(() => true), true`)
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	quality := int64(55)
	var out []byte
	require.NoError(b.t, chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		got, err := cdp.Call(ctx, t, cdpage.CaptureScreenshot, cdpage.CaptureScreenshotParams{Format: "webp", Quality: &quality})
		if err == nil {
			out = got.Data
		}
		return err
	})))
	require.NoError(b.t, os.MkdirAll(folder, 0o755))
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, name+".webp"), out, 0o644))
}

// TestHandbookPictures makes the pictures of the handbooks where SAMAD_HANDBOOK
// names their folder, docs/handbook/images.
func TestHandbookPictures(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("SAMAD_HANDBOOK")
	if folder == "" {
		t.Skip("set SAMAD_HANDBOOK to the folder docs/handbook/images, and SAMAD_CHROMIUM, to make the handbooks' pictures anew")
	}
	chromium(t)
	s := start(t, t.TempDir(), "--demo=150", "--limits", "off")
	citizen := s.visitor(t)
	_, f := citizen.file(map[string]string{"text": pension, "topic": "welfare/retirement", "name": "مریم ایرانی", "mobile": "09990000001"})
	look := func(b *tab, path, name string, high int64, before ...func()) {
		t.Helper()
		b.width(1100, high)
		if path != "" {
			b.open(path)
		}
		for _, do := range before {
			do()
		}
		b.picture(folder, name)
	}
	b := newTab(t, s.base, "handbook")
	look(b, "/", "citizen-home", 820)
	look(b, "/file", "citizen-file", 820)
	look(b, "/follow", "citizen-follow", 620)
	as := func(name string) *tab {
		t.Helper()
		one := newTab(t, s.base, "handbook-"+name)
		one.signIn(name, s.accounts[name])
		return one
	}
	op := as("operator")
	look(op, "/desk", "operator-queue", 780)
	look(op, "/desk/call", "operator-call", 900, func() { op.fill("#text", pension) })
	look(op, "/desk/screen", "operator-screen", 900)
	case_ := strings.TrimSuffix(s.signedIn(t, "operator").find(f).Path, "?")
	look(op, case_, "operator-case", 900)

	desk := s.signedIn(t, "operator")
	desk.step(desk.find(f), "accept", map[string]string{"agency": "isf.behzisti", "reason": "نمونه راهنما"})
	head := as("isf.behzisti")
	look(head, "/desk", "agency-queue", 780)
	look(head, "/desk/office", "agency-office", 780)
	manager := s.signedIn(t, "isf.behzisti")
	manager.step(manager.find(f), "assign", map[string]string{"expert": "isf.behzisti.expert"})
	expert := as("isf.behzisti.expert")
	openForm := func(b *tab, step string) func() {
		return func() {
			eval[bool](b, `(() => { const d = document.querySelector('form[action$="/`+step+`"]').closest("details"); if (d) { d.open = true; document.querySelectorAll("details").forEach(e => { if (e !== d) e.open = false }); d.scrollIntoView() } return true })()`)
		}
	}
	look(expert, case_, "agency-answer", 900, openForm(expert, "answer"))
	writer := s.signedIn(t, "isf.behzisti.expert")
	writer.send(writer.find(f), case_+"/answer", map[string]string{
		"explanation": "مستمری شما به‌سبب نادرستی شماره حساب برگشته بود.", "done": "در روز دوم آذر شماره تازه ثبت و مستمری واریز شد.", "outcome": "done", "final": "yes",
	})
	look(head, case_, "agency-approve", 900, openForm(head, "approve"))

	watch := as("oversight")
	look(watch, "/desk/overview", "oversight-overview", 900)
	look(watch, "/desk/visits", "oversight-visits", 780)
	look(watch, "/desk/demands", "oversight-demands", 780)
	look(watch, "/desk/report", "oversight-report", 900)

	play := start(t, t.TempDir(), "--training", "--demo=10", "--limits", "off")
	trainee{play.signedIn(t, "operator")}.begin("operator-route")
	school := newTab(t, play.base, "handbook-training")
	school.signIn("operator", play.accounts["operator"])
	look(school, "/desk/training", "training", 780)
}
