package courier

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/time/rate"

	"github.com/samad111/go-samad/samad"
)

// Letter is a message as a carrier takes it.
type Letter struct {
	// Key is the same on every try; a carrier drops doubles by it.
	Key  string
	To   string // mobile number in E.164 form, or mail address
	Kind samad.MessageKind
	Lang samad.Lang
	// Subject is for mail only.
	Subject, Body string
	// Attempt counts from 1.
	Attempt int
}

// Carrier hands a letter over. An error matching [samad.ErrPermanent] says
// that it will never be taken; one of type [*samad.PostponedError] from when on
// it may be. The reference is how the carrier calls the letter in its reports,
// "" where it has no name for it. Implementations must be safe for concurrent
// use and must not put numbers or texts into errors.
type Carrier interface {
	Carry(ctx context.Context, letter Letter) (reference string, err error)
}

// CarrierFunc is a function as a [Carrier].
type CarrierFunc func(ctx context.Context, letter Letter) (string, error)

// Carry calls f.
func (f CarrierFunc) Carry(ctx context.Context, letter Letter) (string, error) { return f(ctx, letter) }

// Config says what a [Courier] works with.
type Config struct {
	// Carriers take what goes to petitioners, by the carrier of the message.
	Carriers map[samad.Carrier]Carrier
	// Desk takes what goes to offices; nil for offices that look into their
	// queue themselves: then such messages are done as they are written.
	Desk samad.Notifier
	// Offices gives the mail address of those who hold a role in an office,
	// "" for none. What it names goes by Carriers[samad.ByEmail] besides Desk.
	Offices func(office samad.AgencyID, role samad.Role) string
	// Texts word the letters; nil for the Desk's own words.
	Texts *Texts
	// Quiet are the quiet hours by carrier; nil for none.
	Quiet map[samad.Carrier]Quiet
	// Rates are the most letters a second by carrier; a carrier that is not
	// named has no limit.
	Rates map[samad.Carrier]float64
	// Now is the clock; default [time.Now].
	Now func() time.Time
}

// Courier implements [samad.Notifier] and [samad.Tracker]. It is safe for
// concurrent use.
type Courier struct {
	config Config
	limits map[samad.Carrier]*rate.Limiter
}

var _ samad.Tracker = (*Courier)(nil)

// New checks the configuration.
func New(config Config) (*Courier, error) {
	c := &Courier{config: config, limits: map[samad.Carrier]*rate.Limiter{}}
	if c.config.Now == nil {
		c.config.Now = time.Now
	}
	var errs []error
	for by, perSecond := range config.Rates {
		if perSecond <= 0 {
			errs = append(errs, fmt.Errorf("courier: rate of %s: %g letters a second would never send any", by, perSecond))
			continue
		}
		c.limits[by] = rate.NewLimiter(rate.Limit(perSecond), max(1, int(perSecond)))
	}
	for by := range config.Quiet {
		if config.Carriers[by] == nil {
			errs = append(errs, fmt.Errorf("courier: quiet hours of %s: there is no such carrier", by))
		}
	}
	return c, errors.Join(errs...)
}

// Notify implements [samad.Notifier].
func (c *Courier) Notify(ctx context.Context, notice samad.Notice) error {
	_, err := c.Track(ctx, notice)
	return err
}

// Track implements [samad.Tracker].
func (c *Courier) Track(ctx context.Context, n samad.Notice) (string, error) {
	if n.Audience == samad.ToOffice {
		return c.toOffice(ctx, n)
	}
	carrier := c.config.Carriers[n.Carrier]
	if carrier == nil {
		return "", fmt.Errorf("courier: no carrier for %s is set up: %w", n.Carrier, samad.ErrPermanent)
	}
	if err := c.mayGo(ctx, n); err != nil {
		return "", err
	}
	return c.carry(ctx, carrier, n, n.Carrier, n.To)
}

func (c *Courier) toOffice(ctx context.Context, n samad.Notice) (string, error) {
	if c.config.Desk != nil {
		if err := c.config.Desk.Notify(ctx, n); err != nil {
			return "", err
		}
	}
	mail := c.config.Carriers[samad.ByEmail]
	if mail == nil || c.config.Offices == nil {
		return "", nil
	}
	to := c.config.Offices(n.Office, n.Role)
	if to == "" {
		return "", nil
	}
	return c.carry(ctx, mail, n, samad.ByEmail, to)
}

func (c *Courier) carry(ctx context.Context, carrier Carrier, n samad.Notice, by samad.Carrier, to string) (string, error) {
	letter := Letter{Key: n.ID, To: to, Kind: n.Kind, Lang: n.Lang, Body: n.Text, Attempt: n.Attempt}
	if err := c.config.Texts.word(&letter, n, by); err != nil {
		return "", err
	}
	if err := c.pace(ctx, by); err != nil {
		return "", err
	}
	return carrier.Carry(ctx, letter)
}

// mayGo puts off what comes in quiet hours.
func (c *Courier) mayGo(_ context.Context, n samad.Notice) error {
	quiet, ok := c.config.Quiet[n.Carrier]
	if !ok || n.Urgency == samad.Emergency {
		return nil
	}
	until, is := quiet.Until(c.config.Now(), n.Kind)
	if !is {
		return nil
	}
	return &samad.PostponedError{Until: until, Why: "quiet hours"}
}

// longestWait is how long a courier stands still for a carrier's rate; what
// would have to wait longer is put off.
const longestWait = 2 * time.Second

// pace keeps the carrier's rate.
func (c *Courier) pace(ctx context.Context, by samad.Carrier) error {
	limit := c.limits[by]
	if limit == nil {
		return nil
	}
	turn := limit.Reserve()
	wait := turn.Delay()
	if wait > longestWait {
		turn.Cancel()
		return &samad.PostponedError{Until: c.config.Now().Add(wait), Why: "the carrier's rate"}
	}
	select {
	case <-ctx.Done():
		turn.Cancel()
		return ctx.Err()
	case <-time.After(wait):
		return nil
	}
}
