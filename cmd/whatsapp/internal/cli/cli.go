// Package cli is the command whatsapp, as a function that tests can call.
//
// A file holds a command, or a group of commands for one kind of object. What
// they share is in shell.go (streams, flags, client), settings.go and
// profiles.go (ids and secrets), flags.go and help.go (the command line),
// request_file.go and json_place.go (files and the mistakes in them), output.go
// and progress.go (what is printed) and exit.go (how it ends). Paths of files
// go through shell.path.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"
)

// Streams are what a command reads and writes, and where it looks for its
// settings.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Getenv returns an environment variable, "" if it is not set.
	Getenv func(name string) string
	// Dir is the folder that relative paths are in, by default the current one.
	Dir string
	// ConfigDir is the folder of the file with the profiles, unless
	// WHATSAPP_CONFIG names the file.
	ConfigDir string
	// Keyring keeps secrets.
	Keyring Keyring
	// ReadSecret reads a line from the terminal without showing it, until the
	// context ends. It is nil where nobody can be asked.
	ReadSecret func(ctx context.Context, prompt string) (string, error)
	// Interactive reports that somebody reads Err and can answer on In.
	Interactive bool
	// Terminal reports that Out is a terminal.
	Terminal bool
	// Browse opens an address in a browser; nil asks the system to.
	Browse func(address string) error
}

// System returns the streams of this process.
func System() Streams {
	folder, err := os.UserConfigDir()
	if err != nil {
		folder = "."
	}
	streams := Streams{
		In:          os.Stdin,
		Out:         os.Stdout,
		Err:         os.Stderr,
		Getenv:      os.Getenv,
		ConfigDir:   filepath.Join(folder, "whatsapp"),
		Keyring:     systemKeyring{},
		Terminal:    term.IsTerminal(int(os.Stdout.Fd())),
		Interactive: term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd())),
	}
	if streams.Interactive {
		streams.ReadSecret = readSecret
	}
	return streams
}

// readSecret leaves the terminal as it was, also when the context ends: the
// read itself goes on until the program ends.
func readSecret(ctx context.Context, prompt string) (string, error) {
	terminal := int(os.Stdin.Fd())
	before, err := term.GetState(terminal)
	if err != nil {
		return "", err
	}
	fmt.Fprint(os.Stderr, prompt)
	defer fmt.Fprintln(os.Stderr)
	type typed struct {
		secret []byte
		err    error
	}
	done := make(chan typed, 1)
	go func() {
		secret, err := term.ReadPassword(terminal)
		done <- typed{secret, err}
	}()
	select {
	case line := <-done:
		return string(line.secret), line.err
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(terminal, before))
	}
}

// Run carries out one command line and returns its exit code.
func Run(ctx context.Context, args []string, streams Streams) int {
	s := &shell{Streams: streams, cancel: func() {}}
	defer func() { s.cancel() }()
	root := newRoot(s) //nolint:contextcheck // cobra has the context
	root.SetArgs(markNegatives(args))
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	code := exitCode(ctx, err)
	s.explain(err, code)
	return code
}
