package webdesk

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

// recordFile is a file of a record as its page shows it: a picture at once, others
// to be taken along.
type recordFile struct {
	Name, Size, URL string
	Picture         bool
	Latin           bool // its name is in Latin letters
	Digest          string
}

// takeTokens takes the files of a room's form and returns their tokens.
func (v *visit) takeTokens() ([]string, error) {
	wrong, err := v.takeFiles(v.actor())
	if err != nil {
		return nil, err
	}
	if len(wrong) > 0 {
		out := &samad.InvalidError{}
		for _, w := range wrong {
			out.Faults = append(out.Faults, samad.Fault{Field: "/attachments", Code: "invalid", Detail: samad.Text{Fa: w.Text, En: w.Text}})
		}
		return nil, out
	}
	return v.tokens(), nil
}

// recordFiles are the files among the evidence of a record.
func (v *visit) recordFiles(of ledger.Ref, all []oversight.Evidence) []recordFile {
	f := v.frame("")
	var out []recordFile
	for _, e := range all {
		if e.File == "" {
			continue
		}
		out = append(out, recordFile{
			Name: e.Name, Size: f.N((e.Size+1023)>>10) + v.T(" کیلوبایت", " KB"), Digest: e.Digest.String(),
			URL:     "/desk/files/" + url.PathEscape(string(of.Kind)) + "/" + url.PathEscape(of.ID) + "/" + url.PathEscape(e.File),
			Latin:   !strings.ContainsFunc(e.Name, func(r rune) bool { return r > unicode.MaxASCII }),
			Picture: e.Type == "image/jpeg" || e.Type == "image/png" || e.Type == "image/webp",
		})
	}
	return out
}

// roomFile hands out a file of a visit, session or demand to those who may read
// that.
func (h *handler) roomFile(v *visit) error {
	of := ledger.Ref{Kind: ledger.Kind(v.r.PathValue("kind")), ID: v.r.PathValue("id")}
	a, err := h.Rooms.Oversight.File(v.r.Context(), v.actor(), of, v.r.PathValue("file"))
	if err != nil {
		return err
	}
	return v.download(a)
}
