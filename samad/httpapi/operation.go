package httpapi

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

// access says what a request must show before its handler runs.
type access int

const (
	open     access = iota // nothing
	withCode               // a tracking code in the path; a PIN is welcome
	withPIN                // a tracking code in the path and its PIN
	staff                  // a signed-in actor
)

// operation is one route: what serves it and what the document says of it.
type operation struct {
	id, method, path, tag string
	summary, description  string
	access                access
	status                int           // of success
	query                 []*huma.Param // nothing else is taken
	inPath                []*huma.Param // besides those that all routes have
	anyQuery              bool          // the query is not looked at
	header                []*huma.Param
	limit                 string   // kind of request that is counted by address, before its body is read
	raw                   bool     // the body is a file, which the handler reads
	form                  bool     // the body may be a form with files, too
	optionalBody          bool     // no body at all is an empty object
	public                bool     // the answer holds nothing personal
	conditional           bool     // the answer has an entity tag
	secret                bool     // the answer holds a PIN or a token
	problems              []string // codes besides those that access and body bring
	media                 string   // of an answer that is Content
	examples              map[string]any
}

// none stands for no body.
type none = struct{}

// route registers an operation. In is the struct of its body, Out that of its
// answer; either may be none.
//
// huma's own reading of requests is passed over, because its messages are
// package variables in one language and repeat what was sent: the document is
// made from the same Go types, and the body is read by [decode].
func route[In, Out any](a *api, op operation, do func(x *exchange, in In) (Out, error)) {
	hasBody := reflect.TypeFor[In]() != reflect.TypeFor[none]()
	hasAnswer := reflect.TypeFor[Out]() != reflect.TypeFor[none]()
	known := shapesOf(reflect.TypeFor[In]())
	described := a.describe(op, reflect.TypeFor[In](), reflect.TypeFor[Out]())
	a.huma.OpenAPI().AddOperation(described)
	pattern := op.method + " " + op.path
	a.huma.Adapter().Handle(described, func(ctx huma.Context) {
		r, w := humago.Unwrap(ctx)
		x := a.begin(w, r, pattern)
		defer x.end()
		x.conditional, x.shared, x.secret = op.conditional, op.public, op.secret
		asForm := op.form && isForm(r.Header)
		if !op.raw && !asForm { // a file may take longer to arrive than any work
			defer x.bound()()
		}
		if err := x.enter(op); err != nil {
			x.fail(err)
			return
		}
		var in In
		switch {
		case asForm:
			if err := x.readForm(&in, known); err != nil {
				x.fail(err)
				return
			}
		case hasBody:
			if err := x.readBody(&in, known, op.optionalBody); err != nil {
				x.fail(err)
				return
			}
		}
		if op.access == withPIN {
			if err := x.authenticate(); err != nil {
				x.fail(err)
				return
			}
		}
		out, err := do(x, in)
		f, isFile := any(out).(File)
		c, isContent := any(out).(Content)
		switch {
		case err != nil:
			x.fail(err)
		case isFile:
			x.sendFile(f)
		case isContent:
			x.sendContent(op, c)
		case !hasAnswer:
			x.write(op.status, "", nil)
		default:
			if op.public {
				w.Header().Set("Cache-Control", "public, max-age=300")
			}
			x.write(op.status, "application/json", out)
		}
	})
}

// enter checks what the route's access asks for, and the query.
func (x *exchange) enter(op operation) error {
	switch op.access {
	case withCode, withPIN:
		if err := x.readCode(op.access == withPIN); err != nil {
			return err
		}
	case staff:
		actor, err := x.api.opts.Actor(x.r)
		if err != nil {
			return err
		}
		x.actor = actor
	}
	if op.limit != "" {
		if err := x.limit(op.limit, x.ipKey()); err != nil {
			return err
		}
	}
	if op.anyQuery {
		return nil
	}
	return x.readQuery(op.query)
}

// readCode reads the code of the path and the PIN of the header, and counts
// the try. What it answers does not depend on any case.
func (x *exchange) readCode(needPIN bool) error {
	code, err := parseCode(x.r.PathValue("code"))
	if err != nil {
		return err
	}
	x.code, x.pin = code, strings.TrimSpace(x.r.Header.Get("Samad-PIN"))
	kind := LimitPIN
	if x.pin == "" {
		if needPIN {
			return samad.ErrPINRequired
		}
		kind = LimitTrack
	}
	return x.limit(kind, x.ipKey(), x.codeKey())
}

// authenticate proves the petitioner by code and PIN. A PIN that is none
// cannot match, whatever the code.
func (x *exchange) authenticate() error {
	pin, err := tracking.ParsePIN(x.pin)
	if err != nil {
		return samad.ErrNoMatch
	}
	if x.actor, _, err = x.api.desk.Authenticate(x.ctx(), x.code, pin); err != nil {
		return err
	}
	if forgiver, ok := x.api.opts.Limiter.(Forgiver); ok {
		forgiver.Forgive(x.ctx(), LimitPIN, x.ipKey())
		forgiver.Forgive(x.ctx(), LimitPIN, x.codeKey())
	}
	return nil
}
