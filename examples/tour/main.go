package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// flags are the command line.
type flags struct {
	Keep     string `placeholder:"DIR" type:"path" help:"Keep database, logs and outbox in this new folder."`
	Clients  int    `default:"16" help:"Clients that submit at once, 1 to 256."`
	Kills    int    `default:"1" help:"How often the service is killed while clients submit, and while agencies work."`
	Messages int    `default:"0" help:"Only the first so many messages; 0 for all."`
}

// run is the whole program. It returns the exit code: 0 when everything agrees,
// 1 when something differs, 2 when the tour could not be made.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var f flags
	ended := false
	parser, err := kong.New(&f, kong.Name("tour"), kong.Description("Takes messages of citizens through the whole of Samad."),
		kong.Writers(stdout, stderr), kong.Exit(func(int) { ended = true }))
	if err == nil {
		_, err = parser.Parse(args)
	}
	if ended {
		return 0
	}
	if err == nil && (f.Clients < 1 || f.Clients > 256 || f.Messages < 0 || f.Kills < 0) {
		err = fmt.Errorf("--clients is 1 to 256, --messages and --kills at least 0")
	}
	if err != nil {
		fmt.Fprintln(stderr, "tour:", err)
		return 2
	}
	dir, err := folder(f.Keep)
	if err != nil {
		fmt.Fprintln(stderr, "tour:", err)
		return 2
	}
	began := time.Now()
	differences, err := options{dir: dir, out: stdout, clients: f.Clients, messages: f.Messages, kills: f.Kills}.run(ctx)
	for _, d := range differences {
		fmt.Fprintln(stderr, "tour: differs:", d)
	}
	if err != nil {
		fmt.Fprintln(stderr, "tour:", err)
		fmt.Fprintln(stderr, "tour: see", dir)
		return 2
	}
	if len(differences) > 0 {
		fmt.Fprintf(stderr, "tour: %d differences; see %s\n", len(differences), dir)
		return 1
	}
	fmt.Fprintf(stdout, "Everything agrees with the ledger, after %s.\n", time.Since(began).Round(time.Second))
	if f.Keep == "" {
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(stderr, "tour:", err)
		}
	} else {
		fmt.Fprintf(stdout, "Look around in %s\n", dir)
	}
	return 0
}

// folder makes the folder of the tour.
func folder(keep string) (string, error) {
	if keep == "" {
		return os.MkdirTemp("", "samad-tour-")
	}
	return keep, os.Mkdir(keep, 0o700)
}
