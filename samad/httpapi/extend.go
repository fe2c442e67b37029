package httpapi

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// Extension adds operations of another package to the API: they stand in the
// same OpenAPI document and guide, read bodies as strictly, answer errors in
// the same manner and have the same limits. Package httpapi/rooms adds the
// rooms of oversight so; a host may add its own. See [Options].Extensions.
type Extension func(e *Extender)

// Extender takes what an [Extension] adds. It is of use only while [New] runs.
type Extender struct {
	api  *api
	errs []error
}

func (e *Extender) faultf(format string, args ...any) {
	e.errs = append(e.errs, fmt.Errorf("httpapi: an extension "+format, args...))
}

// Fault makes [New] fail: what the extension needs is missing.
func (e *Extender) Fault(err error) { e.errs = append(e.errs, err) }

// Tag adds a group of operations with its description in both languages. A
// tag that is there already is left as it is.
func (e *Extender) Tag(name string, description samad.Text) {
	doc := e.api.huma.OpenAPI()
	for _, t := range doc.Tags {
		if t.Name == name {
			return
		}
	}
	doc.Tags = append(doc.Tags, &huma.Tag{Name: name, Description: description.En})
	e.api.tags[name] = description.Fa
}

// ProblemKind is what is told of all problems of one code.
type ProblemKind struct {
	// Code is for programs and never changes its meaning.
	Code   string
	Status int // of HTTP, 400 or more
	Title  samad.Text
	// Detail says what it means and what to do; a [Problem] may say more.
	Detail samad.Text
}

// Problem adds a code of problems. A code that is there already is left as it
// is.
func (e *Extender) Problem(k ProblemKind) {
	if _, there := e.api.kinds[k.Code]; there {
		return
	}
	if k.Code == "" || k.Status < 400 || k.Title.IsZero() || k.Detail.IsZero() {
		e.faultf("gives the problem %q without status, title or detail", k.Code)
		return
	}
	e.api.kinds[k.Code] = problemKind{code: k.Code, status: k.Status, title: k.Title, detail: k.Detail}
}

// Problem is an error with a code that is answered as problem+json. The codes
// of [samad.ErrorCode], those of this package and those that extensions add
// are known.
type Problem struct { //nolint:errname // it is what RFC 9457 calls it
	Code   string
	Detail samad.Text // zero: what the code says
	State  string     // where the record stands, "" where that says nothing
	Err    error      // goes into the log with problems of status 500 and above
}

// Error names the code and the cause.
func (p *Problem) Error() string {
	if p.Err != nil {
		return "httpapi: " + p.Code + ": " + p.Err.Error()
	}
	return "httpapi: " + p.Code
}

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Err }

// Access says what a request must show before an operation runs.
type Access int

// What a request must show.
const (
	AccessOpen  Access = iota // nothing
	AccessPIN                 // a tracking code in the path as {code}, and its PIN
	AccessStaff               // a signed-in actor
)

// Operation is an operation that an extension adds.
type Operation struct {
	// ID, Method and Path must not change once clients know them. Paths begin
	// with /api/; parameters in them are letters in braces and described in
	// Params.
	ID, Method, Path, Tag string
	Summary, Description  samad.Text
	Access                Access
	Status                int // of success
	Params                []Param
	// Limit is the kind of request that is counted by address, "" for none.
	Limit string
	// Public answers are the same for everybody; Conditional ones carry an
	// entity tag; Secret ones hold what must not be compressed.
	Public, Conditional, Secret bool
	// OptionalBody: no body at all is an empty object.
	OptionalBody bool
	// Problems are the codes besides those that access and body bring.
	Problems []string
	// Media is the type of an answer that is [Content], such as text/csv.
	Media string
	// Example is a body, checked against its schema by tests.
	Example any
}

// Param is a parameter of an operation.
type Param struct{ param *huma.Param }

// PathParam describes a parameter of the path.
func PathParam(name, doc, example string) Param {
	return Param{&huma.Param{Name: name, In: "path", Required: true, Description: doc, Schema: &huma.Schema{Type: huma.TypeString}, Example: example}}
}

// TextParam is a text of the query.
func TextParam(name, doc string) Param { return Param{stringParam(name, doc)} }

// FlagParam is true or false in the query.
func FlagParam(name, doc string) Param { return Param{flagParam(name, doc)} }

// InstantParam is an instant by RFC 3339 in the query.
func InstantParam(name, doc string) Param { return Param{instantParam(name, doc)} }

// WordsParam is one or several of the words in the query, with commas.
func WordsParam[T ~string](name, doc string, words []T) Param {
	return Param{wordsParam(name, doc, words)}
}

// PageParams are the cursor and the size of a page.
func PageParams() []Param {
	return []Param{{stringParam("cursor", "The next of the page before")}, {limitParam()}}
}

// KeyParam is the Idempotency-Key, IfMatchParam the If-Match header.
func KeyParam() Param { return Param{keyParam()} }

// IfMatchParam is described at [KeyParam].
func IfMatchParam() Param { return Param{ifMatchParam()} }

// None stands for no body and for no answer.
type None = none

// Content is an answer that is no JSON.
type Content struct {
	Name string // of the file that a browser stores
	Data []byte
}

// Handle adds an operation. In is the struct of its body, Out that of its
// answer; either may be [None], and Out may be [Content]. Members of In are
// strings, truth values, whole numbers, instants, lists, structs, maps by
// strings, and what reads itself from a text; all with json tags.
func Handle[In, Out any](e *Extender, op Operation, do func(r *Request, in In) (Out, error)) {
	for _, code := range op.Problems {
		if _, ok := e.api.kinds[code]; !ok {
			e.faultf("gives operation %s the unknown problem %q", op.ID, code)
		}
	}
	if !strings.HasPrefix(op.Path, "/api/") || op.ID == "" || op.Status == 0 {
		e.faultf("gives operation %q without an id, a status or a path below /api/", op.ID)
	}
	if len(e.errs) > 0 {
		return
	}
	own := operation{
		id: op.ID, method: op.Method, path: op.Path, tag: op.Tag, summary: op.Summary.En, description: op.Description.En,
		access: map[Access]access{AccessOpen: open, AccessPIN: withPIN, AccessStaff: staff}[op.Access], status: op.Status,
		limit: op.Limit, public: op.Public, conditional: op.Conditional, secret: op.Secret, optionalBody: op.OptionalBody,
		problems: op.Problems, media: op.Media,
	}
	for _, p := range op.Params {
		switch p.param.In {
		case "query":
			own.query = append(own.query, p.param)
		case "path":
			own.inPath = append(own.inPath, p.param)
		default:
			own.header = append(own.header, p.param)
		}
	}
	if op.Example != nil {
		own.examples = map[string]any{"example": op.Example}
	}
	e.api.operations[op.ID] = [2]string{op.Summary.Fa, op.Description.Fa}
	route(e.api, own, func(x *exchange, in In) (Out, error) { return do(&Request{x: x}, in) })
}

// extend runs the extensions.
func (a *api) extend() error {
	e := &Extender{api: a}
	for _, add := range a.opts.Extensions {
		add(e)
	}
	return errors.Join(e.errs...)
}

// schemaName names a type in the document. Types of extensions carry the name
// of their package, because several may have a Plan or a Score.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	pkg := t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:]
	switch pkg {
	case "", "httpapi", "samad", "time":
		return name
	default:
		return strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
}
