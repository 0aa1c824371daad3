package otp

import (
	"net/netip"
	"strings"
)

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
	parsed = parsed.Unmap().WithZone("")
	if parsed.Is4() {
		return parsed.String()
	}
	return netip.PrefixFrom(parsed, subscriberBits).Masked().String()
}
