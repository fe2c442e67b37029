package crashtest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/transfer"
)

// ErrFault is matched by what [Check] finds.
var ErrFault = errors.New("crashtest: the store has not kept its word")

// maxFaults bounds how many faults an error names.
const maxFaults = 20

// Report counts what [Check] has looked at.
type Report struct {
	Cases    int // in the database
	Steps    int // acknowledged changes of cases
	Answers  int // acknowledged answers
	Marks    int // marks of deadlines that were acted upon
	Messages int // acknowledged messages
	Settled  int // acknowledged deliveries
	// Refused counts what failed, by the name of the error.
	Refused map[string]int
}

// String says it in a line.
func (r Report) String() string {
	return fmt.Sprintf("%d cases, %d steps, %d answers, %d marks, %d messages, %d delivered",
		r.Cases, r.Steps, r.Answers, r.Marks, r.Messages, r.Settled)
}

// Check holds the database against the ledgers of all servers that worked on
// it. The error matches [ErrFault] when something is missing, was done twice or
// does not verify; it names the first faults. Nobody may work on the database
// meanwhile.
func Check(ctx context.Context, db storage.DB, ledgers ...[]Entry) (Report, error) {
	c := checker{store: db.Cases(), report: Report{Refused: map[string]int{}}, said: map[samad.CaseID]*said{}, settled: map[string]time.Time{}}
	for _, entries := range ledgers {
		c.read(entries)
	}
	c.claims(ledgers)
	summary, err := transfer.Verify(ctx, transfer.End{Cases: db.Cases(), Ledger: db.Ledger()}, nil)
	if err != nil {
		c.faultf("%w", err)
	}
	c.report.Cases = int(summary.Cases)
	if tried := len(c.tried); c.report.Cases > tried {
		c.faultf("there are %d cases, but only %d were filed", c.report.Cases, tried)
	}
	for id := range c.said {
		if err := c.kase(ctx, id); err != nil {
			return c.report, err
		}
	}
	if c.count > 0 {
		return c.report, fmt.Errorf("%w: %d faults: %w", ErrFault, c.count, errors.Join(c.faults...))
	}
	return c.report, nil
}

// said is what was acknowledged of a case.
type said struct {
	code     string
	heads    map[int64]samad.Hash
	answered []int64
	messages []string
}

type checker struct {
	store   samad.Store
	report  Report
	tried   map[string]bool
	said    map[samad.CaseID]*said
	settled map[string]time.Time
	count   int
	faults  []error
}

func (c *checker) faultf(format string, args ...any) {
	if c.count++; c.count <= maxFaults {
		c.faults = append(c.faults, fmt.Errorf(format, args...))
	}
}

func (c *checker) of(id samad.CaseID) *said {
	s := c.said[id]
	if s == nil {
		s = &said{heads: map[int64]samad.Hash{}}
		c.said[id] = s
	}
	return s
}

// read takes in a ledger.
func (c *checker) read(entries []Entry) {
	if c.tried == nil {
		c.tried = map[string]bool{}
	}
	filed := map[string]samad.CaseID{}
	for _, e := range entries {
		switch e.What {
		case Tried:
			c.tried[e.Key] = true
		case Filed:
			if other, again := filed[e.Key]; again && other != e.Case {
				c.faultf("key %s gave case %s and then %s", e.Key, other, e.Case)
			}
			filed[e.Key] = e.Case
			c.of(e.Case).code = e.Code
		case Written:
			c.report.Steps++
			c.of(e.Case).heads[e.Revision] = e.Head
		case Answered:
			c.report.Answers++
			s := c.of(e.Case)
			s.answered = append(s.answered, e.Revision)
		case Queued:
			c.report.Messages++
			s := c.of(e.Case)
			s.messages = append(s.messages, e.Message)
		case Settled:
			c.report.Settled++
			if _, twice := c.settled[e.Message]; twice {
				c.faultf("the delivery of message %s was recorded twice", e.Message)
			}
			c.settled[e.Message] = e.At
		case Refused:
			c.report.Refused[e.Code]++
		case Claimed: // see claims
		}
	}
}

// claims looks for messages that were handed out although their delivery was
// recorded.
func (c *checker) claims(ledgers [][]Entry) {
	for _, entries := range ledgers {
		for _, e := range entries {
			if at, done := c.settled[e.Message]; done && e.What == Claimed && e.At.After(at) {
				c.faultf("message %s was handed out %v after its delivery was recorded", e.Message, e.At.Sub(at))
			}
		}
	}
}

// kase looks at one case.
func (c *checker) kase(ctx context.Context, id samad.CaseID) error {
	s := c.said[id]
	events, err := c.store.Events(ctx, id)
	if errors.Is(err, samad.ErrNotFound) {
		c.faultf("case %s was acknowledged and is not there", id)
		return nil
	}
	if err != nil {
		return fmt.Errorf("crashtest: case %s: %w", id, err)
	}
	for revision, head := range s.heads {
		switch {
		case revision > int64(len(events)):
			c.faultf("case %s: event %d was acknowledged, the history ends at %d", id, revision, len(events))
		case events[revision-1].Hash != head:
			c.faultf("case %s: event %d is not the acknowledged one", id, revision)
		}
	}
	for _, revision := range s.answered {
		if !answeredBy(events, revision) {
			c.faultf("case %s: its answer was acknowledged at revision %d and is not there", id, revision)
		}
	}
	if err := c.marks(id, events); err != nil {
		return err
	}
	if s.code != "" {
		stored, err := c.store.Case(ctx, id)
		if err != nil {
			return fmt.Errorf("crashtest: case %s: %w", id, err)
		}
		if stored.Code.String() != s.code {
			c.faultf("case %s has the code %s, its receipt says %s", id, stored.Code, s.code)
		}
	}
	return c.messages(ctx, id, s)
}

func answeredBy(events []samad.Event, revision int64) bool {
	for _, e := range events[:min(revision, int64(len(events)))] {
		if e.Type == samad.EventAnswered {
			return true
		}
	}
	return false
}

// marks looks for marks of deadlines that were acted upon twice. Clocks of this
// package's office never start anew, so that a stage and a name are enough.
func (c *checker) marks(id samad.CaseID, events []samad.Event) error {
	seen := map[string]int64{}
	for _, e := range events {
		payload, err := e.Payload()
		if err != nil {
			return fmt.Errorf("crashtest: case %s, event %d: %w", id, e.Seq, err)
		}
		var mark string
		switch p := payload.(type) {
		case *samad.Warned:
			mark = fmt.Sprint(p.Stage, " ", p.Mark.Kind, " ", p.Mark.Name)
		case *samad.Breached:
			mark = fmt.Sprint(p.Stage, " ", p.Mark.Kind, " ", p.Mark.Name)
		case *samad.Escalated:
			mark = fmt.Sprint(p.Stage, " ", p.Mark.Kind, " ", p.Mark.Name)
		default:
			continue
		}
		c.report.Marks++
		if before, twice := seen[mark]; twice {
			c.faultf("case %s: %q was acted upon by event %d and again by %d", id, mark, before, e.Seq)
		}
		seen[mark] = e.Seq
	}
	return nil
}

// messages looks for messages that are missing, that were made twice, or whose
// delivery is forgotten.
func (c *checker) messages(ctx context.Context, id samad.CaseID, s *said) error {
	stored, err := c.store.Messages(ctx, id)
	if err != nil {
		return fmt.Errorf("crashtest: messages of case %s: %w", id, err)
	}
	there, made := map[string]bool{}, map[string]string{}
	for _, m := range stored {
		there[m.ID] = true
		why := fmt.Sprint(m.Seq, m.Kind, m.Audience, m.Carrier, m.Office, m.Role)
		if other, twice := made[why]; twice {
			c.faultf("case %s: messages %s and %s are the same", id, other, m.ID)
		}
		made[why] = m.ID
		if _, done := c.settled[m.ID]; done && m.State != samad.Delivered {
			c.faultf("case %s: the delivery of message %s was acknowledged, it is %s", id, m.ID, m.State)
		}
	}
	for _, message := range s.messages {
		if !there[message] {
			c.faultf("case %s: message %s was acknowledged and is not there", id, message)
		}
	}
	return nil
}
