package memory

import (
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// matches reports whether the case is one that the query selects, leaving out
// Petitioner, for which there is an index.
func matches(e *entry, q samad.Query) bool {
	c := e.c
	return among(q.States, c.State) && among(q.Kinds, c.Kind) && among(q.Channels, c.Channel) &&
		among(q.Agencies, c.Agency) &&
		(q.Visible == nil || visible(c, q.Visible)) &&
		(q.Centres == nil || c.Centre != "" && slices.Contains(q.Centres, c.Centre)) &&
		c.Place.Under(q.Place) &&
		(q.Province == "" || c.Province == q.Province) &&
		c.Topic.Under(q.Topic) &&
		(q.Expert == "" || c.Expert == q.Expert) &&
		(q.Late == nil || c.Late(q.Now) == *q.Late) &&
		within(c.Created, q.CreatedFrom, q.CreatedTo) &&
		(q.EndedFrom.IsZero() && q.EndedTo.IsZero() || !c.Ended.IsZero() && within(c.Ended, q.EndedFrom, q.EndedTo)) &&
		(q.Erased == nil || c.Erased == *q.Erased) &&
		(q.Order != samad.EndedFirst || !c.Ended.IsZero()) &&
		holds(e.words, q.Search)
}

func among[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// visible follows the port: the responsible or a cooperating agency is one of
// the list. A case without an agency is not seen by the empty one.
func visible(c *samad.Case, agencies []samad.AgencyID) bool {
	sees := func(id samad.AgencyID) bool { return id != "" && slices.Contains(agencies, id) }
	return sees(c.Agency) ||
		slices.ContainsFunc(c.Cooperating, func(x samad.Cooperation) bool { return sees(x.Agency) })
}

// within reports whether t lies in the half-open span.
func within(t, from, to time.Time) bool {
	return (from.IsZero() || !t.Before(from)) && (to.IsZero() || t.Before(to))
}

// holds reports whether every prefix begins one of the sorted words.
func holds(words, prefixes []string) bool {
	for _, p := range prefixes {
		i, _ := slices.BinarySearch(words, p)
		if i == len(words) || !strings.HasPrefix(words[i], p) {
			return false
		}
	}
	return true
}
