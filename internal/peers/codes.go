package main

import (
	"testing"

	"github.com/google/uuid"
	gonanoid "github.com/matoous/go-nanoid/v2"
	"github.com/oklog/ulid/v2"
	"github.com/samad111/go-samad/tracking"
)

const (
	codeText   = "tracking code, string"
	codeAppend = "tracking code, append"
	ulidText   = "oklog ulid Make"
	nanoDigits = "matoous nanoid, 16 digits"
)

// codes is about minting one code after the other and writing it as text.
func codes() Comparison {
	return Comparison{
		Name:  "codes",
		Title: "Minting codes",
		Subjects: subjects(func(b *testing.B, start mint) {
			b.ReportAllocs()
			next := start()
			for b.Loop() {
				if err := next(); err != nil {
					b.Fatal(err)
				}
			}
		}),
		Goals: []Goal{
			{Subject: codeText, Peer: ulidText, AtMost: 1.0, Allocs: 1},
			{Subject: codeText, Peer: nanoDigits, AtMost: 1 / 2.5, Allocs: -1},
			{Subject: codeAppend, Peer: ulidText, AtMost: 1.0, Allocs: 0},
		},
	}
}

// codesParallel is about the same on all cores at once.
func codesParallel() Comparison {
	return Comparison{
		Name:  "codes-parallel",
		Title: "Minting codes on all cores",
		Subjects: subjects(func(b *testing.B, start mint) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				next := start()
				for pb.Next() {
					if err := next(); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}),
		Goals: []Goal{
			{Subject: codeText, Peer: ulidText, AtMost: 0.8, Allocs: 1},
			{Subject: codeText, Peer: nanoDigits, AtMost: 1 / 2.5, Allocs: -1},
			{Subject: codeAppend, Peer: ulidText, AtMost: 0.8, Allocs: 0},
		},
	}
}

// mint prepares one goroutine; what it returns mints one code.
type mint func() (next func() error)

// text keeps what was minted, as a caller would, in a variable of the goroutine.
func text(next func() (string, error)) mint {
	return func() func() error {
		kept := new(string)
		return func() (err error) {
			*kept, err = next()
			return err
		}
	}
}

func subjects(bench func(*testing.B, mint)) []Subject {
	of := func(name string, m mint) Subject {
		return Subject{Name: name, Bench: func(b *testing.B) { bench(b, m) }}
	}
	return []Subject{
		of(ulidText, text(func() (string, error) { return ulid.Make().String(), nil })),
		of(codeText, text(func() (string, error) {
			c, err := tracking.Minter{}.NewCode()
			return c.String(), err
		})),
		of(codeAppend, func() func() error {
			buf := make([]byte, 0, tracking.MaxDigits)
			return func() (err error) {
				_, err = tracking.Minter{}.AppendCode(buf)
				return err
			}
		}),
		of("oklog ulid Make, not as text", func() func() error {
			kept := new(ulid.ULID)
			return func() error {
				*kept = ulid.Make()
				return nil
			}
		}),
		of("google uuid v4", text(func() (string, error) {
			id, err := uuid.NewRandom()
			return id.String(), err
		})),
		of("google uuid v7", text(func() (string, error) {
			id, err := uuid.NewV7()
			return id.String(), err
		})),
		of("matoous nanoid, 21 letters", text(func() (string, error) { return gonanoid.New() })),
		of(nanoDigits, text(func() (string, error) { return gonanoid.Generate("0123456789", 16) })),
	}
}
