package redisstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// address is where the server of this run listens. It is empty if this machine
// has no redis-server.
var address string

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(runChild())
	}
	program, err := exec.LookPath("redis-server")
	if err != nil {
		fmt.Fprintln(os.Stderr, "redis-server is not installed, so the tests that need it are skipped (apt-get install redis-server)")
		os.Exit(m.Run())
	}
	os.Exit(runWithServer(m, program))
}

func runWithServer(m *testing.M, program string) int {
	started, stop, err := startServer(program)
	if err != nil {
		fmt.Fprintln(os.Stderr, "starting redis-server:", err)
		return 1
	}
	defer stop()
	address = started
	return m.Run()
}

// startServer starts a server with an empty folder on a free loopback port.
// Another process may take the port first, so there are several attempts.
func startServer(program string, arguments ...string) (address string, stop func(), err error) {
	for range 5 {
		if address, stop, err = tryServer(program, arguments); err == nil {
			return address, stop, nil
		}
	}
	return "", nil, err
}

// untilInputEnds is a shell program that runs its arguments and ends them when
// its input ends, so that no server outlives this process, however that ends.
const untilInputEnds = `
exec 3<&0
"$@" &
server=$!
(cat <&3; kill -9 $server) >/dev/null 2>&1 &
wait $server`

func tryServer(program string, arguments []string) (string, func(), error) {
	folder, err := os.MkdirTemp("", "redisstore")
	if err != nil {
		return "", nil, err
	}
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	command := append([]string{"-c", untilInputEnds, "sh", program,
		"--bind", "127.0.0.1", "--port", port, "--dir", folder, "--save", "", "--appendonly", "no"}, arguments...)
	var output bytes.Buffer
	server := exec.Command("sh", command...)
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
	stop := func() {
		input.Close()
		<-ended
		os.RemoveAll(folder)
	}
	address := net.JoinHostPort("127.0.0.1", port)
	if err := awaitServer(address, ended); err != nil {
		stop()
		return "", nil, fmt.Errorf("%w\n%s", err, &output)
	}
	return address, stop, nil
}

func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, err
}

func awaitServer(address string, ended <-chan struct{}) error {
	client := redis.NewClient(&redis.Options{Addr: address, MaxRetries: -1})
	defer client.Close()
	deadline := time.After(20 * time.Second)
	for {
		err := client.Ping(context.Background()).Err()
		if err == nil {
			return nil
		}
		select {
		case <-ended:
			return errors.New("it has ended")
		case <-deadline:
			return fmt.Errorf("it does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// newClient connects to the server of this run.
func newClient(t *testing.T) *redis.Client {
	t.Helper()
	if address == "" {
		t.Skip("redis-server is not installed")
	}
	client := redis.NewClient(&redis.Options{Addr: address})
	t.Cleanup(func() { client.Close() })
	require.NoError(t, client.Ping(t.Context()).Err())
	return client
}

var prefixes atomic.Int64

// newPrefix returns a prefix that separates tests that share the server.
func newPrefix(t *testing.T) string {
	t.Helper()
	return fmt.Sprintf("test%d:", prefixes.Add(1))
}

// unreachable is a client whose server does not exist.
func unreachable(t *testing.T) *redis.Client {
	t.Helper()
	client := redis.NewClient(&redis.Options{
		MaxRetries:    -1,
		DialerRetries: 1,
		Dialer:        func(context.Context, string, string) (net.Conn, error) { return nil, errUnreachable },
	})
	t.Cleanup(func() { client.Close() })
	return client
}

var errUnreachable = errors.New("no route to host")
