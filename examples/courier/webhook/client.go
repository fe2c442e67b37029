package webhook

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// ErrAddress says that an address lies where no webhook may reach.
var ErrAddress = errors.New("webhook: address not allowed")

// inward are networks besides those that netip names private, loopback,
// link-local, multicast or unspecified.
var inward = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),      // this network, RFC 1122
	netip.MustParsePrefix("100.64.0.0/10"),  // shared address space, RFC 6598
	netip.MustParsePrefix("192.0.0.0/24"),   // protocol assignments, RFC 6890
	netip.MustParsePrefix("198.18.0.0/15"),  // benchmarking, RFC 2544
	netip.MustParsePrefix("240.0.0.0/4"),    // reserved, RFC 1112
	netip.MustParsePrefix("64:ff9b::/96"),   // NAT64, RFC 6052: leads to any IPv4 address
	netip.MustParsePrefix("64:ff9b:1::/48"), // local NAT64, RFC 8215
	netip.MustParsePrefix("2002::/16"),      // 6to4, RFC 3056: the same
	netip.MustParsePrefix("2001::/32"),      // Teredo, RFC 4380: the same
}

// Allowed reports whether a webhook may reach the address: it lies in a
// network that is allowed by name, or is nobody's own.
func Allowed(ip netip.Addr, allow []netip.Prefix) bool {
	ip = ip.Unmap()
	in := func(p netip.Prefix) bool { return p.Contains(ip) }
	if slices.ContainsFunc(allow, in) {
		return true
	}
	return ip.IsValid() && ip.IsGlobalUnicast() && !ip.IsPrivate() && !slices.ContainsFunc(inward, in)
}

// NewClient returns a client for addresses that others name: it connects to no
// private, loopback or link-local address unless allow contains it, whatever a
// name resolves to and whenever; follows no redirect; uses no proxy; and gives
// up after the timeout.
func NewClient(timeout time.Duration, allow ...netip.Prefix) *http.Client {
	dialer := &net.Dialer{Timeout: timeout}
	// Control sees the very address that is connected to, after resolving.
	dialer.ControlContext = func(_ context.Context, _, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !Allowed(at.Addr(), allow) {
			return fmt.Errorf("%w: %s", ErrAddress, address)
		}
		return nil
	}
	return &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: timeout, ResponseHeaderTimeout: timeout,
			MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
