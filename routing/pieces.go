package routing

// A piece is three or four letters of a stem that stand beside each other, packed
// into a number, sixteen bits a letter. The few letters that need more than
// sixteen bits all count as one.
type piece uint64

// pieceLengths are how many letters pieces of a word have; roots of Persian and
// Arabic words have three or four. Word borders count as letters.
var pieceLengths = [...]int{3, 4}

// longestPieced is how many letters of a stem are cut into pieces.
const longestPieced = 30

// appendPieces appends the pieces of a stem, in order, some perhaps twice.
func appendPieces(out []piece, stem string) []piece {
	var buf [longestPieced + 2]uint16
	letters := append(buf[:0], '<')
	for _, r := range stem {
		if len(letters) > longestPieced {
			break
		}
		if r > 0xffff {
			r = 0xfffd
		}
		letters = append(letters, uint16(r))
	}
	letters = append(letters, '>')
	for _, length := range pieceLengths {
		if len(letters) == length {
			continue // the stem itself
		}
		for i := range len(letters) - length + 1 {
			var p piece
			for _, l := range letters[i : i+length] {
				p = p<<16 | piece(l)
			}
			out = append(out, p)
		}
	}
	return out
}
