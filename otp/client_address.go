package otp

import (
	"net/http"
	"net/netip"
	"strings"
)

// BehindProxies is a [HandlerConfig].ClientAddress for a server behind that many
// proxies of your own. Each must append the address that it is called from to
// X-Forwarded-For, as most do; what stands in front of these addresses is the
// client's invention, and is not looked at. A request that has fewer addresses
// did not come through the proxies, and is from the address of its connection.
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

// An IPv6 subscriber has a network of this length and countless addresses in it.
const subscriberBits = 64

// notAnAddress stands for everything that is none, so that nobody gets a limit
// of their own by inventing text.
const notAnAddress = "not an address"

// network is what one client has to itself, of an address with or without a
// port.
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
