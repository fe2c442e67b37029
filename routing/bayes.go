package routing

import (
	"maps"
	"math"
	"slices"
)

// bayes is a multinomial naive Bayes classifier over features, smoothed towards
// how often a feature occurs anywhere (Jelinek and Mercer): what a feature says
// for a class is log(1 + (1-λ)/λ · p(feature|class)/p(feature)), and nothing for
// the classes in which it was never seen. So only those are stored.
type bayes struct {
	says map[string][]bayesSay
}

type bayesSay struct {
	class  int32
	weight float64
}

// newBayes learns from the counts of each class; nil counts teach nothing.
func newBayes(classes []map[string]float64, lambda float64) *bayes {
	b := &bayes{says: map[string][]bayesSay{}}
	total := map[string]float64{}
	all := 0.0
	sums := make([]float64, len(classes))
	for i, c := range classes {
		for _, f := range slices.Sorted(maps.Keys(c)) {
			total[f] += c[f]
			all += c[f]
			sums[i] += c[f]
		}
	}
	for i, c := range classes {
		for f, n := range c {
			ratio := n / sums[i] / (total[f] / all)
			b.says[f] = append(b.says[f], bayesSay{int32(i), math.Log1p((1 - lambda) / lambda * ratio)})
		}
	}
	return b
}
