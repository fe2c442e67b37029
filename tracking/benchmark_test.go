package tracking_test

import (
	"testing"

	"github.com/samad111/go-samad/tracking"
)

func BenchmarkNewCodeString(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		c, err := tracking.Minter{}.NewCode()
		if err != nil {
			b.Fatal(err)
		}
		_ = c.String()
	}
}

func BenchmarkAppendCode(b *testing.B) {
	b.ReportAllocs()
	buf := make([]byte, 0, tracking.MaxDigits)
	for b.Loop() {
		if _, err := (tracking.Minter{}).AppendCode(buf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for _, row := range []struct{ name, text string }{
		{"bare", "1234567890123428"},
		{"grouped", "1234 5678 9012 3428"},
		{"persian", "۱۲۳۴ ۵۶۷۸ ۹۰۱۲ ۳۴۲۸"},
	} {
		b.Run(row.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := tracking.Parse(row.text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFormat(b *testing.B) {
	c, err := tracking.Parse("1234567890123428")
	if err != nil {
		b.Fatal(err)
	}
	for _, lang := range []string{"en", "fa"} {
		b.Run(lang, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = c.Format(lang)
			}
		})
	}
}

func BenchmarkPINVerify(b *testing.B) {
	key := make([]byte, 32)
	pin, err := tracking.ParsePIN("042917")
	if err != nil {
		b.Fatal(err)
	}
	hash := pin.Hash(key, "case")
	b.ReportAllocs()
	for b.Loop() {
		if !pin.Verify(hash, key, "case") {
			b.Fatal("PIN does not verify")
		}
	}
}
