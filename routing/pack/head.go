package pack

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/yamlday"
	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
)

// readHeads reads pack.yaml and those of the packs that it extends.
func (l *loader) readHeads(p *Pack, fsys fs.FS) error {
	layer := file{fsys, l.opts.Name}
	seen := map[string]bool{}
	for own := true; ; own = false {
		src, shown, err := l.read(layer, PackFile)
		if err != nil {
			return err
		}
		if src == nil {
			l.report(yamlfile.Pos{File: shown}, "the file is missing", "a pack needs it")
			l.layers = nil
			return nil
		}
		root, ok := yamlfile.Parse(shown, src, l.report)
		if !ok {
			l.layers = nil
			return nil
		}
		m := root.Map()
		head := readHead(m)
		if own {
			p.ID, p.Title, p.Version, p.Validity, p.Province = head.ID, head.Title, head.Version, head.Validity, head.Province
			l.province = m.PosOf("province")
		}
		seen[head.ID] = true
		l.layers = append(l.layers, layer)
		extends := m.Text("extends", yamlfile.Optional)
		m.Done()
		if extends == "" {
			slices.Reverse(l.layers)
			return nil
		}
		base, ok := l.opts.Bases[extends]
		switch {
		case seen[extends]:
			m.FaultAt("extends", fmt.Sprintf("packs extend each other in a circle, %q again", extends), "")
		case !ok:
			hint := "name it in Options.Bases"
			names := make([]string, 0, len(l.opts.Bases))
			for name := range l.opts.Bases {
				names = append(names, name)
			}
			slices.Sort(names)
			if near := yamlfile.Nearest(extends, slices.Values(names)); near != "" {
				hint = fmt.Sprintf("is %q meant?", near)
			}
			m.FaultAt("extends", fmt.Sprintf("unknown pack %q", extends), hint)
		default:
			layer = file{base, extends}
			continue
		}
		slices.Reverse(l.layers)
		return nil
	}
}

func readHead(m *yamlfile.Map) Pack {
	p := Pack{
		ID:       m.Text("id", yamlfile.Required),
		Title:    samad.Text{Fa: m.Text("title", yamlfile.Required), En: m.Text("title_en", yamlfile.Required)},
		Version:  m.Code("version", yamlfile.Required),
		Validity: samad.Validity{From: yamlday.Get(m, "valid_from", yamlfile.Required), To: yamlday.Get(m, "valid_to", yamlfile.Optional)},
		Province: samad.PlaceID(m.Code("province", yamlfile.Required)),
	}
	if p.ID != "" && strings.Trim(p.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		m.FaultAt("id", fmt.Sprintf("%q is no id of a pack", p.ID), "small Latin letters, digits and hyphens")
	}
	if !p.From.IsZero() && !p.To.IsZero() && !p.From.Before(p.To) {
		m.FaultAt("valid_to", "valid_to is not after valid_from", "valid_to is the first day on which the pack no longer holds")
	}
	return p
}
