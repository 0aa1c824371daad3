package examples_test

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	// The examples import this package; importing it here makes go test notice
	// when it changes.
	_ "github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

// folders lists the examples, so that new ones are tested too. A module of its
// own has its own tests.
func folders(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	var names []string
	for _, entry := range entries {
		if _, err := os.Stat(filepath.Join(entry.Name(), "go.mod")); err == nil {
			continue
		}
		if entry.IsDir() && entry.Name() != "internal" {
			names = append(names, entry.Name())
		}
	}
	require.NotEmpty(t, names)
	return names
}

// build builds all examples and returns the folder of the binaries. Linking is
// faster without debug information.
func build(t *testing.T) string {
	t.Helper()
	binaries := t.TempDir()
	command := exec.CommandContext(t.Context(), "go", "build", "-ldflags=-s -w", "-o", binaries, "./...")
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s", output)
	return binaries
}

type result struct {
	exitCode int
	lines    []string
	stderr   string
}

func (r result) requireSuccess(t *testing.T) {
	t.Helper()
	require.Empty(t, r.stderr)
	require.Zero(t, r.exitCode)
}

// run runs a program in an empty folder, with these variables and no others
// whose names begin with WHATSAPP_.
func run(t *testing.T, binary string, environment []string, arguments ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var stdout, stderr bytes.Buffer
	command := exec.CommandContext(ctx, binary, arguments...)
	command.Dir = t.TempDir()
	command.Env = append(withoutWhatsApp(os.Environ()), environment...)
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		_, exited := errors.AsType[*exec.ExitError](err)
		require.True(t, exited, "run %s: %v", binary, err)
	}
	return result{
		exitCode: command.ProcessState.ExitCode(),
		lines:    strings.Split(stdout.String(), "\n"),
		stderr:   stderr.String(),
	}
}

func withoutWhatsApp(environment []string) []string {
	return slices.DeleteFunc(environment, func(entry string) bool { return strings.HasPrefix(entry, "WHATSAPP_") })
}

// standIn starts a server that plays Meta, and returns it with the environment
// that points a program to it.
func standIn(t *testing.T, ids map[string]string) (*graphtest.Server, []string) {
	t.Helper()
	meta := graphtest.New()
	web := httptest.NewServer(meta)
	t.Cleanup(web.Close)
	environment := []string{
		"WHATSAPP_ACCESS_TOKEN=" + graphtest.AccessToken,
		"WHATSAPP_BASE_URL=" + web.URL,
	}
	for name, id := range ids {
		environment = append(environment, name+"="+id)
	}
	return meta, environment
}
