package figures

import (
	"testing"

	"pgregory.net/rapid"
)

// TestCellsComeBack: what is kept is what was added up, and adding up what is
// kept is adding up the cells.
func TestCellsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Cell {
			c := Cell{}
			for range rapid.IntRange(0, 12).Draw(t, name) {
				m := rapid.SampledFrom([]Measure{MReceived, MAnswered, MKind + "request", MOutcome + "done"}).Draw(t, "measure")
				c.Add(Point{Measure: m, Value: rapid.IntRange(-2, 400).Draw(t, "value")}, int64(rapid.IntRange(-3, 9).Draw(t, "n")))
			}
			return c
		}
		a, b := draw("a"), draw("b")
		back, err := decodeCell(a.encode())
		if err != nil || string(back.encode()) != string(a.encode()) || len(back) != len(a) {
			t.Fatalf("%v comes back as %v, %v", a, back, err)
		}
		if err := back.mergeEncoded(b.encode()); err != nil {
			t.Fatal(err)
		}
		a.Merge(b)
		if string(back.encode()) != string(a.encode()) {
			t.Fatalf("%v, not %v", back, a)
		}
	})
	for _, bad := range []string{"received 0=1", "received 0\n", "received x=1\n", "received 0=1 \n0=", "received 0=1,2=3\n"} {
		if _, err := decodeCell([]byte(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
