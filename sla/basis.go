package sla

// Basis says what an answer rests on. A larger one is weaker.
type Basis uint8

// What an answer may rest on.
const (
	// Official: on holidays that are published, or lay in the past.
	Official Basis = iota
	// Predicted: on days outside the official ones, for which the holidays are
	// worked out by rule; a lunar one may still move.
	Predicted
	// Unloaded: on days for which the calendar has no holidays at all.
	Unloaded
)

// Provisional reports whether the answer may still change: b is not Official.
func (b Basis) Provisional() bool { return b != Official }

// String returns "official", "predicted" or "unloaded".
func (b Basis) String() string {
	switch b {
	case Official:
		return "official"
	case Predicted:
		return "predicted"
	}
	return "unloaded"
}

// basis of an answer that needs the days from..to, counted from 1970-01-01.
func (b *book) basis(from, to int32) Basis {
	switch {
	case from >= b.officialFrom && to <= b.officialTo:
		return Official
	case len(b.cfg.Holidays) > 0:
		return Predicted
	}
	return Unloaded
}
