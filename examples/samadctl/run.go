package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// The exit codes, described in the package comment.
const (
	exitGood     = 0
	exitFindings = 1
	exitUsage    = 2
)

// errFindings ends a command that has done its work and found something. What
// it found has been written already.
var errFindings = errors.New("findings")

// commands is the command line. Kong reads its tags.
type commands struct {
	JSON bool `name:"json" help:"Write one JSON object a line."`

	Code     codeCommands     `cmd:"" help:"Tracking codes."`
	Calendar calendarCommands `cmd:"" help:"Dates and working days."`
	Deadline deadlineCommand  `cmd:"" help:"Compute a deadline."`
	Rules    rulesCommands    `cmd:"" help:"Rules that say which agency must answer."`
	Pack     packCommands     `cmd:"" help:"Packs, which describe a province."`
	Case     caseCommands     `cmd:"" help:"Cases in a database."`
	DB       dbCommands       `cmd:"" name:"db" help:"The database as a whole."`
	Account  accountCommands  `cmd:"" help:"Accounts of the example service."`
	Key      keyCommands      `cmd:"" help:"The keys under which personal data is sealed."`
}

// console is what a command works with.
type console struct {
	stdin  io.Reader
	stdout *bufio.Writer
	stderr io.Writer
	json   bool
}

// run is the whole program. It returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var cli commands
	helped := false
	parser, err := kong.New(&cli,
		kong.Name("samadctl"),
		kong.Description("Dates, deadlines, packs, rules and cases of Samad, from the command line."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(stderr, "samadctl:", err)
		return exitUsage
	}
	parsed, err := parser.Parse(args)
	if helped { // kong goes on parsing after --help when its Exit returns
		return exitGood
	}
	if err != nil {
		fmt.Fprintln(stderr, "samadctl:", err)
		fmt.Fprintln(stderr, "samadctl: see samadctl --help")
		return exitUsage
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	out := bufio.NewWriterSize(stdout, 64<<10)
	err = parsed.Run(&console{stdin: stdin, stdout: out, stderr: stderr, json: cli.JSON})
	if flushed := out.Flush(); err == nil && flushed != nil {
		err = fmt.Errorf("write the output: %w", flushed)
	}
	switch {
	case err == nil:
		return exitGood
	case errors.Is(err, errFindings):
		return exitFindings
	default:
		for line := range strings.SplitSeq(err.Error(), "\n") {
			fmt.Fprintln(stderr, "samadctl:", line)
		}
		return exitUsage
	}
}
