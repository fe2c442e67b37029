package pack

import (
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/internal/yamlday"
	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

// readSettings reads settings.yaml; absent, the Desk's defaults hold. Keys of a
// pack that extends another one replace those of the other.
func (l *loader) readSettings(p *Pack) error {
	for _, f := range l.layers {
		src, shown, err := l.read(f, SettingsFile)
		if err != nil {
			return err
		}
		if src == nil {
			continue
		}
		if root, ok := yamlfile.Parse(shown, src, l.report); ok {
			l.settings(p, root.Map())
		}
	}
	return nil
}

func (l *loader) settings(p *Pack, m *yamlfile.Map) {
	s := &p.Settings
	if m.Has("approval") {
		s.Approval = nil
		for _, n := range m.Each("approval") {
			id := n.Text()
			if id == "" || p.Directory == nil || !l.known(n, "agency", id, p.Directory.AgencyIDs()) {
				continue
			}
			if slices.Contains(s.Approval, samad.AgencyID(id)) {
				n.Fault(fmt.Sprintf("agency %q stands here a second time", id), "")
			}
			s.Approval = append(s.Approval, samad.AgencyID(id))
		}
	}
	for key, to := range map[string]*int{
		"max_returns": &s.MaxReturns, "max_objections": &s.MaxObjections, "max_extensions": &s.MaxExtensions,
		"max_text": &s.MaxText, "max_attempts": &s.MaxAttempts,
	} {
		if !m.Has(key) {
			continue
		}
		n := m.Get(key, yamlfile.Optional)
		if *to = n.Int(); *to < 1 {
			n.Fault(fmt.Sprintf("%s is at least 1", key), "leave it out for the default")
		}
	}
	for key, to := range map[string]*int{"retention_years": &s.RetentionYears, "call_retention_years": &s.CallRetentionYears} {
		if !m.Has(key) {
			continue
		}
		n := m.Get(key, yamlfile.Optional)
		if *to = n.Int(); *to < 1 && *to != -1 {
			n.Fault(fmt.Sprintf("%s is at least 1, or -1 to keep everything for ever", key), "leave it out for the default")
		}
	}
	if m.Has("retention") {
		s.Retention = l.retention(p, m)
	}
	for key, to := range map[string]*time.Duration{
		"receipt_ttl": &s.ReceiptTTL, "claim_lease": &s.ClaimLease, "retry_after": &s.RetryAfter,
	} {
		n := m.Get(key, yamlfile.Optional)
		text := n.Text()
		if text == "" {
			continue
		}
		d, err := time.ParseDuration(text)
		if err != nil || d <= 0 {
			n.Fault(fmt.Sprintf("%q is no duration above zero", text), "for example 90s, 30m or 24h")
			continue
		}
		*to = d
	}
	if n := m.Get("max_extension", yamlfile.Optional); n.Text() != "" {
		t, err := sla.ParseTarget(n.Text())
		if err != nil {
			n.Fault(fmt.Sprintf("%q is no amount of time: %v", n.Text(), err), "for example 10d, 10wd or 72h")
		}
		s.MaxExtension = t
	}
	l.rooms(p, m)
	m.Done()
}

// retention reads how long single agencies' cases are kept.
func (l *loader) retention(p *Pack, m *yamlfile.Map) []samad.Retention {
	var rules []samad.Retention
	for _, n := range m.Each("retention") {
		one := n.Map()
		var r samad.Retention
		agency := one.Get("agency", yamlfile.Required)
		if id := agency.Text(); id != "" && p.Directory != nil && l.known(agency, "agency", id, p.Directory.AgencyIDs()) {
			r.Agency = samad.AgencyID(id)
		}
		years := one.Get("years", yamlfile.Required)
		if r.Years = years.Int(); r.Years < 1 && r.Years != -1 {
			years.Fault("years is at least 1, or -1 to keep everything for ever", "")
		}
		r.From, r.To = yamlday.Get(one, "valid_from", yamlfile.Optional), yamlday.Get(one, "valid_to", yamlfile.Optional)
		if !r.To.IsZero() && !r.From.Before(r.To) {
			one.FaultAt("valid_to", "valid_to is not after valid_from", "valid_to is the first day on which the rule no longer holds")
		}
		one.Done()
		for _, other := range rules {
			if other.Agency == r.Agency && r.Agency != "" && overlap(other, r) {
				agency.Fault(fmt.Sprintf("agency %q has two rules for the same days", r.Agency), "end one by valid_to before the next begins")
				break
			}
		}
		rules = append(rules, r)
	}
	return rules
}

// overlap reports whether there is a day on which both rules are in force.
func overlap(a, b samad.Retention) bool {
	return (a.To.IsZero() || b.From.Before(a.To)) && (b.To.IsZero() || a.From.Before(b.To))
}

// readTexts reads the pack's texts. Every key needs a text in both languages.
func (l *loader) readTexts(p *Pack) error {
	p.texts = map[string]samad.Text{}
	for _, f := range l.layers {
		at := map[string]yamlfile.Pos{}
		here := map[string]samad.Text{}
		var shown [2]string
		var has [2]map[string]bool
		for i, name := range []string{TextsFileFa, TextsFileEn} {
			src, file, err := l.read(f, name)
			if err != nil {
				return err
			}
			shown[i], has[i] = file, map[string]bool{}
			if src == nil {
				continue
			}
			root, ok := yamlfile.Parse(file, src, l.report)
			if !ok {
				continue
			}
			m := root.Map()
			for _, key := range m.Keys() {
				t := here[key]
				if i == 0 {
					t.Fa = m.Text(key, yamlfile.Required)
				} else {
					t.En = m.Text(key, yamlfile.Required)
				}
				here[key], has[i][key] = t, true
				at[key] = m.PosOf(key)
			}
		}
		for key, t := range here {
			if !has[0][key] {
				l.report(at[key], fmt.Sprintf("text %q is missing in Persian", key), "add it to "+shown[0])
			}
			if !has[1][key] {
				l.report(at[key], fmt.Sprintf("text %q is missing in English", key), "add it to "+shown[1])
			}
			p.texts[key] = t
		}
	}
	return nil
}
