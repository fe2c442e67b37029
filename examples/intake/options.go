package main

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/samad111/go-samad/examples/attachments"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
)

// options are the settings of the service. Every one is a flag, a variable of
// the environment and a key of the file given with --config; docs/operations.md
// has the table, printed from these tags.
type options struct {
	Config      string           `help:"File of settings, YAML: the names of the flags with underscores." placeholder:"FILE"`
	Addr        string           `help:"Address to listen on." default:"127.0.0.1:8111" placeholder:"HOST:PORT"`
	PublicURL   string           `name:"public-url" help:"Address under which people reach the service, where a proxy stands before it: cookies and OpenID Connect go by it." placeholder:"URL"`
	DB          string           `name:"db" help:"Database: sqlite: and the path of a file, or a postgres:// address." default:"sqlite:samad.db" placeholder:"URL" secret:"address"`
	DBFile      string           `name:"db-file" help:"File that holds the database's address, in place of --db: keeps its password out of the command line." placeholder:"FILE"`
	Key         string           `help:"Key file that seals personal data; made, readable by its owner only, when the database is new. Default: the database's path and .key." placeholder:"FILE"`
	Attachments string           `help:"Where attachments lie, the same for every server and checker: a folder, or s3://BUCKET?region=REGION&endpoint=URL for a bucket of S3 or what speaks its protocol; off takes none. Default: the database's path and .attachments, and off where the database is no file." placeholder:"DIR|s3:|off"`
	Clamd       string           `help:"ClamAV daemon that scans attachments, HOST:PORT or the path of its socket; while it is away none are taken. Default none." placeholder:"ADDRESS"`
	Pack        []string         `help:"Folder of a province's pack; may be repeated. Default: the embedded pilot, Isfahan." placeholder:"DIR" sep:"none"`
	Limits      string           `help:"Limits on requests: on, or off for load tests on a loopback address." enum:"on,off" default:"on"`
	MaxRequests int              `help:"Requests answered at the same time; what comes on top of them gets 503 and Retry-After." default:"256" placeholder:"N"`
	TLSCert     string           `name:"tls-cert" help:"Certificate chain, PEM. With it the service speaks HTTPS only; SIGHUP reads it anew." placeholder:"FILE"`
	TLSKey      string           `name:"tls-key" help:"Private key of the certificate, PEM." placeholder:"FILE"`
	H2C         bool             `name:"h2c" help:"Speak HTTP/2 without TLS too, for a proxy that does."`
	Proxy       []string         `name:"trusted-proxy" help:"Network (CIDR) or address of a proxy whose X-Forwarded-For and X-Forwarded-Proto are believed; may be repeated." placeholder:"CIDR"`
	StopDelay   time.Duration    `help:"After the signal to stop: time to go on as before while /readyz says no, so that proxies notice." default:"0s" placeholder:"DURATION"`
	StopTime    time.Duration    `help:"After that: time for requests that run to end, before they are cut off." default:"15s" placeholder:"DURATION"`
	Metrics     string           `help:"Metrics at /metrics: on, for this machine only; off; or an address of their own, HOST:PORT." default:"on" placeholder:"on|off|HOST:PORT"`
	Trace       string           `name:"trace-endpoint" help:"OpenTelemetry collector for traces, OTLP over HTTP; default none." placeholder:"URL"`
	TraceShare  float64          `help:"Share of requests that are traced, 0 to 1, unless the caller decided." default:"1" placeholder:"SHARE"`
	LogLevel    string           `help:"Least level of the log." enum:"debug,info,warn,error" default:"info" placeholder:"LEVEL"`
	Factor      string           `name:"second-factor" help:"Who must have a second factor: admins (administrators and oversight), all, or none for trials on a loopback address. Default: admins, and none on a loopback address without a proxy." placeholder:"WHO"`
	OIDC        string           `name:"oidc-issuer" help:"OpenID Connect provider for the sign-in of staff; default none." placeholder:"URL"`
	OIDCClient  string           `name:"oidc-client" help:"Client id at the provider." placeholder:"ID"`
	OIDCSecret  string           `name:"oidc-secret-file" help:"File that holds the client's secret at the provider; none for a public client." placeholder:"FILE"`
	OIDCClaim   string           `name:"oidc-claim" help:"Claim that holds the user name of the account here; email counts only when it is verified." default:"preferred_username" placeholder:"CLAIM"`
	OIDCName    string           `name:"oidc-name" help:"What the button of the sign-in page calls the provider." default:"OpenID" placeholder:"NAME"`
	Open311     string           `name:"open311" help:"Open311 GeoReport v2 at /open311/v2/: on or off." enum:"on,off" default:"on"`
	Listed      []string         `name:"open311-public" help:"Topic whose cases, and those of all topics below it, everybody may list by Open311, without texts, names and codes; may be repeated. Default: none." placeholder:"TOPIC"`
	Areas       []string         `name:"open311-jurisdiction" help:"A jurisdiction_id of Open311 and the place that it stands for; may be repeated. Default: none, and jurisdiction_id is ignored." placeholder:"ID=PLACE"`
	SMSFrom     string           `name:"sms-from" help:"Takes text messages in at /sms/in: where the sender's number stands in the gateway's request, as query:name, form:name, header:Name or json:/pointer. Default: none are taken." placeholder:"WHERE"`
	SMSText     string           `name:"sms-text" help:"Where the text stands." placeholder:"WHERE"`
	SMSID       string           `name:"sms-id" help:"Where the carrier's id of the message stands, which makes it safe to hand in twice." placeholder:"WHERE"`
	SMSSecret   string           `name:"sms-secret-file" help:"File that holds the secret which the gateway sends along." placeholder:"FILE"`
	SMSSecretAt string           `name:"sms-secret-at" help:"Where the secret stands, as header:Name or query:name." placeholder:"WHERE"`
	SMSKey      string           `name:"sms-key-file" help:"File that holds the key with which the gateway signs its requests, HMAC-SHA256." placeholder:"FILE"`
	SMSSignedAt string           `name:"sms-signed-at" help:"Header that carries the signature." placeholder:"NAME"`
	SMSNetwork  []string         `name:"sms-network" help:"Network (CIDR) or address from which the gateway calls; may be repeated." placeholder:"CIDR"`
	SMSMethod   string           `name:"sms-method" help:"Method of the gateway's requests." enum:"POST,GET" default:"POST"`
	SMSReply    string           `name:"sms-reply" help:"Answer to the gateway, a Go template with .Text, .To and .ID and the functions json and xml." default:"{{.Text}}" placeholder:"TEMPLATE"`
	SMSType     string           `name:"sms-reply-type" help:"Content type of the answer." default:"text/plain; charset=utf-8" placeholder:"TYPE"`
	SMSPlace    string           `name:"sms-place" help:"Place of the matters that come by this number; needed where there are several centres." placeholder:"PLACE"`
	Exchange    string           `name:"exchange-secret-file" help:"File that holds the secret with which the telephone exchange tells at /exchange/callers how many wait on the line; default none, and the shift page says that no exchange is connected." placeholder:"FILE"`
	At          string           `help:"For trials on a loopback address: the instant, RFC 3339, at which the clock of cases begins." placeholder:"INSTANT"`
	Demo        demoSize         `help:"Fill an empty database with a past year of so many made-up cases, 2000 if no number is given, print an account for every role, and serve. On a loopback address only." placeholder:"CASES"`
	Training    bool             `help:"Serve a sandbox to learn in: a database of its own (default sqlite:samad-training.db) with sample cases, an account for every role, and tasks; every page says so, and nothing is sent outside."`
	Trained     []string         `name:"training-for" help:"Role that an account may hold only after its training tasks are done; may be repeated. Default: none." placeholder:"ROLE"`
	TrainedKey  []string         `name:"training-key" help:"Public key of a sandbox whose results count, as the sandbox prints it; may be repeated." placeholder:"KEY"`
	Setup       bool             `help:"Make the database's schema, the key file and the first account, print it, and end: before several servers start at once."`
	PrintConfig bool             `help:"Print the settings in force and where each comes from, secrets masked, and end."`
	Version     kong.VersionFlag `help:"Print the version and end."`

	trusted []netip.Prefix           // Proxy
	areas   map[string]samad.PlaceID // Areas
	sms     httpapi.SMSProof         // how the gateway of SMS shows who it is
	line    string                   // what the file of Exchange holds
	start   time.Time                // At
	now     func() time.Time         // in its place, where one is passed in
	keys    []ed25519.PublicKey      // TrainedKey
	from    map[string]origin        // where each setting comes from, by flag
}

// errEnd says that --help or the like was asked for and answered.
var errEnd = errors.New("nothing more to do")

// demoSize is the value of --demo, which may stand alone.
type demoSize int

const demoUsual = 2000

// IsBool tells kong that the flag may stand without a value.
func (*demoSize) IsBool() bool { return true }

// Decode implements [kong.MapperValue].
func (d *demoSize) Decode(ctx *kong.DecodeContext) error {
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		*d = demoUsual
		return nil
	}
	value := fmt.Sprint(ctx.Scan.Pop().Value)
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > 1_000_000 {
		return fmt.Errorf("%q: write a number of cases up to a million", value)
	}
	*d = demoSize(n)
	return nil
}

// check looks at the settings together and returns all faults, each with where
// the setting comes from. It reads the file of --db-file.
func (o *options) check() error {
	var errs []error
	fault := func(flag, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: "+format, append([]any{o.origin(flag)}, args...)...))
	}
	host, port, err := net.SplitHostPort(o.Addr)
	if err != nil {
		fault("addr", "%q: write HOST:PORT, for example 127.0.0.1:8111", o.Addr)
	} else if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		fault("addr", "%q: %q is no port: write a number from 0 to 65535", o.Addr, port)
	}
	if o.Limits == "off" && !isLoopback(host) {
		fault("limits", "--limits off is for load tests on this machine: %q is not a loopback address", o.Addr)
	}
	if (o.TLSCert == "") != (o.TLSKey == "") {
		fault("tls-cert", "--tls-cert and --tls-key belong together: give both or none")
	}
	if o.H2C && o.TLSCert != "" {
		fault("h2c", "--h2c is HTTP/2 without TLS; with --tls-cert HTTP/2 is spoken anyway")
	}
	for _, p := range o.Proxy {
		network, err := parseNetwork(p)
		if err != nil {
			fault("trusted-proxy", "%q: write a network such as 10.0.0.0/8, or an address", p)
			continue
		}
		o.trusted = append(o.trusted, network)
	}
	if o.PublicURL != "" && !isSite(o.PublicURL) {
		fault("public-url", "%q: write a scheme and a host, for example https://samad.example.ir", o.PublicURL)
	}
	if o.MaxRequests < 1 {
		fault("max-requests", "%d: write a number above 0", o.MaxRequests)
	}
	if o.StopDelay < 0 || o.StopTime <= 0 {
		fault("stop-time", "--stop-time must be above 0 and --stop-delay not below it")
	}
	if o.Metrics != "on" && o.Metrics != "off" {
		if _, _, err := net.SplitHostPort(o.Metrics); err != nil {
			fault("metrics", "%q: write on, off or HOST:PORT", o.Metrics)
		}
	}
	if o.Trace != "" && !isHTTP(o.Trace) {
		fault("trace-endpoint", "%q: write an address such as http://127.0.0.1:4318", o.Trace)
	}
	if o.TraceShare < 0 || o.TraceShare > 1 {
		fault("trace-share", "%v: write a number from 0 to 1", o.TraceShare)
	}
	if err := attachments.Check(o.Attachments); err != nil {
		fault("attachments", "%w", err)
	}
	o.checkSignIn(fault)
	o.checkOpen311(fault)
	o.checkSMS(fault)
	o.checkCallers(fault)
	if o.At != "" {
		if !o.loopback() {
			fault("at", "--at is for trials on this machine: --addr is not a loopback address")
		}
		if o.start, err = time.Parse(time.RFC3339, o.At); err != nil {
			fault("at", "%q: write an instant such as 2026-03-18T09:30:00+03:30", o.At)
		}
	}
	o.checkTraining(fault)
	if o.Demo > 0 && !o.Training && (!o.trial() || len(o.Pack) > 0) {
		fault("demo", "--demo fills a database of the embedded pilot on a loopback address without a proxy; --pack does not go with it")
	}
	if o.DBFile != "" {
		if o.from["db"].source != "" {
			fault("db-file", "--db and --db-file exclude each other")
		} else if secret, err := readSecret(o.DBFile); err != nil {
			fault("db-file", "%w", err)
		} else {
			o.DB = secret
		}
	}
	return errors.Join(errs...)
}

func (o *options) checkSignIn(fault func(flag, format string, args ...any)) {
	switch o.Factor {
	case "":
		o.Factor = "admins"
		if o.trial() {
			o.Factor = "none"
		}
	case "none":
		if !o.trial() {
			fault("second-factor", "none is for trials on a loopback address without a proxy")
		}
	case "admins", "all":
	default:
		fault("second-factor", "%q: write admins, all or none", o.Factor)
	}
	switch {
	case o.OIDC == "":
		if o.OIDCClient != "" || o.OIDCSecret != "" {
			fault("oidc-issuer", "--oidc-client and --oidc-secret-file need --oidc-issuer")
		}
		return
	case !isHTTP(o.OIDC):
		fault("oidc-issuer", "%q: write the issuer's address, https:// and a host", o.OIDC)
	case o.OIDCClient == "":
		fault("oidc-client", "--oidc-issuer needs --oidc-client")
	}
	if o.OIDCClaim == "" {
		fault("oidc-claim", "name a claim, for example preferred_username")
	}
	if !o.trial() && o.PublicURL == "" {
		fault("public-url", "--oidc-issuer needs --public-url: the provider sends people back there")
	}
}

// readSecret returns the first line of a file.
func readSecret(path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read a secret: %w", err)
	}
	secret, _, _ := strings.Cut(string(content), "\n")
	if secret = strings.TrimSpace(secret); secret == "" {
		return "", fmt.Errorf("the file %s holds no secret in its first line", path)
	}
	return secret, nil
}

func parseNetwork(s string) (netip.Prefix, error) {
	if at, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(at.Unmap(), at.Unmap().BitLen()), nil
	}
	network, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, err //nolint:wrapcheck // said in other words
	}
	return network.Masked(), nil
}

func isHTTP(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

// isSite reports whether s is a scheme and a host without more.
func isSite(s string) bool {
	u, err := url.Parse(s)
	return err == nil && isHTTP(s) && (u.Path == "" || u.Path == "/") && u.RawQuery == "" && u.Fragment == ""
}

func (o *options) loopback() bool {
	host, _, err := net.SplitHostPort(o.Addr)
	return err == nil && isLoopback(host)
}

// trial reports whether only this machine reaches the service: a loopback
// address with nothing that says that a proxy stands before it.
func (o *options) trial() bool {
	return o.loopback() && len(o.Proxy) == 0 && o.PublicURL == "" && o.TLSCert == ""
}

// secure reports whether browsers reach the service by HTTPS.
func (o *options) secure() bool {
	return o.TLSCert != "" || strings.HasPrefix(o.PublicURL, "https:")
}

// level is the least level of the log.
func (o *options) level() slog.Level {
	return map[string]slog.Level{"debug": slog.LevelDebug, "warn": slog.LevelWarn, "error": slog.LevelError}[o.LogLevel]
}

// isLoopback reports whether only this machine reaches the host. The empty
// host means all addresses.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// version is that of the module, or of the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "dev-" + s.Value[:12]
		}
	}
	return "dev"
}
