package httpapi

// limit asks the Limiter about each key in turn.
func (x *exchange) limit(kind string, keys ...string) error {
	limiter := x.api.opts.Limiter
	if limiter == nil {
		return nil
	}
	for _, key := range keys {
		if wait, ok := limiter.Allow(x.ctx(), kind, key); !ok {
			return &apiError{code: codeTooMany, retryAfter: wait}
		}
	}
	return nil
}

func (x *exchange) ipKey() string { return "ip:" + x.api.opts.Remote(x.r) }

func (x *exchange) codeKey() string { return "code:" + x.code.String() }
