package simulator

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

const flowDialTimeout = 5 * time.Second

// newFlowClient returns the client that calls the endpoints of flows: those on
// this machine, and on hosts that are allowed. Flow JSON comes from everywhere,
// and must not make the simulator call other addresses of a network. It uses no
// proxy and follows no redirect.
func newFlowClient(allowed []string) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:         flowDialer{allowed}.dial,
			TLSHandshakeTimeout: flowDialTimeout,
			DisableKeepAlives:   true, // an endpoint that is restarted is another one
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type flowDialer struct{ allowed []string }

// dial looks the host up by itself, so that what is checked is what is called.
func (d flowDialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: flowDialTimeout}
	if d.allows(host) {
		return dialer.DialContext(ctx, network, address)
	}
	var found []netip.Addr
	if literal, err := netip.ParseAddr(host); err == nil {
		found = []netip.Addr{literal}
	} else if isLocalName(host) {
		found = []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	}
	refused := fmt.Errorf("the host %s is not on loopback; allow it with --flow-host, or WithFlowHosts in Go, or set a flow endpoint", host)
	for _, candidate := range found {
		if !candidate.Unmap().IsLoopback() {
			continue
		}
		connection, err := dialer.DialContext(ctx, network, net.JoinHostPort(candidate.String(), port))
		if err == nil {
			return connection, nil
		}
		refused = err
	}
	return nil, refused
}

// isLocalName reports whether a name is this machine's, whatever a name server
// says.
func isLocalName(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

func (d flowDialer) allows(host string) bool {
	return slices.ContainsFunc(d.allowed, func(allowed string) bool { return strings.EqualFold(allowed, host) })
}
