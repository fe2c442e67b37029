package samad_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// TestCommitmentsAreFoundHoweverTheyAreWritten verifies histories whose data
// this package would not have written like that, but reads.
func TestCommitmentsAreFoundHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	v := samad.Value{ValueRef: samad.ValueRef{Case: "c", Seq: 1, Name: "text"}, Salt: []byte("0123456789abcdef"), Data: []byte("متن")}
	w := samad.Value{ValueRef: samad.ValueRef{Case: "c", Seq: 1, Name: "متن"}, Salt: []byte("0123456789abcdef"), Data: []byte("دوم")}
	one, two := v.Commitment().String(), w.Commitment().String()
	for _, data := range []string{
		`{"commits":{"text":"%[1]s"}}`,
		`{"commits":{"text":"%[1]s"},"done":"a\u0062"}`,
		`{"commits":{"text":"%[1]s"},"comment":"mm"}`,
		`{"commits":{"text":"%[3]s"}}`,
		`{"commits":{"text":"%[4]s"},"commits":{"text":"%[1]s"}}`,
		`{"commits":{},"COMMITS":{"text":"%[1]s"}}`,
		`{"done":"x","commits":{"text":"%[1]s"}}`,
		`{ "commits" : { "text" : "%[1]s" } }`,
		`{"Commits":{"text":"%[1]s"}}`,
		`{"commit` + "ſ" + `":{"text":"%[1]s"}}`,
		`{"\u0063ommits":{"text":"%[1]s"}}`,
		`{"co\u006d\u006dits":{"text":"%[1]s"}}`,
		`{"commits":{"\u0074ext":"%[1]s"}}`,
		`{"commits":{"text":"%[1]s","متن":"%[2]s"}}`,
		`{"commits":{"متن":"%[2]s"},"x":{"commits":{"text":"%[1]s"}},"commits":{"text":"%[1]s"}}`,
	} {
		data = fmt.Sprintf(data+"%[5]s", one, two, strings.ToUpper(one), two, "")
		e := samad.Event{ID: "e", Case: "c", Seq: 1, At: time.Unix(1, 0).UTC(), Type: samad.EventSubmitted, Data: json.RawMessage(data)}
		e.Hash = e.ComputeHash()
		p, err := e.Payload() // what encoding/json makes of it
		require.NoError(t, err, data)
		want := len(p.(*samad.Submitted).Commits.Commits)
		values := append([]samad.Value{}, []samad.Value{v, w}[:want]...)
		require.NoError(t, samad.VerifyHistory("c", []samad.Event{e}, values), data)
		for i := range values {
			others := append(append([]samad.Value{}, values[:i]...), values[i+1:]...)
			require.ErrorIs(t, samad.VerifyHistory("c", []samad.Event{e}, others), samad.ErrHistory, data)
		}
		spoilt := append([]samad.Value{}, values...)
		spoilt[0].Data = []byte("دیگر")
		require.ErrorIs(t, samad.VerifyHistory("c", []samad.Event{e}, spoilt), samad.ErrHistory, data)
	}
}

// TestHashes holds the shortcuts of hashing against the documented encoding.
func TestHashes(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 700, 1000, 1024, 5000} {
		e := samad.Event{
			ID: "e", Case: "c", Seq: 12, At: time.Date(1969, 1, 1, 0, 0, 0, 1000, time.UTC), Type: "acted",
			Actor: samad.Stamp{ID: "i", Role: "r", Agency: "a", Unit: "u", Post: samad.Text{Fa: "ف", En: "e"}},
			Data:  json.RawMessage(strings.Repeat("x", size)), PrevHash: samad.Hash{1, 2, 3},
		}
		var parts [][]byte
		for _, text := range []string{"samad.event.v1", "e", "c", "12", "-31535999999999", "i", "r", "a", "u", "ف", "e", "acted", string(e.Data), string(e.PrevHash[:])} {
			parts = append(parts, []byte(text))
		}
		assert.Equal(t, sum(parts...), e.ComputeHash(), size)
		assert.Equal(t, sum(parts...), samad.HashParts(parts...), size)
	}
}

// sum is the encoding as the documents tell it.
func sum(parts ...[]byte) samad.Hash {
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%s%s", binary.BigEndian.AppendUint64(nil, uint64(len(part))), part)
	}
	return samad.Hash(h.Sum(nil))
}
