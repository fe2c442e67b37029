package samad

import "strings"

// The longest parts of a mail address by RFC 5321, section 4.5.3.1.
const (
	maxLocalPart = 64
	maxEmail     = 254
)

// ParseEmail reads a mail address in the form that people have and returns it
// with its domain in small letters: no quotes, no comments, a domain with a
// dot, ASCII only. Whether anybody reads it only a message can tell.
func ParseEmail(s string) (string, error) {
	s = strings.TrimSpace(s)
	at := strings.LastIndexByte(s, '@')
	if s == "" {
		return "", refuse("missing", "نشانی ایمیل را وارد کنید.", "enter the mail address")
	}
	if at < 1 || at > maxLocalPart || len(s) > maxEmail {
		return "", refuse("length", "این نشانی ایمیل کامل نیست.", "this is no whole mail address")
	}
	local, domain := s[:at], strings.ToLower(s[at+1:])
	if strings.Trim(local, lettersDigits+"!#$%&'*+-/=?^_`{|}~.") != "" || strings.Trim(domain, lettersDigits+"-.") != "" {
		return "", refuse("characters", "این نشانی ایمیل نویسه‌ای دارد که جایش این‌جا نیست.", "this mail address holds a character that has no place in one")
	}
	if misplacedDot(local) || misplacedDot(domain) || !strings.Contains(domain, ".") ||
		strings.HasPrefix(domain, "-") || strings.HasSuffix(domain, "-") {
		return "", refuse("length", "این نشانی ایمیل کامل نیست.", "this is no whole mail address")
	}
	return local + "@" + domain, nil
}

const lettersDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

func misplacedDot(s string) bool {
	return strings.HasPrefix(s, ".") || strings.HasSuffix(s, ".") || strings.Contains(s, "..")
}
