package httpapi

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// A form brings a matter and its files in one request: what the JSON body
// would be in one part, and a part for each file.
const (
	formType  = "multipart/form-data"
	formCase  = "case"
	formFiles = "attachments"
	partOver  = 4 << 10 // bytes that a part's boundary and headers may take
)

// isForm reports whether the headers announce a form.
func isForm(h http.Header) bool {
	if enc := h.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return false
	}
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && kind == formType
}

// crossSite returns what tells a form that a page of a stranger sends. Unlike
// JSON, browsers send forms to other sites without asking first.
func crossSite(origins []string) (func(r *http.Request) error, error) {
	if slices.Contains(origins, "*") {
		return func(*http.Request) error { return nil }, nil
	}
	check := http.NewCrossOriginProtection()
	for _, o := range origins {
		if err := check.AddTrustedOrigin(o); err != nil {
			return nil, err //nolint:wrapcheck // it names the origin
		}
	}
	return check.Check, nil
}

// form is a form while it is read.
type form struct {
	x      *exchange
	actor  samad.Actor
	known  shapes
	to     any
	size   int // of a file, in bytes
	count  int // of files
	seen   bool
	tokens []string
	files  int
	faults []samad.Fault
}

// readForm reads the matter into the struct to points at and uploads the
// files, which the step that follows takes with x.files. Until then they are
// nobody's: when one of them or the matter is refused, nothing has been done,
// and what was uploaded is destroyed as all uploads are that no step came for.
func (x *exchange) readForm(to any, known shapes) error {
	if err := x.api.crossSite(x.r); err != nil {
		return &apiError{code: "forbidden"}
	}
	actor, err := x.submitter()
	if err != nil {
		return err
	}
	f := &form{x: x, actor: actor, known: known, to: to}
	f.size, f.count = x.api.desk.AttachmentLimits()
	most := x.api.opts.MaxBody + int64(f.count)*int64(f.size) + int64(f.count+1)*partOver
	if x.r.ContentLength > most {
		return x.tooLarge()
	}
	// A server that cannot set them has limits of its own, or is a test.
	control, until := http.NewResponseController(x.w), time.Now().Add(uploadTime)
	_, _ = control.SetReadDeadline(until), control.SetWriteDeadline(until.Add(uploadTime))
	body := &bodyReader{from: http.MaxBytesReader(x.w, x.r.Body, most)}
	x.r.Body = io.NopCloser(body)
	err = f.read()
	var large *http.MaxBytesError
	switch {
	case errors.As(body.err, &large):
		return x.tooLarge()
	case body.err != nil:
		return &apiError{code: codeUnreadable}
	case err != nil:
		return err
	}
	x.files = f.tokens
	return invalid(f.faults)
}

func (f *form) fault(field, code, fa, en string) {
	if len(f.faults) < maxFaults {
		f.faults = append(f.faults, samad.Fault{Field: field, Code: code, Detail: samad.Text{Fa: fa, En: en}})
	}
}

// read reads the parts in whatever order they come.
func (f *form) read() error {
	parts, err := f.x.r.MultipartReader()
	if err != nil {
		return &apiError{code: codeUnreadable}
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return &apiError{code: codeUnreadable}
		}
		if err := f.part(part); err != nil {
			return err
		}
	}
	if !f.seen {
		f.fault("/"+formCase, "required", "این بخش لازم است.", "this part is required")
	}
	if f.files > f.count {
		n := strconv.Itoa(f.count)
		f.fault("/"+formFiles, "too_many", "حداکثر "+persianNumber(f.count)+" پیوست.", "at most "+n+" attachments")
	}
	return nil
}

func (f *form) part(p *multipart.Part) error {
	switch name := p.FormName(); {
	case name == formCase && f.seen:
		f.fault("/"+formCase, "duplicate_field", "این بخش دو بار آمده است.", "this part comes twice")
	case name == formCase:
		f.seen = true
		return f.matter(p)
	case name == formFiles:
		f.files++
		if f.files <= f.count {
			return f.file(p)
		}
	case plainName(name):
		f.fault("/"+name, "unknown_field", "این بخش شناخته نیست.", "unknown part")
	default:
		f.fault("", "unknown_field", "بخشی شناخته نیست.", "unknown part")
	}
	return nil
}

// matter reads what the JSON body would be.
func (f *form) matter(p *multipart.Part) error {
	raw, err := io.ReadAll(io.LimitReader(p, f.x.api.opts.MaxBody+1))
	if err != nil {
		return &apiError{code: codeUnreadable}
	}
	if int64(len(raw)) > f.x.api.opts.MaxBody {
		return f.x.tooLarge()
	}
	return f.refused("", f.known.decode(raw, f.to))
}

// file uploads one file.
func (f *form) file(p *multipart.Part) error {
	if err := f.x.limit(LimitUpload, f.x.ipKey()); err != nil {
		return err
	}
	content := &bodyReader{from: p}
	up, err := f.x.api.desk.Upload(f.x.ctx(), f.actor, samad.Upload{Name: p.FileName(), Content: content})
	if content.err != nil {
		return &apiError{code: codeUnreadable}
	}
	f.tokens = append(f.tokens, up.Token)
	return f.refused("/"+formFiles+"/"+strconv.Itoa(f.files-1), err)
}

// refused collects faults, so that all are told at once, and returns all other
// errors.
func (f *form) refused(at string, err error) error {
	told, ok := errors.AsType[*samad.InvalidError](err)
	if !ok {
		return err
	}
	for _, one := range told.Faults {
		if at != "" {
			one.Field = at
		}
		if len(f.faults) < maxFaults {
			f.faults = append(f.faults, one)
		}
	}
	return nil
}

// describeForm documents the form beside the JSON body.
func describeForm(body *huma.RequestBody) {
	body.Content[formType] = &huma.MediaType{
		Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{formCase}, AdditionalProperties: false,
			Properties: map[string]*huma.Schema{
				formCase: body.Content["application/json"].Schema,
				formFiles: {
					Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Format: "binary"},
					Description: "A part for each file, with its name. Types and limits are those of uploads. They come before the tokens of uploads in the case.",
				},
			},
		},
		Encoding: map[string]*huma.Encoding{
			formCase:  {ContentType: "application/json"},
			formFiles: {ContentType: strings.Join(samad.AttachmentTypes(), ", ")},
		},
	}
}
