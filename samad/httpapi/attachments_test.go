package httpapi_test

import (
	"mime"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
)

const (
	pngFile = "\x89PNG\r\n\x1a\n and what follows"
	pdfFile = "%PDF-1.7 and what follows"
)

func octets() header { return header{"Content-Type", "application/octet-stream"} }
func called(name string) header {
	return header{"Samad-Filename", url.PathEscape(name)}
}

func (f *fixture) upload(name, content string, headers ...header) string {
	f.Helper()
	return f.send("POST", "/api/v1/attachments", content, append(headers, octets(), called(name))...).is(201).str("token")
}

// TestAttachmentsGoThroughTheAPI: a file comes with each step that takes one,
// is shown to those who may see it and handed out so that no browser runs it.
func TestAttachmentsGoThroughTheAPI(t *testing.T) {
	t.Parallel()
	f := setup(t)
	body := matter()
	body["attachments"] = []string{f.upload("قبض آب.png", pngFile)}
	c := f.submit(body)
	c.step("operator", "screen", object{"outcome": "accept"}).is(200)
	c.step("head", "action", object{"text": "بازدید شد.", "attachments": []string{f.upload("visit.pdf", pdfFile, as("head"))}}).is(200)
	answered := finalAnswer()
	answered["attachments"] = []string{f.upload("answer.pdf", pdfFile, as("head"))}
	c.step("head", "answer", answered).is(200)
	c.by("objection", object{"text": "نه", "attachments": []string{f.upload("b.pdf", pdfFile)}}).is(200)
	c.by("information", object{"text": "این هم", "attachments": []string{f.upload("c.pdf", pdfFile)}}).is(200)
	c.step("operator", "inform", object{"text": "این هم", "attachments": []string{f.upload("d.pdf", pdfFile, as("operator"))}}).is(200)

	names := map[string]string{}
	for _, entry := range f.send("GET", c.path(), nil, pin(c.pin)).is(200).list("timeline") {
		files, _ := entry["attachments"].([]any)
		for _, one := range files {
			file := one.(map[string]any)
			names[file["name"].(string)] = file["id"].(string)
		}
	}
	require.Len(t, names, 6)
	assert.NotContains(t, f.send("GET", c.path(), nil).is(200).raw, "visit.pdf", "without the PIN")

	for name, id := range names {
		a := f.send("GET", c.path()+"/attachments/"+id, nil, pin(c.pin)).is(200)
		assert.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))
		assert.Contains(t, a.header.Get("Content-Security-Policy"), "sandbox")
		assert.Equal(t, "no-store", a.header.Get("Cache-Control"))
		kind, params, err := mime.ParseMediaType(a.header.Get("Content-Disposition"))
		require.NoError(t, err)
		assert.Equal(t, "attachment", kind)
		assert.Equal(t, name, params["filename"])
		for _, account := range []string{"operator", "head"} {
			assert.Equal(t, a.raw, f.send("GET", c.desk()+"/attachments/"+id, nil, as(account)).is(200).raw)
		}
		f.send("GET", c.desk()+"/attachments/"+id, nil, as("stranger")).is(404, "not_found")
		f.send("GET", c.desk()+"/attachments/"+id, nil, as("waterhead")).is(404, "not_found")
		f.send("GET", c.desk()+"/attachments/"+id, nil).is(401, "unauthenticated")
	}
	id := names["قبض آب.png"]
	assert.Equal(t, pngFile, f.send("GET", c.path()+"/attachments/"+id, nil, pin(c.pin)).is(200).raw)
	assert.Contains(t, f.send("GET", c.desk(), nil, as("head")).is(200).raw, "قبض آب.png")

	f.send("GET", c.path()+"/attachments/"+id, nil).is(401, "pin_required")
	f.send("GET", c.path()+"/attachments/"+id, nil, pin("000000")).is(404, "no_match")
	f.send("GET", "/api/v1/cases/12/attachments/"+id, nil, pin(c.pin)).is(422, "malformed_code")
	f.send("GET", c.path()+"/attachments/"+id+"?a=b", nil, pin(c.pin)).is(422, "invalid")
	f.send("GET", c.desk()+"/attachments/"+id+"?a=b", nil, as("head")).is(422, "invalid")
	other := f.submit(matter())
	f.send("GET", other.path()+"/attachments/"+id, nil, pin(other.pin)).is(404, "not_found")
	for _, path := range []string{"01KAS2V0V3Z9W1S4Q0C5N8R7TX", "..%2F..%2Fetc%2Fpasswd", "%00", "x"} {
		f.send("GET", c.path()+"/attachments/"+path, nil, pin(c.pin)).is(404, "not_found")
		f.send("GET", c.desk()+"/attachments/"+path, nil, as("head")).is(404, "not_found")
	}

	c.by("withdrawal", object{}).is(200)
	_, err := f.desk.Erase(f.Context(), samad.Actor{ID: "u-admin", Roles: []samad.Role{samad.RoleAdmin}},
		samad.EraseRequest{Ref: samad.Ref{ID: samad.CaseID(c.id)}, Ground: "retention"})
	require.NoError(t, err)
	f.send("GET", c.path()+"/attachments/"+id, nil, pin(c.pin)).is(410, "erased")
	f.send("GET", c.desk()+"/attachments/"+id, nil, as("operator")).is(410, "erased")
}

// TestConfidentialAttachmentsStayFromAgencies asks by every route.
func TestConfidentialAttachmentsStayFromAgencies(t *testing.T) {
	t.Parallel()
	f := setup(t)
	body := matter()
	body["petitioner"].(object)["identity"] = "confidential"
	body["attachments"] = []string{f.upload("my-face.png", pngFile)}
	c := f.submit(body)
	c.step("operator", "screen", object{"outcome": "accept"}).is(200)
	timeline := f.send("GET", c.desk(), nil, as("operator")).is(200).list("timeline")
	id := timeline[0]["attachments"].([]any)[0].(map[string]any)["id"].(string)
	assert.NotContains(t, f.send("GET", c.desk(), nil, as("head")).is(200).raw, "my-face")
	f.send("GET", c.desk()+"/attachments/"+id, nil, as("head")).is(404, "not_found")
	f.send("GET", c.desk()+"/attachments/"+id, nil, as("operator")).is(200)
}

// TestUploadAgain: who got no answer sends the file once more, and it is one
// file.
func TestUploadAgain(t *testing.T) {
	t.Parallel()
	f := setup(t)
	key := header{"Idempotency-Key", "7f3a"}
	up := func(name, content string, headers ...header) answer {
		return f.send("POST", "/api/v1/attachments", content, append(headers, octets(), called(name), key)...)
	}
	first, again := up("a.png", pngFile).is(201), up("a.png", pngFile).is(201)
	body := matter()
	body["attachments"] = []string{first.str("token"), again.str("token")}
	assert.Equal(t, "/attachments/1 repeated", f.send("POST", "/api/v1/cases", body).is(422, "invalid").faults())
	assert.Equal(t, first.str("expires"), again.str("expires"))
	up("a.png", pngFile+"x").is(409, "key_reused")
	up("b.png", pngFile).is(409, "key_reused")
	up("a.png", pngFile, as("head")).is(201) // somebody else's key

	body["attachments"] = []string{again.str("token")}
	c := f.submit(body)
	up("a.png", pngFile).is(201)
	file := f.send("GET", c.path(), nil, pin(c.pin)).is(200).list("timeline")[0]["attachments"].([]any)[0].(map[string]any)
	assert.Equal(t, pngFile, f.send("GET", c.path()+"/attachments/"+file["id"].(string), nil, pin(c.pin)).is(200).raw)
	assert.Equal(t, "header:Idempotency-Key malformed",
		f.send("POST", "/api/v1/attachments", pngFile, octets(), called("a.png"), header{"Idempotency-Key", "a b"}).is(422, "invalid").faults())
}

// TestUploadsAreRefused in every documented way.
func TestUploadsAreRefused(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const path = "/api/v1/attachments"
	up := func(content any, headers ...header) answer {
		return f.send("POST", path, content, append([]header{octets(), called("a.png")}, headers...)...)
	}
	up(broken{}).is(400, "unreadable_body")
	up(pngFile, as("nobody")).is(401, "unauthenticated")
	up(pngFile, as("pr")).is(403, "forbidden")
	big := pngFile + strings.Repeat("x", 10<<20)
	up(big).is(413, "too_large")
	up(unsized{strings.NewReader(big)}).is(413, "too_large")
	up(pngFile, header{"Content-Type", "application/json"}).is(415, "unsupported_media_type")
	up(pngFile, header{"Content-Type", "-"}).is(415, "unsupported_media_type")
	up(pngFile, header{"Content-Encoding", "gzip"}).is(415, "unsupported_media_type")
	assert.Equal(t, "/content unknown_type", up("<html><script>").is(422, "invalid").faults())
	assert.Equal(t, "/content required", up("").is(422, "invalid").faults())
	up(pngFile, header{"Samad-Filename", "%zz"}).is(422, "invalid")
	body := matter()
	body["attachments"] = []string{"forged"}
	assert.Equal(t, "/attachments/0 unknown", f.send("POST", "/api/v1/cases", body).is(422, "invalid").faults())

	for kind, try := range map[string]func(f *fixture) answer{
		httpapi.LimitUpload: func(f *fixture) answer { return f.send("POST", path, pngFile, octets()) },
		httpapi.LimitPIN: func(f *fixture) answer {
			return f.send("GET", "/api/v1/cases/"+unknownCode(f.T)+"/attachments/x", nil, pin("123456"))
		},
	} {
		l := &counting{kind: kind, left: map[string]int{"ip:192.0.2.7": 0}}
		try(setup(t, func(o *httpapi.Options) { o.Limiter, o.Remote = l, func(*httpRequest) string { return "192.0.2.7" } })).is(429, "too_many_requests")
	}
}
