package webdesk

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// maxFiles bounds what comes with one form: two files of the default size. More
// are added on another round of the same form.
const maxFiles = 2*10<<20 + maxForm

// fileTime is how long they may take over a poor line.
const fileTime = 3 * time.Minute

// attachedFile is a file that was taken and waits for its step: it travels in
// the form, which works without scripts, by its token.
type attachedFile struct{ Token, Name string }

// Value is the value of its field.
func (a attachedFile) Value() string { return a.Token + "~" + a.Name }

// attached are the files that the form carries.
func (v *visit) attached() []attachedFile {
	var out []attachedFile
	for _, value := range v.r.PostForm["attached"] {
		if token, name, ok := strings.Cut(value, "~"); ok {
			out = append(out, attachedFile{token, name})
		}
	}
	return out
}

// tokens are what the Desk is given of them.
func (v *visit) tokens() []string {
	var out []string
	for _, a := range v.attached() {
		out = append(out, a.Token)
	}
	return out
}

// takeFiles hands the files of the form to the Desk, so that from then on they
// are carried by their tokens, and returns what is wrong with them.
func (v *visit) takeFiles(actor samad.Actor) (faults, error) {
	if v.r.MultipartForm == nil {
		return nil, nil
	}
	var wrong faults
	files := v.r.MultipartForm.File["files"]
	delete(v.r.MultipartForm.File, "files")
	for _, header := range files {
		if header.Filename == "" && header.Size == 0 {
			continue // browsers send an empty field so
		}
		if err := v.limit("upload", v.ipKey()); err != nil {
			return nil, err
		}
		if _, count := v.h.Desk.AttachmentLimits(); len(v.r.PostForm["attached"]) >= count {
			wrong = append(wrong, fault{Field: "files", Text: v.T("حداکثر "+v.frame("").N(count)+" پیوست.", "At most "+strconv.Itoa(count)+" attachments.")})
			break
		}
		content, err := header.Open()
		if err != nil {
			return nil, fmt.Errorf("webdesk: read an attachment: %w", err)
		}
		up, err := v.h.Desk.Upload(v.r.Context(), actor, samad.Upload{Name: header.Filename, Content: content})
		err = errors.Join(err, content.Close())
		if err != nil {
			more, err := faultsOf(err, v.lang, map[string]string{"/content": "files"})
			if err != nil {
				return nil, err
			}
			wrong = append(wrong, more...)
			continue
		}
		v.r.PostForm["attached"] = append(v.r.PostForm["attached"], attachedFile{up.Token, up.Name}.Value())
	}
	return wrong, nil
}

// takenPage is what a script puts in place of the files that it sent.
type takenPage struct {
	frame
	Files  []attachedFile
	Faults faults
}

// takeOnly takes files before the form that they belong to is sent, so that
// scripts can show how far they have come and a form that fails does not send
// them again. Whoever may file may do this; what no form takes up is forgotten.
func (h *handler) takeOnly(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	wrong, err := v.takeFiles(samad.Anonymous())
	if err != nil {
		return err
	}
	return v.part("file", "taken", takenPage{v.frame(""), v.attached(), wrong})
}

// filesField is the field for files of a step's form; ok is false where none
// are taken.
func (v *visit) filesField() (field, bool) {
	f := field{Name: "files", Kind: "files", Label: v.T("پیوست", "Attachments"), Hint: v.filesHint()}
	return f, v.h.Desk.TakesAttachments()
}

func (v *visit) filesHint() string {
	size, count := v.h.Desk.AttachmentLimits()
	f := v.frame("")
	return v.T("عکس، PDF، صدا، ویدئو، Word یا Excel؛ حداکثر "+f.N(count)+" فایل و هر کدام تا "+f.N(size>>20)+" مگابایت.",
		"Pictures, PDF, sound, video, Word or Excel; at most "+strconv.Itoa(count)+" files of "+strconv.Itoa(size>>20)+" MB each.")
}

// withFiles adds the field for files to a form.
func (v *visit) withFiles(f form) form {
	if files, ok := v.filesField(); ok {
		f.Fields = append(slices.Clip(f.Fields), files)
	}
	return f
}

// HasFiles reports whether the form takes files.
func (f form) HasFiles() bool {
	return slices.ContainsFunc(f.Fields, func(one field) bool { return one.Kind == "files" })
}

// fileLink is an attachment as a case page shows it: by a link for staff, by a
// button that sends code and PIN for petitioners, so that neither gets into an
// address.
type fileLink struct {
	ID, Name, Size string
	Href           string
	Code, PIN      string
}

func (v *visit) fileLinks(all []samad.Attachment, at func(l *fileLink)) []fileLink {
	f := v.frame("")
	var out []fileLink
	for _, a := range all {
		l := fileLink{ID: a.ID, Name: a.Name, Size: f.N((a.Size+1023)>>10) + v.T(" کیلوبایت", " KB")}
		at(&l)
		out = append(out, l)
	}
	return out
}

// ownFile hands a petitioner an attachment of the own case.
func (h *handler) ownFile(v *visit) error {
	p, err := h.prove(v, true)
	if err != nil {
		return h.followAgain(v, err)
	}
	a, err := h.Desk.Attachment(v.r.Context(), p.actor, p.c.ID, v.value("attachment"))
	if err != nil {
		return err
	}
	return v.download(a)
}

// caseFile hands staff an attachment.
func (h *handler) caseFile(v *visit) error {
	a, err := h.Desk.Attachment(v.r.Context(), v.actor(), samad.CaseID(v.r.PathValue("id")), v.r.PathValue("attachment"))
	if err != nil {
		return err
	}
	return v.download(a)
}

// download sends a file in a way that no browser runs or shows it by itself.
func (v *visit) download(a samad.AttachmentContent) error {
	head := v.w.Header()
	head.Set("Content-Type", a.Type)
	head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	head.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	head.Set("Content-Length", strconv.Itoa(len(a.Content)))
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Now().Add(fileTime)) // a server that cannot has a limit of its own
	if _, err := v.w.Write(a.Content); err != nil {                                // a file under nosniff and sandbox
		v.h.Logger.DebugContext(v.r.Context(), "attachment not sent", "request_id", v.h.RequestID(v.r.Context()))
	}
	return nil
}
