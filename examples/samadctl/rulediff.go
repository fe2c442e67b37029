package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

type rulesDiff struct {
	packFlags
	Cases string `required:"" placeholder:"FILE" help:"Recorded cases, one JSON object a line."`
	Old   string `arg:"" help:"Directory of the pack in force."`
	New   string `arg:"" help:"Directory of the pack to come."`
}

// Help describes input and output.
func (rulesDiff) Help() string {
	return `Replays recorded cases through two packs and writes one line for each that would
be decided differently; the exit code is 1 when there is one. Fields of a case,
all optional: id, kind, topic, place, channel, urgency, identity, petitioner,
about, flags, text, at (RFC 3339).

JSON fields: line, id, fields, old and new, each {agency, rule, unit, urgency,
labels, auto, hold, none}.`
}

// recorded is a past case.
type recorded struct {
	ID         json.RawMessage      `json:"id"`
	Kind       samad.Kind           `json:"kind"`
	Topic      samad.TopicID        `json:"topic"`
	Place      samad.PlaceID        `json:"place"`
	Channel    samad.Channel        `json:"channel"`
	Urgency    samad.Urgency        `json:"urgency"`
	Identity   samad.Identity       `json:"identity"`
	Petitioner samad.PetitionerType `json:"petitioner"`
	About      samad.AgencyID       `json:"about"`
	Flags      []string             `json:"flags"`
	Text       string               `json:"text"`
	At         time.Time            `json:"at"`

	line int
}

func (r recorded) request() samad.RouteRequest {
	return samad.RouteRequest{
		At: r.At, Kind: r.Kind, Topic: r.Topic, Place: r.Place, Channel: r.Channel, Urgency: r.Urgency,
		Identity: r.Identity, Petitioner: r.Petitioner, About: r.About, Flags: r.Flags, Text: r.Text,
	}
}

// name is how the case is called in a line for people.
func (r recorded) name() string {
	if len(r.ID) == 0 || string(r.ID) == "null" {
		return fmt.Sprintf("line %d", r.line)
	}
	return strings.Trim(string(r.ID), `"`)
}

// readRecorded goes through a file of past cases. It stops at the first line
// that is none: half a file would make a wrong picture.
func readRecorded(ctx context.Context, file string, do func(recorded) error) (err error) {
	return readJSONLines(ctx, file, func(n int, line []byte) error {
		r := recorded{line: n}
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("not a recorded case: %w", err)
		}
		return do(r)
	})
}

// readJSONLines calls do with each line of a file that is not empty. Errors
// name file and line.
func readJSONLines(ctx context.Context, file string, do func(n int, line []byte) error) (err error) {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	in := bufio.NewReaderSize(f, 64<<10)
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("%s: stopped at line %d: %w", file, n, err)
		}
		line, tooLong, last, err := nextLine(in, maxMessage)
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			return fmt.Errorf("%s:%d: %w", file, n, err)
		case tooLong:
			return fmt.Errorf("%s:%d: longer than %d bytes", file, n, maxMessage)
		}
		if text := strings.TrimSpace(strings.TrimPrefix(string(line), "\uFEFF")); text != "" {
			if err := do(n, []byte(text)); err != nil {
				return fmt.Errorf("%s:%d: %w", file, n, err)
			}
		}
		if last {
			return nil
		}
	}
}

type sideRecord struct {
	Agency  samad.AgencyID `json:"agency,omitempty"`
	Rule    string         `json:"rule,omitempty"`
	Unit    string         `json:"unit,omitempty"`
	Urgency samad.Urgency  `json:"urgency,omitempty"`
	Labels  []string       `json:"labels,omitempty"`
	Auto    bool           `json:"auto,omitempty"`
	Hold    bool           `json:"hold,omitempty"`
	None    string         `json:"none,omitempty"` // why nothing is decided
}

type diffRecord struct {
	Line   int             `json:"line"`
	ID     json.RawMessage `json:"id,omitempty"`
	Fields []string        `json:"fields"`
	Old    sideRecord      `json:"old"`
	New    sideRecord      `json:"new"`
}

// Run replays the cases.
func (cmd *rulesDiff) Run(ctx context.Context, c *console) error {
	before, err := cmd.load(cmd.Old)
	if err != nil {
		return c.badPack(err)
	}
	after, err := cmd.load(cmd.New)
	if err != nil {
		return c.badPack(err)
	}
	cases, differ := 0, 0
	err = readRecorded(ctx, cmd.Cases, func(r recorded) error {
		cases++
		d, differs, err := routing.Compare(ctx, before.Rules, after.Rules, r.request())
		if err != nil || !differs {
			return err
		}
		differ++
		if c.json {
			c.printJSON(diffRecord{r.line, r.ID, d.Fields, side(d.Old, d.OldNone), side(d.New, d.NewNone)})
			return nil
		}
		c.print(fmt.Sprintf("%s: %s -> %s (%s)", r.name(), sideText(d.Old, d.OldNone), sideText(d.New, d.NewNone), strings.Join(d.Fields, ", ")), "\n")
		return nil
	})
	if err != nil {
		return err
	}
	summaryf(c.stderr, "%d of %d cases would be decided differently", differ, cases)
	if differ > 0 {
		return errFindings
	}
	return nil
}

func side(d samad.Decision, none string) sideRecord {
	return sideRecord{d.Agency, d.Rule, d.Unit, d.Urgency, d.Labels, d.Auto, d.Hold, none}
}

func sideText(d samad.Decision, none string) string {
	if none != "" {
		return "nothing: " + none
	}
	return fmt.Sprintf("%s by %s", d.Agency, d.Rule)
}
