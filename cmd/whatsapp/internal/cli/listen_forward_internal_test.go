package cli

import (
	"errors"
	"net"
	"net/url"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An address is recognized under all its names.
func TestAddressesThatLeadBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		listens, forward string
		want             bool
	}{
		{"127.0.0.1:8481", "http://127.0.0.1:8481/webhook", true},
		{"127.0.0.1:8481", "http://localhost:8481", true},
		{"127.0.0.1:8481", "http://0.0.0.0:8481/", true},
		{"127.0.0.1:8481", "http://[::ffff:127.0.0.1]:8481/", true},
		{"127.0.0.1:80", "http://127.0.0.1/", true},
		{"127.0.0.1:443", "https://localhost/", true},
		{"0.0.0.0:8481", "http://127.0.0.1:8481/", true},
		{"[::]:8481", "http://localhost:8481/", true},
		{"[::]:8481", "http://[::]:8481/", true},
		{"[::1]:8481", "http://[::1]:8481/", true},
		{"127.0.0.1:8481", "http://127.0.0.1:8480/", false},
		{"127.0.0.1:8481", "http://127.0.0.2:8481/", false},
		{"127.0.0.1:8481", "https://127.0.0.1/", false},
		{"0.0.0.0:8481", "https://192.0.2.1:8481/", false},
	} {
		target, err := url.Parse(test.forward)
		require.NoError(t, err)
		listener, err := net.ResolveTCPAddr("tcp", test.listens)
		require.NoError(t, err)
		assert.Equal(t, test.want, leadsTo(t.Context(), target, listener), "%s → %s", test.listens, test.forward)
	}
	networks, err := net.InterfaceAddrs()
	require.NoError(t, err)
	for _, network := range networks {
		assert.True(t, isOurs(network.(*net.IPNet).IP), network)
	}
}

// The command says so before anything arrives, also where the tunnel is what it
// would send to.
func TestListenDoesNotForwardToItself(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	for _, test := range []struct {
		call listenCall
		want string
	}{
		{listenCall{}, ""},
		{listenCall{forward: "http://" + listener.Addr().String() + "/app"}, "back to this command, which listens on " + listener.Addr().String()},
		{listenCall{forward: "https://tunnel.test:443/webhook", override: "https://tunnel.test/webhook"}, "by way of --override"},
		{listenCall{forward: "https://tunnel.test/app", override: "https://tunnel.test/webhook"}, ""},
	} {
		command := &cobra.Command{}
		command.SetContext(t.Context())
		err := test.call.checkForward(command, listener)
		if test.want == "" {
			assert.NoError(t, err)
			continue
		}
		_, isUsage := errors.AsType[*usageError](err)
		assert.True(t, isUsage)
		assert.ErrorContains(t, err, test.want)
	}
}
