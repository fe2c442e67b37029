package main

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/samad111/go-samad/examples/attachments"
)

// options are what the command line says.
type options struct {
	DB        string        `name:"db" env:"SAMAD_DB" default:"sqlite:samad.db" placeholder:"URL" help:"Database that the service works on. Default: sqlite:samad.db."`
	Pack      []string      `env:"SAMAD_PACK" placeholder:"DIR" sep:"none" help:"Folder of a province's pack; may be repeated. Default: the embedded pilot, Isfahan."`
	Key       string        `env:"SAMAD_KEY" placeholder:"FILE" help:"Key file of the database. Default: the database's path and .key."`
	Files     string        `name:"attachments" env:"SAMAD_ATTACHMENTS" placeholder:"DIR|s3:|off" help:"Where attachments lie, as the service has it: a folder or s3://BUCKET?region=REGION&endpoint=URL. Default: the database's path and .attachments, and off where the database is no file."`
	Every     time.Duration `default:"30s" help:"Time between two rounds."`
	Once      bool          `help:"Do one round and end."`
	At        string        `placeholder:"INSTANT" help:"Rehearse: do the round of this instant, RFC 3339, instead of now."`
	Until     string        `placeholder:"INSTANT" help:"With --at: go on from due instant to due instant up to this one."`
	Outbox    string        `placeholder:"FILE" help:"Append messages to this file, as JSON lines. With neither this nor --courier they wait; in a rehearsal (--at) they are counted and taken as delivered."`
	Batch     int           `default:"200" help:"Cases or messages claimed at a time, 1 to 1000."`
	Lease     time.Duration `default:"1m" help:"How long a checker that died keeps its work from the others."`
	Retry     time.Duration `default:"30s" help:"Wait after a message's first failure, doubled after each further one."`
	DryRun    bool          `help:"List what a round would do now, and do nothing."`
	Couriers  int           `default:"4" help:"How many deliver side by side, 1 to 64."`
	Courier   string        `placeholder:"FILE" help:"Configuration of the courier: gateways for SMS, mail and webhooks."`
	PublicURL string        `name:"public-url" env:"SAMAD_PUBLIC_URL" placeholder:"URL" help:"Address under which people reach the service, as the service has it: the links of surveys lead there. Required with --courier, unless --no-rooms is said; else http://127.0.0.1:8111."`
	Digest    string        `default:"07:30" placeholder:"HH:MM" help:"When agencies are told of their day, on their working days; off for never."`
	Rooms     bool          `default:"true" negatable:"" help:"Add up figures and do what oversight asks for: surveys, reminders, violations. --no-rooms leaves that to another process."`
	Listen    string        `placeholder:"ADDRESS" help:"Serve /metrics, /healthz and the gateways' delivery reports here."`
	MaxLag    time.Duration `default:"10m" help:"/healthz fails when something has been due for longer."`
	Webhooks  bool          `default:"true" negatable:"" help:"Send the webhooks that agencies have asked for. --no-webhooks leaves them to another checker; a rehearsal (--at) never sends any."`
	HookNets  []string      `name:"webhook-net" placeholder:"CIDR" help:"Private network in which receivers of webhooks may lie; may be repeated. Default: none."`
	HookPlain bool          `name:"webhook-plain" help:"For trials: send webhooks to http addresses too."`
	NATS      string        `name:"nats" placeholder:"URL" help:"Publish all events to this NATS server's JetStream."`
	JSON      bool          `name:"json" help:"Write one JSON object a line."`

	from, until time.Time      // --at and --until
	digest      time.Duration  // --digest after midnight, negative for never
	networks    []netip.Prefix // --webhook-net
}

// errEnd says that --help was asked for and answered.
var errEnd = errors.New("nothing more to do")

// parse reads the command line and reports everything that is wrong with it.
func parse(args []string, stdout, stderr io.Writer) (options, error) {
	var o options
	ended := false
	parser, err := kong.New(&o,
		kong.Name("deadline"),
		kong.Description("Watches every deadline of Samad and delivers its messages."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { ended = true }),
	)
	if err != nil {
		return o, fmt.Errorf("command line: %w", err)
	}
	_, err = parser.Parse(args)
	if ended {
		return o, errEnd
	}
	if err != nil {
		return o, fmt.Errorf("%w; see --help", err)
	}
	return o, o.check()
}

func (o *options) check() error {
	var errs []error
	fault := func(wrong bool, format string, args ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	instant := func(flag, s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		t, err := time.Parse(time.RFC3339, s)
		fault(err != nil, "%s %q: write an instant such as 2026-03-18T09:30:00+03:30", flag, s)
		return t
	}
	o.from, o.until = instant("--at", o.At), instant("--until", o.Until)
	fault(o.Until != "" && o.At == "", "--until needs --at")
	fault(o.Once && o.At != "", "--once and --at exclude each other: --at alone does one round")
	fault(!o.from.IsZero() && !o.until.IsZero() && o.until.Before(o.from), "--until lies before --at")
	fault(o.Every <= 0, "--every must be longer than nothing")
	fault(o.Batch < 1 || o.Batch > 1000, "--batch is 1 to 1000")
	fault(o.Couriers < 1 || o.Couriers > 64, "--couriers is 1 to 64")
	fault(o.Lease <= 0 || o.Retry <= 0, "--lease and --retry must be longer than nothing")
	fault(o.MaxLag <= 0, "--max-lag must be longer than nothing")
	fault(o.DryRun && (o.Once || o.Until != ""), "--dry-run does nothing, so neither --once nor --until goes with it")
	fault(o.Courier != "" && o.Rooms && o.PublicURL == "", "--courier needs --public-url: the links of surveys lead there")
	if o.PublicURL == "" {
		o.PublicURL = "http://127.0.0.1:8111" // where a trial of the service listens
	}
	site, err := url.Parse(o.PublicURL)
	fault(err != nil || site.Host == "" || site.Scheme != "http" && site.Scheme != "https" || strings.Trim(site.Path, "/") != "" || site.RawQuery != "" || site.Fragment != "",
		"--public-url %q: write a scheme and a host, for example https://samad.example.ir", o.PublicURL)
	o.PublicURL = strings.TrimRight(o.PublicURL, "/")
	if err := attachments.Check(o.Files); err != nil {
		errs = append(errs, fmt.Errorf("--attachments: %w", err))
	}
	networks, err := parseNetworks(o.HookNets)
	fault(err != nil, "%w", err)
	o.networks = networks
	o.digest = -1
	if o.Digest != "off" {
		at, err := time.Parse("15:04", o.Digest)
		fault(err != nil, "--digest %q: write a time of day such as 07:30, or off", o.Digest)
		o.digest = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	}
	if o.Key == "" {
		path, ok := strings.CutPrefix(o.DB, "sqlite:")
		fault(!ok || path == "", "--key is missing: keys lie beside a database only where that is a file; for this one name the key file of the service")
		o.Key = path + ".key"
	}
	return errors.Join(errs...)
}
