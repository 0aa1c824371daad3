package cli

import (
	"context"
	"net"
	"net/url"

	"github.com/spf13/cobra"
)

// checkForward refuses a program that is this command itself: every webhook
// would come back, and go on again.
func (c *listenCall) checkForward(command *cobra.Command, listener net.Listener) error {
	if c.forward == "" {
		return nil
	}
	target, err := url.Parse(c.forward)
	if err != nil {
		return err
	}
	if public, err := url.Parse(c.override); err == nil && c.override != "" && sameHost(target, public) && target.Path == public.Path {
		return usagef(command, "--forward would send every webhook back to this command, by way of --override; name the address of your program")
	}
	if leadsTo(command.Context(), target, listener.Addr()) {
		return usagef(command, "--forward would send every webhook back to this command, which listens on %s; name the address of your program", listener.Addr())
	}
	return nil
}

func sameHost(a, b *url.URL) bool {
	return a.Hostname() == b.Hostname() && portOf(a) == portOf(b)
}

func portOf(address *url.URL) string {
	switch {
	case address.Port() != "":
		return address.Port()
	case address.Scheme == "https":
		return "443"
	}
	return "80"
}

// leadsTo reports whether a URL is that of a listener of this machine.
func leadsTo(ctx context.Context, target *url.URL, listener net.Addr) bool {
	host, port, err := net.SplitHostPort(listener.String())
	if err != nil || port != portOf(target) {
		return false
	}
	listens := net.ParseIP(host)
	addresses, err := net.DefaultResolver.LookupIPAddr(ctx, target.Hostname())
	if err != nil {
		return false // whoever sends there finds out
	}
	for _, address := range addresses {
		switch {
		case address.IP.Equal(listens):
			return true
		case address.IP.IsUnspecified() && (listens.IsLoopback() || listens.IsUnspecified()):
			return true // systems take it for loopback
		case listens.IsUnspecified() && isOurs(address.IP):
			return true
		}
	}
	return false
}

// isOurs reports whether an address is one of this machine.
func isOurs(ip net.IP) bool {
	if ip.IsLoopback() {
		return true
	}
	networks, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, network := range networks {
		if own, ok := network.(*net.IPNet); ok && own.IP.Equal(ip) {
			return true
		}
	}
	return false
}
