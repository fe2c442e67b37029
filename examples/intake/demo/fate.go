package demo

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
)

// fate is what happens to a case of the agency that a demo shows, so that its
// desk is never empty, however small the year.
type fate int

const (
	chance    fate = iota // all others
	left                  // nobody works on it, and it is late
	unheard               // its petitioner objects, and nobody has answered that yet
	upheld                // the objection is granted
	contented             // answered in time
)

// fates are those of the first cases after the waiting ones.
func fates() []fate { return []fate{left, unheard, upheld, contented, contented, left} }

// waiting is how many cases came so late that nobody has screened them when the
// year ends.
const waiting = 3

// destine gives the first cases of a year what every year must have, and returns
// when the case is filed.
func (l *life) destine(number int, at time.Time, sub *samad.Submission) time.Time {
	switch n := number - waiting; {
	case l.y.Cases < 10*waiting:
	case n < 0:
		at = l.y.Until.Add(-time.Duration(25+9*number) * time.Minute)
	case n < len(fates()) && len(l.y.ofShown) > 0:
		l.fate = fates()[n]
		at = l.y.Until.Add(-time.Duration(22+3*n) * 24 * time.Hour)
		s := l.y.ofShown[n%len(l.y.ofShown)]
		sub.Kind, sub.Text, sub.Topic = s.Expected.Kind, s.Text, s.Expected.Topic
		sub.Petitioner = samad.Petitioner{Identity: samad.Named, Name: pick(l.dice, firstNames) + " " + pick(l.dice, lastNames), Mobile: mobile(number)}
	}
	return at
}

// object is the petitioner's who must.
func (l *life) object(ctx context.Context, w *worker) (*step, error) {
	who, _, err := w.Authenticate(ctx, l.receipt.Code, l.receipt.PIN)
	if err != nil {
		return nil, err
	}
	if err := l.keep(w.Object(ctx, who, samad.ObjectRequest{Ref: l.ref(), Text: pick(l.dice, objections)})); err != nil {
		return nil, err
	}
	if l.fate == upheld {
		l.y.mu.Lock()
		l.y.upheld = append(l.y.upheld, l.receipt.Case)
		l.y.mu.Unlock()
	}
	return l.handling(w.now), nil
}
