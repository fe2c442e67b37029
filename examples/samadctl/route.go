package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/routing"
)

type rulesCommands struct {
	Route   rulesRoute   `cmd:"" help:"Say where messages would be referred."`
	Lint    rulesLint    `cmd:"" help:"Look for what is likely wrong in rules."`
	Test    rulesTest    `cmd:"" help:"Run the tests beside the rules, with coverage."`
	Explain rulesExplain `cmd:"" help:"Tell how a case is decided, and why."`
	Diff    rulesDiff    `cmd:"" help:"Replay recorded cases through two packs."`
	Train   rulesTrain   `cmd:"" help:"Learn from labelled messages."`
}

type rulesRoute struct {
	packFlags
	Dir string `required:"" placeholder:"PACK" help:"Directory of the pack."`
}

// Help describes input and output.
func (rulesRoute) Help() string {
	return `Reads JSON lines from standard input: id, text, kind, topic, place, channel; all
but text are optional, other keys are passed over. Writes one JSON line for
each: id (if given), kind, topic, place, text_place, urgency, screening,
duplicate_of, agency, rule, confidence, evidence. A bad line gives id and error,
and the exit code 1. Lines are read in order, and an earlier line is what a
duplicate repeats.`
}

// maxMessage is the longest line: a text of 10,000 characters with every one
// of them escaped takes a tenth.
const maxMessage = 1 << 20

// badMessage stands in the place of a decision.
type badMessage struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

// Run routes the messages.
func (cmd *rulesRoute) Run(ctx context.Context, c *console) error {
	p, err := cmd.load(cmd.Dir)
	if err != nil {
		return c.badPack(err)
	}
	run := p.Rules.NewRun()
	var id json.RawMessage // of the line at hand, for what is said of a bad one
	return c.each(ctx, nil, work{
		limit: maxMessage,
		do: func(n int, line string) *lineFault {
			var in routing.Input
			var fault *lineFault
			if in, id, fault = readMessage(line); fault != nil {
				return fault
			}
			if in.ID = id; id == nil {
				in.ID = json.RawMessage(strconv.Itoa(n)) // what a later duplicate names
			}
			out, err := run.Route(ctx, in)
			out.ID = id
			if err != nil {
				return &lineFault{reason: strings.TrimPrefix(err.Error(), "routing: invalid input: ")}
			}
			c.printJSON(out)
			return nil
		},
		bad: func(_ int, _ string, f *lineFault) {
			c.printJSON(badMessage{id, strings.TrimPrefix(f.String(), "error: ")})
		},
	})
}

// readMessage reads one line. Beside a fault it gives the id, as far as one
// can be made out.
func readMessage(line string) (routing.Input, json.RawMessage, *lineFault) {
	var m struct {
		ID   json.RawMessage `json:"id"`
		Text *string         `json:"text"`
		routing.Input
	}
	err := json.Unmarshal([]byte(line), &m)
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return m.Input, nil, &lineFault{columnAt(line, int(syntax.Offset)-1), "no JSON: " + syntax.Error()}
	case errors.As(err, &wrong) && wrong.Field == "":
		return m.Input, nil, &lineFault{1, withArticle(wrong.Value) + ", an object expected"}
	case errors.As(err, &wrong):
		return m.Input, m.ID, &lineFault{columnAt(line, int(wrong.Offset)-1), fmt.Sprintf("%s is %s, a %s expected", wrong.Field, withArticle(wrong.Value), wrong.Type)}
	case err != nil:
		return m.Input, m.ID, &lineFault{reason: err.Error()}
	case m.Text == nil:
		return m.Input, m.ID, &lineFault{reason: "text is missing"}
	}
	m.Input.Text = *m.Text
	return m.Input, m.ID, nil
}

// withArticle puts a or an before a type of JSON.
func withArticle(word string) string {
	if word == "array" || word == "object" {
		return "an " + word
	}
	return "a " + word
}
