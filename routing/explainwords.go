package routing

import (
	"fmt"
	"io"
	"strings"

	"github.com/samad111/go-samad/samad"
)

// mostAlternatives is how many alternatives the text of an explanation lists.
const mostAlternatives = 10

// Text writes the explanation for people, with the ids of the rule file: what
// was decided, the rules that hold with their conditions, and what else might
// have been decided, of that at most ten lines. In Persian the ids are set apart
// by the marks of Unicode that keep their direction (U+2068 and U+2069).
func (e Explanation) Text(w io.Writer, lang samad.Lang) error {
	var b strings.Builder
	t := teller{&b, lang}
	if e.NoRoute != nil {
		t.line("تصمیمی گرفته نشد: %s", "nothing decided: %s", e.NoRoute.Reason)
		if e.NoRoute.Err != nil {
			t.line("  قاعده %s: %v", "  rule %s: %v", e.NoRoute.Rule, e.NoRoute.Err)
		}
	} else {
		t.line("%s به حکم قاعده %s", "%s by rule %s", e.Decision.Agency, e.Decision.Rule)
		fmt.Fprintf(&b, "  %s\n", e.Why.In(lang))
	}
	if len(e.Held) > 0 {
		t.line("قاعده‌هایی که برقرارند:", "rules that hold:")
	}
	for _, trial := range e.Held {
		t.trial(trial)
	}
	if len(e.Alternatives) > 0 {
		t.line("اگر یک چیز دیگر بود:", "with one fact different:")
	}
	for i, a := range e.Alternatives {
		if i == mostAlternatives {
			t.line("  … و %d تای دیگر", "  … and %d more", len(e.Alternatives)-i)
			break
		}
		if lang == samad.English {
			t.line("", "  %s would give it to %s (%s)", a.Rule, a.Agency, plain(a.Miss.String()))
			continue
		}
		t.line("  %s آن را به %s می‌داد (%s)", "", a.Rule, a.Agency, plain(t.condition(a.Miss)))
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("routing: write explanation: %w", err)
	}
	return nil
}

// plain is text that is in the reader's language already.
type plain string

// inBoth fills two forms with the same values. In the Persian one numbers have
// Persian digits, and all other values are isolated.
func inBoth(fa, en string, values ...any) samad.Text {
	isolated := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case int:
			isolated[i] = persianInt(v)
		case plain:
			isolated[i] = v
		default:
			isolated[i] = "\u2068" + fmt.Sprint(v) + "\u2069"
		}
	}
	return samad.Text{Fa: fill(strings.ReplaceAll(fa, "%d", "%s"), isolated), En: fill(en, values)}
}

// fill is Sprintf; an empty form, which the other language has, stays empty.
func fill(form string, values []any) string {
	if form == "" {
		return ""
	}
	return fmt.Sprintf(form, values...)
}

// persianInt writes a number in Persian digits.
func persianInt(n int) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '۰' + r - '0'
		}
		return r
	}, fmt.Sprint(n))
}

// teller writes lines in one language.
type teller struct {
	b    *strings.Builder
	lang samad.Lang
}

func (t teller) line(fa, en string, values ...any) {
	t.b.WriteString(inBoth(fa, en, values...).In(t.lang) + "\n")
}

// trial writes a rule that holds, with its conditions and targets.
func (t teller) trial(trial Trial) {
	verdict := plain(trial.Verdict)
	if t.lang != samad.English {
		verdict = plain(map[Verdict]string{
			Decides: "تصمیم می‌گیرد", Contributes: "می‌افزاید", NoTarget: "مقصدی ندارد", Outranked: "قاعده دیگری پیش است",
			Misses: "برقرار نیست", Unknown: "سنجیدنی نبود",
		}[trial.Verdict])
	}
	t.line("  %s: %s، %d امتیاز، اولویت %d", "  %s: %s, %d points, priority %d", trial.Rule, verdict, trial.Points, trial.Priority)
	for _, c := range trial.Conditions {
		if c.Field == "expr" && trial.Fault != nil {
			t.line("    عبارت %s سنجیدنی نبود: %v", "    expr %s is unknown: %v", c.Want, trial.Fault)
			continue
		}
		fmt.Fprintf(t.b, "    %s\n", t.condition(c))
	}
	for _, target := range trial.Targets {
		fmt.Fprintf(t.b, "    %s\n", t.target(target))
	}
}

// fieldNames are what the keys of a rule file are called in Persian.
func fieldName(field string) string {
	if name, ok := map[string]string{
		"kind": "نوع", "topic": "موضوع", "place": "مکان", "channel": "کانال", "urgency": "فوریت", "identity": "هویت",
		"petitioner": "متقاضی", "about": "دستگاه موضوع شکایت", "flags": "نشان", "keywords": "واژه‌ها", "expr": "عبارت", "valid": "اعتبار",
	}[field]; ok {
		return name
	}
	return field
}

func (t teller) condition(c Condition) string {
	if t.lang == samad.English {
		return c.String()
	}
	word := "برقرار نیست"
	if c.Holds {
		word = "برقرار است"
	}
	switch name := plain(fieldName(c.Field)); {
	case c.Field == "expr": // an expression looks at all facts
		return inBoth("%s %s %s", "", name, c.Want, plain(word)).Fa
	case c.Got == "":
		return inBoth("%s %s %s: پرونده آن را ندارد", "", name, c.Want, plain(word)).Fa
	default:
		return inBoth("%s %s %s: %s", "", name, c.Want, plain(word), c.Got).Fa
	}
}

func (t teller) target(trial TargetTrial) string {
	switch {
	case t.lang == samad.English:
		return trial.String()
	case trial.Agency == "":
		return inBoth("%s اینجا کسی را نشان نمی‌دهد", "", trial.Target).Fa
	case trial.Barred:
		return inBoth("%s یعنی %s، که خود موضوع شکایت است", "", trial.Target, trial.Agency).Fa
	}
	return inBoth("%s یعنی %s", "", trial.Target, trial.Agency).Fa
}
