package httpapi

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// A case's entity tag is "REVISION.DIGEST": the revision is what If-Match
// compares, because steps depend on nothing else; the digest of the very bytes
// makes If-None-Match right, since a view also depends on who reads it, in
// which language, and on the time.

// revisionTag is the tag that a step answers: its revision is all that is
// needed for the next If-Match.
func revisionTag(revision int64) string { return `"` + strconv.FormatInt(revision, 10) + `"` }

// entityTag is the tag of an answer that shows a case, or of anything else
// with revision 0.
func entityTag(revision int64, body []byte) string {
	const letters = 16
	sum := sha256.Sum256(body)
	digest := base64.RawURLEncoding.EncodeToString(sum[:])[:letters]
	if revision == 0 {
		return `"` + digest + `"`
	}
	return `"` + strconv.FormatInt(revision, 10) + "." + digest + `"`
}

// tags are the revisions of an If-Match header.
type tags struct {
	any       bool
	revisions []int64
}

func (t *tags) match(revision int64) bool {
	return t.any || slices.Contains(t.revisions, revision)
}

// ifMatch reads the header; nil when it is not there. Weak tags never match.
func (x *exchange) ifMatch() (*tags, error) {
	values := x.r.Header.Values("If-Match")
	if len(values) == 0 {
		return nil, nil //nolint:nilnil // no header is no condition
	}
	out := &tags{}
	for one := range strings.SplitSeq(strings.Join(values, ","), ",") {
		one = strings.TrimSpace(one)
		if one == "*" {
			out.any = true
			continue
		}
		plain, weak := strings.CutPrefix(one, "W/")
		inner, ok := strings.CutPrefix(plain, `"`)
		inner, closed := strings.CutSuffix(inner, `"`)
		number, _, _ := strings.Cut(inner, ".")
		revision, err := strconv.ParseInt(number, 10, 64)
		if !ok || !closed || err != nil || revision < 1 {
			return nil, invalid([]samad.Fault{{Field: "header:If-Match", Code: "malformed", Detail: samad.Text{
				Fa: "If-Match باید همان ETag پرونده باشد؛ مانند \"4\".", En: "If-Match takes the ETag of the case, such as \"4\""}}})
		}
		if !weak {
			out.revisions = append(out.revisions, revision)
		}
	}
	return out, nil
}

// present is the present revision of a case that the actor may see.
func (x *exchange) present(id samad.CaseID) (int64, error) {
	c, err := x.api.desk.Case(x.ctx(), x.actor, id)
	if err != nil {
		return 0, err
	}
	return c.Revision, nil
}

// unchanged reports whether If-None-Match names the tag: comparison is weak.
func unchanged(r *http.Request, tag string) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	for one := range strings.SplitSeq(strings.Join(r.Header.Values("If-None-Match"), ","), ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
		if one == "*" || one == tag {
			return true
		}
	}
	return false
}

func ifMatchParam() *huma.Param {
	return &huma.Param{
		Name: "If-Match", In: "header", Description: "The ETag of the case as read, instead of or beside revision; 412 when it has changed",
		Schema: &huma.Schema{Type: huma.TypeString}, Example: `"4"`,
	}
}

func ifNoneMatchParam() *huma.Param {
	return &huma.Param{
		Name: "If-None-Match", In: "header", Description: "An ETag that the client holds; 304 when it is still so",
		Schema: &huma.Schema{Type: huma.TypeString}, Example: `"4.Zm9vYmFyYmF6cXV4"`,
	}
}
