package httpapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad/httpapi"
)

// part is a part of a form: a file when it has a file name.
type part struct{ name, file, content string }

// form writes a form, and the header that announces it.
func form(t *testing.T, parts ...part) (string, header) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		if p.file == "" {
			require.NoError(t, w.WriteField(p.name, p.content))
			continue
		}
		to, err := w.CreateFormFile(p.name, p.file)
		require.NoError(t, err)
		_, err = to.Write([]byte(p.content))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.String(), header{"Content-Type", w.FormDataContentType()}
}

func asPart(t *testing.T, body object) part {
	t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	return part{name: "case", content: string(raw)}
}

// sendForm sends a form to where cases are submitted.
func (f *fixture) sendForm(parts []part, headers ...header) answer {
	f.Helper()
	body, kind := form(f.T, parts...)
	return f.send("POST", "/api/v1/cases", body, append([]header{kind}, headers...)...)
}

// letters never end.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// names are the names of the files that came with the submission.
func (f *fixture) names(code, secret string) []string {
	f.Helper()
	var names []string
	for _, one := range f.send("GET", "/api/v1/cases/"+code, nil, pin(secret)).is(200).list("timeline")[0]["attachments"].([]any) {
		names = append(names, one.(map[string]any)["name"].(string))
	}
	return names
}

// TestSubmitWithFiles: a case and its files in one request, in any order, beside
// files that were uploaded before.
func TestSubmitWithFiles(t *testing.T) {
	t.Parallel()
	f := setup(t)
	body := matter()
	body["attachments"] = []string{f.upload("before.pdf", pdfFile)}
	parts := []part{{"attachments", "قبض.png", pngFile}, asPart(t, body), {"attachments", "b.pdf", pdfFile}}
	once := header{"Idempotency-Key", "form-1"}
	a := f.sendForm(parts, once).is(201)
	assert.Equal(t, []string{"قبض.png", "b.pdf", "before.pdf"}, f.names(a.str("code"), a.str("pin")))
	assert.Empty(t, a.header.Get("Content-Encoding"))
	assert.Equal(t, "cases/"+a.str("code"), a.header.Get("Location"))

	// Sent again it is the same case.
	again := f.sendForm(parts, once).is(201)
	assert.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	assert.Equal(t, a.str("code"), again.str("code"))
	assert.Equal(t, a.str("pin"), again.str("pin"))
	f.sendForm([]part{asPart(t, body), {"attachments", "c.png", pngFile}}, once).is(409, "key_reused")

	f.sendForm([]part{asPart(t, matter())}).is(201) // no file at all
}

// TestFormsAreRefusedWhole: with whatever is wrong, nothing is registered.
func TestFormsAreRefusedWhole(t *testing.T) {
	t.Parallel()
	f := setup(t)
	good := asPart(t, matter())
	png := part{"attachments", "a.png", pngFile}
	many := []part{good}
	for range 11 {
		many = append(many, png)
	}
	bad := matter()
	bad["kind"], bad["texxt"] = 1, "x"
	for name, one := range map[string]struct {
		parts  []part
		faults string
	}{
		"a file of an unknown type":   {[]part{good, png, {"attachments", "x.png", "<html><script>"}}, "/attachments/1 unknown_type"},
		"an empty file":               {[]part{{"attachments", "x.png", ""}, good}, "/attachments/0 required"},
		"a file that is too large":    {[]part{good, {"attachments", "x.png", pngFile + strings.Repeat("x", 10<<20)}, png}, "/attachments/0 too_large"},
		"no case":                     {[]part{png}, "/case required"},
		"the case twice":              {[]part{good, good}, "/case duplicate_field"},
		"another part":                {[]part{good, {name: "file", file: "a.png", content: pngFile}}, "/file unknown_field"},
		"a part nobody should repeat": {[]part{good, {name: "1275775391", content: "x"}}, " unknown_field"},
		"too many files":              {many, "/attachments too_many"},
		"what a JSON body may not be, and a file": {[]part{asPart(t, bad), {"attachments", "x.png", "<html>"}},
			"/kind wrong_type; /texxt unknown_field; /attachments/0 unknown_type"},
		"a matter that the Desk refuses": {[]part{asPart(t, object{"kind": "request", "text": ""}), png}, "/text required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := f.with(t)
			assert.Equal(t, one.faults, f.sendForm(one.parts).is(422, "invalid").faults())
		})
	}
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		f := f.with(t)
		whole, kind := form(t, good, png)
		send := func(body any, headers ...header) answer {
			return f.send("POST", "/api/v1/cases", body, append([]header{kind}, headers...)...)
		}
		send(whole[:len(whole)-20]).is(400, "unreadable_body")
		assert.Equal(t, "/case required", send("no form").is(422, "invalid").faults())
		send(whole, header{"Content-Type", "multipart/form-data"}).is(400, "unreadable_body")
		send(broken{}).is(400, "unreadable_body")
		f.sendForm([]part{{name: "case", content: "{"}, png}).is(400, "malformed_json")
		send(whole, header{"Content-Encoding", "gzip"}).is(415, "unsupported_media_type")
		send(whole, header{"Content-Type", "application/x-www-form-urlencoded"}).is(415, "unsupported_media_type")
		send(whole, as("nobody")).is(401, "unauthenticated")
		f.sendForm([]part{{name: "case", content: `{"text":"` + strings.Repeat("x", 300<<10) + `"}`}}).is(413, "too_large")
		endless := io.LimitReader(letters{}, 120<<20)
		send(io.MultiReader(strings.NewReader(strings.TrimSuffix(whole, "--\r\n")), endless)).is(413, "too_large")
		// Browsers send forms across sites without asking.
		send(whole, header{"Sec-Fetch-Site", "cross-site"}).is(403, "forbidden")
		send(whole, header{"Origin", "https://evil.example"}).is(403, "forbidden")
	})
	t.Cleanup(func() {
		f := f.with(t)
		assert.Empty(t, f.send("GET", "/api/v1/desk/cases", nil, as("operator")).is(200).list("items"))
	})
}

// TestFormsCountAsUploads: each file is counted as an upload is.
func TestFormsCountAsUploads(t *testing.T) {
	t.Parallel()
	l := &counting{kind: httpapi.LimitUpload, left: map[string]int{"ip:192.0.2.7": 1}}
	f := setup(t, func(o *httpapi.Options) {
		o.Limiter, o.Remote = l, func(*httpRequest) string { return "192.0.2.7" }
		o.Origins = []string{"https://portal.example"}
	})
	png := part{"attachments", "a.png", pngFile}
	f.sendForm([]part{asPart(t, matter()), png, png}).is(429, "too_many_requests")
	f.sendForm([]part{asPart(t, matter())}, header{"Origin", "https://portal.example"}, header{"Sec-Fetch-Site", "cross-site"}).is(201)
}

// TestTheFormIsDocumented beside the JSON body, with the same case.
func TestTheFormIsDocumented(t *testing.T) {
	t.Parallel()
	content := documented(t).Paths["/api/v1/cases"]["post"].RequestBody.Content
	asForm := content["multipart/form-data"].Schema
	assert.Equal(t, content["application/json"].Schema, asForm.Properties["case"])
	assert.Equal(t, []string{"case"}, asForm.Required)
	assert.NotNil(t, asForm.Properties["attachments"])
}
