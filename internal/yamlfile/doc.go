// Package yamlfile reads the YAML files that people write: strictly, and with
// every fault at once.
//
// A loader asks a [Node] or [Map] for what it expects. Whatever is missing, has
// the wrong type, is written twice or was never asked for is told to a
// [Report], with file, line and column, and the loader goes on with the rest of
// the file: an official who writes a pack sees all faults after one run.
//
//	root, ok := yamlfile.Parse("agencies.yaml", src, report)
//	m := root.Map()
//	for _, n := range m.List("agencies") {
//		a := n.Map()
//		id := a.Text("id", yamlfile.Required)
//		…
//		a.Done() // keys that nobody asked for, with the nearest known one
//	}
//	m.Done()
//
// Every accessor may be called on the zero Node or Map: it returns zero values
// and reports nothing, so that one fault does not draw others after it.
//
// Of YAML only plain data is accepted: mappings, lists and scalars in one
// document. Anchors, aliases, tags and merge keys are faults, as they make a
// file mean something else than it shows.
package yamlfile
