package oversight

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Draw is a random choice that everybody can repeat once the seed is known.
//
// Before the period, a seed of 32 random bytes is made and its commitment
// published: SHA-256 over the word "samad.seed.v1" and the seed, each preceded
// by its length as eight bytes, big endian ([samad.HashParts]). At the draw the
// candidates and their weights are fixed, computed of what is recorded by then,
// and a beacon may be added: a public number that nobody knew when the seed was
// committed to, such as a lottery's. So whoever made the seed could not choose
// it to anybody's favour. After the period the seed is published.
//
// The draw takes numbers from a stream: number i is the first eight bytes, big
// endian, of SHA-256 over "samad.draw.v1", the seed, the beacon, the hash of
// the list and i as eight bytes, i = 0, 1, 2, …, each part preceded by its
// length. A number below n is drawn by taking the next number x of the stream
// and x mod n, passing over those x that are not below the largest multiple of
// n under 2^64, so that nothing is favoured.
//
// Candidates are sorted by ID. One after the other, Count times, a number below
// the sum of the weights left is drawn; the candidate in whose part of the sum
// it falls is chosen and leaves the list. Then, for each chosen one in that
// order, one of its Slots is drawn, a minute in it, and an
// inspector among those who may visit it and have the fewest visits so far.
// Only whole numbers occur; every machine gets the same.
type Draw struct {
	Period Period `json:"period"`
	// Count is how many are drawn, at most all.
	Count int `json:"count"`
	// Commitment is published before, Seed only afterwards.
	Commitment samad.Hash `json:"commitment"`
	Seed       []byte     `json:"seed,omitempty"`
	Beacon     string     `json:"beacon,omitempty"`
	// Candidates are sorted by ID, Inspectors by account.
	Candidates []Candidate `json:"candidates,omitempty"`
	Inspectors []Inspector `json:"inspectors,omitempty"`
	Chosen     []Chosen    `json:"chosen,omitempty"`
}

// Period is a span of days, both included.
type Period struct {
	From persian.Date `json:"from"`
	To   persian.Date `json:"to"`
}

// Candidate is what may be drawn.
type Candidate struct {
	ID     string         `json:"id"` // a post's
	Agency samad.AgencyID `json:"agency"`
	// Weight is at least 1: nobody is ever safe. Risk and Weeks are what it
	// was computed of.
	Weight int64 `json:"weight"`
	Risk   int   `json:"risk"`
	Weeks  int   `json:"weeks"`
	// Slots are the hours in which a visit makes sense.
	Slots []Slot `json:"slots"`
}

// Slot is a stretch of a day: Minutes of it from the minute From on.
type Slot struct {
	Day     persian.Date `json:"day"`
	From    int          `json:"from"`
	Minutes int          `json:"minutes"`
}

// Inspector may be sent. NotTo are agencies with which there is a conflict of
// interest, their own among them.
type Inspector struct {
	Account string           `json:"account"`
	NotTo   []samad.AgencyID `json:"not_to,omitempty"`
}

// Chosen is one visit that came out of a draw.
type Chosen struct {
	Candidate string       `json:"candidate"`
	Day       persian.Date `json:"day"`
	Minute    int          `json:"minute"` // of the day
	// Inspector is "" when nobody without a conflict is there; somebody is
	// named by hand then.
	Inspector string `json:"inspector,omitempty"`
}

// Commitment returns what is published of a seed.
func Commitment(seed []byte) samad.Hash {
	return samad.HashParts([]byte("samad.seed.v1"), seed)
}

// Weight computes the weight of a candidate: (1 + risk points) times (1 + weeks
// since the last visit), with both cut to their largest; whoever was never
// visited counts as not visited for the longest time.
func (s Settings) Weight(risk, weeks int, visited bool) int64 {
	if !visited {
		weeks = s.AgeMax
	}
	risk, weeks = min(max(risk, 0), s.RiskMax), min(max(weeks, 0), s.AgeMax)
	return int64(1+risk) * int64(1+weeks)
}

// listHash covers everything that is fixed when the draw is made: SHA-256 over
// "samad.list.v1" and a text with one line for each of these, in this order,
// texts, days and weights quoted as in Go, other numbers plain: the first and
// the last day, the count, the number of candidates; for each its ID, agency, weight,
// number of slots, and for each slot its day, first minute and minutes; the number of inspectors, and for each the account, the
// number of agencies of conflict and these.
func (d Draw) listHash() samad.Hash {
	var b strings.Builder
	number := func(n int) { b.WriteString(strconv.Itoa(n)); b.WriteByte('\n') }
	word := func(s string) { b.WriteString(strconv.Quote(s)); b.WriteByte('\n') }
	word(d.Period.From.String())
	word(d.Period.To.String())
	number(d.Count)
	number(len(d.Candidates))
	for _, c := range d.Candidates {
		word(c.ID)
		word(string(c.Agency))
		word(strconv.FormatInt(c.Weight, 10))
		number(len(c.Slots))
		for _, slot := range c.Slots {
			word(slot.Day.String())
			number(slot.From)
			number(slot.Minutes)
		}
	}
	number(len(d.Inspectors))
	for _, i := range d.Inspectors {
		word(i.Account)
		number(len(i.NotTo))
		for _, a := range i.NotTo {
			word(string(a))
		}
	}
	return samad.HashParts([]byte("samad.list.v1"), []byte(b.String()))
}

// stream gives the numbers of a draw.
type stream struct {
	seed, beacon []byte
	list         samad.Hash
	next         uint64
}

func (s *stream) number() uint64 {
	var i [8]byte
	binary.BigEndian.PutUint64(i[:], s.next)
	s.next++
	h := samad.HashParts([]byte("samad.draw.v1"), s.seed, s.beacon, s.list[:], i[:])
	return binary.BigEndian.Uint64(h[:8])
}

// below draws a number from 0 to n-1; n is at least 1.
func (s *stream) below(n int64) int64 {
	m := uint64(n)
	rest := (^uint64(0)%m + 1) % m // 2^64 mod n
	for {
		if x := s.number(); x <= ^uint64(0)-rest {
			return int64(x % m)
		}
	}
}

// Run draws, by the seed, beacon and lists that d has, and returns the chosen.
// It fails with an error matching [ErrDraw] when the lists are not sorted, a
// weight is below 1 or the sum of the weights is beyond 2^62.
func (d Draw) Run() ([]Chosen, error) {
	if err := d.sound(); err != nil {
		return nil, err
	}
	s := &stream{seed: d.Seed, beacon: []byte(d.Beacon), list: d.listHash()}
	left := slices.Clone(d.Candidates)
	var total int64
	for _, c := range left {
		total += c.Weight
	}
	var drawn []Candidate
	for len(drawn) < d.Count && len(left) > 0 {
		at := s.below(total)
		i := 0
		for at >= left[i].Weight {
			at -= left[i].Weight
			i++
		}
		total -= left[i].Weight
		drawn = append(drawn, left[i])
		left = slices.Delete(left, i, i+1)
	}
	given := map[string]int{}
	var out []Chosen
	for _, c := range drawn {
		slot := c.Slots[s.below(int64(len(c.Slots)))]
		one := Chosen{Candidate: c.ID, Day: slot.Day, Minute: slot.From + int(s.below(int64(slot.Minutes)))}
		var fewest []string
		for _, i := range d.Inspectors {
			switch {
			case slices.Contains(i.NotTo, c.Agency):
			case len(fewest) == 0 || given[i.Account] < given[fewest[0]]:
				fewest = []string{i.Account}
			case given[i.Account] == given[fewest[0]]:
				fewest = append(fewest, i.Account)
			}
		}
		if len(fewest) > 0 {
			one.Inspector = fewest[s.below(int64(len(fewest)))]
			given[one.Inspector]++
		}
		out = append(out, one)
	}
	return out, nil
}

// sound checks what a draw rests on.
func (d Draw) sound() error {
	var total int64
	for i, c := range d.Candidates {
		switch {
		case i > 0 && d.Candidates[i-1].ID >= c.ID:
			return fmt.Errorf("%w: candidate %q is not in order", ErrDraw, c.ID)
		case c.Weight < 1 || c.Weight > 1<<40 || len(c.Slots) == 0 ||
			slices.ContainsFunc(c.Slots, func(s Slot) bool { return s.Minutes < 1 }):
			return fmt.Errorf("%w: candidate %q has no weight or no time", ErrDraw, c.ID)
		}
		if total += c.Weight; total > 1<<62 {
			return fmt.Errorf("%w: the weights are too large", ErrDraw)
		}
	}
	for i := 1; i < len(d.Inspectors); i++ {
		if d.Inspectors[i-1].Account >= d.Inspectors[i].Account {
			return fmt.Errorf("%w: inspector %q is not in order", ErrDraw, d.Inspectors[i].Account)
		}
	}
	return nil
}

// VerifyDraw checks a draw whose seed was revealed: that the seed is the one
// committed to, and that what was chosen comes out again. The commitment must
// be the one that was published before the period. It fails with an error
// matching [ErrDraw].
func VerifyDraw(published samad.Hash, d Draw) error {
	if d.Commitment != published || Commitment(d.Seed) != published {
		return fmt.Errorf("%w: the seed is not the one committed to", ErrDraw)
	}
	again, err := d.Run()
	if err != nil {
		return err
	}
	if !slices.Equal(again, d.Chosen) {
		return fmt.Errorf("%w: others come out of it", ErrDraw)
	}
	return nil
}
