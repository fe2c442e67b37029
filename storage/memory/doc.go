// Package memory keeps cases in the memory of the process: for tests, for
// trying things out, and as the plainest reading of what [samad.Store]
// promises. What it holds is gone when the process ends.
//
//	store := memory.New()
//	desk, err := samad.NewDesk(samad.Config{Store: store, …})
//
// It keeps every promise of the port that does not speak of a disk: changes
// are atomic, revisions and codes are checked, callers get copies. Reading by
// id, code, key or petitioner, claiming work and walking lists by creation use
// indexes; other lists and counts look at every case.
package memory
