package webdesk

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

// packFiles is the field that takes a version's files. It is not called as that
// for attachments is: these must not be sent ahead to the Desk.
const packFiles = "pack_files"

// shippedName stands in addresses for the version that the program was started
// with; hashes of the others are longer.
const shippedName = "shipped"

// faultLine is one thing wrong in an uploaded file. The library says what in
// English, in the words of the files.
type faultLine struct{ File, Line, Column, Message, Hint string }

func (v *visit) faultLines(all directory.Faults) []faultLine {
	f := v.frame("")
	var out []faultLine
	for _, one := range all {
		line := faultLine{File: one.File, Message: one.Message, Hint: one.Hint}
		if one.Line > 0 {
			line.Line, line.Column = f.N(one.Line), f.N(one.Column)
		}
		out = append(out, line)
	}
	return out
}

// versionURL is the page of a version.
func versionURL(id, hash string) string {
	if hash == regime.Shipped {
		hash = shippedName
	}
	return "/desk/rules/" + url.PathEscape(id) + "/" + url.PathEscape(hash)
}

// uploadFields are those of the form that takes a version, without the files
// themselves.
func (v *visit) uploadFields(packs []*pack.Pack) []field {
	which := field{Name: "pack", Kind: "hidden", Value: packs[0].ID}
	if len(packs) > 1 {
		which = field{Name: "pack", Kind: "select", Label: v.T("بسته", "Pack"), Hint: v.T("برگزینید", "choose"), Required: true, Value: v.value("pack")}
		var all group
		for _, p := range packs {
			all.Options = append(all.Options, option{Value: p.ID, Label: p.Title.In(v.lang)})
		}
		which.Groups = []group{all}
	}
	return v.finish([]form{{Step: "upload", Fields: []field{
		which,
		{Name: "note", Kind: "text", Label: v.T("یادداشت", "Note"), Value: v.value("note")},
	}}})[0].Fields
}

// uploadRules keeps a new version, so that it can be looked at. It puts nothing in
// force, and what does not load is kept nowhere.
func (h *handler) uploadRules(v *visit) error {
	if err := v.mayManageRules(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	var (
		candidate *regime.Candidate
		one       regime.Version
		id        = v.value("pack")
	)
	files, err := v.packUpload()
	if err == nil {
		candidate, err = h.Regime.Propose(v.r.Context(), id, files)
	}
	if err == nil {
		one, err = h.Regime.Store(v.r.Context(), v.actor(), candidate, v.value("note"))
	}
	var wrong directory.Faults
	switch {
	case err == nil:
		v.redirect(versionURL(id, one.Hash) + "?done=kept")
		return nil
	case errors.As(err, &wrong):
		return h.showRules(v, 422, rulesPage{FileFaults: v.faultLines(wrong)})
	case errors.Is(err, samad.ErrNotFound):
		return h.showRules(v, 422, rulesPage{Wrong: faults{{Field: "pack", Text: v.T("بسته را برگزینید.", "Choose the pack.")}}})
	}
	more, err := v.roomFaults(err)
	if err != nil {
		return err
	}
	return h.showRules(v, 422, rulesPage{Wrong: more})
}

// packUpload reads the files of the form: archives are unpacked.
func (v *visit) packUpload() (regime.Files, error) {
	out := regime.Files{}
	if v.r.MultipartForm == nil {
		return out, noPackFiles()
	}
	for _, header := range v.r.MultipartForm.File[packFiles] {
		if header.Filename == "" && header.Size == 0 {
			continue // browsers send an empty field so
		}
		data, err := readPart(header)
		if err != nil {
			return nil, err
		}
		name := path.Base(strings.ReplaceAll(header.Filename, `\`, "/"))
		more := regime.Files{name: data}
		if strings.EqualFold(path.Ext(name), ".zip") {
			if more, err = regime.Unzip(data); err != nil {
				return nil, err
			}
		}
		for name, data := range more {
			if _, twice := out[name]; twice {
				return nil, directory.Faults{{File: name, Message: "it was uploaded twice", Hint: "send each file once"}}
			}
			out[name] = data
		}
	}
	if len(out) == 0 {
		return out, noPackFiles()
	}
	return out, nil
}

func noPackFiles() error {
	return refused(packFiles, "فایلی برگزینید.", "choose a file")
}

// readPart reads a file of a form, whose size the guard has bounded.
func readPart(header *multipart.FileHeader) (data []byte, err error) {
	content, err := header.Open()
	if err != nil {
		return nil, fmt.Errorf("webdesk: read an uploaded file: %w", err)
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	if data, err = io.ReadAll(content); err != nil {
		return nil, fmt.Errorf("webdesk: read an uploaded file: %w", err)
	}
	return data, nil
}

// versionFiles hands out the files of a version, to be changed and uploaded anew.
func (h *handler) versionFiles(v *visit) error {
	id, hash, _, err := v.ruleVersion()
	if err != nil {
		return err
	}
	c, err := h.Regime.Stored(v.r.Context(), id, hash)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(c.Files)) {
		to, err := w.Create(name)
		if err == nil {
			_, err = to.Write(c.Files[name])
		}
		if err != nil {
			return fmt.Errorf("webdesk: pack %s: %w", name, err)
		}
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("webdesk: end the archive of pack %s: %w", id, err)
	}
	return v.download(samad.AttachmentContent{
		Attachment: samad.Attachment{AttachmentFacts: samad.AttachmentFacts{Type: "application/zip"}, Name: id + "-" + shortHash(c.Hash) + ".zip"}, Content: out.Bytes(),
	})
}
