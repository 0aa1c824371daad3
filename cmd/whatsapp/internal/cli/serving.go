package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

// serverEnds is how long requests may take that are under way at the end.
const serverEnds = 10 * time.Second

// bind opens an address for a server, before anything is said about it.
func bind(command *cobra.Command, address string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return nil, usagef(command, "invalid address %q; want host:port, such as 127.0.0.1:8080", address)
	}
	listener, err := new(net.ListenConfig).Listen(command.Context(), "tcp", address)
	if err != nil {
		return nil, &hintError{err, "Another program may have it: --listen 127.0.0.1:0 takes a free port."}
	}
	return listener, nil
}

// isLoopback reports whether only programs of this machine reach an address.
func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// addressOf returns the URL of a listener. Where it listens everywhere, this is
// the one for programs of this machine.
func addressOf(listener net.Listener) string {
	address := listener.Addr().String()
	if host, port, err := net.SplitHostPort(address); err == nil {
		if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
			address = net.JoinHostPort("127.0.0.1", port)
		}
	}
	return "http://" + address
}

// serve serves until the context ends, which is how such a command is meant to
// end.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), serverEnds)
	defer cancel()
	if err := server.Shutdown(ending); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(fmt.Errorf("a request was cut off: %w", err), server.Close())
	}
	return nil
}
