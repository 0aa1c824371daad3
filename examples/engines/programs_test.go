// Package engines_test runs the programs: in memory, and against a server that
// plays Meta while they are killed.
package engines_test

import (
	"bufio"
	"bytes"
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// binaries is the folder of the programs.
var binaries string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		folder, err := os.MkdirTemp("", "engines")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(folder)
		binaries = folder
		build := exec.CommandContext(context.Background(), "go", "build", "-ldflags=-s -w", "-o", folder, "./...")
		if output, err := build.CombinedOutput(); err != nil {
			panic(string(output))
		}
		return m.Run()
	}())
}

// requireRedis skips a test on a machine without Redis, unless it is CI.
func requireRedis(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		require.Empty(t, os.Getenv("CI"), "redis-server is not installed")
		t.Skip("redis-server is not installed")
	}
}

// programIn returns the command of a program, in a folder of its own, with
// these variables and no others of the SDK.
func programIn(t *testing.T, folder, name string, environment []string, arguments ...string) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), filepath.Join(binaries, name), arguments...)
	command.Dir = folder
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "WHATSAPP_") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, environment...)
	return command
}

// run runs a program to its end and returns what it prints.
func run(t *testing.T, folder, name string, environment []string, arguments ...string) string {
	t.Helper()
	command := programIn(t, folder, name, environment, arguments...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	require.NoError(t, err, "%s%s", output, &stderr)
	require.Empty(t, stderr.String())
	return string(output)
}

const (
	appSecret   = "app secret of the stand-in"
	verifyToken = "verify token of the stand-in"
	// answerDelay is between a message and its answer, so that killed programs
	// lose answers.
	answerDelay = 5 * time.Millisecond
)

// standIn is a server that plays Meta, and what a program needs to talk to it.
func standIn(t *testing.T) (*graphtest.Server, []string) {
	t.Helper()
	meta := graphtest.New()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		meta.ServeHTTP(answer, r)
		time.Sleep(answerDelay)
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(web.Close)
	return meta, []string{
		"WHATSAPP_ACCESS_TOKEN=" + graphtest.AccessToken,
		"WHATSAPP_BASE_URL=" + web.URL,
		"WHATSAPP_APP_SECRET=" + appSecret,
		"WHATSAPP_VERIFY_TOKEN=" + verifyToken,
		"WHATSAPP_PHONE_NUMBER_ID=" + graphtest.PhoneNumberID,
	}
}

// A process is a program that runs.
type process struct {
	command *exec.Cmd
	ended   chan struct{}

	mutex  sync.Mutex
	output strings.Builder
}

func start(t *testing.T, command *exec.Cmd) *process {
	t.Helper()
	p := &process{command: command, ended: make(chan struct{})}
	stdout, err := command.StdoutPipe()
	require.NoError(t, err)
	command.Stderr = command.Stdout
	require.NoError(t, command.Start())
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			p.mutex.Lock()
			p.output.WriteString(lines.Text() + "\n")
			p.mutex.Unlock()
		}
	}()
	return p
}

func (p *process) printed() string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.output.String()
}

// await waits until the program has printed a line that begins like this, and
// returns the rest of it.
func (p *process) await(t *testing.T, beginning string) string {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		for line := range strings.Lines(p.printed()) {
			if rest, found := strings.CutPrefix(line, beginning); found {
				return strings.TrimSpace(rest)
			}
		}
	}
	require.Fail(t, "it did not print "+beginning, p.printed())
	return ""
}

func (p *process) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, p.command.Process.Kill())
	<-p.ended
	p.command.Wait() // it was killed
}

// interrupt ends the program as a terminal does.
func (p *process) interrupt(t *testing.T) {
	t.Helper()
	require.NoError(t, p.command.Process.Signal(os.Interrupt))
	<-p.ended
	require.NoError(t, p.command.Wait(), p.printed())
}
