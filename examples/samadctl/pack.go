package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad/directory"
)

type packCommands struct {
	Check packCheck `cmd:"" help:"Check a pack and run the tests of its rules."`
	New   packNew   `cmd:"" help:"Write a small pack to begin with."`
}

// packFlags say what a pack may extend.
type packFlags struct {
	Base []string `placeholder:"ID=DIR" sep:"none" help:"A pack that this one extends, with its id. May be repeated; the pilot's, isfahan, is there already."`
}

// load reads the pack in a directory.
func (f packFlags) load(dir string) (*pack.Pack, error) {
	fsys, err := openDir(dir)
	if err != nil {
		return nil, err
	}
	opts := pack.Options{Name: filepath.ToSlash(dir), Bases: map[string]fs.FS{"isfahan": isfahan.FS()}}
	for _, base := range f.Base {
		id, path, ok := strings.Cut(base, "=")
		if !ok {
			return nil, fmt.Errorf("--base %q: ID=DIR expected", base)
		}
		if opts.Bases[id], err = openDir(path); err != nil {
			return nil, fmt.Errorf("--base %s: %w", id, err)
		}
	}
	return pack.Load(fsys, opts)
}

func openDir(dir string) (fs.FS, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is a file; the directory of a pack is wanted", dir)
	}
	return os.DirFS(dir), nil
}

type packCheck struct {
	packFlags
	Dir string `arg:"" help:"Directory of the pack."`
}

// Help describes input and output.
func (packCheck) Help() string {
	return `Reads all files of the pack, strictly, and runs the tests of its rules. Every
fault is one line, file:line:column: what is wrong (how to mend it); the exit
code is 1 then.

JSON fields: file, line, column, message, hint.`
}

type faultRecord struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Run checks the pack.
func (cmd *packCheck) Run(ctx context.Context, c *console) error {
	p, err := cmd.load(cmd.Dir)
	if faults, ok := errors.AsType[directory.Faults](err); ok {
		for _, f := range faults {
			c.fault(faultRecord{f.File, f.Line, f.Column, f.Message, f.Hint}, f.String())
		}
		summaryf(c.stderr, "%s: %s", cmd.Dir, counted(len(faults), "fault"))
		return errFindings
	}
	if err != nil {
		return err
	}
	failed, err := p.Check(ctx)
	if err != nil {
		return err
	}
	for _, f := range failed {
		message := f.Test.Name + ": " + strings.Join(f.Differences, "; ")
		c.fault(faultRecord{File: f.Test.File, Line: f.Test.Line, Column: 1, Message: message},
			fmt.Sprintf("%s:%d:1: %s", f.Test.File, f.Test.Line, message))
	}
	tests := len(p.Tests())
	if len(failed) > 0 {
		summaryf(c.stderr, "%s: %d of %d tests of the rules fail", cmd.Dir, len(failed), tests)
		return errFindings
	}
	summaryf(c.stderr, "%s: pack %s %s is good, %d tests of the rules pass", cmd.Dir, p.ID, p.Version, tests)
	return nil
}

func (c *console) fault(record faultRecord, line string) {
	if c.json {
		c.printJSON(record)
	} else {
		c.print(line, "\n")
	}
}

// badPack reports the faults of a pack that another command needs.
func (c *console) badPack(err error) error {
	faults, ok := errors.AsType[directory.Faults](err)
	if !ok {
		return err
	}
	for _, f := range faults {
		fmt.Fprintln(c.stderr, "samadctl:", f)
	}
	return errors.New("the pack has faults; see samadctl pack check")
}
