package yamlfile

import "iter"

// Nearest returns the candidate that word is most likely a slip of: the one at
// the least distance of inserted, left out, changed or swapped letters, the
// first of equals. It returns "" when none is near: more than a third of the
// longer one's letters, or more than three, would be wrong.
func Nearest(word string, candidates iter.Seq[string]) string {
	w := []rune(word)
	best, bestDistance := "", 4
	for candidate := range candidates {
		c := []rune(candidate)
		limit := min(bestDistance, max(1, max(len(w), len(c))/3)+1)
		if d := distance(w, c, limit); d < limit {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// distance counts the edits between a and b (optimal string alignment), or
// returns limit when it is not less.
func distance(a, b []rune, limit int) int {
	if diff := len(a) - len(b); diff >= limit || -diff >= limit {
		return limit
	}
	before, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			cur[j] = d
			least = min(least, d)
		}
		if least >= limit {
			return limit
		}
		before, prev, cur = prev, cur, before
	}
	return min(prev[len(b)], limit)
}
