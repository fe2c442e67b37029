package main

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/samad111/go-samad/samad/directory"
)

// starter is a small pack in which each kind of rule stands once.
//
//go:embed starter/*.yaml
var starter embed.FS

type packNew struct {
	Dir      string `arg:"" help:"Directory to make; it must not exist, or be empty."`
	ID       string `default:"starter" help:"Id of the pack; ids of its agencies begin with it."`
	Province string `default:"99" help:"Official code of the province, two digits; of a real one its counties and cities are written too. Default: one made up."`
	Name     string `help:"Name of the province; default: that of the code."`
	NameEn   string `help:"Its English name; default: that of the code."`
}

// Help describes the output.
func (packNew) Help() string {
	return `Writes a small pack to begin with: the counties and cities of the province with
their official codes, sample agencies and topics, rules of each kind and their
tests. It passes "pack check", "rules lint" and "rules test --strict" as it is.
Then put your own in, file by file; docs/rules.md tells how.`
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
	found, known := provinceOf(cmd.Province)
	if !known {
		found.name, found.latin = "استان نمونه", "Sample province"
	}
	for _, f := range []struct {
		flag string
		name *string
		of   string
	}{{"--name", &cmd.Name, found.name}, {"--name-en", &cmd.NameEn, found.latin}} {
		*f.name = cmp.Or(*f.name, f.of)
		if strings.TrimSpace(*f.name) == "" || strings.ContainsAny(*f.name, "\n\"'{}[],:#&*!|>%@`") {
			return fmt.Errorf("%s %q: a name without punctuation expected", f.flag, *f.name)
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
	own := cmd.replacer(found, known)
	for _, f := range files {
		src, err := fs.ReadFile(starter, "starter/"+f.Name())
		if err != nil {
			return fmt.Errorf("read the files to begin with: %w", err)
		}
		path := filepath.Join(cmd.Dir, f.Name())
		text := own.Replace(string(src))
		if known && f.Name() == directory.PlacesFile {
			text = found.placesFile()
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return fmt.Errorf("write the pack: %w", err)
		}
		c.print(path, "\n")
	}
	summaryf(c.stderr, "%s: a pack to begin with; see samadctl pack check, rules lint and rules test", cmd.Dir)
	return nil
}

// replacer puts the province's own names and codes into the starter.
func (cmd *packNew) replacer(found province, known bool) *strings.Replacer {
	pairs := []string{"starter", cmd.ID}
	if known {
		county, city, other := found.sample()
		pairs = append(pairs, `"9901000001`, `"`+city.code, `"9901`, `"`+county.code, `"9902`, `"`+other.code,
			"farther", slug(other.latin), "دورتر", other.name, "Farther", other.latin)
	}
	return strings.NewReplacer(append(pairs, `"99`, `"`+cmd.Province, "استان نمونه", cmd.Name, "Sample province", cmd.NameEn)...)
}
