package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) {
	if order := os.Getenv(childVariable); order != "" {
		os.Exit(runChild(order))
	}
	os.Exit(m.Run())
}

// A short soak, in which everything must be right.
func TestSoak(t *testing.T) {
	t.Parallel()
	chosen, err := parseFlags([]string{
		"-engine", "sqlite", "-for", "4s", "-storm", "2s", "-calm", "1s", "-seed", "7",
		"-faults", "drop,poison,kill,stop", "-folder", filepath.Join(t.TempDir(), "soak"),
	})
	require.NoError(t, err)
	var said bytes.Buffer
	found, err := soak(t.Context(), chosen, &said)
	require.NoError(t, err)
	assert.Empty(t, found, "%s", &said)
	assert.Contains(t, said.String(), "every event and every message is accounted for")
	assert.NoDirExists(t, chosen.folder)
}

func TestFlags(t *testing.T) {
	t.Parallel()
	for _, wrong := range [][]string{
		{"-engine", "oracle"},
		{"-faults", "kill,flood"},
		{"-processes", "0"},
		{"-for", "0s"},
		{"-unknown"},
	} {
		_, err := parseFlags(wrong)
		require.Error(t, err, "%q", wrong)
	}
	chosen, err := parseFlags([]string{"-engine", "sqlite", "-throughput", "20"})
	require.NoError(t, err)
	assert.Equal(t, 1, chosen.processes)
	assert.Equal(t, 100, chosen.backlog)
	assert.Contains(t, chosen.faultList(), "restart")
	chosen, err = parseFlags([]string{"-seed", "3", "-folder", "here", "-for", "1m", "-postgres", "postgres://it's"})
	require.NoError(t, err)
	assert.Equal(t, `go run -C soak . -for='1m0s' -postgres='postgres://it'\''s' -seed=3`, chosen.command())
}

func TestProxy(t *testing.T) {
	t.Parallel()
	server, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer server.Close()
	go func() {
		for {
			connection, err := server.Accept()
			if err != nil {
				return
			}
			go io.Copy(connection, connection)
		}
	}()
	between, err := newProxy(server.Addr().String())
	require.NoError(t, err)
	defer between.close()
	connect := func() net.Conn {
		connection, err := net.Dial("tcp", between.address())
		require.NoError(t, err)
		return connection
	}
	echo := func(connection net.Conn) error {
		if _, err := connection.Write([]byte("x")); err != nil {
			return err
		}
		_, err := connection.Read(make([]byte, 1))
		return err
	}
	first := connect()
	require.NoError(t, echo(first))
	between.cut()
	require.Error(t, echo(first))

	second := connect()
	between.set(proxySlow)
	require.NoError(t, echo(second))
	between.set(proxyHangs)
	answered := make(chan error, 1)
	go func() { answered <- echo(second) }()
	between.set(proxyPasses)
	require.NoError(t, <-answered)
	between.set(proxyRefuses)
	require.Error(t, echo(second))
	refused, err := net.Dial("tcp", between.address())
	if err == nil { // the reset may come before, too
		err = echo(refused)
	}
	require.Error(t, err)
}

// The next Go release may read the clock in another way.
func TestClockPlan(t *testing.T) {
	t.Parallel()
	file, err := timeSource(t.Context())
	require.NoError(t, err)
	patched, err := withClockPlan(file)
	require.NoError(t, err)
	_, err = parser.ParseFile(token.NewFileSet(), file, patched, 0)
	require.NoError(t, err)
	_, err = withClockPlan("main.go")
	require.ErrorContains(t, err, "reads the clock in another way")
	plan := planOf(rand.New(rand.NewPCG(1, 1)), 20*time.Second)
	assert.Regexp(t, `^0s=-?\d+s(,[\dm]+s=-?\d+s)+$`, plan)
}

func TestPace(t *testing.T) {
	t.Parallel()
	r := &run{settings: settings{throughput: 80, mostRefused: 1, leastUsed: 95}}
	r.pace = []pace{{lasted: time.Second, accepted: 78}, {lasted: time.Second, accepted: 76, refused: 1}}
	assert.Empty(t, r.judgePace())
	r.pace[1].refused = 2
	assert.Equal(t, []string{"1.28 % were refused in calm times; want at most 1.00 %"}, r.judgePace())
	r.pace[1] = pace{lasted: time.Second, accepted: 70}
	assert.Equal(t, []string{"92.5 % of the throughput were used in calm times; want at least 95.0 %"}, r.judgePace())
}
