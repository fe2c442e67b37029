package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"text/template"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/tracking"
)

// SMSDesk is what [NewSMS] calls; *[samad.Desk] implements it.
type SMSDesk interface {
	Submit(ctx context.Context, actor samad.Actor, sub samad.Submission) (samad.Receipt, error)
	Track(ctx context.Context, code tracking.Code) (samad.View, error)
}

var _ SMSDesk = (*samad.Desk)(nil)

// SMSOptions fits [NewSMS] to a carrier's gateway. Where a field stands in its
// requests is written as "query:name", "form:name", "header:Name" or, for a
// JSON body, "json:" and a pointer such as "json:/message/text".
type SMSOptions struct {
	// Name tells gateways apart; required. It goes into the idempotency keys,
	// so it must stay.
	Name string
	// Method of the gateway's requests: "POST", the default, or "GET".
	Method string
	// From, Text and ID say where the sender's number, the text and the
	// carrier's id of the message stand; required.
	From, Text, ID string
	// Proof says how the gateway shows who it is; at least one way is
	// required, and all that are set must hold.
	Proof SMSProof
	// ReplyType and Reply are the content type and the text/template of the
	// answer, with .Text (what is to be sent back), .To and .ID, and the
	// functions json and xml to write them into such; default text/plain and
	// {{.Text}}. An empty .Text means that nothing is to be sent.
	ReplyType, Reply string
	// Silent leaves the reply to the outbox's receipt: .Text is always empty.
	Silent bool
	// Place is that of matters that come by this number; "" leaves it to the
	// only centre.
	Place samad.PlaceID
	// Kind and Identity are what matters are filed as until screening; default
	// a request, kept confidential.
	Kind     samad.Kind
	Identity samad.Identity
	// Actor files the cases; default a service account named "sms:" and Name.
	Actor samad.Actor
	// Limiter slows down numbers, by kinds [LimitSMS] and [LimitTrack]; nil
	// sets no limits.
	Limiter Limiter
	// Remote is the gateway's address for Proof.Networks; default the host
	// part of RemoteAddr.
	Remote func(r *http.Request) string
	// Logger gets what goes wrong inside; default nobody. It never gets
	// numbers, texts or codes.
	Logger *slog.Logger
	// Location is where days of deadlines are counted; default Asia/Tehran.
	Location *time.Location
}

// LimitSMS is the kind of requests that a [Limiter] is asked about for new
// matters by text message: by "phone:" and the number in E.164.
const LimitSMS = "sms"

// maxSMS is the longest request of a gateway in bytes.
const maxSMS = 32 << 10

// sms is the handler. It never changes after NewSMS.
type sms struct {
	desk           SMSDesk
	opts           SMSOptions
	from, text, id smsField
	reply          *template.Template
}

// NewSMS returns a handler for text messages that a gateway hands in, to be
// mounted where the gateway calls. A text becomes a case of channel sms, and
// the answer brings its tracking code; the PIN goes to the number by the
// outbox. A text that is only a tracking code is answered with stage and
// deadline and nothing else. The carrier's id of a message makes it safe to
// hand in twice. Numbers that are no mobile of Iran, such as other services',
// are taken and not answered, so that machines do not talk to each other.
//
// The handler answers 200 with the reply for whatever needs no second try, 401
// without proof, 400 for requests that are none, 429 and 503 with Retry-After
// for what the gateway should hand in again.
func NewSMS(desk SMSDesk, opts SMSOptions) (http.Handler, error) {
	h := &sms{desk: desk}
	var errs []error
	if desk == nil {
		errs = append(errs, errors.New("httpapi: NewSMS needs a Desk"))
	}
	if opts.Name == "" {
		errs = append(errs, errors.New("httpapi: SMSOptions.Name is missing: it tells gateways apart"))
	}
	if opts.Method == "" {
		opts.Method = http.MethodPost
	}
	if opts.Method != http.MethodPost && opts.Method != http.MethodGet {
		errs = append(errs, fmt.Errorf("httpapi: SMSOptions.Method is %q: want POST or GET", opts.Method))
	}
	for _, f := range []struct {
		name, text string
		to         *smsField
	}{{"From", opts.From, &h.from}, {"Text", opts.Text, &h.text}, {"ID", opts.ID, &h.id}} {
		var err error
		if *f.to, err = parseSMSField(f.text); err != nil {
			errs = append(errs, fmt.Errorf("httpapi: SMSOptions.%s: %w", f.name, err))
		} else if opts.Method == http.MethodGet && (f.to.in == "json" || f.to.in == "form") {
			errs = append(errs, fmt.Errorf("httpapi: SMSOptions.%s is %q, but a GET has no body", f.name, f.text))
		}
	}
	errs = append(errs, opts.Proof.check(opts.Method)...)
	if opts.ReplyType == "" {
		opts.ReplyType = "text/plain; charset=utf-8"
	}
	if opts.Reply == "" {
		opts.Reply = "{{.Text}}"
	}
	var err error
	if h.reply, err = parseReply(opts.Reply); err != nil {
		errs = append(errs, err)
	}
	if opts.Location == nil {
		if opts.Location, err = time.LoadLocation("Asia/Tehran"); err != nil {
			errs = append(errs, fmt.Errorf("httpapi: SMSOptions.Location is missing and the zone database has no Asia/Tehran: %w", err))
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	h.opts = opts.withDefaults()
	return h, nil
}

func (o SMSOptions) withDefaults() SMSOptions {
	if o.Kind == "" {
		o.Kind = samad.Request
	}
	if o.Identity == "" {
		o.Identity = samad.Confidential
	}
	if o.Actor.ID == "" {
		o.Actor = samad.Actor{
			ID: "sms:" + o.Name, Roles: []samad.Role{samad.RoleService}, Only: []samad.Action{samad.Submit},
			Post: samad.Text{Fa: "پیامک", En: "Text message"},
		}
	}
	if o.Remote == nil {
		o.Remote = remoteHost
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// ServeHTTP implements [http.Handler].
func (h *sms) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method != h.opts.Method {
		w.Header().Set("Allow", h.opts.Method)
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxSMS))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "not readable", http.StatusBadRequest)
		return
	}
	if !h.opts.Proof.holds(r, body, h.remote(r)) {
		http.Error(w, "not proven", http.StatusUnauthorized)
		return
	}
	m, err := h.read(r, body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	text, err := h.take(r.Context(), m)
	if wait, busy := h.again(r.Context(), err); busy {
		w.Header().Set("Retry-After", wait)
		status := http.StatusServiceUnavailable
		if _, limited := errors.AsType[*apiError](err); limited {
			status = http.StatusTooManyRequests
		}
		http.Error(w, "again later", status)
		return
	}
	if h.opts.Silent {
		text = ""
	}
	h.answer(w, r, m, text)
}

// smsMessage is one message as it came.
type smsMessage struct{ from, text, id string }

func (h *sms) read(r *http.Request, body []byte) (smsMessage, error) {
	var m smsMessage
	source, err := newSMSSource(r, body)
	if err != nil {
		return m, err
	}
	for _, f := range []struct {
		at smsField
		to *string
	}{{h.from, &m.from}, {h.text, &m.text}, {h.id, &m.id}} {
		value, ok := source.value(f.at)
		if !ok {
			return m, fmt.Errorf("%s is missing", f.at)
		}
		*f.to = value
	}
	if m.id == "" {
		return m, fmt.Errorf("%s is empty", h.id)
	}
	return m, nil
}

// take does what the message asks for and returns what is said back. Errors
// are those for which the gateway should try again.
func (h *sms) take(ctx context.Context, m smsMessage) (string, error) {
	mobile, err := samad.ParseMobile(m.from)
	if err != nil {
		return "", nil //nolint:nilerr // no telephone of a person: nothing to do and nobody to tell
	}
	text := strings.TrimSpace(m.text)
	if text == "" {
		return "پیامک شما خالی بود. موضوع خود را بنویسید یا کد رهگیری را بفرستید.", nil
	}
	if looksLikeCode(text) {
		return h.track(ctx, mobile, text)
	}
	return h.submit(ctx, mobile, text, m.id)
}

func (h *sms) submit(ctx context.Context, mobile, text, id string) (string, error) {
	if err := h.limit(ctx, LimitSMS, "phone:"+mobile); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(h.opts.Name + "\x00" + id))
	receipt, err := h.desk.Submit(ctx, h.opts.Actor, samad.Submission{
		Kind: h.opts.Kind, Channel: samad.SMS, Text: text, Place: h.opts.Place, Key: "sms-" + hex.EncodeToString(sum[:]),
		Petitioner: samad.Petitioner{Identity: h.opts.Identity, Mobile: mobile, Language: samad.Persian},
	})
	var expired *samad.ReceiptExpiredError
	switch {
	case err == nil:
		return "پیام شما در سامد ثبت شد. کد رهگیری: " + smsCode(receipt.Code.String()), nil
	case errors.As(err, &expired):
		return "پیام شما پیش‌تر ثبت شده است. کد رهگیری: " + smsCode(expired.Code), nil
	case errors.Is(err, samad.ErrKeyReused):
		// The carrier used an id twice for different messages: taking the text
		// for the earlier one would lose it silently.
		return "پیام شما ثبت نشد. لطفاً دوباره بفرستید یا با ۱۱۱ تماس بگیرید.", nil
	case errors.Is(err, samad.ErrInvalid):
		h.refused(ctx, err)
		return "پیام شما خوانده نشد و ثبت نشد. کوتاه‌تر و تنها با متن بفرستید یا با ۱۱۱ تماس بگیرید.", nil
	default:
		return "", err
	}
}

// track tells stage and deadline of a code and nothing else.
func (h *sms) track(ctx context.Context, mobile, text string) (string, error) {
	if err := h.limit(ctx, LimitTrack, "phone:"+mobile); err != nil {
		return "", err
	}
	const wrong = "کد رهگیری درست نیست. رقم‌های آن را دوباره ببینید."
	code, err := tracking.Parse(text)
	if err != nil {
		return wrong, nil //nolint:nilerr // the sender is told
	}
	if err := h.limit(ctx, LimitTrack, "code:"+code.String()); err != nil {
		return "", err
	}
	view, err := h.desk.Track(ctx, code)
	if errors.Is(err, samad.ErrNotFound) {
		return wrong, nil
	}
	if err != nil {
		return "", err
	}
	said := "وضعیت: " + samad.StateName(view.State).Fa
	if date, err := persian.FromTime(view.Due.In(h.opts.Location)); err == nil && !view.Due.IsZero() {
		said += "، مهلت: " + date.Format("y/MM/dd", persian.PersianDigits)
	}
	return said, nil
}

func (h *sms) limit(ctx context.Context, kind, key string) error {
	if h.opts.Limiter == nil {
		return nil
	}
	if wait, ok := h.opts.Limiter.Allow(ctx, kind, key); !ok {
		return &apiError{code: codeTooMany, retryAfter: wait}
	}
	return nil
}

// again says whether, and after how many seconds, the gateway should try
// again, and logs what went wrong inside.
func (h *sms) again(ctx context.Context, err error) (string, bool) {
	if err == nil {
		return "", false
	}
	if limited, ok := errors.AsType[*apiError](err); ok {
		return seconds(limited.retryAfter), true
	}
	h.opts.Logger.LogAttrs(context.WithoutCancel(ctx), slog.LevelError, "text message not taken",
		slog.String("gateway", h.opts.Name), slog.String("code", samad.ErrorCode(err)), slog.String("error", redact(err.Error())))
	return "30", true
}

// refused logs which fields were refused: a gateway that is set up wrongly, with
// an unknown place, say, must not go unnoticed.
func (h *sms) refused(ctx context.Context, err error) {
	var fields []string
	if bad, ok := errors.AsType[*samad.InvalidError](err); ok {
		for _, f := range bad.Faults {
			fields = append(fields, f.Field+" "+f.Code)
		}
	}
	h.opts.Logger.LogAttrs(context.WithoutCancel(ctx), slog.LevelWarn, "text message refused",
		slog.String("gateway", h.opts.Name), slog.Any("faults", fields))
}

func (h *sms) remote(r *http.Request) netip.Addr {
	host := h.opts.Remote(r)
	if inner, _, err := net.SplitHostPort(host); err == nil {
		host = inner
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap()
}

// looksLikeCode reports whether a text is nothing but digits and separators,
// and as many digits as a code may have: people who mistype a code do not mean
// to file it as a matter.
func looksLikeCode(text string) bool {
	_, err := tracking.Parse(text)
	if err == nil {
		return true
	}
	var at *tracking.ParseError
	const fewest = 10
	return !errors.Is(err, tracking.ErrCharacter) && errors.As(err, &at) && at.Digits >= fewest
}

// smsCode groups a code and writes it in Latin digits: the sender may have to
// type it on a keypad.
func smsCode(code string) string {
	parsed, err := tracking.Parse(code)
	if err != nil {
		return code
	}
	return parsed.Format()
}
