package limit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate is how often something may be done.
type Rate struct {
	Every time.Duration // one more after this time
	Burst int           // so many at once
}

// Config says what a [Limiter] allows.
type Config struct {
	// Kinds are the rates of each kind of request; a kind that is not here
	// has the rate Other.
	Kinds map[string]Rate
	Other Rate
	// Keys is how many keys are remembered; default 50,000. The one that was
	// seen longest ago gives way, and then has its full burst again.
	Keys int
	// Now is the clock; default [time.Now].
	Now func() time.Time
}

// Limiter keeps a bucket for each kind and key. It is safe for concurrent use
// and starts no goroutines.
type Limiter struct {
	config Config
	mu     sync.Mutex
	recent recent
}

// New checks the rates and returns the limiter.
func New(config Config) (*Limiter, error) {
	var errs []error
	check := func(kind string, r Rate) {
		if r.Every <= 0 || r.Burst < 1 {
			errs = append(errs, fmt.Errorf("limit: rate of %s: Every and Burst must be positive", kind))
		}
	}
	for kind, r := range config.Kinds {
		check(kind, r)
	}
	check("other kinds", config.Other)
	if config.Keys < 0 {
		errs = append(errs, errors.New("limit: Config.Keys must not be negative"))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if config.Keys == 0 {
		config.Keys = 50_000
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Limiter{config: config, recent: newRecent(config.Keys)}, nil
}

// Allow takes one from the bucket of the kind and key. When it is empty it
// returns how long until there is one again, and false.
func (l *Limiter) Allow(_ context.Context, kind, key string) (retryAfter time.Duration, ok bool) {
	now := l.config.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket, r := l.bucket(kind, key)
	if bucket.AllowN(now, 1) {
		return 0, true
	}
	// Rounded up: whoever comes back then must not be too early again.
	missing := math.Max(1-bucket.TokensAt(now), 0)
	return time.Duration(math.Ceil(missing*r.Every.Seconds()*1000)) * time.Millisecond, false
}

// Forgive puts one back into the bucket of the kind and key, up to its burst.
func (l *Limiter) Forgive(_ context.Context, kind, key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket, r := l.bucket(kind, key)
	now := l.config.Now()
	if bucket.TokensAt(now) < float64(r.Burst) {
		bucket.AllowN(now, -1) // taking less than nothing gives
	}
}

// bucket finds the bucket of the kind and key; l.mu must be held.
func (l *Limiter) bucket(kind, key string) (*rate.Limiter, Rate) {
	r, found := l.config.Kinds[kind]
	if !found {
		r, kind = l.config.Other, "other:"+kind
	}
	return l.recent.get(bucketKey{kind, key}, func() *rate.Limiter {
		return rate.NewLimiter(rate.Every(r.Every), r.Burst)
	}), r
}
