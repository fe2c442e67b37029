// Package pack loads everything that describes a province: a directory of YAML
// files, the pack, with agencies, topics, places, rules, deadlines, calendar,
// settings, texts and tests of the rules. docs/packs.md tells their form.
//
//	p, err := pack.Load(isfahan.FS(), pack.Options{})
//	desk, err := samad.NewDesk(samad.Config{
//		Router:    p.Rules,
//		Directory: p.Directory,
//		Deadlines: p.Deadlines,
//		Settings:  p.Settings,
//		…
//	})
//
// Everything wrong in all files is reported at once, in a [directory.Faults].
// Where the files that others refer to are faulty, what depends on them cannot
// be checked and is reported after the next run.
//
// A pack may extend another one, whose entries it replaces or adds to: a
// ministry writes what holds everywhere, a province what differs. [LoadAll]
// loads the packs of several provinces for one installation; a [Set] routes and
// counts by the province of the case.
//
// Values of this package are immutable and safe for concurrent use.
package pack
