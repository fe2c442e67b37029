package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

type rulesTrain struct {
	packFlags
	Dir      string `required:"" placeholder:"PACK" help:"Directory of the pack."`
	Messages string `required:"" placeholder:"FILE" help:"Labelled messages, one JSON object a line."`
	Out      string `required:"" placeholder:"FILE" help:"Where the model is written; suggest.json in the pack's directory is read with it."`
	Part     string `help:"Take only the messages whose part is this."`
}

// Help describes input and output.
func (rulesTrain) Help() string {
	return `Learns from messages what words speak for which topic and kind, for suggestions
to operators. A message has text, topic and kind, or the last two under
expected; what is out of scope has no topic and, under elsewhere, the reason:
court, private, advert, chat or orders. Others are passed over. First every fifth message of
each topic is held out and read by what the others teach, and the accuracy is
told; then all are learned from. The same messages give the same file.

JSON fields: messages, held_out, topic, of_three, kind (of those held out, how
many were read right), and topic_before and kind_before without a model.`
}

type labelledMessage struct {
	routing.Example
	heldOut bool
}

type trainRecord struct {
	Messages    int `json:"messages"`
	HeldOut     int `json:"held_out"`
	Topic       int `json:"topic"`
	OfThree     int `json:"of_three"`
	Kind        int `json:"kind"`
	TopicBefore int `json:"topic_before"`
	KindBefore  int `json:"kind_before"`
}

// Run learns and writes the model.
func (cmd *rulesTrain) Run(ctx context.Context, c *console) error {
	p, err := cmd.load(cmd.Dir)
	if err != nil {
		return c.badPack(err)
	}
	messages, err := cmd.read(ctx, p.Rules)
	if err != nil {
		return err
	}
	if len(messages) == 0 {
		return fmt.Errorf("%s: no message with a topic", cmd.Messages)
	}
	record := trainRecord{Messages: len(messages)}
	var all, others []routing.Example
	for _, m := range messages {
		all = append(all, m.Example)
		if !m.heldOut {
			others = append(others, m.Example)
		}
	}
	bare, taught := p.Rules.WithModel(nil), p.Rules.WithModel(routing.Train(others))
	for _, m := range messages {
		if !m.heldOut {
			continue
		}
		before, after := bare.Suggest(m.Text), taught.Suggest(m.Text)
		record.HeldOut++
		record.Topic += one(after.Topic == m.Topic)
		record.Kind += one(after.Kind == m.Kind)
		record.TopicBefore += one(before.Topic == m.Topic)
		record.KindBefore += one(before.Kind == m.Kind)
		for _, t := range after.Topics[:min(3, len(after.Topics))] {
			record.OfThree += one(t.Topic == m.Topic)
		}
	}
	if err := save(routing.Train(all), cmd.Out); err != nil {
		return err
	}
	if c.json {
		c.printJSON(record)
		return nil
	}
	c.print(fmt.Sprintf("learned from %d messages; of %d held out: topic %d (%d without a model), among three %d, kind %d (%d)",
		record.Messages, record.HeldOut, record.Topic, record.TopicBefore, record.OfThree, record.Kind, record.KindBefore), "\n")
	return nil
}

// save writes the model beside its place and moves it there, so that what stands
// there is whole at all times.
func save(m *routing.Model, file string) error {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return fmt.Errorf("make a file for the model: %w", err)
	}
	_, err = m.WriteTo(f)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// read reads the messages and holds out every fifth of a topic.
func (cmd *rulesTrain) read(ctx context.Context, rules *routing.Table) ([]labelledMessage, error) {
	var out []labelledMessage
	seen := map[samad.TopicID]int{}
	err := readJSONLines(ctx, cmd.Messages, func(_ int, line []byte) error {
		var m struct {
			Text      string        `json:"text"`
			Topic     samad.TopicID `json:"topic"`
			Kind      samad.Kind    `json:"kind"`
			Part      string        `json:"part"`
			Elsewhere string        `json:"elsewhere"`
			Expected  struct {
				Topic samad.TopicID `json:"topic"`
				Kind  samad.Kind    `json:"kind"`
			} `json:"expected"`
		}
		if err := json.Unmarshal(line, &m); err != nil {
			return fmt.Errorf("not a labelled message: %w", err)
		}
		if m.Topic == "" {
			m.Topic, m.Kind = m.Expected.Topic, m.Expected.Kind
		}
		switch {
		case cmd.Part != "" && m.Part != cmd.Part:
			return nil
		case m.Topic == "" && m.Elsewhere != "":
			if !routing.ElsewhereReason(m.Elsewhere) {
				return fmt.Errorf("unknown reason %q: court, private, advert, chat or orders", m.Elsewhere)
			}
			out = append(out, labelledMessage{routing.Example{Text: m.Text, Elsewhere: m.Elsewhere}, false})
			return nil
		case m.Topic == "":
			return nil
		}
		if err := known(rules, samad.RouteRequest{Topic: m.Topic, Kind: m.Kind}); err != nil {
			return err
		}
		seen[m.Topic]++
		out = append(out, labelledMessage{routing.Example{Text: m.Text, Topic: m.Topic, Kind: m.Kind}, seen[m.Topic]%5 == 3})
		return nil
	})
	return out, err
}
