package directory

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"path"

	"github.com/samad111/go-samad/internal/yamlday"
	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
)

// The names of the files of a layer.
const (
	AgenciesFile = "agencies.yaml"
	TopicsFile   = "topics.yaml"
	PlacesFile   = "places.yaml"
)

// Layer is one set of files.
type Layer struct {
	// FS holds agencies.yaml, topics.yaml and places.yaml at its root.
	FS fs.FS
	// Name stands before the names of the files in faults; "" for nothing.
	Name string
	// Over lays this layer over the ones before it: an entry replaces those
	// of the same id, and a file may be absent. Otherwise layers stand side by
	// side, and an id in two of them is a fault.
	Over bool
}

// Load reads the layers together. The error is a [Faults] when the files are
// wrong; other errors come from reading the file systems.
func Load(layers ...Layer) (*Directory, error) {
	l := loader{hash: sha256.New()}
	for i, layer := range layers {
		if err := l.readLayer(i, layer); err != nil {
			return nil, err
		}
	}
	d := l.assemble()
	if err := l.faults.Err(); err != nil {
		return nil, err
	}
	return d, nil
}

// loader gathers entries and faults.
type loader struct {
	faults Faults
	hash   hash.Hash

	layer int
	over  bool

	agencies []agencyEntry
	topics   []topicEntry
	places   []placeEntry
	kinds    []kindEntry
	advice   map[string]yamlfile.Pos // ids of articles, where first seen
}

// origin is where an entry comes from.
type origin struct {
	layer int
	pos   yamlfile.Pos
	m     *yamlfile.Map
}

func (l *loader) report(pos yamlfile.Pos, message, hint string) {
	l.faults = append(l.faults, Fault{pos.File, pos.Line, pos.Column, message, hint})
}

func (l *loader) readLayer(i int, layer Layer) error {
	l.layer, l.over = i, layer.Over
	for _, f := range []struct {
		name string
		read func(*yamlfile.Map)
	}{
		{PlacesFile, l.readPlaces}, {AgenciesFile, l.readAgencies}, {TopicsFile, l.readTopics},
	} {
		shown := path.Join(layer.Name, f.name)
		src, err := fs.ReadFile(layer.FS, f.name)
		if errors.Is(err, fs.ErrNotExist) {
			if !layer.Over {
				l.report(yamlfile.Pos{File: shown}, "the file is missing", "a pack needs it")
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("directory: read %s: %w", shown, err)
		}
		fmt.Fprintf(l.hash, "%d %s %d\n", i, f.name, len(src))
		l.hash.Write(src)
		if root, ok := yamlfile.Parse(shown, src, l.report); ok {
			m := root.Map()
			f.read(m)
			m.Done()
		}
	}
	return nil
}

// assemble checks how the entries refer to each other and builds the directory.
func (l *loader) assemble() *Directory {
	d := &Directory{
		hash:  hex.EncodeToString(l.hash.Sum(nil)),
		kinds: map[samad.Kind][]samad.Question{},
	}
	d.places = newTable(l.places, "place")
	d.agencies = newTable(l.agencies, "agency")
	d.topics = newTable(l.topics, "topic")
	l.linkPlaces(d)
	l.linkAgencies(d)
	l.linkTopics(d)
	return d
}

// validity reads valid_from and valid_to.
func validity(m *yamlfile.Map) samad.Validity {
	v := samad.Validity{From: yamlday.Get(m, "valid_from", yamlfile.Optional), To: yamlday.Get(m, "valid_to", yamlfile.Optional)}
	if !v.From.IsZero() && !v.To.IsZero() && !v.From.Before(v.To) {
		m.FaultAt("valid_to", "valid_to is not after valid_from", "valid_to is the first day on which the entry no longer holds")
	}
	return v
}

// text reads a text in both languages under key and key_en (or, for places,
// latin). Both are needed: pages are served in Persian and English.
func text(m *yamlfile.Map, fa, en string) samad.Text {
	return samad.Text{Fa: m.Text(fa, yamlfile.Required), En: m.Text(en, yamlfile.Required)}
}
