package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/storage"
)

type dbVerify struct {
	dbFlags
	Attachments string     `placeholder:"DIR|s3:|off" help:"Where attachments lie, to be verified too: a folder or s3://BUCKET?region=REGION&endpoint=URL. Default: the database's path and .attachments, if it is there."`
	Seal        samad.Hash `name:"seal" placeholder:"HASH" help:"A seal of the rooms' records kept elsewhere, which must be in the chain."`
	Digest      samad.Hash `name:"digest" placeholder:"HASH" help:"A digest kept elsewhere, which must be in the chain."`
}

// Help describes input and output.
func (dbVerify) Help() string {
	return `Reads every case with its whole history and checks that the events are
numbered without a gap, carry their hashes and chain, that every text is the
one committed to, and that the stored state is what the events give. One line
for each case that fails; the exit code is 1 then. Before that, the daily digests
are checked against all events, which finds cases that were removed or slipped
in. The last lines, on standard error, count what was checked and give the hash
of the last digest: write it down, or send it to another office, and ask for it
later with --digest. Who cuts off the whole end of the record, or computes all
digests anew, is found by nothing else. The records of rooms (meetings, visits,
demands) are checked alike, by their chains and by a seal a day (--seal);
messages and attachments by what the events say of them. Nothing is written,
and a database that may only be read is enough.

JSON fields: case, record, event (the first that does not verify), message,
attachment, digest (its number), error.`
}

// Run verifies the database.
func (cmd *dbVerify) Run(ctx context.Context, c *console) (err error) {
	db, err := cmd.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closed := db.Close(); err == nil && closed != nil {
			err = fmt.Errorf("close the database: %w", closed)
		}
	}()
	if err := db.Check(ctx); err != nil {
		return fmt.Errorf("--db: %w", err)
	}
	files, err := openFiles(ctx, cmd.Attachments, cmd.DB)
	if err != nil {
		return err
	}
	if files != nil {
		defer func() { err = errors.Join(err, files.Close()) }()
	}
	rooms := c.verifyRooms(ctx, db, cmd.Seal)
	if rooms != nil && !errors.Is(rooms, errFindings) {
		return rooms
	}
	if lost := c.verifyFiles(ctx, db, files); lost != nil {
		if !errors.Is(lost, errFindings) {
			return lost
		}
		rooms = lost
	}
	err = c.verify(ctx, db.Cases(), files, cmd.Digest)
	if err == nil {
		err = rooms
	}
	return err
}

// verifyRooms checks the records of the rooms.
func (c *console) verifyRooms(ctx context.Context, db storage.DB, kept samad.Hash) error {
	report, err := ledger.Verify(ctx, db.Ledger(), db.Cases())
	if err != nil {
		return fmt.Errorf("verify the records of the rooms: %w", err)
	}
	for _, fault := range report.Faults {
		f := finding{Error: fault.Error()}
		if at, ok := errors.AsType[*ledger.HistoryError](fault); ok {
			f.Record, f.Event = at.Ref.String(), at.Seq
		} else if m, ok := errors.AsType[*samad.MessageError](fault); ok {
			f.Record, f.Event, f.Message = m.By, m.Seq, m.Message
		}
		c.finding(f)
	}
	findings := len(report.Faults)
	if !kept.IsZero() {
		found, err := ledger.Sealed(ctx, db.Ledger(), kept)
		if err != nil {
			return fmt.Errorf("read the seals: %w", err)
		}
		if !found {
			findings++
			c.finding(finding{Error: "the seal " + kept.String() + " is not in the chain: its end was cut off or made anew"})
		}
	}
	if report.Records > 0 {
		summaryf(c.stderr, "checked %d records of rooms with %d events and %d messages, under %d seals", report.Records, report.Events, report.Messages, report.Seals)
	}
	if report.Seals > 0 {
		summaryf(c.stderr, "the last seal is %s", report.Last)
	}
	if findings > 0 {
		return errFindings
	}
	return nil
}

// verifyFiles checks the files of visits, sessions and demands; nil are not looked
// for.
func (c *console) verifyFiles(ctx context.Context, db storage.DB, files samad.Blobs) error {
	if files == nil {
		return nil
	}
	looked, wrong := 0, 0
	err := oversight.Files(ctx, db.Ledger(), func(of ledger.Ref, f samad.RecordFile) error {
		looked++
		err := samad.VerifyFile(ctx, files, f)
		if errors.Is(err, samad.ErrHistory) {
			wrong++
			c.finding(finding{Record: of.String(), Attachment: f.ID, Error: fmt.Sprintf("%s: %v", of, err)})
			return nil
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("verify the files of the rooms: %w", err)
	}
	if looked > 0 {
		summaryf(c.stderr, "checked %s of rooms", counted(looked, "file"))
	}
	if wrong > 0 {
		return errFindings
	}
	return nil
}

type finding struct {
	Case       samad.CaseID `json:"case,omitempty"`
	Event      int64        `json:"event,omitempty"`
	Record     string       `json:"record,omitempty"`
	Message    string       `json:"message,omitempty"`
	Attachment string       `json:"attachment,omitempty"`
	Digest     int64        `json:"digest,omitempty"`
	Error      string       `json:"error"`
}

func (c *console) finding(f finding) {
	switch {
	case c.json:
		c.printJSON(f)
	case f.Case != "":
		c.print(fmt.Sprintf("case %s: %s\n", f.Case, f.Error))
	default:
		c.print(f.Error, "\n")
	}
}

// verifyDigests checks the daily digests and returns how many cases there must
// be, and the number of findings.
func (c *console) verifyDigests(ctx context.Context, store samad.Store, kept samad.Hash) (begun int64, findings int, err error) {
	report, err := samad.VerifyDigests(ctx, store, nil)
	if err != nil {
		return 0, 0, fmt.Errorf("verify the digests: %w", err)
	}
	for _, fault := range report.Faults {
		findings++
		c.finding(finding{Digest: fault.Number, Error: fault.Error()})
	}
	if !kept.IsZero() {
		found, err := digestIn(ctx, store, kept)
		if err != nil {
			return 0, 0, err
		}
		if !found {
			findings++
			c.finding(finding{Error: "the digest " + kept.String() + " is not in the chain: its end was cut off or computed anew"})
		}
	}
	if report.Digests == 0 {
		summaryf(c.stderr, "no digests yet: a sweep makes one a day")
	} else {
		summaryf(c.stderr, "checked %d digests over %d events, %d of them since the last (%s)", report.Digests, report.Events, report.Open, report.Last.Day)
		summaryf(c.stderr, "the last digest is %s", report.Last.Hash)
	}
	return report.Begun, findings, nil
}

func digestIn(ctx context.Context, store samad.Store, hash samad.Hash) (bool, error) {
	for after := int64(0); ; {
		page, err := store.Digests(ctx, after, 1000)
		if err != nil {
			return false, fmt.Errorf("read the digests: %w", err)
		}
		if len(page) == 0 {
			return false, nil
		}
		for _, d := range page {
			if d.Hash == hash {
				return true, nil
			}
			after = d.Number
		}
	}
}

// verify goes through all cases of the store.
func (c *console) verify(ctx context.Context, store samad.Store, files samad.Blobs, kept samad.Hash) error {
	begun, findings, err := c.verifyDigests(ctx, store, kept)
	if err != nil {
		return err
	}
	total, err := store.Count(ctx, samad.Query{})
	if err != nil {
		return fmt.Errorf("count the cases: %w", err)
	}
	var count int64
	for _, tally := range total {
		count += tally.Cases
	}
	bar := newProgress(c.stderr, "verifying", count)
	defer bar.finish()
	var cases, events, bad, attached int
	query := samad.Query{Order: samad.OldestFirst, Limit: 500}
	for {
		page, err := store.List(ctx, query)
		if err != nil {
			return fmt.Errorf("list the cases: %w", err)
		}
		for _, one := range page.Cases {
			r, err := readRecord(ctx, store, one.ID)
			if err != nil {
				return err
			}
			cases, events = cases+1, events+len(r.events)
			bar.step()
			if r.fault != nil {
				bad++
				c.finding(finding{Case: one.ID, Event: faultSeq(r.fault), Error: r.fault.Error()})
				continue
			}
			wrong, looked, err := c.verifyBeside(ctx, store, files, r)
			if err != nil {
				return err
			}
			attached += looked
			if wrong {
				bad++
			}
		}
		if query.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	bar.finish()
	if int64(cases) < begun {
		findings++
		c.finding(finding{Error: fmt.Sprintf("there are the events of %d cases, but only %d cases", begun, cases)})
	}
	summaryf(c.stderr, "checked %d cases with %d events: %d do not verify", cases, events, bad)
	if files != nil {
		summaryf(c.stderr, "checked %d attachments", attached)
	}
	if findings+bad > 0 {
		return errFindings
	}
	return nil
}

// verifyBeside checks what lies beside the history of a case: its messages and
// attachments.
func (c *console) verifyBeside(ctx context.Context, store samad.Store, files samad.Blobs, r record) (wrong bool, looked int, err error) {
	sent, err := samad.VerifyMessages(ctx, store, r.Case, r.events)
	if err != nil {
		return false, 0, fmt.Errorf("verify the messages of case %s: %w", r.ID, err)
	}
	for _, m := range sent {
		c.finding(finding{Case: r.ID, Event: m.Seq, Message: m.Message, Error: m.Error()})
	}
	if files == nil {
		return len(sent) > 0, 0, nil
	}
	lost, looked, err := samad.VerifyBlobs(ctx, files, r.Case, r.events)
	if err != nil {
		return false, looked, fmt.Errorf("verify the attachments of case %s: %w", r.ID, err)
	}
	for _, b := range lost {
		c.finding(finding{Case: r.ID, Event: b.Seq, Attachment: b.Blob, Error: b.Error()})
	}
	return len(sent)+len(lost) > 0, looked, nil
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func summaryf(w io.Writer, format string, args ...any) {
	fmt.Fprintf(w, "samadctl: "+format+"\n", args...)
}
