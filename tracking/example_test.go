package tracking_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/samad111/go-samad/tracking"
)

// A case gets a code and a PIN. The receipt shows both; the case keeps the
// code and a hash of the PIN.
func Example() {
	minter := tracking.Minter{}
	code, err := minter.NewCode()
	if err != nil {
		log.Fatal(err)
	}
	pin, err := minter.NewPIN()
	if err != nil {
		log.Fatal(err)
	}
	key := []byte("32 random bytes, kept elsewhere.")
	kept := pin.Hash(key, "case 01")

	// Later somebody types both on a Persian keyboard.
	typed, err := tracking.Parse(code.Format("fa"))
	if err != nil {
		log.Fatal(err)
	}
	secret, err := tracking.ParsePIN(pin.Reveal("fa"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(typed == code, secret.Verify(kept, key, "case 01"))
	// Output: true true
}

func ExampleParse() {
	for _, text := range []string{
		"1234567890123428",
		"۱۲۳۴ ۵۶۷۸ ۹۰۱۲ ۳۴۲۸",
		" ١٢٣٤-٥٦٧٨-٩٠١٢-٣٤٢٨ ",
		"1234 5678 9012 3482", // two digits exchanged
		"1234 5678",
		"1234 5678 9012 342B",
	} {
		code, err := tracking.Parse(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(code)
	}
	// Output:
	// 1234567890123428
	// 1234567890123428
	// 1234567890123428
	// tracking: parse code: character 18: check digits do not match
	// tracking: parse code: character 10: 8 digits, want 12 to 18
	// tracking: parse code: character 19 ("B"): neither a digit nor a separator
}

func ExampleParseError() {
	_, err := tracking.Parse("1234 5678 9O12 3428")
	var fault *tracking.ParseError
	switch {
	case !errors.As(err, &fault):
		fmt.Println("a code")
	case errors.Is(err, tracking.ErrLength):
		fmt.Println("count the digits")
	case errors.Is(err, tracking.ErrChecksum):
		fmt.Println("a digit is wrong")
	case errors.Is(err, tracking.ErrCharacter):
		fmt.Printf("%q at %d is not a digit\n", fault.Input, fault.Rune+1)
	}
	// Output: "O" at 12 is not a digit
}

func ExampleMinter() {
	for _, minter := range []tracking.Minter{{}, {Digits: 12}, {Digits: 10}} {
		code, err := minter.NewCode()
		fmt.Println(code.Len(), err)
	}
	// Output:
	// 16 <nil>
	// 12 <nil>
	// 0 tracking: mint code of 10 digits: want 12 to 18, or 0 for 16
}

func ExampleMinter_AppendCode() {
	line := []byte("code=")
	line, err := tracking.Minter{}.AppendCode(line)
	fmt.Println(len(line), err)
	// Output: 21 <nil>
}

func ExampleCode_Format() {
	code, err := tracking.Parse("1234567890123428")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(code)
	fmt.Println(code.Format())
	fmt.Printf("%+q\n", code.Format("fa"))
	// Output:
	// 1234567890123428
	// 1234 5678 9012 3428
	// "\u06f1\u06f2\u06f3\u06f4\u00a0\u06f5\u06f6\u06f7\u06f8\u00a0\u06f9\u06f0\u06f1\u06f2\u00a0\u06f3\u06f4\u06f2\u06f8"
}

func ExampleCode_Speak() {
	code, err := tracking.Parse("1234567890123428")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(code.Speak("en"))
	fmt.Println(code.Speak("fa"))
	// Output:
	// one two three four, five six seven eight, nine zero one two, three four two eight
	// یک دو سه چهار، پنج شش هفت هشت، نه صفر یک دو، سه چهار دو هشت
}

func ExampleCode_MarshalText() {
	type request struct {
		Code tracking.Code `json:"code"`
		Into tracking.Code `json:"into,omitzero"`
	}
	var in request
	if err := json.Unmarshal([]byte(`{"code": "۱۲۳۴ ۵۶۷۸ ۹۰۱۲ ۳۴۲۸"}`), &in); err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(in); err != nil {
		log.Fatal(err)
	}
	// Output: {"code":"1234567890123428"}
}

func ExamplePIN() {
	pin, err := tracking.ParsePIN("۰۴۲ ۹۱۷")
	if err != nil {
		log.Fatal(err)
	}
	receipt := struct {
		Case string
		PIN  tracking.PIN
	}{"01", pin}
	fmt.Printf("%v, %d, %+v\n", pin, pin, receipt)

	_, err = json.Marshal(receipt)
	fmt.Println(errors.Is(err, tracking.ErrSecret))

	fmt.Println(pin.Reveal(), pin.Reveal("fa"))
	// Output:
	// [PIN], [PIN], {Case:01 PIN:[PIN]}
	// true
	// 042917 ۰۴۲۹۱۷
}

func ExamplePIN_Verify() {
	key := []byte("32 random bytes, kept elsewhere.")
	pin, err := tracking.ParsePIN("042917")
	if err != nil {
		log.Fatal(err)
	}
	kept := pin.Hash(key, "case 01")
	fmt.Println(pin.Verify(kept, key, "case 01"))
	fmt.Println(pin.Verify(kept, key, "case 02")) // another case
	fmt.Println(pin.Verify(nil, key, "case 03"))  // no such case
	// Output:
	// true
	// false
	// false
}
