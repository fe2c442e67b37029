package open311

import (
	"net/http"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

// tokenMark begins a token. The rest is the tracking code: it is as hard to
// guess, and nothing has to be kept.
const tokenMark = "t"

// token tells the id that belongs to a token.
func (x *exchange) token(name string) (int, body, error) {
	unknown := refuse(http.StatusNotFound, "token: چنین نشانه‌ای نیست.", "token: there is no such token")
	digits, ok := strings.CutPrefix(name, tokenMark)
	code, err := tracking.Parse(digits)
	if !ok || err != nil {
		return 0, nil, unknown
	}
	if _, err := x.track(code); err != nil {
		if r, _ := refusalOf(err); r.status == http.StatusNotFound {
			return 0, nil, unknown
		}
		return 0, nil, err
	}
	return http.StatusOK, receiptsBody{Items: []receiptBody{{ID: code.String(), Token: name}}}, nil
}

// track looks a case up by its code alone.
func (x *exchange) track(code tracking.Code) (samad.View, error) {
	if err := x.limit(LimitTrack, x.ipKey(), "code:"+code.String()); err != nil {
		return samad.View{}, err
	}
	v, err := x.desk.Track(x.r.Context(), code)
	if samad.ErrorCode(err) == "not_found" {
		x.missed(LimitTrack)
	}
	return v, err
}
