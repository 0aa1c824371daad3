package cli

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"
)

// reachSimulator fails if nobody listens at the address of a simulator. Other
// calls would be repeated for a while, which makes sense where the network may
// come back, and not where somebody has forgotten to start a program.
func reachSimulator(address string) error {
	target, err := url.Parse(address)
	if err != nil || target.Port() == "" {
		return nil //nolint:nilerr // the call tells
	}
	dialer := net.Dialer{Timeout: time.Second}
	connection, err := dialer.DialContext(context.Background(), "tcp", target.Host)
	if failure, ok := errors.AsType[net.Error](err); ok && failure.Timeout() {
		return nil
	}
	if err != nil {
		return &hintError{&unreachableError{err}, "\"whatsapp simulate\" starts a simulator."}
	}
	return connection.Close()
}

// simulatorFlag returns the flag for the simulator at an address.
func simulatorFlag(address string) string {
	if address == defaultSimulator {
		return "--simulator"
	}
	return "--simulator=" + address
}

// clientMistakes puts what the library says of its options into the words of
// the command.
var clientMistakes = strings.NewReplacer("whatsapp: ", "", "use WithAPIVersion", "use --api-version")
