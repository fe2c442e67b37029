package routing

// PairFeatures are what is measured of a pair of messages, for tests that find
// the weights anew.
func (t *Table) PairFeatures(a, b Message) []float64 {
	x, y := remembered{a, traitsOf(a.Text, t.rarityOf)}, remembered{b, traitsOf(b.Text, t.rarityOf)}
	f, _ := pairOf(&x, &y)
	p, q := county(a.Place), county(b.Place)
	f[pairPlace] = number(p != "" && p == q)
	f[pairThere] = f[pairPlace] * f[pairSum]
	return f[:]
}

// PairWeights are the weights in use.
func PairWeights() []float64 { return pairWeights[:] }
