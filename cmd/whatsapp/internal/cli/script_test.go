package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/wabakit/whatsapp/cmd/whatsapp/internal/cli"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

// The scripts in testdata are command lines as people type them. Besides the
// commands of testscript, they have:
//
//	whatsapp ARGS...        runs the command; ! means that it must fail
//	code N                  the last one ended with this exit code
//	input FILE              what the next one reads from standard input
//	start NAME ARGS...      runs the command besides the script
//	await NAME REGEXP       waits for what it prints
//	finish NAME             interrupts it, and waits for its end
//	advance DURATION        moves the simulator's clock
//	keep NAME REGEXP        sets a variable to what the group in it matches in
//	                        the last output
//	outbox                  prints the messages that the simulator has taken
//	get URL                 prints what is there
//	post, patch URL FILE    sends JSON there, and prints the answer
//
// Each script has a simulator of its own, whose address is in $SIMULATOR, and
// in WHATSAPP_SIMULATOR until a script unsets it.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setUp,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"whatsapp": whatsappCommand,
			"code":     codeCommand,
			"input":    inputCommand,
			"start":    startCommand,
			"await":    awaitCommand,
			"finish":   finishCommand,
			"advance":  advanceCommand,
			"get":      getCommand,
			"post":     postCommand,
			"patch":    patchCommand,
			"outbox":   outboxCommand,
			"keep":     keepCommand,
		},
	})
}

// A stage is what the commands of one script share.
type stage struct {
	sim     *simulator.Simulator
	keyring memoryKeyring
	input   string
	code    int
	started map[string]*background
}

type stageKey struct{}

func setUp(env *testscript.Env) error {
	sim, err := simulator.New(simulator.WithServer(graphtest.WithServiceWindow()))
	if err != nil {
		return err
	}
	server := httptest.NewServer(sim)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = sim.Run(ctx) })
	stage := &stage{sim: sim, keyring: memoryKeyring{}, started: map[string]*background{}}
	env.Values[stageKey{}] = stage
	env.Setenv("SIMULATOR", server.URL)
	env.Setenv("WHATSAPP_SIMULATOR", server.URL)
	env.Defer(func() {
		for _, command := range stage.started {
			command.stop()
		}
		server.Close()
		cancel()
		running.Wait()
	})
	return nil
}

func onStage(ts *testscript.TestScript) *stage { return ts.Value(stageKey{}).(*stage) }

func (s *stage) streams(ts *testscript.TestScript) cli.Streams {
	return cli.Streams{
		In:        strings.NewReader(s.input),
		Out:       ts.Stdout(),
		Err:       ts.Stderr(),
		Getenv:    ts.Getenv,
		Dir:       ts.MkAbs("."),
		ConfigDir: filepath.Join(ts.Getenv("WORK"), ".whatsapp"),
		Keyring:   s.keyring,
	}
}

func whatsappCommand(ts *testscript.TestScript, neg bool, args []string) {
	stage := onStage(ts)
	stage.code = cli.Run(context.Background(), args, stage.streams(ts))
	stage.input = ""
	if failed := stage.code != 0; failed != neg {
		ts.Fatalf("exit code %d", stage.code)
	}
}

func codeCommand(ts *testscript.TestScript, _ bool, args []string) {
	if got := fmt.Sprint(onStage(ts).code); got != args[0] {
		ts.Fatalf("the exit code is %s, not %s", got, args[0])
	}
}

func inputCommand(ts *testscript.TestScript, _ bool, args []string) {
	onStage(ts).input = ts.ReadFile(args[0])
}

func advanceCommand(ts *testscript.TestScript, _ bool, args []string) {
	onStage(ts).sim.Advance(duration(ts, args[0]))
}

// memoryKeyring stands in for the keyring of the system.
type memoryKeyring map[string]string

func (k memoryKeyring) Get(profile, name string) (string, error) {
	if secret, ok := k[profile+"/"+name]; ok {
		return secret, nil
	}
	return "", fmt.Errorf("the keyring has no %s of the profile %q", name, profile)
}

func (k memoryKeyring) Set(profile, name, secret string) error {
	k[profile+"/"+name] = secret
	return nil
}

func (k memoryKeyring) Delete(profile, name string) error {
	delete(k, profile+"/"+name)
	return nil
}

// A background is a command that runs besides a script.
type background struct {
	cancel context.CancelFunc
	done   chan struct{}
	code   int

	mu      sync.Mutex
	changed *sync.Cond
	output  bytes.Buffer
	ended   bool
}

func (b *background) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.changed.Broadcast()
	return b.output.Write(p)
}

func (b *background) stop() {
	b.cancel()
	<-b.done
}

func startCommand(ts *testscript.TestScript, _ bool, args []string) {
	stage := onStage(ts)
	streams, command := stage.streams(ts), newBackground()
	streams.Browse = func(address string) error {
		_, err := fmt.Fprintln(command, "browsing", address)
		return err
	}
	environment := map[string]string{}
	streams.Getenv = func(name string) string { return environment[name] }
	for _, name := range environmentNames {
		environment[name] = ts.Getenv(name)
	}
	stage.started[args[0]] = command
	command.start(args[1:], streams)
}

func newBackground() *background {
	command := &background{done: make(chan struct{})}
	command.changed = sync.NewCond(&command.mu)
	return command
}

func (b *background) start(args []string, streams cli.Streams) {
	var ctx context.Context
	ctx, b.cancel = context.WithCancel(context.Background())
	streams.Out, streams.Err = b, b
	go func() {
		defer close(b.done)
		b.code = cli.Run(ctx, args, streams)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.ended = true
		b.changed.Broadcast()
	}()
}

// environmentNames are the variables that a command besides the script sees as
// they were when it began.
var environmentNames = []string{
	"WHATSAPP_SIMULATOR", "WHATSAPP_PROFILE", "WHATSAPP_CONFIG", "WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET",
	"WHATSAPP_VERIFY_TOKEN", "WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_BUSINESS_ACCOUNT_ID", "WHATSAPP_APP_ID", "WHATSAPP_BASE_URL",
}

func awaitCommand(ts *testscript.TestScript, _ bool, args []string) {
	command := onStage(ts).started[args[0]]
	if command == nil || len(args) != 2 {
		ts.Fatalf("want await NAME REGEXP, of a command that was started")
	}
	want := regexp.MustCompile("(?m)" + args[1])
	found, err := command.await(want)
	if err != nil {
		ts.Fatalf("%s %v", args[0], err)
	}
	// What a script wants to keep of it, such as an address.
	for i, name := range want.SubexpNames() {
		if name != "" {
			ts.Setenv(name, found[i])
		}
	}
}

// await returns what a command prints, once it has.
func (b *background) await(want *regexp.Regexp) ([]string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	late := false
	timer := time.AfterFunc(30*time.Second, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		late = true
		b.changed.Broadcast()
	})
	defer timer.Stop()
	for {
		found := want.FindStringSubmatch(b.output.String())
		switch {
		case found != nil:
			return found, nil
		case b.ended:
			return nil, fmt.Errorf("ended with code %d and never printed %q:\n%s", b.code, want, &b.output)
		case late:
			return nil, fmt.Errorf("never prints %q:\n%s", want, &b.output)
		}
		b.changed.Wait()
	}
}

func finishCommand(ts *testscript.TestScript, _ bool, args []string) {
	stage := onStage(ts)
	command := stage.started[args[0]]
	command.stop()
	stage.code = command.code
	_, _ = ts.Stdout().Write(command.output.Bytes())
}

func duration(ts *testscript.TestScript, text string) time.Duration {
	parsed, err := time.ParseDuration(text)
	ts.Check(err)
	return parsed
}

// outboxCommand prints the messages that the simulator has taken, one a line.
func outboxCommand(ts *testscript.TestScript, _ bool, _ []string) {
	for _, sent := range onStage(ts).sim.Server().Outbox() {
		fmt.Fprintln(ts.Stdout(), sent.To+sent.Recipient, sent.RecipientType, sent.Type, string(sent.Content), sent.ReplyTo, sent.BizOpaqueCallbackData)
	}
}

func keepCommand(ts *testscript.TestScript, _ bool, args []string) {
	found := regexp.MustCompile("(?m)" + args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) != 2 {
		ts.Fatalf("nothing matches %q", args[1])
	}
	ts.Setenv(args[0], found[1])
}
