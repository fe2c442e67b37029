package rooms

import (
	"context"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

// record is a record of oversight with its revision. What it holds is the
// room's own state, named as it is kept.
type record[T any] struct {
	ID         string `json:"id"`
	Revision   int64  `json:"revision" doc:"Its number stands in the ETag, for If-Match" example:"4"`
	AgencyName string `json:"agency_name,omitempty" example:"تامین اجتماعی"`
	PlaceName  string `json:"place_name,omitempty" example:"اصفهان"`
	Record     T      `json:"record"`
}

// shelf is where the records of a kind stand, and how they are read and shown.
type shelf[S, T any] struct {
	*base
	office *oversight.Office
	kind   ledger.Kind
	tag    string
	path   string // /api/v1/desk/letters
	sample string // an id
	read   func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (S, error)
	show   func(c *call, s S) (id string, agency samad.AgencyID, place samad.PlaceID, out T)
}

// at is the office as a request sees it.
func (s shelf[S, T]) at(c *call) *oversight.Office { return s.office.With(c.slip) }

func (s shelf[S, T]) shown(c *call, one S) record[T] {
	id, agency, place, out := s.show(c, one)
	return record[T]{ID: id, Revision: c.revision(s.kind, id), AgencyName: c.Agency(agency), PlaceName: c.Place(place), Record: out}
}

func (s shelf[S, T]) view(c *call, id string) (record[T], error) {
	one, err := s.read(c.Context(), s.at(c), c.Actor(), id)
	if err != nil {
		return record[T]{}, hidden(err)
	}
	return s.shown(c, one), nil
}

// readable adds GET PATH/{id}.
func (s shelf[S, T]) readable(id, fa, en string) {
	get(s.base, op{
		id: id, path: s.path + "/{id}", tag: s.tag, access: httpapi.AccessStaff, fa: fa, en: en, idSample: s.sample, problems: []string{"not_found"},
		moreFa: "اگر دیدن آن حق شما نباشد، چنین چیزی نیست.", moreEn: "To whoever may not see it there is none.",
	}, func(c *call) (record[T], error) {
		out, err := s.view(c, c.id())
		c.Revision(out.Revision)
		return out, err
	})
}

// listed adds GET PATH with the filters that all lists have.
func (s shelf[S, T]) listable(id, fa, en string, states []string, find func(o *oversight.Office, c *call, q oversight.ListQuery) ([]S, string, error)) {
	params := []httpapi.Param{
		httpapi.WordsParam("state", "States, with commas", states), httpapi.TextParam("agency", "An agency"), httpapi.TextParam("place", "A place and all in it"),
		httpapi.InstantParam("from", "About this instant or later"), httpapi.InstantParam("to", "About an instant before this one"),
	}
	get(s.base, op{
		id: id, path: s.path, tag: s.tag, access: httpapi.AccessStaff, fa: fa, en: en, problems: []string{"forbidden"},
		moreFa: "تازه‌ترین نخست، آنچه در دسترس شماست.", moreEn: "The newest first, within the reach of the actor.",
		params: append(params, httpapi.PageParams()...),
	}, func(c *call) (list[record[T]], error) {
		q := oversight.ListQuery{
			States: httpapi.QueryWords(c.Request, "state", states), Agency: c.QueryAgency("agency"), Place: c.QueryPlace("place"),
			From: c.QueryInstant("from"), To: c.QueryInstant("to"), Cursor: c.Query("cursor"), Limit: c.QueryLimit(),
		}
		if err := c.QueryErr(); err != nil {
			return list[record[T]]{}, err
		}
		all, next, err := find(s.at(c), c, q)
		return listed(all, next, func(one S) record[T] { return s.shown(c, one) }), c.AsQuery(err)
	})
}

// stepOf adds POST PATH/{id}/NAME.
func stepOf[In, S, T any](s shelf[S, T], id, name, fa, en string, example any, do func(o *oversight.Office, c *call, in In) error, problems ...string) {
	step(s.base, s.kind, op{
		id: id, path: s.path + "/{id}/" + name, tag: s.tag, access: httpapi.AccessStaff, fa: fa, en: en, moreFa: fa + ".", moreEn: en + ".",
		idSample: s.sample, example: example, optional: example == nil, problems: append(slices.Clone(problems), "forbidden"),
	}, s.view, func(c *call, in In) (string, error) { return "", do(s.at(c), c, in) })
}

// makerOf adds a POST that makes a record, at a path of its own.
func makerOf[In, S, T any](s shelf[S, T], id, path, fa, en string, example any, do func(o *oversight.Office, c *call, in In) (string, error), problems ...string) {
	all := append(slices.Clone(problems), "forbidden")
	step(s.base, s.kind, op{
		id: id, path: path, tag: s.tag, access: httpapi.AccessStaff, fa: fa, en: en, moreFa: fa + ".", moreEn: en + ".", makes: true,
		example: example, optional: example == nil, problems: all,
	}, s.view, func(c *call, in In) (string, error) { return do(s.at(c), c, in) })
}

// words are the values of a type of words.
func words[T ~string](all ...T) []string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = string(one)
	}
	return out
}
