package httpapi

import (
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// uploadTime is how long a file may take to arrive: 10 MiB over a poor line.
const uploadTime = 3 * time.Minute

// fileNameHeader says what an uploaded file is called.
const fileNameHeader = "Samad-Filename"

// uploadType is the media type of an upload, whatever is in it.
const uploadType = "application/octet-stream"

// uploadedBody is a file that waits for its step.
type uploadedBody struct {
	Token   string    `json:"token" doc:"Goes into attachments of the step that the file belongs to; whoever holds it can attach the file"`
	Name    string    `json:"name" doc:"What the file is called from now on" example:"قبض.pdf"`
	Type    string    `json:"type" doc:"As read from the content" example:"application/pdf"`
	Size    int       `json:"size" doc:"Bytes" example:"48213"`
	Expires time.Time `json:"expires" doc:"Until when the token is good"`
}

// attachmentBody is an attachment of a step.
type attachmentBody struct {
	ID   string `json:"id" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	Name string `json:"name" example:"قبض.pdf"`
	Type string `json:"type" example:"application/pdf"`
	Size int    `json:"size" doc:"Bytes" example:"48213"`
}

func attachmentBodies(all []samad.Attachment) []attachmentBody {
	var out []attachmentBody
	for _, a := range all {
		out = append(out, attachmentBody{a.ID, a.Name, a.Type, a.Size})
	}
	return out
}

// File is an answer that is no JSON but a file that somebody uploaded, offered for
// saving.
type File struct{ samad.AttachmentContent }

// addAttachments adds files that come with steps.
func (a *api) addAttachments() {
	route(a, operation{
		id: "uploadAttachment", method: http.MethodPost, path: "/api/v1/attachments", tag: "cases", status: http.StatusCreated,
		summary: "Upload a file for a step",
		description: "The body is the file itself. Its type is read from it, whatever its name says: pictures (JPEG, PNG, WebP, GIF), PDF, " +
			"sound (MP3, Ogg, WAV, M4A), video (MP4, 3GP), Word and Excel without macros. The token in the answer goes into attachments " +
			"of the request with which the file belongs; without one the file is destroyed. With an Idempotency-Key the same file again is the " +
			"same upload: its token, which is written anew, stands for the one that came before.",
		limit: LimitUpload, raw: true, secret: true, header: []*huma.Param{fileNameParam(), keyParam()},
		problems: []string{codeUnauthenticated, "forbidden", codeUnreadable, codeTooLarge, codeMediaType, "key_reused"},
	}, (*exchange).upload)
	problems := []string{"not_found", "erased"}
	route(a, operation{
		id: "readOwnAttachment", method: http.MethodGet, path: "/api/v1/cases/{code}/attachments/{attachment}", tag: "cases", status: http.StatusOK,
		access: withPIN, secret: true, summary: "Read an attachment of the own case", problems: problems,
		description: "What the petitioner attached, and what came with answers and reports. It is never shown in the browser by itself.",
	}, func(x *exchange, _ none) (File, error) { return x.attachment(x.actor.Own()) })
	route(a, operation{
		id: "readAttachment", method: http.MethodGet, path: "/api/v1/desk/cases/{id}/attachments/{attachment}", tag: "desk", status: http.StatusOK,
		access: staff, secret: true, summary: "Read an attachment of a case", problems: problems,
		description: "What the petitioner attached only for those who may know the petitioner: agencies not of confidential and anonymous ones.",
	}, func(x *exchange, _ none) (File, error) {
		id, err := x.caseToRead()
		if err != nil {
			return File{}, err
		}
		return x.attachment(id)
	})
}

func fileNameParam() *huma.Param {
	return &huma.Param{
		Name: fileNameHeader, In: "header", Description: "What the file is called, percent-encoded UTF-8; only its last part is kept",
		Schema: &huma.Schema{Type: huma.TypeString}, Example: "%D9%82%D8%A8%D8%B6.pdf",
	}
}

func (x *exchange) upload(none) (uploadedBody, error) {
	actor, err := x.submitter()
	if err != nil {
		return uploadedBody{}, err
	}
	limit, _ := x.api.desk.AttachmentLimits()
	if x.r.ContentLength > int64(limit) {
		return uploadedBody{}, x.tooLarge()
	}
	kind, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if enc := x.r.Header.Get("Content-Encoding"); err != nil || kind != uploadType || enc != "" && !strings.EqualFold(enc, "identity") {
		return uploadedBody{}, &apiError{code: codeMediaType}
	}
	name, err := url.PathUnescape(x.r.Header.Get(fileNameHeader))
	if err != nil {
		return uploadedBody{}, invalid([]samad.Fault{{Field: "", Code: "malformed", Detail: samad.Text{
			Fa: "سرایند " + fileNameHeader + " درست نیست: UTF-8 با کدگذاری درصدی.", En: "the header " + fileNameHeader + " is not percent-encoded UTF-8"}}})
	}
	key, err := x.idempotencyKey()
	if err != nil {
		return uploadedBody{}, err
	}
	// A server that cannot set them has limits of its own, or is a test.
	control, until := http.NewResponseController(x.w), time.Now().Add(uploadTime)
	_, _ = control.SetReadDeadline(until), control.SetWriteDeadline(until.Add(uploadTime))
	body := &bodyReader{from: http.MaxBytesReader(x.w, x.r.Body, int64(limit))}
	up, err := x.api.desk.Upload(x.ctx(), actor, samad.Upload{Name: name, Content: body, Key: key})
	var large *http.MaxBytesError
	switch {
	case errors.As(body.err, &large):
		return uploadedBody{}, x.tooLarge()
	case body.err != nil:
		return uploadedBody{}, &apiError{code: codeUnreadable}
	case err != nil:
		return uploadedBody{}, err
	}
	return uploadedBody{Token: up.Token, Name: up.Name, Type: up.Type, Size: up.Size, Expires: up.Expires}, nil
}

// bodyReader remembers how reading ended.
type bodyReader struct {
	from io.Reader
	err  error
}

func (b *bodyReader) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err //nolint:wrapcheck // as it came
}

func (x *exchange) attachment(id samad.CaseID) (File, error) {
	a, err := x.api.desk.Attachment(x.ctx(), x.actor, id, x.r.PathValue("attachment"))
	return File{a}, err
}

// sendFile answers with a file, in a way that no browser runs or shows it by
// itself, whatever is in it.
func (x *exchange) sendFile(f File) {
	h := x.w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Length", strconv.Itoa(len(f.Content)))
	_ = http.NewResponseController(x.w).SetWriteDeadline(time.Now().Add(uploadTime)) // as for uploads
	x.status = http.StatusOK
	x.w.WriteHeader(x.status)
	if _, err := x.w.Write(f.Content); err != nil {
		x.log(slog.LevelDebug, "answer not sent")
	}
}

// sendContent answers with what an extension made.
func (x *exchange) sendContent(op operation, c Content) {
	h := x.w.Header()
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": c.Name}))
	h.Add("Vary", "Accept-Language, Accept-Encoding")
	if op.public {
		h.Set("Cache-Control", "public, max-age=300")
	}
	x.send(op.status, op.media, c.Data)
}

// describeFiles documents the body or the answer of a route that is a file.
func describeFiles(op *huma.Operation, raw bool, status string, answer bool) {
	binary := func(types ...string) map[string]*huma.MediaType {
		content := map[string]*huma.MediaType{}
		for _, t := range types {
			content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		}
		return content
	}
	if raw {
		op.RequestBody = &huma.RequestBody{Required: true, Content: binary(uploadType)}
	}
	if answer {
		op.Responses[status].Content = binary(samad.AttachmentTypes()...)
	}
}
