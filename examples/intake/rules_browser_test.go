package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
)

// otherwise is a rule that sends missing water in a county to the power company.
const otherwise = `
  - id: water-to-power
    title: آب نجف‌آباد با برق
    title_en: Water of Najafabad goes to power
    when:
      topic: water/outage
      place: "1014"
    refer: {agency: isf.bargh}
`

// packFile is a file of the pilot's pack with more at its end.
func packFile(t *testing.T, name, more string) []byte {
	t.Helper()
	data, err := fs.ReadFile(isfahan.FS(), name)
	require.NoError(t, err)
	return append(data, more...)
}

// persianNumber writes a number as Persian pages do.
func persianNumber(n int) string {
	return strings.Map(func(r rune) rune { return r - '0' + '۰' }, strconv.Itoa(n))
}

// upload sends files as the form for a new version does.
func (v *visitor) upload(note string, files map[string][]byte) page {
	v.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	require.NoError(v.t, w.WriteField("pack", "isfahan"))
	require.NoError(v.t, w.WriteField("note", note))
	for name, data := range files {
		part, err := w.CreateFormFile("pack_files", name)
		require.NoError(v.t, err)
		_, err = part.Write(data)
		require.NoError(v.t, err)
	}
	require.NoError(v.t, w.Close())
	return v.sendParts("/desk/rules/upload", w.FormDataContentType(), &body)
}

// decides says where missing water of the county goes by the rules in force.
func (v *visitor) decides() string {
	v.t.Helper()
	p := v.send(v.get("/desk/rules"), "/desk/rules", map[string]string{"topic": "water/outage", "place": "1014"})
	for _, agency := range []string{"isf.bargh", "isf.abfa"} {
		if strings.Contains(p.HTML, map[string]string{"isf.bargh": "water-to-power</bdi></p>", "isf.abfa": "topic-default</bdi></p>"}[agency]) {
			return agency
		}
	}
	v.t.Fatalf("nobody is said: %s", p.text(v.t))
	return ""
}

// TestRulesInBrowser: the administrator uploads a version, sees faults, then who
// would be referred elsewhere, puts it in force by keyboard with a reason, and goes
// back. What is in force stays so over a restart.
func TestRulesInBrowser(t *testing.T) {
	t.Parallel()
	chromium(t)
	dir := t.TempDir()
	s := start(t, dir, "--limits", "off")
	admin := s.administrator(t)
	r := s.rooms(t)
	r.refer("1014")
	r.refer("1010")
	write := func(data []byte) string {
		path := filepath.Join(t.TempDir(), "rules.yaml")
		require.NoError(t, os.WriteFile(path, data, 0o600))
		return path
	}

	b := newTab(t, s.base, "packversion")
	b.signIn("admin", "سرو کهن ابرکوه")
	b.open("/desk/rules")
	b.look("rules")
	b.attach("#pack-files", write(packFile(t, "rules.yaml", strings.Replace(otherwise, "isf.bargh", "isf.barghh", 1))))
	b.click(`form[action="/desk/rules/upload"] button`)
	b.says("این نسخه پذیرفته نشد")
	b.look("faults")

	b.attach("#pack-files", write(packFile(t, "rules.yaml", otherwise)))
	b.fill("#upload-note", "نامه استاندار")
	b.tabTo(`form[action="/desk/rules/upload"] button`)
	b.then(func() { b.press(kb.Enter) })
	b.says("هنوز در کار نیست")
	b.says("۱ پرونده از ۲ پرونده ثبت‌شده به دستگاه دیگری ارجاع می‌شد")
	b.says("آزمون، همه درست")
	b.look("before")
	assert.Equal(t, "isf.abfa", admin.decides(), "looking changes nothing")

	b.tabTo("#activate-reason")
	b.fill("#activate-reason", "آزمایش در آذر")
	b.tabTo(`form[action$="/activate"] button`)
	b.then(func() { b.press(kb.Enter) })
	b.says("از هم‌اکنون در کار است")
	b.look("active")
	assert.Equal(t, "isf.bargh", admin.decides())
	b.open("/desk/rules")
	b.says("آزمایش در آذر")
	b.look("history")

	require.NoError(t, s.stop())
	again := start(t, dir, "--limits", "off")
	v := again.visitor(t)
	v.signIn("admin", "سرو کهن ابرکوه")
	assert.Equal(t, "isf.bargh", v.decides(), "after a restart")
	back := "/desk/rules/isfahan/shipped"
	p := v.get(back)
	assert.Contains(t, p.text(t), "۱ پرونده از ۲ پرونده")
	p = v.send(p, back+"/activate", map[string]string{"reason": "آزمایش پایان یافت"})
	require.Equal(t, back+"?done=active", p.Path)
	assert.Equal(t, "isf.abfa", v.decides())
	for _, p := range append(*v.seen, *admin.seen...) {
		checkPersian(t, p)
	}
}

// TestRulesUpload: what is faulty is told with its place and kept nowhere, what
// fails its tests is kept and never put in force, a stale page decides nothing, and
// nobody else gets there.
func TestRulesUpload(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--limits", "off")
	v := s.administrator(t)
	lines := bytes.Count(packFile(t, "rules.yaml", ""), []byte("\n"))

	p := v.upload("", map[string][]byte{"rules.yaml": packFile(t, "rules.yaml", strings.Replace(otherwise, "isf.bargh", "isf.barghh", 1))})
	assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
	said := p.text(t)
	assert.Contains(t, said, "این نسخه پذیرفته نشد؛ نسخه در کار همچنان در کار است. ۱ ایراد")
	assert.Regexp(t, `rules.yaml.*unknown agency "isf.barghh".*isf.bargh`, said)
	assert.Contains(t, p.HTML, `data-label="سطر:">`+persianNumber(lines+8)+`<`)
	assert.Contains(t, p.HTML, `data-label="ستون:">`+persianNumber(21)+`<`)
	for name, files := range map[string]map[string][]byte{
		"فایلی برگزینید": nil,
		"a pack has no such file": {
			"notes.txt": []byte("x"),
		},
		"this is no zip archive": {"pack.zip": []byte("x")},
	} {
		p = v.upload("", files)
		assert.Equal(t, http.StatusUnprocessableEntity, p.Status, name)
		assert.Contains(t, p.text(t), name)
	}
	p = v.upload(strings.Repeat("ی", 501), map[string][]byte{"rules.yaml": packFile(t, "rules.yaml", otherwise)})
	assert.Contains(t, p.text(t), "یادداشت کوتاه‌تر باشد")
	assert.NotContains(t, v.get("/desk/rules").text(t), "هنوز در کار نیامده", "nothing of these is kept")

	failing := "\n  - name: آب با برق نیست\n    given: {kind: request, topic: water/outage, place: \"1014\"}\n    expect: {agency: isf.tamin}\n"
	p = v.upload("", map[string][]byte{"rules_test.yaml": packFile(t, "rules_test.yaml", failing)})
	require.Equal(t, http.StatusOK, p.Status)
	said = p.text(t)
	assert.Contains(t, said, "آب با برق نیست")
	assert.Contains(t, said, "تا درست نشوند این نسخه در کار نمی‌آید")
	assert.NotContains(t, p.HTML, "/activate")
	bad, _, _ := strings.Cut(p.Path, "?")
	p = v.post(bad+"/activate", map[string][]string{"reason": {"با این همه"}, "before": {""}})
	assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
	assert.Contains(t, p.text(t), "این نسخه در کار نیامد")
	assert.Equal(t, "isf.abfa", v.decides())

	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	to, err := w.Create("isfahan/rules.yaml")
	require.NoError(t, err)
	_, err = to.Write(packFile(t, "rules.yaml", otherwise))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	p = v.upload("از بایگانی", map[string][]byte{"new.zip": archive.Bytes()})
	require.Equal(t, http.StatusOK, p.Status)
	assert.Contains(t, p.text(t), "تفاوت دارند: rules.yaml")
	good, _, _ := strings.Cut(p.Path, "?")
	stale := v.get(bad)
	p = v.send(p, good+"/activate", nil)
	assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
	assert.Contains(t, p.text(t), "دلیل را کوتاه بنویسید")
	p = v.send(p, good+"/activate", map[string]string{"reason": "آزمایش"})
	require.Equal(t, good+"?done=active", p.Path)
	assert.NotContains(t, stale.HTML, "/activate")
	p = v.post("/desk/rules/isfahan/shipped/activate", map[string][]string{"reason": {"بازگشت"}, "before": {""}})
	assert.Equal(t, http.StatusConflict, p.Status, "it was not held against what is in force now")
	assert.Equal(t, "isf.bargh", v.decides())

	p = v.get(good + "/files")
	assert.Equal(t, "application/zip", p.Header.Get("Content-Type"))
	content, err := zip.NewReader(strings.NewReader(p.HTML), int64(len(p.HTML)))
	require.NoError(t, err)
	data, err := fs.ReadFile(content, "rules.yaml")
	require.NoError(t, err)
	assert.Contains(t, string(data), "water-to-power")

	for _, path := range []string{"/desk/rules/isfahan/" + strings.Repeat("0", 64), "/desk/rules/nothing/shipped"} {
		assert.Equal(t, http.StatusNotFound, v.get(path).Status, path)
	}
	for _, p := range *v.seen {
		checkPersian(t, p)
	}
	operator := s.signedIn(t, "operator")
	assert.Equal(t, http.StatusForbidden, operator.upload("", map[string][]byte{"rules.yaml": []byte("x")}).Status)
	for _, path := range []string{good, good + "/files", "/desk/rules/isfahan/shipped"} {
		assert.Equal(t, http.StatusForbidden, operator.get(path).Status, path)
	}
	assert.Equal(t, http.StatusForbidden, operator.post(good+"/activate", nil).Status)
	assert.Contains(t, v.get("/desk/rules").text(t), "از بایگانی")
}
