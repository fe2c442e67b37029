package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/samad111/go-samad/examples/courier"
	"github.com/samad111/go-samad/samad"
)

// Config says how a gateway is spoken to. URL, Headers and Body are templates
// that get a [Request] and the functions json and query, which write a value as
// JSON or for an address.
type Config struct {
	URL    string // required
	Method string // default POST
	// Body is sent as ContentType; default application/json.
	Body        string
	ContentType string
	// Headers besides Content-Type and Idempotency-Key.
	Headers map[string]string
	// Secret is what the gateway knows the sender by, for the templates.
	Secret string
	// Number is how the number is written: "e164" (+98912…, the default),
	// "digits" (98912…) or "local" (0912…).
	Number string
	// Accepted are the statuses of success; default 200 to 299.
	Accepted []int
	// Permanent are the statuses after which no other try makes sense;
	// default 400, 404, 410, 422. All others are tried again.
	Permanent []int
	// Reference is where the answer names the message, as a path into its
	// JSON such as "entries.0.messageid"; "" where it does not.
	Reference string
	// Good, where set, must be found at GoodPath in the answer: some gateways
	// answer 200 to everything. Others count as not accepted; those among
	// BadForever as never.
	GoodPath   string
	Good       []string
	BadForever []string
	// MaxParts is the longest message; default 6. What is longer is cut with
	// a hint that the whole can be read under the code.
	MaxParts int
	// Timeout bounds one try; default 15 s.
	Timeout time.Duration
	// Now is the clock; default [time.Now].
	Now func() time.Time
	// Client sends; default one that follows no redirects.
	Client *http.Client
}

// Request is what the templates get.
type Request struct {
	Key, To, Text, Secret string
	Parts                 int
}

// Gateway implements [courier.Carrier].
type Gateway struct {
	config  Config
	url     *template.Template
	body    *template.Template
	headers map[string]*template.Template
}

var _ courier.Carrier = (*Gateway)(nil)

var functions = template.FuncMap{
	"json": func(v any) (string, error) {
		b, err := json.Marshal(v)
		return string(b), err
	},
	"query": url.QueryEscape,
}

// New checks the configuration by writing a request from it.
func New(config Config) (*Gateway, error) {
	set := func(s *string, to string) {
		if *s == "" {
			*s = to
		}
	}
	set(&config.Method, http.MethodPost)
	set(&config.ContentType, "application/json")
	set(&config.Number, "e164")
	if len(config.Permanent) == 0 {
		config.Permanent = []int{http.StatusBadRequest, http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity}
	}
	if config.MaxParts == 0 {
		config.MaxParts = 6
	}
	if config.Timeout == 0 {
		config.Timeout = 15 * time.Second
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Client == nil {
		config.Client = &http.Client{}
	}
	client := *config.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	config.Client = &client

	g := &Gateway{config: config, headers: map[string]*template.Template{}}
	var errs []error
	parse := func(name, text string) *template.Template {
		t, err := template.New(name).Option("missingkey=error").Funcs(functions).Parse(text)
		if err != nil {
			errs = append(errs, fmt.Errorf("sms: %w", err))
		}
		return t
	}
	g.url, g.body = parse("url", config.URL), parse("body", config.Body)
	for name, text := range config.Headers {
		g.headers[name] = parse("header "+name, text)
	}
	switch config.Number {
	case "e164", "digits", "local":
	default:
		errs = append(errs, fmt.Errorf("sms: number %q: want e164, digits or local", config.Number))
	}
	if config.MaxParts < 1 {
		errs = append(errs, errors.New("sms: max_parts must be at least 1"))
	}
	if len(errs) == 0 {
		errs = append(errs, g.try())
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return g, nil
}

// try writes a request for a text that breaks whatever is not escaped.
func (g *Gateway) try() error {
	sample := Request{Key: "01KEY", To: g.number("+989120000000"), Text: "«آزمایش» \"&<{%\n", Secret: g.config.Secret, Parts: 1}
	req, err := g.request(context.Background(), sample)
	if err != nil {
		return err
	}
	if req.URL.Scheme != "https" && req.URL.Scheme != "http" || req.URL.Host == "" {
		return errors.New("sms: url: write an address such as https://gateway.example/send")
	}
	if req.Body == nil {
		return nil
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return fmt.Errorf("sms: body: %w", err)
	}
	if strings.HasPrefix(g.config.ContentType, "application/json") && !json.Valid(body) {
		return errors.New("sms: body: it does not give JSON; write {{json .Text}}, without quotation marks around")
	}
	return nil
}

func (g *Gateway) number(e164 string) string {
	switch g.config.Number {
	case "digits":
		return strings.TrimPrefix(e164, "+")
	case "local":
		if rest, ok := strings.CutPrefix(e164, "+98"); ok {
			return "0" + rest
		}
	}
	return e164
}

func (g *Gateway) request(ctx context.Context, r Request) (*http.Request, error) {
	var errs []error
	write := func(t *template.Template) string {
		var b bytes.Buffer
		if err := t.Execute(&b, r); err != nil {
			errs = append(errs, fmt.Errorf("sms: %w", err))
		}
		return b.String()
	}
	address, body := write(g.url), write(g.body)
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	var reader io.Reader
	if g.config.Body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, g.config.Method, address, reader)
	if err != nil {
		return nil, errors.New("sms: url: it does not give an address") // err repeats it, with number and text
	}
	if reader != nil {
		req.Header.Set("Content-Type", g.config.ContentType)
	}
	req.Header.Set("Idempotency-Key", r.Key)
	for _, name := range slices.Sorted(maps.Keys(g.headers)) {
		req.Header.Set(name, write(g.headers[name]))
	}
	return req, errors.Join(errs...)
}

// maxAnswer is how much of a gateway's answer is read.
const maxAnswer = 64 << 10

// Carry implements [courier.Carrier].
func (g *Gateway) Carry(ctx context.Context, l courier.Letter) (string, error) {
	tail := "… ادامه را با کد رهگیری در سامانه بخوانید."
	if l.Lang == samad.English {
		tail = "... read the rest under your code."
	}
	text := Shorten(l.Body, tail, g.config.MaxParts)
	ctx, cancel := context.WithTimeout(ctx, g.config.Timeout)
	defer cancel()
	req, err := g.request(ctx, Request{
		Key: l.Key, To: g.number(l.To), Text: text, Secret: g.config.Secret, Parts: Measure(text).Parts,
	})
	if err != nil {
		return "", err
	}
	answer, err := g.config.Client.Do(req)
	if err != nil {
		return "", hidden(ctx, err)
	}
	defer answer.Body.Close() //nolint:errcheck // nothing is written
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return "", hidden(ctx, err)
	}
	return g.read(answer, body)
}

// hidden takes the address out of an error: it may hold number and text.
func hidden(ctx context.Context, err error) error {
	if cause, ok := errors.AsType[*url.Error](err); ok {
		err = cause.Err
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return fmt.Errorf("sms: gateway: %w", err)
}

func (g *Gateway) read(answer *http.Response, body []byte) (string, error) {
	accepted := answer.StatusCode >= 200 && answer.StatusCode <= 299
	if len(g.config.Accepted) > 0 {
		accepted = slices.Contains(g.config.Accepted, answer.StatusCode)
	}
	if !accepted {
		if slices.Contains(g.config.Permanent, answer.StatusCode) {
			return "", fmt.Errorf("sms: gateway answers %d: %w", answer.StatusCode, samad.ErrPermanent)
		}
		if until, ok := retryAfter(answer.Header, g.config.Now()); ok {
			return "", &samad.PostponedError{Until: until, Why: fmt.Sprintf("gateway answers %d", answer.StatusCode)}
		}
		return "", fmt.Errorf("sms: gateway answers %d", answer.StatusCode)
	}
	if g.config.GoodPath != "" {
		got := lookup(body, g.config.GoodPath)
		switch {
		case slices.Contains(g.config.Good, got):
		case slices.Contains(g.config.BadForever, got):
			return "", fmt.Errorf("sms: gateway refuses for ever: %w", samad.ErrPermanent)
		default:
			return "", errors.New("sms: gateway does not say that it took the message")
		}
	}
	reference := ""
	if g.config.Reference != "" {
		reference = lookup(body, g.config.Reference)
	}
	return reference, nil
}

// longestRest bounds how long a gateway may put a message off.
const longestRest = time.Hour

func retryAfter(h http.Header, now time.Time) (time.Time, bool) {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds <= 0 {
		return time.Time{}, false
	}
	return now.Add(min(time.Duration(seconds)*time.Second, longestRest)), true
}

// lookup reads a number or text at the path into JSON, "" where there is none;
// numbers keep their digits.
func lookup(body []byte, path string) string {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		return ""
	}
	for step := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(in) {
				return ""
			}
			v = in[i]
		default:
			return ""
		}
	}
	switch x := v.(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	default:
		return ""
	}
}
