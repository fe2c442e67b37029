package archtest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// goList runs go list in dir and returns its lines.
func goList(ctx context.Context, dir string, args ...string) ([]string, error) {
	command := exec.CommandContext(ctx, "go", append([]string{"list"}, args...)...)
	command.Dir = dir
	var faults bytes.Buffer
	command.Stderr = &faults
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("archtest: go list %s: %w: %s", strings.Join(args, " "), err, faults.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(lines)
	return slices.Compact(lines), nil
}

// Dependencies returns everything that the packages import, directly or not.
func Dependencies(ctx context.Context, dir string, packages ...string) ([]string, error) {
	return goList(ctx, dir, append([]string{"-deps", "--"}, packages...)...)
}

// LinkedModule is a module of which at least one package is compiled in.
type LinkedModule struct {
	Path, Version, Dir string
}

// Linked returns the modules, besides this one, that the programs, libraries
// and tests of the module in dir are built from.
func Linked(ctx context.Context, dir string) ([]LinkedModule, error) {
	lines, err := goList(ctx, dir, "-deps", "-test", "-f",
		"{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", "./...")
	if err != nil {
		return nil, err
	}
	var modules []LinkedModule
	for _, line := range lines {
		if parts := strings.Split(line, "\t"); len(parts) == 3 {
			modules = append(modules, LinkedModule{Path: parts[0], Version: parts[1], Dir: parts[2]})
		}
	}
	return modules, nil
}

// required finds the version of a module in the text of a go.mod file.
func required(goMod, module string) string {
	for line := range strings.Lines(goMod) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) >= 2 && fields[0] == module {
			return fields[1]
		}
	}
	return ""
}

// Pinned returns the version of a module that is built with, and the version
// that another module asks for in its go.mod.
func Pinned(ctx context.Context, dir, module, by string) (built, asked string, err error) {
	lines, err := goList(ctx, dir, "-m", "-f", "{{.Version}}", module)
	if err != nil {
		return "", "", err
	}
	files, err := goList(ctx, dir, "-m", "-f", "{{.GoMod}}", by)
	if err != nil {
		return "", "", err
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		return "", "", fmt.Errorf("archtest: read what %s asks for: %w", by, err)
	}
	return lines[0], required(string(text), module), nil
}
