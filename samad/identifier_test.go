package samad_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// All numbers are synthetic: computed from the rules or picked by hand.

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	type row struct{ in, want, code string }
	for name, table := range map[string]struct {
		parse func(string) (string, error)
		rows  []row
	}{
		"national ID": {samad.ParseNationalID, []row{
			{"2555125752", "2555125752", ""},
			{"6363433320", "6363433320", ""},
			{"5843616827", "5843616827", ""},
			{"1400404101", "1400404101", ""},
			{"1273159020", "1273159020", ""},
			{"1275775391", "1275775391", ""},
			{"0018179691", "0018179691", ""},
			{"18179691", "0018179691", ""},
			{"۱۲۷۵۷۷۵۳۹۱", "1275775391", ""},
			{"١٢٧٥٧٧٥٣٩١", "1275775391", ""},
			{"127-577539-1", "1275775391", ""},
			{"\u202a127\u200c5775391\u202c", "1275775391", ""},
			{"1275757391", "1275757391", ""}, // a swap that the check digit cannot see
			{"1275775392", "", "check_digit"},
			{"1275775931", "", "check_digit"},
			{"1111111111", "", "equal_digits"},
			{"0000000000", "", "equal_digits"},
			{"12757753 91x", "", "characters"},
			{"127577539", "", "check_digit"},
			{"1275775", "", "length"},
			{"12757753911", "", "length"},
			{"", "", "missing"},
		}},
		"legal ID": {samad.ParseLegalID, []row{
			{"10380284790", "10380284790", ""},
			{"10332986111", "10332986111", ""},
			{"18843020966", "18843020966", ""},
			{"19293527921", "19293527921", ""},
			{"12893000514", "12893000514", ""},
			{"19436180620", "19436180620", ""},
			{"10332986112", "", "check_digit"},
			{"1033298611", "", "length"},
			{"11111111111", "", "equal_digits"},
		}},
		"mobile": {samad.ParseMobile, []row{
			{"09130001234", "+989130001234", ""},
			{"9130001234", "+989130001234", ""},
			{"989130001234", "+989130001234", ""},
			{"+98 913 000 1234", "+989130001234", ""},
			{"00989130001234", "+989130001234", ""},
			{"+9809130001234", "+989130001234", ""},
			{"۰۹۱۳۰۰۰۱۲۳۴", "+989130001234", ""},
			{"9812345678", "+989812345678", ""}, // ten digits that begin with 98 are no country code
			{"0913000123", "", "length"},
			{"091300012345", "", "length"},
			{"03130001234", "", "landline"},
			{"08130001234", "", "landline"},
			{"0913000123a", "", "characters"},
			{"", "", "missing"},
		}},
		"landline": {samad.ParseLandline, []row{
			{"03130001234", "+983130001234", ""},
			{"031-30001234", "+983130001234", ""},
			{"+983130001234", "+983130001234", ""},
			{"30001234", "", "area_code"},
			{"03110001234", "", "subscriber"},
			{"0313000123", "", "length"},
			{"09130001234", "", "mobile"},
		}},
		"postal code": {samad.ParsePostalCode, []row{
			{"8174673441", "8174673441", ""},
			{"81746-73441", "8174673441", ""},
			{"1619735744", "1619735744", ""},
			{"8174573441", "8174573441", ""},
			{"8124673441", "8124673441", ""},
			{"1111111111", "", "equal_digits"},
			{"817467344", "", "length"},
		}},
		"foreign ID": {samad.ParseForeignID, []row{
			{"12345678", "12345678", ""},
			{"۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶", "1234567890123456", ""},
			{"1234567", "", "length"},
		}},
	} {
		for _, r := range table.rows {
			got, err := table.parse(r.in)
			assert.Equal(t, r.want, got, "%s %q", name, r.in)
			if r.code == "" {
				require.NoError(t, err, "%s %q", name, r.in)
				continue
			}
			var refused *samad.IdentifierError
			require.ErrorAs(t, err, &refused, "%s %q", name, r.in)
			require.ErrorIs(t, err, samad.ErrInvalid)
			assert.Equal(t, r.code, refused.Code, "%s %q", name, r.in)
			assert.NotEmpty(t, refused.Detail.Fa)
			if len(r.in) > 3 {
				assert.NotContains(t, err.Error(), r.in, "an error does not repeat the identifier")
			}
		}
	}
}

func TestPostalCodeDoubtful(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"8174673441": false, "1619735744": false, "8174573441": true, "8124673441": true, "817": true, "1111673441": true,
	} {
		assert.Equal(t, want, samad.PostalCodeDoubtful(code), code)
	}
}

func TestMask(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "127***5391", samad.Mask("1275775391"))
	assert.Equal(t, "***", samad.Mask("12345678"))
	assert.Equal(t, "***", samad.Mask(""))
}

// FuzzIdentifiers: nothing panics, what is accepted is canonical, and every
// refusal has its kind.
func FuzzIdentifiers(f *testing.F) {
	for _, s := range []string{"1275775391", "۰۹۱۳۰۰۰۱۲۳۴", "+98", "0098", "98", "031-30001234", "00020000000", "\u200c", "\xff", "00000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, parse := range map[string]func(string) (string, error){
			"national": samad.ParseNationalID, "legal": samad.ParseLegalID, "foreign": samad.ParseForeignID,
			"mobile": samad.ParseMobile, "landline": samad.ParseLandline, "postal": samad.ParsePostalCode,
		} {
			got, err := parse(s)
			if err != nil {
				var refused *samad.IdentifierError
				if got != "" || !errors.As(err, &refused) {
					t.Fatalf("%s %q: %q, %v", name, s, got, err)
				}
				continue
			}
			if strings.Trim(strings.TrimPrefix(got, "+98"), "0123456789") != "" {
				t.Fatalf("%s %q: not canonical: %q", name, s, got)
			}
			if again, err := parse(got); err != nil || again != got {
				t.Fatalf("%s %q: %q does not stay: %q, %v", name, s, got, again, err)
			}
		}
	})
}
