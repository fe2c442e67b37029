// Package setup makes a courier of a YAML file.
//
//	sms:
//	  url: https://api.provider.example/v1/send
//	  headers: {Authorization: "Bearer {{.Secret}}"}
//	  secret_file: sms.secret            # beside this file, or an absolute path
//	  body: '{"to": {{json .To}}, "text": {{json .Text}}, "localid": {{json .Key}}}'
//	  number: local                      # e164, digits or local
//	  reference: entries.0.messageid     # where the answer names the message
//	  good: {path: return.status, values: ["200"], never: ["411"]}
//	  rate: 20                           # a second
//	  reports: {token_file: sms.token, reference: messageid, status: status, arrived: ["10"], failed: ["11", "14"]}
//	mail:
//	  host: mail.example.ir
//	  from: samad@example.ir
//	  user: samad
//	  password_file: mail.password
//	  tls: starttls                      # starttls, tls or none
//	  offices: {isf.tamin: head@tamin.example.ir}
//	processes: 2                         # couriers that run by this file: each takes its part of the rates
//	quiet:                               # for text messages; this is the default
//	  - {hours: "22:00-08:00", except: []}
//	  - {from: 1405-12-01, hours: "21:00-09:00"}
//	texts:
//	  fa/sms/answer: "پاسخ پرونده {{.Code}} آماده است؛ با کد رهگیری بخوانید."
//
// Everything that is wrong is reported at once. Secrets lie in files of their
// own, which nobody but their owner may read.
package setup

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/samad111/go-samad/examples/courier"
	"github.com/samad111/go-samad/examples/courier/mail"
	"github.com/samad111/go-samad/examples/courier/sms"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

type file struct {
	SMS   *smsPart    `yaml:"sms"`
	Mail  *mailPart   `yaml:"mail"`
	Quiet []quietPart `yaml:"quiet"`
	// Processes is how many couriers share the rates; 0 is one.
	Processes int               `yaml:"processes"`
	Texts     map[string]string `yaml:"texts"`
}

type smsPart struct {
	URL         string            `yaml:"url"`
	Method      string            `yaml:"method"`
	Body        string            `yaml:"body"`
	ContentType string            `yaml:"content_type"`
	Headers     map[string]string `yaml:"headers"`
	SecretFile  string            `yaml:"secret_file"`
	Number      string            `yaml:"number"`
	Accepted    []int             `yaml:"accepted"`
	Permanent   []int             `yaml:"permanent"`
	Reference   string            `yaml:"reference"`
	Good        struct {
		Path   string   `yaml:"path"`
		Values []string `yaml:"values"`
		Never  []string `yaml:"never"`
	} `yaml:"good"`
	MaxParts int          `yaml:"max_parts"`
	Timeout  string       `yaml:"timeout"`
	Rate     float64      `yaml:"rate"`
	Reports  *reportsPart `yaml:"reports"`
}

type reportsPart struct {
	TokenFile string   `yaml:"token_file"`
	Key       string   `yaml:"key"`
	Reference string   `yaml:"reference"`
	Status    string   `yaml:"status"`
	Arrived   []string `yaml:"arrived"`
	Failed    []string `yaml:"failed"`
}

type mailPart struct {
	Host         string                    `yaml:"host"`
	Port         int                       `yaml:"port"`
	From         string                    `yaml:"from"`
	Name         string                    `yaml:"name"`
	User         string                    `yaml:"user"`
	PasswordFile string                    `yaml:"password_file"`
	TLS          mail.TLS                  `yaml:"tls"`
	Rate         float64                   `yaml:"rate"`
	Offices      map[samad.AgencyID]string `yaml:"offices"`
}

type quietPart struct {
	From   string              `yaml:"from"`
	Hours  string              `yaml:"hours"`
	Except []samad.MessageKind `yaml:"except"`
}

// Setup is what a file describes.
type Setup struct {
	Config courier.Config
	// reports is nil where the gateway does not report.
	reports *sms.ReportConfig
}

// night is when text messages rest unless the file says otherwise.
const night = "22:00-08:00"

// Load reads the file. desk takes what goes to offices, now is the clock.
func Load(path string, desk samad.Notifier, now func() time.Time) (*Setup, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("courier: %w", err)
	}
	var f file
	if err := yaml.NewDecoder(bytes.NewReader(source), yaml.Strict()).Decode(&f); err != nil {
		return nil, fmt.Errorf("courier: %s: %s", path, yaml.FormatError(err, false, true))
	}
	s := &Setup{Config: courier.Config{
		Carriers: map[samad.Carrier]courier.Carrier{}, Rates: map[samad.Carrier]float64{},
		Quiet: map[samad.Carrier]courier.Quiet{}, Desk: desk, Now: now,
	}}
	l := loader{folder: filepath.Dir(path), now: now}
	l.sms(s, f)
	l.mail(s, f.Mail)
	if len(f.Texts) > 0 {
		texts, err := courier.ParseTexts(f.Texts)
		l.fault(err)
		s.Config.Texts = texts
	}
	l.share(s.Config.Rates, f.Processes)
	if f.SMS == nil && f.Mail == nil {
		l.fault(errors.New("courier: neither sms nor mail is set up"))
	}
	if err := errors.Join(l.errs...); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// Reports is the endpoint of the gateway's delivery reports, nil where it does
// not report.
func (s *Setup) Reports(desk sms.Confirmer) (http.Handler, error) {
	if s.reports == nil {
		return nil, nil // no endpoint is no fault
	}
	return sms.Reports(*s.reports, desk)
}

// loader gathers what is wrong.
type loader struct {
	folder string
	now    func() time.Time
	errs   []error
}

func (l *loader) fault(err error) {
	if err != nil {
		l.errs = append(l.errs, err)
	}
}

// secret reads a file that holds one line, and refuses one that others may
// read.
func (l *loader) secret(name string) string {
	if name == "" {
		return ""
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(l.folder, name)
	}
	info, err := os.Stat(name)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = fmt.Errorf("%s can be read by others; chmod 600", name)
	}
	if err != nil {
		l.fault(fmt.Errorf("courier: secret: %w", err))
		return ""
	}
	content, err := os.ReadFile(name)
	if err != nil {
		l.fault(fmt.Errorf("courier: secret: %w", err))
	}
	return strings.TrimSpace(string(content))
}

func (l *loader) sms(s *Setup, f file) {
	p := f.SMS
	if p == nil {
		if len(f.Quiet) > 0 {
			l.fault(errors.New("courier: quiet: there are no text messages to keep quiet"))
		}
		return
	}
	timeout := time.Duration(0)
	if p.Timeout != "" {
		var err error
		timeout, err = time.ParseDuration(p.Timeout)
		l.fault(err)
	}
	gateway, err := sms.New(sms.Config{
		URL: p.URL, Method: p.Method, Body: p.Body, ContentType: p.ContentType, Headers: p.Headers, Secret: l.secret(p.SecretFile),
		Number: p.Number, Accepted: p.Accepted, Permanent: p.Permanent, Reference: p.Reference,
		GoodPath: p.Good.Path, Good: p.Good.Values, BadForever: p.Good.Never, MaxParts: p.MaxParts, Timeout: timeout, Now: l.now,
	})
	l.fault(err)
	if err == nil {
		s.Config.Carriers[samad.BySMS] = gateway
	}
	if p.Rate != 0 {
		s.Config.Rates[samad.BySMS] = p.Rate
	}
	l.quiet(s, f.Quiet)
	if p.Reports == nil {
		return
	}
	s.reports = &sms.ReportConfig{
		Token: l.secret(p.Reports.TokenFile), Key: p.Reports.Key, Reference: p.Reports.Reference, Status: p.Reports.Status,
		Arrived: p.Reports.Arrived, Failed: p.Reports.Failed,
	}
	_, err = sms.Reports(*s.reports, nil)
	l.fault(err)
}

// share takes this courier's part of the rates. Couriers do not know of each
// other, so that none waits for another's word before each letter; their number
// is told instead, and with fewer of them less is sent, never more.
func (l *loader) share(rates map[samad.Carrier]float64, processes int) {
	if processes < 0 {
		l.fault(fmt.Errorf("courier: processes: %d is no number of couriers", processes))
		return
	}
	for by := range rates {
		rates[by] /= float64(max(1, processes))
	}
}

func (l *loader) quiet(s *Setup, parts []quietPart) {
	if len(parts) == 0 {
		parts = []quietPart{{Hours: night}}
	}
	var spans []courier.QuietSpan
	for _, p := range parts {
		begin, end, err := courier.ParseHours(p.Hours)
		l.fault(err)
		span := courier.QuietSpan{Begin: begin, End: end, Except: slices.Clone(p.Except)}
		if p.From != "" {
			span.From, err = persian.Parse(p.From)
			l.fault(err)
		}
		spans = append(spans, span)
	}
	zone, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		l.fault(err)
		return
	}
	quiet, err := courier.NewQuiet(zone, spans...)
	l.fault(err)
	s.Config.Quiet[samad.BySMS] = quiet
}

func (l *loader) mail(s *Setup, p *mailPart) {
	if p == nil {
		return
	}
	m, err := mail.New(mail.Config{
		Host: p.Host, Port: p.Port, From: p.From, Name: p.Name, User: p.User, Password: l.secret(p.PasswordFile), TLS: p.TLS,
	})
	l.fault(err)
	if err == nil {
		s.Config.Carriers[samad.ByEmail] = m
	}
	if p.Rate != 0 {
		s.Config.Rates[samad.ByEmail] = p.Rate
	}
	offices := map[samad.AgencyID]string{}
	for office, address := range p.Offices {
		address, err := samad.ParseEmail(address)
		if err != nil {
			l.fault(fmt.Errorf("courier: mail: address of office %s: %w", office, err))
		}
		offices[office] = address
	}
	s.Config.Offices = func(office samad.AgencyID, _ samad.Role) string { return offices[office] }
}
