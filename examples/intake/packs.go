package main

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
)

// province is what the packs describe, as the Desk takes it.
type province struct {
	directory samad.Directory
	router    samad.Router
	deadlines samad.Deadlines
	settings  samad.Settings
	pilot     bool // the embedded pack
}

// loadPacks loads the packs in the folders, or the embedded pilot for none.
func loadPacks(folders []string) (province, error) {
	var files fs.FS = isfahan.FS()
	if len(folders) > 1 {
		return province{}, fmt.Errorf("--pack: only one so far")
	}
	if len(folders) == 1 {
		files = os.DirFS(folders[0])
	}
	dir, err := directory.Load(directory.Layer{FS: files})
	if err != nil {
		return province{}, err
	}
	src, err := fs.ReadFile(files, routing.RulesFile)
	if err != nil {
		return province{}, err
	}
	table, err := routing.Load(routing.Options{Directory: dir}, routing.Source{Name: routing.RulesFile, Data: src})
	if err != nil {
		return province{}, err
	}
	cal, err := iran.Calendars()
	if err != nil {
		return province{}, err
	}
	return province{directory: dir, router: table, deadlines: sla.DefaultPolicy(cal), pilot: len(folders) == 0}, nil
}
