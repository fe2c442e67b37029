package sms

import (
	"strings"
	"unicode/utf16"
)

// Size is what a text takes as a text message.
type Size struct {
	// Unicode: some character is not in the alphabet of GSM, so that each
	// takes two bytes.
	Unicode bool
	// Units are UTF-16 units, or septets of the GSM alphabet.
	Units int
	Parts int
}

// The units of a single message and of each of several, which give some to the
// header that joins them (3GPP TS 23.040, sections 9.2.3.16 and 9.2.3.24.1).
const (
	unicodeSingle, unicodeJoined = 70, 67
	gsmSingle, gsmJoined         = 160, 153
)

// gsmBasic are the characters that take one septet, gsmExtended those that take
// two (3GPP TS 23.038, section 6.2.1).
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€"
)

// Measure counts a text. No part ends in the middle of a character.
func Measure(text string) Size {
	if text == "" {
		return Size{}
	}
	single, joined := gsmSingle, gsmJoined
	s := Size{Unicode: strings.ContainsFunc(text, func(r rune) bool { return gsmWidth(r) == 0 })}
	if s.Unicode {
		single, joined = unicodeSingle, unicodeJoined
	}
	parts, inPart := 1, 0
	for _, r := range text {
		w := width(r, s.Unicode)
		s.Units += w
		if inPart+w > joined {
			parts, inPart = parts+1, 0
		}
		inPart += w
	}
	if s.Units <= single {
		parts = 1
	}
	s.Parts = parts
	return s
}

func width(r rune, unicode bool) int {
	if unicode {
		return max(1, utf16.RuneLen(r))
	}
	return gsmWidth(r)
}

func gsmWidth(r rune) int {
	switch {
	case strings.ContainsRune(gsmBasic, r):
		return 1
	case strings.ContainsRune(gsmExtended, r):
		return 2
	default:
		return 0
	}
}

// Shorten returns the text, or as many of its words as fit into so many parts
// together with the tail, which says where the rest can be read.
func Shorten(text, tail string, parts int) string {
	if Measure(text).Parts <= parts {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes) // low fits
	for low < high {
		middle := (low + high + 1) / 2
		if Measure(string(runes[:middle])+tail).Parts <= parts {
			low = middle
		} else {
			high = middle - 1
		}
	}
	cut := string(runes[:low])
	if i := strings.LastIndexAny(cut, " \n"); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " \n") + tail
}
