package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// starter is a small pack in which each kind of rule stands once.
//
//go:embed starter/*.yaml
var starter embed.FS

type packNew struct {
	Dir      string `arg:"" help:"Directory to make; it must not exist, or be empty."`
	ID       string `default:"starter" help:"Id of the pack; ids of its agencies begin with it."`
	Province string `default:"99" help:"Official code of the province, two digits."`
	Name     string `default:"استان نمونه" help:"Name of the province."`
	NameEn   string `default:"Sample province" help:"Its English name."`
}

// Help describes the output.
func (packNew) Help() string {
	return `Writes a small pack to begin with: places, agencies, topics, rules of each kind
and their tests. It passes "pack check", "rules lint" and "rules test --strict" as
it is. Then put your own in, file by file; docs/rules.md tells how.`
}

var (
	packID       = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	provinceCode = regexp.MustCompile(`^[0-9]{2}$`)
)

// Run writes the files.
func (cmd *packNew) Run(_ context.Context, c *console) error {
	switch {
	case !packID.MatchString(cmd.ID):
		return fmt.Errorf("--id %q: small Latin letters, digits and hyphens expected", cmd.ID)
	case !provinceCode.MatchString(cmd.Province):
		return fmt.Errorf("--province %q: two digits expected", cmd.Province)
	}
	for flag, name := range map[string]string{"--name": cmd.Name, "--name-en": cmd.NameEn} {
		if strings.TrimSpace(name) == "" || strings.ContainsAny(name, "\n\"'{}[],:#&*!|>%@`") {
			return fmt.Errorf("%s %q: a name without punctuation expected", flag, name)
		}
	}
	entries, err := os.ReadDir(cmd.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("look into the directory: %w", err)
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty", cmd.Dir)
	}
	if err := os.MkdirAll(cmd.Dir, 0o750); err != nil {
		return err
	}
	files, err := fs.ReadDir(starter, "starter")
	if err != nil {
		return fmt.Errorf("read the files to begin with: %w", err)
	}
	own := strings.NewReplacer("starter", cmd.ID, `"99`, `"`+cmd.Province, "استان نمونه", cmd.Name, "Sample province", cmd.NameEn)
	for _, f := range files {
		src, err := fs.ReadFile(starter, "starter/"+f.Name())
		if err != nil {
			return fmt.Errorf("read the files to begin with: %w", err)
		}
		path := filepath.Join(cmd.Dir, f.Name())
		if err := os.WriteFile(path, []byte(own.Replace(string(src))), 0o600); err != nil {
			return fmt.Errorf("write the pack: %w", err)
		}
		c.print(path, "\n")
	}
	summaryf(c.stderr, "%s: a pack to begin with; see samadctl pack check, rules lint and rules test", cmd.Dir)
	return nil
}
