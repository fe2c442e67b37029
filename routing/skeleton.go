package routing

import "strings"

// A skeleton is what a stem keeps in every spelling and in both scripts: its
// consonants, those that sound alike in Persian as one letter; of vowels only a
// sign that it begins with one. ghabz and قبض, edare and اداره, غفل and قفل have
// one skeleton each. It is for comparing only: many words share one.

// leastSkeleton is how many letters a skeleton needs to tell anything.
const leastSkeleton = 2

// persianBones are the letters of skeletons. Letters that may be vowels are left
// out, and what is not in the table.
var persianBones = map[rune]byte{
	'ب': 'b', 'پ': 'p', 'ت': 't', 'ط': 't', 'ث': 's', 'س': 's', 'ص': 's', 'ج': 'j', 'چ': 'C', 'ح': 'h', 'ه': 'h', 'خ': 'x',
	'د': 'd', 'ذ': 'z', 'ز': 'z', 'ض': 'z', 'ظ': 'z', 'ر': 'r', 'ژ': 'j', 'ش': 'S', 'غ': 'q', 'ق': 'q', 'ف': 'f',
	'ک': 'k', 'گ': 'g', 'ل': 'l', 'م': 'm', 'ن': 'n',
}

// latinPairs are two Latin letters that people write for one of Persian.
var latinPairs = map[string]byte{"kh": 'x', "sh": 'S', "ch": 'C', "zh": 'j', "gh": 'q', "ph": 'f'}

// latinEndings are plurals and possessives as they are written in Latin letters,
// the longest first.
var latinEndings = []string{"hamoon", "hashoon", "emoon", "amoon", "hayi", "haye", "hay", "esho", "eman", "aman", "ha", "am", "em", "ash", "esh", "et"}

// appendSkeleton appends the skeleton of a stem.
func appendSkeleton(out []byte, stem string) []byte {
	if stem == "" {
		return out
	}
	if stem[0] < 0x80 {
		return appendLatinSkeleton(out, stem)
	}
	from, last := len(out), rune(0)
	for i, r := range stem {
		b, ok := persianBones[r]
		switch {
		case ok && r != last:
			out = append(out, b)
		case ok, i > 0:
		case r == 'ی':
			out = append(out, 'y')
		case r == 'و':
			out = append(out, 'v')
		default:
			out = append(out, 'a')
		}
		last = r
	}
	if last == 'ه' && len(out) > from+1 { // a vowel at the end
		out = out[:len(out)-1]
	}
	return out
}

func appendLatinSkeleton(out []byte, word string) []byte {
	for _, ending := range latinEndings {
		if rest, ok := strings.CutSuffix(word, ending); ok && len(rest) >= 4 {
			word = rest
			break
		}
	}
	from, last := len(out), byte(0)
	for i := 0; i < len(word); i++ {
		c := word[i]
		if i+1 < len(word) {
			if b, ok := latinPairs[word[i:i+2]]; ok {
				out, last = append(out, b), 0
				i++
				continue
			}
		}
		switch {
		case strings.IndexByte("aeiou'", c) >= 0:
			if i == 0 {
				out = append(out, 'a')
			}
		case c == 'y' || c == 'v' || c == 'w':
			if i == 0 {
				if c == 'w' {
					c = 'v'
				}
				out = append(out, c)
			}
		case c == last:
		case c == 'c':
			out = append(out, 'k')
		case c >= 'a' && c <= 'z':
			out = append(out, c)
		}
		last = c
	}
	if last == 'h' && len(out) > from+1 {
		out = out[:len(out)-1]
	}
	return out
}
