package pack

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/campaign"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// campaignsName stands before the names of files in faults of campaign topics.
const campaignsName = "campaigns"

// object is a mapping as a pack's files have it. JSON is YAML, and what is
// written so is read and checked by the same code as what people write.
type object = map[string]any

// addCampaigns lays the campaign topics over the directory. One that the pack has
// itself by now, because it came to stay, is the pack's.
func (l *loader) addCampaigns(p *Pack, layers []directory.Layer) error {
	for _, c := range l.opts.Campaigns {
		if _, own := p.Directory.Topic(c.ID, persian.Date{}); !own {
			p.campaigns = append(p.campaigns, c)
		}
	}
	if len(p.campaigns) == 0 {
		return nil
	}
	topics := make([]object, len(p.campaigns))
	for i, c := range p.campaigns {
		one, err := topicOf(c)
		if err != nil {
			return err
		}
		topics[i] = one
	}
	fsys, err := oneFile(directory.TopicsFile, object{"topics": topics})
	if err != nil {
		return err
	}
	dir, err := directory.Load(append(layers, directory.Layer{FS: fsys, Name: campaignsName, Over: true})...)
	if err := l.merge(err); err != nil || dir == nil {
		return err
	}
	p.Directory, p.campaignFiles = dir, fsys
	return nil
}

// topicOf is the entry of a topic as topics.yaml has it.
func topicOf(c campaign.Campaign) (object, error) {
	out := object{
		"path": string(c.ID), "title": c.Title.Fa, "title_en": c.Title.En, "agency": string(c.Agency), "keywords": c.Keywords, "valid_from": c.From.String(),
	}
	if c.Kind != "" {
		out["kind"] = string(c.Kind)
	}
	if c.Urgency != "" {
		out["urgency"] = string(c.Urgency)
	}
	end := ""
	if !c.Last.IsZero() {
		next, err := c.Last.AddDays(1)
		if err != nil {
			return nil, fmt.Errorf("pack: campaign topic %s: the day after its last: %w", c.ID, err)
		}
		end = next.String()
		out["valid_to"] = end
	}
	if c.Text.Fa != "" {
		article := object{
			"id": c.Slug(), "title": c.Title.Fa, "title_en": c.Title.En, "text": c.Text.Fa, "text_en": c.Text.En,
			"owner": string(c.Agency), "valid_from": c.From.String(),
		}
		if end != "" {
			article["valid_to"] = end
		}
		out["advice"] = []object{article}
	}
	return out, nil
}

// campaignRules are the rules of the campaign topics, to stand after the pack's
// own: its head is kept, its version says that there is more.
func (l *loader) campaignRules(p *Pack, own routing.Source) (routing.Source, error) {
	quiet := func(yamlfile.Pos, string, string) {} // its faults are told where it is read
	head := object{}
	if root, ok := yamlfile.Parse(own.Name, own.Data, quiet); ok {
		m := root.Map()
		for _, key := range []string{"id", "title", "title_en", "valid_from", "valid_to"} {
			if s := m.Text(key, yamlfile.Optional); s != "" {
				head[key] = s
			}
		}
		steps := 0
		for _, c := range p.campaigns {
			steps += len(c.Steps)
		}
		head["version"] = fmt.Sprintf("%s+campaigns.%d", m.Code("version", yamlfile.Optional), steps)
	}
	var rules []object
	for _, c := range p.campaigns {
		rules = append(rules, object{
			"id": c.Slug(), "title": c.Title.Fa, "title_en": c.Title.En,
			"when": object{"topic": string(c.ID)}, "refer": object{"agency": string(c.Agency)},
		})
		for i, o := range c.Offices {
			rules = append(rules, object{
				"id": fmt.Sprintf("%s.%d", c.Slug(), i+1), "title": c.Title.Fa, "title_en": c.Title.En,
				"when": object{"topic": string(c.ID), "place": string(o.Place)}, "refer": object{"agency": string(o.Agency)},
			})
		}
	}
	head["rules"] = rules
	data, err := json.Marshal(head)
	if err != nil {
		return routing.Source{}, fmt.Errorf("pack: write the rules of campaign topics: %w", err)
	}
	return routing.Source{Name: campaignsName + "/" + routing.RulesFile, Data: data}, nil
}

// campaignDeadlines are the policy with the times of campaign topics.
func campaignDeadlines(p *Pack) {
	for _, c := range p.campaigns {
		if p.Deadlines != nil && (!c.Limit.IsZero() || !c.Aim.IsZero()) {
			p.Deadlines = p.Deadlines.OnTopic(string(c.ID), sla.Answer, c.Limit, c.Aim)
		}
	}
}

// oneFile is a file system with one file, written as JSON.
func oneFile(name string, content object) (fs.FS, error) {
	data, err := json.Marshal(content)
	if err != nil {
		return nil, fmt.Errorf("pack: write %s of campaign topics: %w", name, err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	to, err := w.Create(name)
	if err == nil {
		_, err = to.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("pack: write %s of campaign topics: %w", name, err)
	}
	r, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		return nil, fmt.Errorf("pack: read %s of campaign topics: %w", name, err)
	}
	return r, nil
}

// Campaign returns the campaign topic of a path that is laid over the pack.
func (p *Pack) Campaign(id samad.TopicID) (campaign.Campaign, bool) {
	for _, c := range p.campaigns {
		if c.ID == id {
			return c, true
		}
	}
	return campaign.Campaign{}, false
}
