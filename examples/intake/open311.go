package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/open311"
)

// open311Path is where Open311 is mounted.
const open311Path = "/open311/v2/"

// below sends what lies below the path, or is it, to the handler; a nil handler
// leaves all to the next. The log gets the path of the mount alone, because ids
// of requests are tracking codes.
func below(handler http.Handler, path string, next http.Handler) http.Handler {
	if handler == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != path && !(strings.HasSuffix(path, "/") && strings.HasPrefix(r.URL.Path, path)) {
			next.ServeHTTP(w, r)
			return
		}
		r.Pattern = path
		handler.ServeHTTP(w, r)
	})
}

// checkOpen311 reads the jurisdictions.
func (o *options) checkOpen311(fault func(flag, format string, args ...any)) {
	if o.Open311 == "off" && (len(o.Listed) > 0 || len(o.Areas) > 0) {
		fault("open311", "--open311-public and --open311-jurisdiction need --open311 on")
	}
	for _, area := range o.Areas {
		id, place, ok := strings.Cut(area, "=")
		if !ok || id == "" || place == "" {
			fault("open311-jurisdiction", "%q: write an id, = and a place's code, for example isfahan.ir=10", area)
			continue
		}
		if o.areas == nil {
			o.areas = map[string]samad.PlaceID{}
		}
		if _, twice := o.areas[id]; twice {
			fault("open311-jurisdiction", "%q stands here a second time", id)
		}
		o.areas[id] = samad.PlaceID(place)
	}
}

// openStandard is Open311 over the Desk, nil when it is off. Keys are those of
// services; what is public is read by an administrator's right to read and
// nothing else.
func openStandard(o options, p parts, limits limiter) (http.Handler, error) {
	if o.Open311 == "off" {
		return nil, nil
	}
	topics, places := p.packs.Directory(), o.areas
	options := open311.Options{
		Directory: topics, URL: strings.TrimSuffix(o.site(), "/") + open311Path, Key: keyOf(p.accounts), Jurisdictions: places,
		Reader: samad.Actor{ID: "open311", Roles: []samad.Role{samad.RoleAdmin}, Only: []samad.Action{samad.Read}},
		Public: func(t samad.Topic) bool {
			return slices.ContainsFunc(o.Listed, func(root string) bool { return t.ID.Under(samad.TopicID(root)) })
		},
		Logger: p.logger, Location: p.location, Now: p.now,
	}
	if limits != nil {
		options.Limiter = limits
	}
	handler, err := open311.New(p.desk, options)
	if err != nil {
		return nil, err
	}
	return http.StripPrefix(strings.TrimSuffix(open311Path, "/"), handler), nil
}

// site is where people reach the service, as far as it is known: an address
// that stands for all of the machine's is no address for others.
func (o options) site() string {
	if o.PublicURL != "" {
		return o.PublicURL
	}
	host, port, err := net.SplitHostPort(o.Addr)
	if at, bad := netip.ParseAddr(host); err != nil || host == "" || bad == nil && at.IsUnspecified() {
		host = "localhost"
	}
	scheme := "http"
	if o.TLSCert != "" {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// keyOf finds whose an API key is.
func keyOf(accounts *account.Store) func(ctx context.Context, secret string) (samad.Actor, error) {
	return func(ctx context.Context, secret string) (samad.Actor, error) {
		key, err := accounts.Key(ctx, secret)
		if errors.Is(err, account.ErrNoSession) {
			return samad.Actor{}, open311.ErrKey
		}
		return key.Actor(), err
	}
}
