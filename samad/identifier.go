package samad

import (
	"strings"
	"unicode/utf8"

	"github.com/samad111/go-samad/internal/fold"
)

// IdentifierError tells why an identifier is refused. It never repeats the
// identifier. It matches [ErrInvalid].
type IdentifierError struct {
	// Code names the fault: "missing", "characters", "length", "check_digit",
	// "equal_digits", "landline", "mobile", "area_code" or "subscriber".
	Code   string
	Detail Text
}

// Error returns the detail in English.
func (e *IdentifierError) Error() string { return "samad: " + e.Detail.En }

// Unwrap makes the error match [ErrInvalid].
func (e *IdentifierError) Unwrap() error { return ErrInvalid }

func refuse(code, fa, en string) error {
	return &IdentifierError{Code: code, Detail: Text{Fa: fa, En: en}}
}

// digitsOf folds an identifier as people write it and refuses what is not
// digits then.
func digitsOf(s string) (string, error) {
	d := fold.Digits(s)
	if d == "" {
		return "", refuse("missing", "این شماره را وارد کنید.", "enter the number")
	}
	if strings.TrimLeft(d, "0123456789") != "" {
		return "", refuse("characters", "این شماره فقط باید رقم داشته باشد.", "the number may hold digits only")
	}
	return d, nil
}

func allEqual(d string) bool { return strings.Count(d, d[:1]) == len(d) }

// ParseNationalID reads a person's national ID (کد ملی) and returns its ten
// digits. Persian and Arabic digits, blanks and separators are accepted, and
// eight or nine digits are taken to have lost their leading zeros. A valid
// check digit says nothing about whether the number was issued, or to whom;
// and it cannot catch every slip, because two remainders share a check digit.
func ParseNationalID(s string) (string, error) {
	d, err := digitsOf(s)
	if err != nil {
		return "", err
	}
	if len(d) == 8 || len(d) == 9 {
		d = strings.Repeat("0", 10-len(d)) + d
	}
	if len(d) != 10 {
		return "", refuse("length", "کد ملی ده رقم دارد.", "a national ID has ten digits")
	}
	if allEqual(d) {
		return "", refuse("equal_digits", "کد ملی با ده رقم یکسان صادر نمی‌شود.", "a national ID of ten equal digits is never issued")
	}
	sum := 0
	for i := range 9 {
		sum += int(d[i]-'0') * (10 - i)
	}
	check := sum % 11
	if check > 1 {
		check = 11 - check
	}
	if int(d[9]-'0') != check {
		return "", refuse("check_digit", "کد ملی درست نیست؛ رقم‌ها را دوباره ببینید.", "the national ID is not right; look at its digits again")
	}
	return d, nil
}

// ParseLegalID reads the national ID of a legal entity (شناسه ملی) and returns
// its eleven digits.
func ParseLegalID(s string) (string, error) {
	d, err := digitsOf(s)
	if err != nil {
		return "", err
	}
	if len(d) != 11 {
		return "", refuse("length", "شناسه ملی یازده رقم دارد.", "a legal entity's ID has eleven digits")
	}
	if allEqual(d) {
		return "", refuse("equal_digits", "شناسه ملی با یازده رقم یکسان صادر نمی‌شود.", "a legal ID of eleven equal digits is never issued")
	}
	weights := [10]int{29, 27, 23, 19, 17, 29, 27, 23, 19, 17}
	k := int(d[9]-'0') + 2
	sum := 0
	for i, w := range weights {
		sum += (int(d[i]-'0') + k) * w
	}
	if int(d[10]-'0') != sum%11%10 {
		return "", refuse("check_digit", "شناسه ملی درست نیست؛ رقم‌ها را دوباره ببینید.", "the legal ID is not right; look at its digits again")
	}
	return d, nil
}

// ParseForeignID reads the number of a foreign national's papers: 8 to 16
// digits. Nothing more is known about its form.
func ParseForeignID(s string) (string, error) {
	d, err := digitsOf(s)
	if err != nil {
		return "", err
	}
	if len(d) < 8 || len(d) > 16 {
		return "", refuse("length", "شماره مدرک اتباع بین هشت تا شانزده رقم دارد.", "the number has 8 to 16 digits")
	}
	return d, nil
}

// phoneDigits folds a telephone number to the part after the country code.
func phoneDigits(s string) (string, error) {
	d := fold.Digits(strings.ReplaceAll(s, "+", ""))
	if d == "" {
		return "", refuse("missing", "شماره تلفن را وارد کنید.", "enter the telephone number")
	}
	if strings.TrimLeft(d, "0123456789") != "" {
		return "", refuse("characters", "شماره تلفن فقط باید رقم داشته باشد.", "a telephone number may hold digits only")
	}
	switch {
	case strings.HasPrefix(d, "0098"):
		d = d[4:]
	case strings.HasPrefix(d, "98") && len(d) > 10:
		d = d[2:]
	}
	return strings.TrimPrefix(d, "0"), nil
}

// ParseMobile reads an Iranian mobile number in any usual way of writing and
// returns it in E.164 form, +989xxxxxxxxx. Operators' prefixes are not
// checked, because new ones appear and numbers are ported.
func ParseMobile(s string) (string, error) {
	d, err := phoneDigits(s)
	if err != nil {
		return "", err
	}
	if len(d) == 10 && d[0] != '9' {
		return "", refuse("landline", "این شماره همراه نیست؛ شماره همراه با ۰۹ آغاز می‌شود.", "this is not a mobile number; those begin with 09")
	}
	if len(d) != 10 || d[0] != '9' {
		return "", refuse("length", "شماره همراه یازده رقم دارد و با ۰۹ آغاز می‌شود.", "a mobile number has eleven digits and begins with 09")
	}
	return "+98" + d, nil
}

// ParseLandline reads an Iranian landline number with its area code and
// returns it in E.164 form.
func ParseLandline(s string) (string, error) {
	d, err := phoneDigits(s)
	if err != nil {
		return "", err
	}
	switch {
	case d != "" && d[0] == '9':
		return "", refuse("mobile", "این شماره همراه است؛ آن را در جای شماره همراه بنویسید.", "this is a mobile number; enter it as one")
	case len(d) == 8:
		return "", refuse("area_code", "پیش‌شماره استان را هم بنویسید؛ مانند ۰۳۱.", "add the area code, such as 031")
	case len(d) != 10:
		return "", refuse("length", "شماره ثابت با پیش‌شماره یازده رقم دارد.", "a landline number has eleven digits with its area code")
	case d[0] == '0':
		return "", refuse("area_code", "پیش‌شماره با ۰ و یکی از رقم‌های ۱ تا ۸ آغاز می‌شود.", "an area code begins with 0 and one of 1 to 8")
	case d[2] < '2':
		return "", refuse("subscriber", "شماره پس از پیش‌شماره با ۲ تا ۹ آغاز می‌شود.", "after the area code a number begins with 2 to 9")
	}
	return "+98" + d, nil
}

// ParsePostalCode reads a postal code and returns its ten digits. It has no
// check digit; only its length and ten equal digits are refused.
func ParsePostalCode(s string) (string, error) {
	d, err := digitsOf(s)
	if err != nil {
		return "", err
	}
	if len(d) != 10 {
		return "", refuse("length", "کد پستی ده رقم دارد.", "a postal code has ten digits")
	}
	if allEqual(d) {
		return "", refuse("equal_digits", "کد پستی ده رقم یکسان ندارد.", "a postal code does not have ten equal digits")
	}
	return d, nil
}

// PostalCodeDoubtful reports whether a postal code of ten digits departs from
// the pattern that such codes are said to follow: no 2 anywhere, no 0 among
// the first five digits, no 5 as the fifth, and not four equal digits at the
// beginning. The pattern's official standing is not established, so it is
// good for a warning and for no more.
func PostalCodeDoubtful(code string) bool {
	return len(code) != 10 || strings.ContainsRune(code, '2') ||
		strings.ContainsRune(code[:5], '0') || code[4] == '5' || allEqual(code[:4])
}

// Mask hides the middle of an identifier for lists and logs: three characters
// stay at the beginning and four at the end; shorter ones vanish.
func Mask(identifier string) string {
	const head, tail = 3, 4
	if utf8.RuneCountInString(identifier) < head+tail+2 {
		return "***"
	}
	r := []rune(identifier)
	return string(r[:head]) + "***" + string(r[len(r)-tail:])
}
