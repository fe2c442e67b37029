package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
)

// programs are the built binaries.
type programs struct{ intake, deadline, samadctl string }

// build builds the programs into a folder.
func build(ctx context.Context, dir string) (programs, error) {
	p := programs{
		intake: filepath.Join(dir, "intake"), deadline: filepath.Join(dir, "deadline"), samadctl: filepath.Join(dir, "samadctl"),
	}
	const module = "github.com/samad111/go-samad/examples/"
	build := exec.CommandContext(ctx, "go", "build", "-o", dir+string(filepath.Separator),
		module+"intake", module+"deadline", module+"samadctl")
	var said bytes.Buffer
	build.Stdout, build.Stderr = &said, &said
	if err := build.Run(); err != nil {
		return programs{}, fmt.Errorf("build the programs: %w\n%s", err, said.String())
	}
	return p, nil
}

// call runs a program to its end and returns what it wrote.
func call(ctx context.Context, name string, args ...string) (stdout, stderr string, err error) {
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return out.String(), errs.String(), fmt.Errorf("%s: %w\n%s%s", filepath.Base(name), err, out.String(), errs.String())
	}
	return out.String(), errs.String(), nil
}
