package rooms

import (
	"crypto/rand"
	"errors"
	"io"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/ledger"
)

// Options says what the operations of a room work with besides the room.
type Options struct {
	// Ledger is the room's own: revisions are read there, and notes of requests
	// with an Idempotency-Key are kept there. Required.
	Ledger ledger.Store
	// CalendarURL is where the public programme of meetings is served as
	// iCalendar; "" tells nobody of one.
	CalendarURL string
	// Now is the clock, default [time.Now]; Random makes ids, default
	// crypto/rand.
	Now    func() time.Time
	Random io.Reader
}

// base is what all operations of a room share.
type base struct {
	e    *httpapi.Extender
	opts Options
}

func newBase(e *httpapi.Extender, opts Options, missing bool) *base {
	if missing || opts.Ledger == nil {
		e.Fault(errors.New("rooms: a room or its Options.Ledger is missing"))
		return nil
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Random == nil {
		opts.Random = rand.Reader
	}
	for _, k := range problems() {
		e.Problem(k)
	}
	return &base{e: e, opts: opts}
}

// The codes of problems that only rooms have.
const (
	codeWrongState = "wrong_state"
	codeNobody     = "nobody_waits"
	codeQuorum     = "no_quorum"
	codeGround     = "no_ground"
)

func problems() []httpapi.ProblemKind {
	return []httpapi.ProblemKind{
		{
			Code: codeWrongState, Status: 409, Title: samad.Text{Fa: "اکنون شدنی نیست", En: "Not possible now"},
			Detail: samad.Text{Fa: "این کار در وضع کنونی شدنی نیست. آن را دوباره بخوانید؛ کاری انجام نشده است.",
				En: "This is not possible as the record stands. Read it again; nothing was done."},
		},
		{
			Code: codeNobody, Status: 409, Title: samad.Text{Fa: "کسی در نوبت نیست", En: "Nobody waits"},
			Detail: samad.Text{Fa: "اکنون کسی در نوبت این برنامه نیست.", En: "Nobody waits in this programme now."},
		},
		{
			Code: codeQuorum, Status: 409, Title: samad.Text{Fa: "حد نصاب نیست", En: "No quorum"},
			Detail: samad.Text{Fa: "عضوهای حاضر به حد نصاب نمی‌رسند، یا کسی که باید باشد نیست.", En: "Too few members are present, or somebody who must be there is not."},
		},
		{
			Code: codeGround, Status: 409, Title: samad.Text{Fa: "مستندی ثبت نشده است", En: "No recorded ground"},
			Detail: samad.Text{Fa: "نامه و مطالبه بر چیزی ثبت‌شده استوار است که هنوز به کار نرفته باشد.", En: "A letter or a demand rests on something recorded that was not used yet."},
		},
	}
}
