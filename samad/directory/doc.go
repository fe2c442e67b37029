// Package directory reads who is responsible for what and where: agencies,
// topics and places, as data that people write. A [Directory] implements
// [samad.Directory].
//
// # Files
//
// A layer is a directory with agencies.yaml, topics.yaml and places.yaml (the
// schema is in docs/packs.md). [Load] reads one or several: the packs of
// several provinces side by side, or a pack over another one that it extends.
//
//	dir, err := directory.Load(directory.Layer{FS: os.DirFS("isfahan")})
//	agency, ok := dir.Agency("isf.tamin", today)
//
// Reading is strict. Unknown keys, unknown parents, cycles, ids used twice, bad
// codes and dates, missing texts: every fault is reported at once, with file,
// line, column and, for slips, the name that was probably meant. The error is a
// [Faults] and matches [ErrFaulty].
//
// # Time
//
// Entries may be limited to a span of days. An id may occur more than once if
// the spans do not overlap: a renamed agency keeps its id. Look-ups take the day
// on which they are to hold, so that a case keeps the names under which it was
// filed.
//
// # Places
//
// The codes of places are those of the Statistical Centre of Iran, whose
// prefixes are the tree: two digits a province, four a county, ten a city. A
// village has no entry: it is named in words under its county. Population is
// optional and comes with year and source; where it is absent no figure per
// inhabitant can be had.
//
// A Directory is immutable and safe for concurrent use.
package directory
