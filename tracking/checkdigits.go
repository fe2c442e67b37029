package tracking

// The check digits follow ISO/IEC 7064, system MOD 97-10, which also guards
// IBANs: the whole number leaves the remainder 1 when divided by 97. 97 is
// prime and 10 generates all of its 96 residues, which is why no change of one
// digit and no exchange of two near ones leaves the remainder as it was.
const modulus = 97

// seal appends the two check digits to the random part of a code.
func seal(random uint64) uint64 {
	v := random * 100
	return v + (modulus + 1) - v%modulus
}

// sealed reports whether v ends in the check digits that seal would give.
// The remainder alone is not enough: it would also accept 00, 01 and 99, which
// seal never writes, so that one random part would have two codes.
func sealed(v uint64) bool {
	check := v % 100
	return v%modulus == 1 && 2 <= check && check <= 98
}
