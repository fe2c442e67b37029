package samad

import "sync"

// recall remembers what the public may read of the histories of cases: who
// waits for an answer looks again and again, and a history is dear to read. A
// key vouches for what lies under it, whoever wrote to the store meanwhile;
// nothing of it is personal, and names of offices are not among it, because a
// new version of the rules may change them.
//
// The newest recallSize histories stay, at most as many again that are older.
type recall struct {
	mu         sync.Mutex
	young, old map[recallKey][]TimelineEntry
}

// recallKey is the hash of the last event of a history, which commits to all
// those before, and how they are told.
type recallKey struct {
	head   Hash
	joined bool
}

// recallSize is about two megabytes of histories.
const recallSize = 1024

// get returns what must not be changed.
func (r *recall) get(key recallKey) ([]TimelineEntry, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if entries, ok := r.young[key]; ok {
		return entries, true
	}
	entries, ok := r.old[key]
	if ok {
		r.add(key, entries)
	}
	return entries, ok
}

// put keeps entries, which nobody changes from here on.
func (r *recall) put(key recallKey, entries []TimelineEntry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(key, entries)
}

func (r *recall) add(key recallKey, entries []TimelineEntry) {
	if len(r.young) >= recallSize || r.young == nil {
		r.young, r.old = make(map[recallKey][]TimelineEntry, recallSize), r.young
	}
	r.young[key] = entries
}
