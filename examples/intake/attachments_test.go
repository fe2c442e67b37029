package main

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sendFile fills in the form with the action, adds a file and sends it as
// browsers send forms with files.
func (v *visitor) sendFile(p page, action string, fill map[string]string, name, content string) page {
	v.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	fields := p.form(v.t, action)
	fields.Del("files")
	for field, value := range fill {
		fields.Set(field, value)
	}
	for field := range fields {
		require.NoError(v.t, w.WriteField(field, fields.Get(field)))
	}
	part, err := w.CreateFormFile("files", name)
	require.NoError(v.t, err)
	_, err = part.Write([]byte(content))
	require.NoError(v.t, err)
	require.NoError(v.t, w.Close())
	return v.sendParts(action, w.FormDataContentType(), &body)
}

// sendParts posts a form of several parts, as a page of the site does.
func (v *visitor) sendParts(action, contentType string, body io.Reader) page {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.site.base+action, body)
	require.NoError(v.t, err)
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Origin", v.site.base)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.do(r)
}

// TestFilesComeWithForms: without scripts, a file goes from the form to the
// case, to the answer and back, and to nobody who may not see it.
func TestFilesComeWithForms(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	filesComeWithForms(t, start(t, folder))
	files, err := filepath.Glob(filepath.Join(folder, "*.attachments", "kept", "*", "*", "*"))
	require.NoError(t, err)
	assert.Len(t, files, 2)
}

// TestFilesLieInABucket: the same with a bucket, which a server of the S3
// protocol keeps.
func TestFilesLieInABucket(t *testing.T) { //nolint:paralleltest // not parallel: credentials come from the environment
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "trial", "AWS_SECRET_ACCESS_KEY": "not secret",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
	} {
		t.Setenv(name, value)
	}
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("samad"))
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	place := "s3://samad?region=us-east-1&use_path_style=true&prefix=isfahan/&endpoint=" + url.QueryEscape(server.URL)
	folder := t.TempDir()
	filesComeWithForms(t, start(t, folder, "--attachments", place))
	kept, err := backend.ListBucket("samad", &gofakes3.Prefix{HasPrefix: true, Prefix: "isfahan/kept/"}, gofakes3.ListBucketPage{})
	require.NoError(t, err)
	assert.Len(t, kept.Contents, 2)
	assert.NoDirExists(t, filepath.Join(folder, "samad.db.attachments"))
}

func filesComeWithForms(t *testing.T, s *site) {
	t.Helper()
	const png, pdf = "\x89PNG\r\n\x1a\n and what follows", "%PDF-1.7 and what follows"
	citizen, operator, head := s.visitor(t), s.visitor(t), s.visitor(t)
	what := map[string]string{"kind": "request", "text": matter}
	p := citizen.sendFile(citizen.get("/file"), "/file", what, "page.png", "<script>alert(1)</script>")
	require.Equal(t, http.StatusUnprocessableEntity, p.Status)
	assert.Contains(t, p.HTML, `id="files-fault"`)
	assert.Contains(t, p.HTML, matter)
	checkPersian(t, p)
	p = citizen.sendFile(p, "/file", nil, "قبض آب.png", png)
	require.Equal(t, http.StatusOK, p.Status, p.HTML)
	require.NotEmpty(t, p.form(t, "/file").Get("attached"), "it is carried from screen to screen")
	p = citizen.send(p, "/file", map[string]string{"go": "back"})
	assert.Contains(t, p.HTML, "قبض آب.png")
	for p.form(t, "/file").Get("at") != "who" {
		p = citizen.send(p, "/file", map[string]string{"place": "1014"})
	}
	p = citizen.send(p, "/file", map[string]string{"identity": "confidential", "name": "زهرا پنهان", "mobile": "۰۹۱۳۱۲۳۴۵۶۷"})
	assert.Contains(t, p.HTML, "قبض آب.png", "the review tells of it")
	p = citizen.through(p)
	require.Equal(t, http.StatusCreated, p.Status, p.HTML)
	found := digitRun.FindAllStringSubmatch(p.HTML, -1)
	f := filed{found[0][1], found[1][1]}

	p = citizen.open(f)
	require.Contains(t, p.HTML, "قبض آب.png")
	own := p.form(t, "/follow/attachment")
	own.Set("attachment", regexp.MustCompile(`name="attachment" value="(\w+)"`).FindStringSubmatch(p.HTML)[1])
	got := citizen.post("/follow/attachment", own)
	assert.Equal(t, png, got.HTML)
	assert.Contains(t, got.Header.Get("Content-Disposition"), "attachment")
	assert.Contains(t, got.Header.Get("Content-Security-Policy"), "sandbox")
	own.Set("pin", "000000")
	assert.Equal(t, http.StatusUnprocessableEntity, citizen.post("/follow/attachment", own).Status)

	operator.signIn("operator", s.accounts["operator"])
	p = operator.find(f)
	link := regexp.MustCompile(`href="(/desk/cases/\w+/attachments/\w+)"`).FindStringSubmatch(p.HTML)
	require.NotNil(t, link)
	assert.Equal(t, png, operator.get(link[1]).HTML)
	operator.step(p, "accept", map[string]string{"agency": "isf.tamin", "reason": "آزمون"})

	head.signIn("isf.tamin", s.accounts["isf.tamin"])
	p = head.find(f)
	assert.NotContains(t, p.HTML, "قبض آب.png", "what a confidential petitioner attached may tell who it is")
	assert.Equal(t, http.StatusNotFound, head.get(link[1]).Status)
	q := head.sendFile(p, p.Path+"/action", map[string]string{"text": "بازدید شد."}, "visit.pdf", pdf)
	require.Equal(t, http.StatusOK, q.Status, q.HTML)
	assert.Contains(t, head.find(f).HTML, "visit.pdf")
	assert.Contains(t, citizen.open(f).HTML, "visit.pdf")
}
