package main

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

type secureKey struct{}

// isSecure reports whether the client of the request in ctx speaks HTTPS, with
// this program or with a trusted proxy before it.
func isSecure(ctx context.Context) bool {
	secure, _ := ctx.Value(secureKey{}).(bool)
	return secure
}

// behindProxies sets RemoteAddr to the client that trusted proxies name, and
// notes whether it spoke HTTPS. Headers of anybody else are removed, so that
// nothing behind can believe them by mistake.
func behindProxies(next http.Handler, trusted []netip.Prefix) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure := r.TLS != nil
		peer, ok := address(r.RemoteAddr)
		if ok && contains(trusted, peer) {
			if proto := last(r.Header.Values("X-Forwarded-Proto")); proto != "" {
				secure = strings.EqualFold(proto, "https")
			}
			r.RemoteAddr = net.JoinHostPort(client(peer, r.Header.Values("X-Forwarded-For"), trusted).String(), "0")
		}
		for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-Ip", "Forwarded"} {
			r.Header.Del(name)
		}
		if secure {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), secureKey{}, secure)))
	})
}

// client walks the addresses from the last: each proxy appends whom it was
// asked by, so that the first that is no proxy of ours is the client. What
// stands before it anybody may have written.
func client(peer netip.Addr, forwarded []string, trusted []netip.Prefix) netip.Addr {
	chain := strings.Split(strings.Join(forwarded, ","), ",")
	for _, one := range slices.Backward(chain) {
		at, ok := address(strings.TrimSpace(one))
		if !ok {
			return peer
		}
		peer = at
		if !contains(trusted, at) {
			return peer
		}
	}
	return peer
}

func last(values []string) string {
	chain := strings.Split(strings.Join(values, ","), ",")
	return strings.TrimSpace(chain[len(chain)-1])
}

// address reads an address with or without a port.
func address(s string) (netip.Addr, bool) {
	if at, err := netip.ParseAddrPort(s); err == nil {
		return at.Addr().Unmap(), true
	}
	at, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return at.Unmap(), err == nil
}

func contains(networks []netip.Prefix, at netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(at.WithZone("")) })
}
