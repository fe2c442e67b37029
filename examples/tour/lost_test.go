package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// deskOfOne is a service with one case that loses answers: what it does with
// the first steps is said by losses, one for each.
type deskOfOne struct {
	mu       sync.Mutex
	losses   []string
	events   []string // "event by agency", all of one case
	agency   string   // who sees the case
	late     func()   // a step that was given up and is taken later
	attempts int
}

const (
	lostBefore = "the step was not taken"
	lostAfter  = "the step was taken, its answer lost"
	lostLate   = "the step was given up, and taken after somebody looked"
	overtaken  = "somebody else changed the case first"
	refused    = "no right"
)

// take takes a step of an agency; a return takes the case away from it.
func (d *deskOfOne) take(agency, action string) {
	event := map[string]string{"return": "returned", "action": "action_reported", "objection": "objected"}[action]
	d.events = append(d.events, "clock_stopped by "+agency, event+" by "+agency)
	if action == "return" {
		d.events = append(d.events, "referred by ")
		d.agency = "isf.tamin"
	}
}

func (d *deskOfOne) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	user := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	staff := strings.HasPrefix(r.URL.Path, "/api/v1/desk/")
	fail := func(status int, code string) {
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"status":%d,"code":%q}`, status, code)
	}
	answer := func() {
		var timeline []map[string]any
		for i, e := range d.events {
			event, by, _ := strings.Cut(e, " by ")
			timeline = append(timeline, map[string]any{"seq": i + 1, "type": event, "role": "agency_head", "agency": by})
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(map[string]any{"agency": d.agency, "revision": len(d.events), "timeline": timeline}); err != nil {
			panic(http.ErrAbortHandler) // the client has gone, or sees that the answer is none
		}
	}
	if r.Method == http.MethodPost {
		d.attempts++
	}
	if staff && user != d.agency && user != overseer {
		fail(http.StatusNotFound, "not_found")
		return
	}
	if r.Method == http.MethodGet {
		answer()
		if d.late != nil {
			d.late()
			d.late = nil
		}
		return
	}
	var body struct {
		Revision int `json:"revision"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		fail(http.StatusBadRequest, "malformed")
		return
	}
	action := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	loss := ""
	if d.attempts <= len(d.losses) {
		loss = d.losses[d.attempts-1]
	}
	switch loss {
	case overtaken:
		d.events = append(d.events, "escalated by "+overseer)
	case refused:
		fail(http.StatusForbidden, "forbidden")
		return
	}
	if staff && body.Revision != len(d.events) {
		fail(http.StatusConflict, "conflict")
		return
	}
	if !staff && d.count("objected") > 1 {
		fail(http.StatusConflict, "not_possible_now")
		return
	}
	switch loss {
	case lostBefore:
		panic(http.ErrAbortHandler)
	case lostLate:
		d.late = func() { d.take(user, action) }
		panic(http.ErrAbortHandler)
	case lostAfter:
		d.take(user, action)
		panic(http.ErrAbortHandler)
	}
	d.take(user, action)
	answer()
}

func (d *deskOfOne) count(event string) int {
	n := 0
	for _, e := range d.events {
		if strings.HasPrefix(e, event+" by ") {
			n++
		}
	}
	return n
}

// newDeskOfOne serves a case that isf.shahrdari has reported on and whose
// petitioner has objected once before, and returns a client that knows
// everybody.
func newDeskOfOne(t *testing.T, losses []string) (*deskOfOne, *client) {
	t.Helper()
	d := &deskOfOne{losses: losses, agency: "isf.shahrdari", events: []string{
		"submitted by ", "action_reported by isf.shahrdari", "returned by isf.abfa", "objected by ",
	}}
	s := httptest.NewServer(d)
	t.Cleanup(s.Close)
	c := newClient(&server{base: s.URL}, 2)
	for _, user := range []string{"isf.shahrdari", overseer} {
		c.tokens[user] = user
	}
	return d, c
}

// Whatever becomes of an answer, a step of staff is taken once, and the client
// learns where the case stands, also when the step has taken it out of sight.
func TestLostAnswersOfStaff(t *testing.T) {
	t.Parallel()
	for action, event := range map[string]string{"return": "returned", "action": "action_reported"} {
		for name, row := range map[string]struct {
			losses   []string
			attempts int
			fails    string
		}{
			"none":                 {nil, 1, ""},
			"not taken":            {[]string{lostBefore}, 2, ""},
			"not taken, twice":     {[]string{lostBefore, lostBefore}, 3, ""},
			"taken":                {[]string{lostAfter}, 1, ""},
			"taken at the second":  {[]string{lostBefore, lostAfter}, 2, ""},
			"taken late":           {[]string{lostLate}, 2, ""},
			"overtaken":            {[]string{overtaken}, 2, ""},
			"overtaken, then lost": {[]string{overtaken, lostAfter}, 2, ""},
			"lost, then overtaken": {[]string{lostBefore, overtaken}, 3, ""},
			"refused":              {[]string{refused}, 1, "forbidden"},
			"lost, then refused":   {[]string{lostBefore, refused}, 2, "forbidden"},
		} {
			name = action + " " + name
			d, c := newDeskOfOne(t, row.losses)
			before, m := d.count(event), &matter{id: "C"}
			got, err := c.take(t.Context(), m, "isf.shahrdari", action, event, map[string]any{"text": "x"})
			assert.Equal(t, row.attempts, d.attempts, name)
			if row.fails != "" {
				require.ErrorContains(t, err, row.fails, name)
				assert.Equal(t, before, d.count(event), name)
				assert.Empty(t, m.steps, name)
				continue
			}
			require.NoError(t, err, name)
			assert.Equal(t, before+1, d.count(event), name)
			assert.Equal(t, map[string]int{event: 1}, m.steps, name)
			assert.Equal(t, d.agency, got.Agency, name)
		}
	}
}

// The same for petitioners, whose steps have no revision.
func TestLostAnswersOfPetitioners(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		losses   []string
		attempts int
		fails    string
	}{
		"none":               {nil, 1, ""},
		"not taken":          {[]string{lostBefore}, 2, ""},
		"taken":              {[]string{lostAfter}, 1, ""},
		"taken the second":   {[]string{lostBefore, lostAfter}, 2, ""},
		"taken late":         {[]string{lostLate}, 2, ""},
		"refused":            {[]string{refused}, 1, "forbidden"},
		"lost, then refused": {[]string{lostBefore, refused}, 2, "forbidden"},
	} {
		d, c := newDeskOfOne(t, row.losses)
		m := &matter{code: "1", pin: "2"}
		_, err := c.own(t.Context(), m, "objection", "objected", map[string]string{"text": "x"})
		assert.Equal(t, row.attempts, d.attempts, name)
		if row.fails != "" {
			require.ErrorContains(t, err, row.fails, name)
			assert.Equal(t, 1, d.count("objected"), name)
			continue
		}
		require.NoError(t, err, name)
		assert.Equal(t, 2, d.count("objected"), name)
		assert.Equal(t, map[string]int{"objected": 1}, m.steps, name)
	}
}
