package routing

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla/persian"
)

var _ samad.Router = (*Table)(nil)

// RulesFile is the name of a pack's rule set.
const RulesFile = "rules.yaml"

// Options say what rules are read with.
type Options struct {
	// Directory knows the agencies, topics and places that rules name;
	// required.
	Directory *directory.Directory
	// Location is where days begin; default Asia/Tehran, for which the
	// program needs the zone database (import _ "time/tzdata").
	Location *time.Location
	// Expressions compiles the expr of rules; nil: rules may have none.
	Expressions Expressions
	// Model is what was learned from labelled messages, for [Table.Suggest];
	// nil: suggestions rest on the directory's keywords alone. Decisions do not
	// depend on it.
	Model *Model
}

// Source is one file of a rule set.
type Source struct {
	Name string // for faults, for example "isfahan/rules.yaml"
	Data []byte
}

// Table is a rule set ready to decide. It implements [samad.Router], is
// immutable and safe for concurrent use. Make one with [Load].
type Table struct {
	id, version string
	title       samad.Text
	valid       samad.Validity
	hash        string
	ruleSet     string // id, version and hash

	dir      *directory.Directory
	location *time.Location

	rules      []Rule
	places     []yamlfile.Pos // of the rules
	ruleIndex  map[string]int32
	compiled   []compiled
	offices    map[string][]samad.AgencyID
	needsPlace []samad.TopicID
	manner     []samad.TopicID
	byHand     []samad.AgencyID
	agencies   map[samad.AgencyID][]samad.Agency // all entries of an id
	deciding   index
	continuing index
	keywords   *matcher                        // of the rules
	placeNames map[samad.PlaceID][]samad.Place // all entries of an id

	reader *reader // of texts
}

// Load reads a rule set. Further sources lie over the first: their header
// replaces its header, a rule or office replaces the one of the same id, others
// are added after it.
//
// The error is a [directory.Faults] when a source is faulty.
func Load(opts Options, sources ...Source) (*Table, error) {
	if opts.Directory == nil {
		return nil, fmt.Errorf("routing: Options.Directory is required")
	}
	if opts.Location == nil {
		tehran, err := time.LoadLocation("Asia/Tehran")
		if err != nil {
			return nil, fmt.Errorf("routing: default of Options.Location: %w", err)
		}
		opts.Location = tehran
	}
	t := &Table{dir: opts.Directory, location: opts.Location, offices: map[string][]samad.AgencyID{}}
	l := loader{table: t, dir: opts.Directory, index: map[string]int{}, expressions: opts.Expressions}
	h := sha256.New()
	fmt.Fprintln(h, opts.Directory.Hash())
	for i, s := range sources {
		l.layer = i
		l.read(s)
		fmt.Fprintln(h, len(s.Data))
		h.Write(s.Data)
	}
	if len(sources) == 0 {
		return nil, fmt.Errorf("routing: no source of rules")
	}
	l.check()
	if err := l.faults.Err(); err != nil {
		return nil, err
	}
	t.hash = hex.EncodeToString(h.Sum(nil))
	t.ruleSet = fmt.Sprintf("%s@%s#%s", t.id, t.version, t.hash[:32])
	for _, w := range l.where {
		t.places = append(t.places, w.node.Pos())
	}
	t.compile(l.compiled)
	t.reader = newReader(t, opts.Model)
	return t, nil
}

// CheckForm reports what is wrong with sources by themselves, without knowing
// which agencies, topics and places there are: for files that stand beside a
// faulty directory.
func CheckForm(sources ...Source) error {
	l := loader{table: &Table{offices: map[string][]samad.AgencyID{}}, index: map[string]int{}}
	for i, s := range sources {
		l.layer = i
		l.read(s)
	}
	l.check()
	return l.faults.Err()
}

// ID returns the rule set's id.
func (t *Table) ID() string { return t.id }

// Version returns the rule set's version.
func (t *Table) Version() string { return t.version }

// Title returns the rule set's name for people.
func (t *Table) Title() samad.Text { return t.title }

// Validity returns the days on which the rule set is in force.
func (t *Table) Validity() samad.Validity { return t.valid }

// Hash is the SHA-256 of the rule set and the directory it was loaded with, in
// hexadecimal: tables with the same hash decide alike.
func (t *Table) Hash() string { return t.hash }

// RuleSet names the rule set in decisions: "id@version#" and the first 32
// digits of [Table.Hash].
func (t *Table) RuleSet() string { return t.ruleSet }

// Directory returns the directory the table was loaded with.
func (t *Table) Directory() *directory.Directory { return t.dir }

// Rules returns the rules in the order of the file. The caller owns them.
func (t *Table) Rules() []Rule {
	out := slices.Clone(t.rules)
	for i := range out {
		r := &out[i]
		m := &r.When
		m.Kinds, m.Topics, m.Places = slices.Clone(m.Kinds), slices.Clone(m.Topics), slices.Clone(m.Places)
		m.Channels, m.Urgencies = slices.Clone(m.Channels), slices.Clone(m.Urgencies)
		m.Identities, m.Petitioners, m.About = slices.Clone(m.Identities), slices.Clone(m.Petitioners), slices.Clone(m.About)
		m.Flags, m.Keywords = m.Flags.clone(), m.Keywords.clone()
		r.Refer, r.Cooperate, r.Statement = slices.Clone(r.Refer), slices.Clone(r.Cooperate), slices.Clone(r.Statement)
		r.Labels = slices.Clone(r.Labels)
	}
	return out
}

func (w Words) clone() Words {
	return Words{slices.Clone(w.Any), slices.Clone(w.All), slices.Clone(w.None)}
}

// day returns the day of an instant where the rules are in force; the zero
// instant gives the zero day, on which everything holds.
func (t *Table) day(at time.Time) (persian.Date, error) {
	if at.IsZero() {
		return persian.Date{}, nil
	}
	d, err := persian.FromTime(at.In(t.location))
	if err != nil {
		return d, fmt.Errorf("routing: day of the request: %w", err)
	}
	return d, nil
}
