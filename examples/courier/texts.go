package courier

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"

	"github.com/samad111/go-samad/samad"
)

// Texts word letters. Each is a text/template that gets a [Content]; the nil
// Texts leave the Desk's words as they are.
type Texts struct {
	parsed map[string]*template.Template
}

// Content is what a template may use.
type Content struct {
	Text string // the Desk's own words
	Code string // the tracking code as people read it
	Kind samad.MessageKind
}

// name is the name of a template, such as "fa/sms/answer" or "en/email/subject",
// where "*" stands for every kind.
//
//	fa/sms/*          {{.Text}}
//	fa/email/subject  سامد ۱۱۱، پرونده {{.Code}}
//	fa/email/answer   با سلام{{"\n"}}{{.Text}}
func name(lang samad.Lang, by samad.Carrier, kind string) string {
	return string(lang) + "/" + string(by) + "/" + kind
}

// secretKinds carry what cannot be asked for again; a template must not lose it.
var secretKinds = []samad.MessageKind{samad.ReceiptMessage, samad.NewPINMessage}

// ParseTexts parses the templates by name and tries each. It reports
// everything that is wrong: a name that no letter ever asks for, a field that
// there is none of, a template that loses the words of a message or is empty.
func ParseTexts(sources map[string]string) (*Texts, error) {
	t := &Texts{parsed: map[string]*template.Template{}}
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(sources)) {
		parts := strings.Split(key, "/")
		if len(parts) != 3 || !samad.Lang(parts[0]).Valid() ||
			parts[1] != string(samad.BySMS) && parts[1] != string(samad.ByEmail) ||
			parts[1] == string(samad.BySMS) && parts[2] == "subject" ||
			parts[2] != "*" && parts[2] != "subject" && !slices.Contains(kinds(), samad.MessageKind(parts[2])) {
			errs = append(errs, fmt.Errorf("courier: text %s: write LANGUAGE/CARRIER/KIND, such as fa/sms/answer or en/email/subject", key))
			continue
		}
		parsed, err := template.New(key).Option("missingkey=error").Parse(sources[key])
		if err != nil {
			errs = append(errs, fmt.Errorf("courier: text %s: %w", key, err))
			continue
		}
		if err := try(parsed, parts[2]); err != nil {
			errs = append(errs, fmt.Errorf("courier: text %s: %w", key, err))
			continue
		}
		t.parsed[key] = parsed
	}
	return t, errors.Join(errs...)
}

func kinds() []samad.MessageKind {
	return []samad.MessageKind{
		samad.ReceiptMessage, samad.ReferredMessage, samad.QuestionMessage, samad.ActionMessage, samad.AnswerMessage,
		samad.EndedMessage, samad.ReopenedMessage, samad.DeadlineMessage, samad.NewPINMessage, samad.WarningMessage,
		samad.BreachMessage, samad.EscalatedMessage, samad.DigestMessage, samad.TaskMessage,
	}
}

// try runs a template on a sample.
func try(t *template.Template, kind string) error {
	const words = "نمونه متن ۱۲۳"
	out, err := execute(t, Content{Text: words, Code: "1234 5678 9012 3456", Kind: samad.MessageKind(kind)})
	switch {
	case err != nil:
		return err
	case strings.TrimSpace(out) == "":
		return errors.New("it gives nothing")
	case (kind == "*" || slices.Contains(secretKinds, samad.MessageKind(kind))) && !strings.Contains(out, words):
		return errors.New("it loses {{.Text}}, and with it the code and PIN of a receipt")
	case kind == "subject" && (strings.ContainsAny(out, "\r\n") || strings.Contains(out, words)):
		return errors.New("a subject is one line and does not repeat the text, which is private")
	}
	return nil
}

func execute(t *template.Template, c Content) (string, error) {
	var b bytes.Buffer
	if err := t.Execute(&b, c); err != nil {
		return "", fmt.Errorf("write it: %w", err)
	}
	return b.String(), nil
}

// word writes the letter's subject and body.
func (t *Texts) word(l *Letter, n samad.Notice, by samad.Carrier) error {
	l.Subject = "سامد ۱۱۱"
	if n.Lang == samad.English {
		l.Subject = "Samad 111"
	}
	if t == nil {
		return nil
	}
	content := Content{Text: n.Text, Code: n.Code, Kind: n.Kind}
	for _, kind := range []string{string(n.Kind), "*"} {
		if parsed := t.parsed[name(n.Lang, by, kind)]; parsed != nil {
			body, err := execute(parsed, content)
			if err != nil {
				return fmt.Errorf("courier: word a %s by %s: %w", n.Kind, by, err)
			}
			l.Body = body
			break
		}
	}
	if parsed := t.parsed[name(n.Lang, by, "subject")]; parsed != nil {
		subject, err := execute(parsed, content)
		if err != nil {
			return fmt.Errorf("courier: word a subject: %w", err)
		}
		l.Subject = subject
	}
	return nil
}
