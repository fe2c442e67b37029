package main

import (
	"strings"
	"testing"

	"github.com/samad111/go-samad/tracking"
)

func TestCodeCheck(t *testing.T) {
	t.Parallel()
	good := mint(t)
	bare := good.String()
	wrong := bare[:15] + string('0'+(bare[15]-'0'+1)%10)
	check(t, []row{
		{"bare, spaced and Persian", []string{"code", "check", bare, good.Format(), good.Format("fa")}, "",
			result{0, strings.Repeat(bare+"\n", 3), ""}},
		{"from standard input", []string{"code", "check"}, bare + "\r\n" + good.Format("fa"),
			result{0, bare + "\n" + bare + "\n", ""}},
		{"one slip", []string{"code", "check"}, bare + "\n" + wrong + "\n" + bare + "\n",
			result{1, bare + "\nerror: column 15: " + reason(t, wrong) + "\n" + bare + "\n",
				"samadctl: line 2, column 15: " + reason(t, wrong) + "\n"}},
		{"a letter", []string{"code", "check", "12345x"}, "",
			result{1, "error: column 6: neither a digit nor a separator\n",
				"samadctl: argument 1, column 6: neither a digit nor a separator\n"}},
		{"json", []string{"code", "check", "--json"}, bare + "\n۱۲x\n",
			result{1, `{"line":1,"valid":true,"code":"` + bare + `"}
{"line":2,"valid":false,"column":3,"error":"neither a digit nor a separator"}
`, "samadctl: line 2, column 3: neither a digit nor a separator\n"}},
	})
}

func mint(t *testing.T) tracking.Code {
	t.Helper()
	code, err := tracking.Minter{}.NewCode()
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// reason is what the library says of a code with a slip.
func reason(t *testing.T, code string) string {
	t.Helper()
	_, err := tracking.Parse(code)
	if err == nil {
		t.Fatalf("%s is a code", code)
	}
	return codeFault(err).reason
}
