package rooms

import (
	"errors"
	"net/http"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
)

// call is a request to a room.
type call struct {
	*httpapi.Request
	b    *base
	slip *slip
}

func (b *base) call(r *httpapi.Request) *call {
	return &call{Request: r, b: b, slip: &slip{Store: b.opts.Ledger, b: b, seen: map[ledger.Ref]int64{}}}
}

// id is the record of the path.
func (c *call) id() string { return c.Path("id") }

// revision is what was last seen of a record.
func (c *call) revision(kind ledger.Kind, id string) int64 {
	return c.slip.revision(ledger.Ref{Kind: kind, ID: id})
}

// op is what a room says of an operation besides what its kind brings.
type op struct {
	id, path, tag  string
	fa, en         string // summary
	moreFa, moreEn string // description
	params         []httpapi.Param
	access         httpapi.Access
	problems       []string
	makes          bool // a POST that makes a record: 201, and no If-Match
	optional       bool // no body at all is an empty object
	public         bool
	example        any
	limit          string
	idSample       string // an example of {id}
}

func (o op) operation(method string, status int) httpapi.Operation {
	out := httpapi.Operation{
		ID: o.id, Method: method, Path: o.path, Tag: o.tag, Status: status, Access: o.access, Public: o.public, Limit: o.limit,
		Summary: samad.Text{Fa: o.fa, En: o.en}, Description: samad.Text{Fa: o.moreFa, En: o.moreEn},
		Params: o.params, Problems: o.problems, OptionalBody: o.optional, Example: o.example,
	}
	if strings.Contains(o.path, "{id}") {
		sample := o.idSample
		if sample == "" {
			sample = "01KAS2V0V3Z9W1S4Q0C5N8R7TX"
		}
		out.Params = append([]httpapi.Param{httpapi.PathParam("id", "The id of the record; slashes in it are written %2F", sample)}, out.Params...)
	}
	return out
}

// get adds a GET that shows one thing; the answer carries an entity tag.
func get[Out any](b *base, o op, do func(c *call) (Out, error)) {
	made := o.operation(http.MethodGet, http.StatusOK)
	made.Conditional = true
	httpapi.Handle(b.e, made, func(r *httpapi.Request, _ httpapi.None) (Out, error) {
		out, err := do(b.call(r))
		return out, problem(err)
	})
}

// plain adds a POST whose answer is no record and that takes no If-Match. do
// changes a record of the kind and returns its id, "" for that of the path;
// again tells the answer of a request that came before and changed that record.
func plain[In, Out any](b *base, kind ledger.Kind, o op, do func(c *call, in In) (string, Out, error), again func(c *call, in In, id string) (Out, error)) {
	status := http.StatusOK
	if o.makes {
		status = http.StatusCreated
	}
	o.params = append(o.params, httpapi.KeyParam())
	o.problems = append(o.problems, "key_reused")
	made := o.operation(http.MethodPost, status)
	made.Secret = true
	o.makes = true // without If-Match
	httpapi.Handle(b.e, made, func(r *httpapi.Request, in In) (Out, error) {
		c := b.call(r)
		var fresh *Out
		view := func(c *call, id string) (Out, error) {
			if fresh != nil {
				return *fresh, nil
			}
			return again(c, in, id)
		}
		out, err := keep(c, kind, o, view, func() (string, error) {
			id, out, err := do(c, in)
			fresh = &out
			return id, err
		})
		return out, problem(err)
	})
}

// step adds a POST that makes or changes one record of a kind and answers with
// how it then stands, by view. do returns the id of a record that it made.
func step[In, Out any](b *base, kind ledger.Kind, o op, view func(c *call, id string) (Out, error), do func(c *call, in In) (string, error)) {
	status := http.StatusOK
	o.params = append(o.params, httpapi.KeyParam())
	o.problems = append(o.problems, "key_reused")
	if o.makes {
		status = http.StatusCreated
	} else {
		o.params = append(o.params, httpapi.IfMatchParam())
		o.problems = append(o.problems, "not_found", "precondition_failed")
	}
	httpapi.Handle(b.e, o.operation(http.MethodPost, status), func(r *httpapi.Request, in In) (Out, error) {
		c := b.call(r)
		out, err := keep(c, kind, o, view, func() (string, error) { return do(c, in) })
		return out, problem(err)
	})
}

// keep does a step with its key and the revision that it is held to.
func keep[Out any](c *call, kind ledger.Kind, o op, view func(c *call, id string) (Out, error), do func() (string, error)) (Out, error) {
	var none Out
	key, sum, err := c.Key()
	if err != nil {
		return none, err
	}
	show := func(id string) (Out, error) {
		out, err := view(c, id)
		c.Revision(c.revision(kind, id))
		return out, err
	}
	again := func() (Out, bool, error) {
		if key == "" {
			return none, false, nil
		}
		id, err := c.b.done(c.Context(), c.note(key), sum)
		if err != nil || id == "" {
			return none, false, err
		}
		out, err := show(id)
		if err == nil {
			c.Replayed()
		}
		return out, true, err
	}
	if out, came, err := again(); came || err != nil {
		return out, err
	}
	if !o.makes {
		if err := condition(c, kind, view); err != nil {
			return none, err
		}
	}
	if key != "" {
		c.slip.note, c.slip.sum, c.slip.makes = c.note(key), sum, kind
		c.slip.stamp = stamp(c.Actor())
	}
	id, err := do()
	switch {
	case err == nil:
	case ledger.IsConflict(err): // perhaps the same request, at the same time
		if out, came, errAgain := again(); came || errAgain != nil {
			return out, errAgain
		}
		return none, err
	case errors.Is(err, samad.ErrForbidden) && !o.makes:
		// Who may not even see it is told that there is none.
		if _, errSee := view(c, c.id()); errSee != nil {
			return none, errSee
		}
		return none, err
	default:
		return none, err
	}
	if id == "" {
		id = c.id()
	}
	if err := c.slip.leaveNote(c.Context(), id); err != nil {
		return none, err
	}
	return show(id)
}

// note names the note of a key. Nobody's keys are those of a link: strangers
// share no account.
func (c *call) note(key string) string {
	if c.Actor().ID == "" && c.Actor().Own() == "" {
		key += " " + c.Path("token")
	}
	return requestID(c.Actor(), key)
}

// condition holds the step to the revision that If-Match names. Only one who
// may see the record learns that it has changed.
func condition[Out any](c *call, kind ledger.Kind, view func(c *call, id string) (Out, error)) error {
	match, err := c.IfMatch()
	if match == nil || err != nil {
		return err
	}
	if _, err := view(c, c.id()); err != nil {
		return err
	}
	c.slip.target, c.slip.match = ledger.Ref{Kind: kind, ID: c.id()}, match
	if !match(c.slip.revision(c.slip.target)) {
		return errStale
	}
	return nil
}

// stamp is what the note of a request keeps of who sent it.
func stamp(actor samad.Actor) samad.Stamp {
	role := samad.RolePetitioner
	if len(actor.Roles) > 0 {
		role = actor.Roles[0]
	}
	return ledger.StampOf(actor, role)
}

// problem gives the errors of the rooms their codes.
func problem(err error) error {
	var (
		atMeeting *meeting.StateError
		atOffice  *oversight.StateError
	)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errStale):
		return httpapi.Stale()
	case errors.As(err, &atMeeting):
		return &httpapi.Problem{Code: codeWrongState, Detail: atMeeting.Reason, State: string(atMeeting.State), Err: err}
	case errors.As(err, &atOffice):
		return &httpapi.Problem{Code: codeWrongState, State: atOffice.State, Err: err}
	case errors.Is(err, meeting.ErrEmpty):
		return &httpapi.Problem{Code: codeNobody, Err: err}
	case errors.Is(err, oversight.ErrQuorum):
		return &httpapi.Problem{Code: codeQuorum, Err: err}
	case errors.Is(err, oversight.ErrGround):
		return &httpapi.Problem{Code: codeGround, Err: err}
	case errors.Is(err, figures.ErrPeriod):
		return &samad.InvalidError{Faults: []samad.Fault{{Field: "query:period", Code: "no_period", Detail: samad.Text{
			Fa: "دوره را مانند 1405، 1405-S3، 1405-08، 1405-W31، 1405-08-12 یا 1405-08-01..1405-08-15 بنویسید.",
			En: "write a period such as 1405, 1405-S3, 1405-08, 1405-W31, 1405-08-12 or 1405-08-01..1405-08-15",
		}}}}
	default:
		return err
	}
}

// hidden tells somebody who may not see a record that there is none.
func hidden(err error) error {
	if errors.Is(err, samad.ErrForbidden) {
		return samad.ErrNotFound
	}
	return err
}

// list is a page of anything.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page; left out at the end"`
}

// listed writes a page.
func listed[S, T any](items []S, next string, of func(S) T) list[T] {
	out := list[T]{Items: make([]T, len(items)), Next: next}
	for i, one := range items {
		out.Items[i] = of(one)
	}
	return out
}
