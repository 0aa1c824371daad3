package otp

import (
	"net/http"
	"net/netip"
	"strings"
)

// BehindProxies returns a [HandlerConfig].ClientAddress for a server behind the
// given number of proxies of your own. Each proxy must append the address that
// called it to X-Forwarded-For, as most do. Anything in front of these
// addresses was sent by the client and is ignored. A request with fewer
// addresses did not come through the proxies, so its address is that of its
// connection.
func BehindProxies(proxies int) func(*http.Request) string {
	return func(r *http.Request) string {
		var forwarded []string
		for _, line := range r.Header.Values("X-Forwarded-For") {
			forwarded = append(forwarded, strings.Split(line, ",")...)
		}
		if proxies < 1 || len(forwarded) < proxies {
			return r.RemoteAddr
		}
		return forwarded[len(forwarded)-proxies]
	}
}

// subscriberBits is the prefix length of the network that an IPv6 subscriber
// usually gets. Its addresses are countless, so they share one limit.
const subscriberBits = 64

// notAnAddress replaces everything that is not an address, so that nobody gets
// a limit of their own by making up text.
const notAnAddress = "not an address"

// network returns the part of an address that one client has to itself. The
// address may have a port.
func network(address string) string {
	address = strings.TrimSpace(address)
	parsed, err := netip.ParseAddr(address)
	if withPort, portErr := netip.ParseAddrPort(address); portErr == nil {
		parsed, err = withPort.Addr(), nil
	}
	if err != nil {
		return notAnAddress
	}
	parsed = parsed.Unmap()
	if parsed.Is4() {
		return parsed.String()
	}
	return netip.PrefixFrom(parsed, subscriberBits).Masked().String()
}
