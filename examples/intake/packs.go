package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/samad111/go-samad/examples/intake/webdesk"
	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
)

// pilot is the id of the embedded pack.
const pilot = "isfahan"

// loadPacks loads the packs in the folders, one for each province, or the
// embedded pilot for none. A pack may extend the pilot's.
func loadPacks(folders []string) (*pack.Set, error) {
	sources, err := packSources(folders)
	if err != nil {
		return nil, err
	}
	return pack.LoadAll(sources...)
}

// packSources says where the packs lie.
func packSources(folders []string) ([]pack.Source, error) {
	if len(folders) == 0 {
		return []pack.Source{{FS: isfahan.FS(), Options: pack.Options{Name: pilot}}}, nil
	}
	var sources []pack.Source
	for _, folder := range folders {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("--pack %s: no such folder", folder)
		}
		sources = append(sources, pack.Source{FS: os.DirFS(folder), Options: pack.Options{
			Name: filepath.Clean(folder), Bases: map[string]fs.FS{pilot: isfahan.FS()},
		}})
	}
	return sources, nil
}

// provinces is what the packs in force tell the public.
func provinces(packs *pack.Live) func() []webdesk.Province {
	return func() (out []webdesk.Province) {
		for _, p := range packs.Set().Packs() {
			out = append(out, webdesk.Province{Title: p.Title, Text: p.Text})
		}
		return out
	}
}
