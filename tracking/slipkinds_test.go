package tracking_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
)

// windows puts a replacement for every w neighbouring digits.
func windows(w int, replace func([]byte) iter.Seq[[]byte]) func([]byte) iter.Seq[[]byte] {
	return func(code []byte) iter.Seq[[]byte] {
		return func(yield func([]byte) bool) {
			wrong := slices.Clone(code)
			for at := 0; at+w <= len(code); at++ {
				for put := range replace(code[at : at+w]) {
					copy(wrong[at:], put)
					if !yield(wrong) {
						return
					}
				}
				copy(wrong, code)
			}
		}
	}
}

// anyOther replaces every digit by another one.
func anyOther(window []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		put := slices.Clone(window)
		var fill func(i int) bool
		fill = func(i int) bool {
			if i == len(put) {
				return yield(put)
			}
			for d := byte('0'); d <= '9'; d++ {
				if put[i] = d; d != window[i] && !fill(i+1) {
					return false
				}
			}
			return true
		}
		fill(0)
	}
}

// exchanged exchanges the first and the last digit.
func exchanged(window []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		put := slices.Clone(window)
		first, last := 0, len(put)-1
		if put[first] != put[last] {
			put[first], put[last] = put[last], put[first]
			yield(put)
		}
	}
}

// twins makes another digit of a first and a last digit that are the same.
func twins(window []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		put := slices.Clone(window)
		first, last := 0, len(put)-1
		if window[first] != window[last] {
			return
		}
		for d := byte('0'); d <= '9'; d++ {
			put[first], put[last] = d, d
			if d != window[first] && !yield(put) {
				return
			}
		}
	}
}

// teens confuses thirty and thirteen, سی and سیزده.
func teens(window []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if window[1] == '0' && window[0] >= '2' && !yield([]byte{'1', window[0]}) {
			return
		}
		if window[0] == '1' && window[1] >= '2' {
			yield([]byte{window[1], '0'})
		}
	}
}

func twoAnywhere(code []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := range code {
			for j := i + 1; j < len(code); j++ {
				for put := range anyOther([]byte{code[i], code[j]}) {
					wrong := slices.Clone(code)
					wrong[i], wrong[j] = put[0], put[1]
					if !yield(wrong) {
						return
					}
				}
			}
		}
	}
}

func groupsExchanged(code []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := 0; i < len(code); i += 4 {
			for j := i + 4; j < len(code); j += 4 {
				wrong := slices.Clone(code)
				copy(wrong[i:i+4], code[j:j+4])
				copy(wrong[j:j+4], code[i:i+4])
				if !slices.Equal(wrong, code) && !yield(wrong) {
					return
				}
			}
		}
	}
}

func groupsReversed(code []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var wrong []byte
		for i := len(code) - 4; i >= 0; i -= 4 {
			wrong = append(wrong, code[i:i+4]...)
		}
		if !slices.Equal(wrong, code) {
			yield(wrong)
		}
	}
}

func rotated(code []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		last := len(code) - 1
		left := slices.Concat(code[1:], code[:1])
		right := slices.Concat(code[last:], code[:last])
		_ = !slices.Equal(left, code) && yield(left) && yield(right)
	}
}

func leftOut(code []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := range code {
			if !yield(slices.Concat(code[:i], code[i+1:])) {
				return
			}
		}
	}
}

func doubled(code []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := range code {
			if !yield(slices.Concat(code[:i], code[i:i+1], code[i:])) {
				return
			}
		}
	}
}

func inserted(code []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := 0; i <= len(code); i++ {
			for d := byte('0'); d <= '9'; d++ {
				if !yield(slices.Concat(code[:i], []byte{d}, code[i:])) {
					return
				}
			}
		}
	}
}

// anotherNumber gives any number of as many digits, the first not 0.
func anotherNumber() func([]byte) iter.Seq[[]byte] {
	random := rand.New(seeded("another number"))
	return func(code []byte) iter.Seq[[]byte] {
		return func(yield func([]byte) bool) {
			wrong := fmt.Appendf(nil, "%d", 1e15+random.Uint64N(9e15))
			if !slices.Equal(wrong, code) {
				yield(wrong)
			}
		}
	}
}
