package oversight

import "math"

// Interval is an estimate with the bounds between which the true value lies
// with 95 % confidence.
type Interval struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// z is the 0.975 quantile of the normal distribution.
const z = 1.959963984540054

// Wilson returns the share of k in n with Wilson's score interval (Wilson 1927),
// which holds for small groups and for shares near 0 and 1. With n = 0 nothing
// is known: 0, from 0 to 1.
func Wilson(k, n int) Interval {
	if n <= 0 {
		return Interval{Low: 0, High: 1}
	}
	p, m := float64(k)/float64(n), float64(n)
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	low, high := max(0, middle-half), min(1, middle+half)
	// Rounding must not put the bounds inside of what was seen.
	return Interval{Value: p, Low: min(low, p), High: max(high, p)}
}

// Mean returns the mean of values with Student's t interval. Bounds beyond low
// and high, the ends of the scale, are cut. With one value nothing is known of
// the spread: the bounds are the ends of the scale.
func Mean(values []float64, low, high float64) Interval {
	n := float64(len(values))
	if n == 0 {
		return Interval{Low: low, High: high}
	}
	var sum float64
	for _, v := range values {
		sum += v
	}
	mean := sum / n
	if n == 1 {
		return Interval{Value: mean, Low: low, High: high}
	}
	var squares float64
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	half := tQuantile(len(values)-1) * math.Sqrt(squares/(n-1)/n)
	return Interval{Value: mean, Low: max(low, mean-half), High: min(high, mean+half)}
}

// tTable holds the 0.975 quantiles of Student's t for 1 to 10 degrees of
// freedom.
var tTable = [...]float64{12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281}

// tQuantile returns the 0.975 quantile of Student's t. Above ten degrees of
// freedom it is the expansion of Cornish and Fisher, whose error is then below
// 0.0005.
func tQuantile(df int) float64 {
	if df <= len(tTable) {
		return tTable[df-1]
	}
	n := float64(df)
	z3, z5, z7 := z*z*z, z*z*z*z*z, z*z*z*z*z*z*z
	return z + (z3+z)/(4*n) + (5*z5+16*z3+3*z)/(96*n*n) + (3*z7+19*z5+17*z3-15*z)/(384*n*n*n)
}
