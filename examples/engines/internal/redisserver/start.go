// Package redisserver starts a redis-server that ends with this process.
package redisserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrNotInstalled means that this machine has no redis-server.
var ErrNotInstalled = errors.New("redis-server is not installed: install it (apt-get install redis-server), or give -redis the URL of a server")

// startTimeout is how long a server may take until it answers.
const startTimeout = 20 * time.Second

// untilInputEnds is a shell program that runs its arguments and ends them when
// its input ends, so that the server does not outlive this process, however
// that ends. An interrupt from the terminal is not for the server.
const untilInputEnds = `
trap '' INT
exec 3<&0
"$@" &
server=$!
(cat <&3; kill -9 $server) >/dev/null 2>&1 &
wait $server`

// Start starts a server on a free loopback port and returns its address. It
// keeps its data in the folder, a temporary one if that is empty. Another
// process may take the port first, so there are several attempts.
func Start(ctx context.Context, folder string, arguments ...string) (address string, stop func(), err error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return "", nil, ErrNotInstalled
	}
	clean := func() {}
	if folder == "" {
		if folder, err = os.MkdirTemp("", "redis"); err != nil {
			return "", nil, err
		}
		clean = func() { os.RemoveAll(folder) }
	}
	for range 5 {
		var end func()
		if address, end, err = try(ctx, program, append([]string{"--dir", folder}, arguments...)); err == nil {
			return address, func() { end(); clean() }, nil
		}
	}
	clean()
	return "", nil, err
}

func try(ctx context.Context, program string, arguments []string) (string, func(), error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return "", nil, err
	}
	host, port, _ := net.SplitHostPort(address)
	command := append([]string{"-c", untilInputEnds, "sh", program, "--bind", host, "--port", port}, arguments...)
	server := exec.CommandContext(context.WithoutCancel(ctx), "sh", command...) //nolint:gosec // the caller's folder and options
	var output bytes.Buffer
	server.Stdout, server.Stderr = &output, &output
	input, err := server.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	if err := server.Start(); err != nil {
		return "", nil, err
	}
	ended := make(chan struct{})
	go func() { server.Wait(); close(ended) }()
	stop := func() { input.Close(); <-ended }
	if err := await(ctx, address, ended); err != nil {
		stop()
		return "", nil, fmt.Errorf("start redis-server: %w\n%s", err, &output)
	}
	return address, stop, nil
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

func await(ctx context.Context, address string, ended <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	client := redis.NewClient(&redis.Options{Addr: address, MaxRetries: -1})
	defer client.Close()
	for client.Ping(ctx).Err() != nil {
		select {
		case <-ended:
			return errors.New("it has ended")
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}
