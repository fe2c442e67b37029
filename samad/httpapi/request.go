package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Request is a request to an operation that an extension added: who asks, for
// what, and words for the answer. It belongs to the call of the handler.
type Request struct {
	x *exchange
	q *queryReader
}

// Context is the request's, which ends with it.
func (r *Request) Context() context.Context { return r.x.ctx() }

// Actor is who asks: the signed-in account, or the petitioner whose code and
// PIN were proven; nobody where the operation needs nothing.
func (r *Request) Actor() samad.Actor { return r.x.actor }

// Lang is the language of names and details.
func (r *Request) Lang() samad.Lang { return r.x.lang }

// Began is when the request came.
func (r *Request) Began() time.Time { return r.x.began }

// Path is a parameter of the path, unescaped.
func (r *Request) Path(name string) string { return r.x.r.PathValue(name) }

// Case is the case whose id stands in the path as {id}.
func (r *Request) Case() (samad.CaseID, error) { return r.x.caseID() }

// FindCase reads an id or a tracking code of a case that the actor may see;
// the fault names the field of the body.
func (r *Request) FindCase(field, text string) (samad.CaseID, error) {
	return r.x.findCase(field, text)
}

// Key is the Idempotency-Key, "" without one, and Digest the SHA-256 of the
// operation, its path and the body under that key, in hexadecimal. It tells
// whether a request is the same and nothing else to whoever does not know the
// key.
func (r *Request) Key() (key, digest string, err error) {
	key, err = r.x.idempotencyKey()
	if key == "" || err != nil {
		return "", "", err
	}
	h := sha256.New()
	for _, part := range []string{key, r.x.r.Method, r.x.r.URL.EscapedPath(), r.x.digest} {
		one := sha256.Sum256([]byte(part))
		h.Write(one[:])
	}
	return key, hex.EncodeToString(h.Sum(nil)), nil
}

// IfMatch returns a function that says whether the header names a revision,
// nil without the header.
func (r *Request) IfMatch() (func(revision int64) bool, error) {
	tags, err := r.x.ifMatch()
	if tags == nil || err != nil {
		return nil, err
	}
	return tags.match, nil
}

// Stale is the problem of an If-Match that names another revision.
func Stale() error { return &Problem{Code: codePrecondition} }

// Revision says of which revision of a record the answer is: it becomes the
// entity tag.
func (r *Request) Revision(n int64) {
	if n == 0 {
		return
	}
	if r.x.conditional {
		r.x.revision = n
		return
	}
	r.x.w.Header().Set("ETag", revisionTag(n))
}

// Replayed marks an answer that was given before.
func (r *Request) Replayed() { r.x.w.Header().Set("Idempotency-Replayed", "true") }

// Limit counts the request by its address.
func (r *Request) Limit(kind string) error { return r.x.limit(kind, r.x.ipKey()) }

// Today is the day of the request on the Persian calendar.
func (r *Request) Today() persian.Date { return r.x.today() }

// Day writes the Persian date of an instant, "" for the zero instant.
func (r *Request) Day(at time.Time) string { return r.x.persianDay(at) }

// Agency is the name of an id in the language of the request, as Place and
// Topic are.
func (r *Request) Agency(id samad.AgencyID) string { return r.x.agencyName(id) }

// Place is described at [Request.Agency].
func (r *Request) Place(id samad.PlaceID) string { return r.x.placeName(id) }

// Topic is described at [Request.Agency].
func (r *Request) Topic(id samad.TopicID) string { return r.x.topicName(id) }

// Directory is the one that the API was made with.
func (r *Request) Directory() samad.Directory { return r.x.api.opts.Directory }

// Location is where days begin.
func (r *Request) Location() *time.Location { return r.x.api.opts.Location }

// What the API's own operations read and write.
type (
	// CaseBody is a matter as it comes in.
	CaseBody = caseBody
	// ReceiptBody is what the petitioner is given.
	ReceiptBody = receiptBody
	// CaseRow is a line of a list of cases.
	CaseRow = caseRow
)

// Submission is the matter of a body.
func Submission(b CaseBody) samad.Submission { return b.submission() }

// Receipt writes a receipt.
func (r *Request) Receipt(receipt samad.Receipt) ReceiptBody { return r.x.receipt(receipt) }

// Row writes a line of a list of cases.
func (r *Request) Row(c samad.Case) CaseRow { return r.x.row(c) }

func (r *Request) reader() *queryReader {
	if r.q == nil {
		r.q = r.x.queries()
	}
	return r.q
}

// Query reads a text of the query. What is wrong with parameters is collected
// and told by [Request.QueryErr].
func (r *Request) Query(name string) string { return r.reader().text(name) }

// QueryLimit is the size of a page, 0 when it was not given.
func (r *Request) QueryLimit() int { return r.reader().limit() }

// QueryFlag is true or false, nil when it was not given.
func (r *Request) QueryFlag(name string) *bool { return r.reader().flag(name) }

// QueryInstant is an instant, zero when it was not given.
func (r *Request) QueryInstant(name string) time.Time { return r.reader().instant(name) }

// QueryAgency is an id that the directory knows, as QueryPlace and QueryTopic
// are.
func (r *Request) QueryAgency(name string) samad.AgencyID { return r.reader().agency(name) }

// QueryPlace is described at [Request.QueryAgency].
func (r *Request) QueryPlace(name string) samad.PlaceID { return r.reader().place(name) }

// QueryTopic is described at [Request.QueryAgency].
func (r *Request) QueryTopic(name string) samad.TopicID { return r.reader().topic(name) }

// QueryDay is a day of the Persian calendar, zero when it was not given.
func (r *Request) QueryDay(name string) persian.Date {
	text := r.Query(name)
	if text == "" {
		return persian.Date{}
	}
	d, err := persian.Parse(text)
	if err != nil {
		r.QueryFault(name, "not_a_day", "روز را به تقویم هجری شمسی بنویسید؛ مانند 1405-09-02.", "write a day of the Persian calendar, such as 1405-09-02")
	}
	return d
}

// QueryWords reads values with commas between them, each one of all.
func QueryWords[T ~string](r *Request, name string, all []T) []T {
	return words(r.reader(), name, all)
}

// QueryFault tells of a parameter that is wrong.
func (r *Request) QueryFault(name, code, fa, en string) { r.reader().fault(name, code, fa, en) }

// QueryErr is what is wrong with the parameters, nil for nothing.
func (r *Request) QueryErr() error { return r.reader().err() }

// AsQuery turns faults that a room found in a query into faults of its
// parameters.
func (r *Request) AsQuery(err error) error { return asQuery(err) }
