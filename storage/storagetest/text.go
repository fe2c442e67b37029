package storagetest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/samad111/go-samad/samad"
)

func textChecks() []Check {
	return []Check{
		{"text/byte-exact", "a citizen's words altered, and a history that no longer verifies", byteExact},
		{"text/long", "the end of a long complaint", longText},
		{"text/compares bytes", "two keys, codes or agencies taken for one", comparesBytes},
	}
}

// texts are spellings that databases and drivers like to alter.
func texts() map[string]string {
	return map[string]string{
		"Arabic and Persian yeh and kaf": "يك كتاب‌هاي یک کتاب‌های",
		"half-space":                     "می‌شود می شود میشود",
		"composed and decomposed":        "\u0622 \u0627\u0653 \u00e9 e\u0301",
		"direction marks":                "\u200f\u202bمتن\u202c\u2066x\u2069",
		"emoji":                          "🙏🏽👨‍👩‍👧",
		"blanks around":                  "  \t متن \n ",
		"line ends":                      "a\r\nb\rc\nd\u2028e",
		"quotes and marks":               `'"` + "`" + `\ % _ ? ?1 :a @b $c {} ; -- /* */ \u0000`,
		"case":                           "ABC abc İıI",
		"private use and noncharacters":  "\ue000\uffff\U0010ffff",
		"control characters":             "\x01\x1b[31m\x7f",
		"empty":                          "",
	}
}

func byteExact(ctx context.Context, s Store) error {
	n := 0
	for what, text := range texts() {
		n++
		ch := submission(n, func(c *samad.Case) {
			c.Unit, c.Labels, c.Expert = text, []string{text, "x"}, text
		})
		ch.Events, ch.Values[1].Data, ch.Values[1].Name = nil, []byte(text), "n"+text
		ch.Values[0].Name = "a"
		ch.Messages[0].Fault, ch.Messages[0].Sealed = text, []byte(text)
		payload, err := json.Marshal(map[string]string{"text": text})
		if err != nil {
			return err
		}
		extend(&ch, 0, samad.Hash{}, after(n), samad.EventSubmitted)
		ch.Events[0].Data = append([]byte("{ \"z\":1,\n\t\"z\":1.0e0, \"t\":"), append(payload, '}')...)
		ch.Events[0].Actor.Post.Fa, ch.Events[0].Actor.Unit = text, text
		ch.Events[0].Hash = ch.Events[0].ComputeHash()
		ch.Case.Head = ch.Events[0].Hash
		ch.Key = &samad.KeyRecord{Key: "k" + text, Digest: []byte(text), Case: ch.Case.ID, Created: noon, Expires: noon}
		if err := s.Apply(ctx, ch); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if err := stored(ctx, s, ch); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		key, err := s.Key(ctx, "k"+text)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if err := same("key", key, *ch.Key); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return nil
}

func longText(ctx context.Context, s Store) error {
	ch := submission(1)
	ch.Values[0].Data = []byte(strings.Repeat("\x00\xff", 1<<19))
	ch.Values[1].Data = []byte(strings.Repeat("گ‌", 200_000))
	ch.Messages[0].Sealed = ch.Values[0].Data
	ch.Search = strings.Fields(strings.Repeat("بیمه درمان ", 5_000))
	if err := s.Apply(ctx, ch); err != nil {
		return err
	}
	return stored(ctx, s, ch)
}

func comparesBytes(ctx context.Context, s Store) error {
	keys := []string{"key", "Key", "key ", " key", "كلید", "کلید", "e\u0301", "\u00e9"}
	for i, k := range keys {
		ch := submission(i+1, func(c *samad.Case) {
			c.State, c.Agency, c.Expert = samad.Referred, samad.AgencyID(k), k
		})
		ch.Key = &samad.KeyRecord{Key: k, Case: ch.Case.ID, Created: noon, Expires: noon}
		if err := s.Apply(ctx, ch); err != nil {
			return fmt.Errorf("key %q beside %q: %w", k, keys[:i], err)
		}
	}
	for i, k := range keys {
		got, err := s.Key(ctx, k)
		if err != nil {
			return fmt.Errorf("key %q: %w", k, err)
		}
		if got.Case != caseID(i+1) {
			return fmt.Errorf("key %q gives case %s, want %s", k, got.Case, caseID(i+1))
		}
		for _, q := range []samad.Query{{Expert: k}, {Agencies: []samad.AgencyID{samad.AgencyID(k)}}, {Visible: []samad.AgencyID{samad.AgencyID(k)}}} {
			if err := listed(ctx, s, q, i+1); err != nil {
				return fmt.Errorf("%q: %w", k, err)
			}
		}
	}
	return nil
}
