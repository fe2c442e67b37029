package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

// options are what the command line and the environment say.
type options struct {
	Addr    string           `help:"Address to listen on." default:"127.0.0.1:8111" placeholder:"HOST:PORT"`
	DB      string           `name:"db" help:"Database: sqlite: and the path of a file." default:"sqlite:samad.db" placeholder:"URL"`
	Pack    []string         `help:"Folder of a province's pack; may be repeated. Default: the embedded pilot, Isfahan." placeholder:"DIR" sep:"none"`
	Limits  string           `help:"Limits on requests: on, or off for load tests on a loopback address." enum:"on,off" default:"on"`
	Key     string           `help:"Key file that seals personal data; made, readable by its owner only, when the database is new. Default: the database's path and .key." placeholder:"FILE"`
	At      string           `help:"For trials on a loopback address: the instant, RFC 3339, at which the clock of cases begins." placeholder:"INSTANT"`
	Version kong.VersionFlag `help:"Print the version and end."`
}

// variables are the names of the flags in the environment. They are read here
// and not by kong, which would ask the process.
var variables = [...]struct{ flag, variable string }{
	{"--addr", "SAMAD_ADDR"}, {"--db", "SAMAD_DB"}, {"--pack", "SAMAD_PACK"}, {"--limits", "SAMAD_LIMITS"}, {"--key", "SAMAD_KEY"},
}

// errEnd says that --help or --version was asked for and answered.
var errEnd = errors.New("nothing more to do")

// parse reads flags and, for those that are not given, the environment.
func parse(args []string, getenv func(string) string, out io.Writer) (options, error) {
	var o options
	ended := false
	parser, err := kong.New(&o,
		kong.Name("intake"),
		kong.Description("Samad's reference service: REST API and Persian pages over one database."),
		kong.Vars{"version": "intake " + version()},
		kong.Writers(out, out),
		kong.Exit(func(int) { ended = true }),
		kong.UsageOnError(),
	)
	if err != nil {
		return o, fmt.Errorf("command line: %w", err)
	}
	_, err = parser.Parse(append(fromEnvironment(args, getenv), args...))
	if ended {
		return o, errEnd
	}
	if err != nil {
		return o, fmt.Errorf("%w; see --help", err)
	}
	return o, o.check()
}

// fromEnvironment returns as flags what the environment says and the command
// line does not.
func fromEnvironment(args []string, getenv func(string) string) []string {
	given := map[string]bool{}
	for _, a := range args {
		flag, _, _ := strings.Cut(a, "=")
		given[flag] = true
	}
	var out []string
	for _, v := range variables {
		if value := getenv(v.variable); value != "" && !given[v.flag] {
			out = append(out, v.flag+"="+value)
		}
	}
	return out
}

func (o options) check() error {
	host, port, err := net.SplitHostPort(o.Addr)
	if err != nil {
		return fmt.Errorf("--addr %q: write HOST:PORT, for example 127.0.0.1:8111", o.Addr)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("--addr %q: %q is no port: write a number from 0 to 65535", o.Addr, port)
	}
	if o.Limits == "off" && !isLoopback(host) {
		return fmt.Errorf("--limits off is for load tests on this machine: %q is not a loopback address", o.Addr)
	}
	_, err = o.parseStart()
	return err
}

func (o options) loopback() bool {
	host, _, err := net.SplitHostPort(o.Addr)
	return err == nil && isLoopback(host)
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
