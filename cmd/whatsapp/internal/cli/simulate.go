package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/internal/atomicfile"
	"github.com/wabakit/whatsapp/simulator"
)

const simulateHelp = `Simulate WhatsApp: the phone of a user in the browser, and the Graph API at the
same address, for programs in any language. There is no account, no tunnel and
no network behind it, and everything is forgotten at the end unless --save says
otherwise. It runs until it is interrupted.

What a program sends to any number appears on a phone, and what is written there
goes to --callback, signed as Meta signs it. The customer service window closes
after 24 hours, a template is approved after a minute, and the page can move the
clock on. With --bot echo, somebody answers at once.

A template that nobody has created is sent as it is, so that nothing needs to be
set up. With --known-templates, it is refused with code 132001, as by Meta.

It listens on loopback. Whoever reaches another address can have it call the
callback URL, so that this needs --remote. It answers to IP addresses, localhost
and the names of --allow-host.`

// reviewTakes is how long it takes until a template is approved.
const reviewTakes = time.Minute

// simulateCall is what the command line of simulate asks for.
type simulateCall struct {
	listen, callback, world, reading, bot string
	hosts                                 []string
	latency                               time.Duration
	save, open, remote, callHosts, trust  bool
	knownTemplates                        bool
	flowEndpoint                          string
	flowHosts                             []string
}

func newSimulate(s *shell) *cobra.Command {
	var call simulateCall
	command := &cobra.Command{
		Use:   "simulate",
		Short: "Open the phone of a user in the browser, with a Graph API behind it",
		Long:  simulateHelp,
		Example: `  whatsapp simulate --open --bot echo
  whatsapp simulate --callback http://127.0.0.1:8080/webhook
  whatsapp simulate --world demo.json --save
  whatsapp send template 15550001111 hello_world --simulator`,
		Args: exactArgs(),
		RunE: func(command *cobra.Command, _ []string) error { return s.simulate(command, &call) },
	}
	flags := command.Flags()
	flags.StringVar(&call.listen, "listen", "127.0.0.1:8480", "`address` to listen on")
	flags.StringVar(&call.callback, "callback", "", "`URL` that webhooks go to; the page can change it")
	flags.StringVar(&call.world, "world", "", "begin with the world in `file`, which the page or --save has written")
	flags.BoolVar(&call.save, "save", false, "at the end, write the world to the file of --world")
	flags.DurationVar(&call.latency, "latency", 150*time.Millisecond, "how long a message takes from one status to the next")
	flags.StringVar(&call.reading, "reading", string(simulator.ReadingOnPage), "when users read: page, once somebody opens the chat there; always; or never")
	flags.StringVar(&call.bot, "bot", "", "answer what users write: echo")
	flags.BoolVar(&call.open, "open", false, "open the page in the browser")
	flags.BoolVar(&call.callHosts, "call-hosts", false, "call hosts elsewhere where a program names them, as a callback or the link of a file")
	flags.BoolVar(&call.trust, "trust-callbacks", false, "do not ask a callback that a program sets for the challenge, such as one that does not listen yet")
	flags.BoolVar(&call.knownTemplates, "known-templates", false, "refuse messages with a template that no account has")
	flags.StringVar(&call.flowEndpoint, "flow-endpoint", "", "`URL` that is called in place of the endpoint_uri of every flow")
	flags.StringSliceVar(&call.flowHosts, "flow-host", nil, "`host` elsewhere on which endpoints of flows are called")
	flags.BoolVar(&call.remote, "remote", false, "let other machines reach it, with --listen 0.0.0.0:8480")
	flags.StringArrayVar(&call.hosts, "allow-host", nil, "answer to this `name` too, such as that of a container")
	_ = command.RegisterFlagCompletionFunc("reading", cobra.FixedCompletions([]string{"page", "always", "never"}, cobra.ShellCompDirectiveNoFileComp))
	_ = command.RegisterFlagCompletionFunc("bot", cobra.FixedCompletions([]string{"echo"}, cobra.ShellCompDirectiveNoFileComp))
	return command
}

func (s *shell) simulate(command *cobra.Command, call *simulateCall) (err error) {
	if err := call.check(command); err != nil {
		return err
	}
	sim, err := simulator.New(append(call.strictness(),
		simulator.WithCallbackURL(call.callback),
		simulator.WithLatency(call.latency),
		simulator.WithReading(simulator.Reading(call.reading)),
		simulator.WithAllowedHosts(call.hosts...),
		simulator.WithFlowEndpoint(call.flowEndpoint),
		simulator.WithFlowHosts(call.flowHosts...),
		simulator.WithServer(graphtest.WithServiceWindow(), graphtest.WithTemplateReview(reviewTakes)))...)
	if err != nil {
		return usagef(command, "%s", strings.TrimPrefix(err.Error(), "simulator: "))
	}
	if err := s.loadWorld(sim, call); err != nil {
		return err
	}
	listener, err := bind(command, call.listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	ctx := command.Context()
	if call.bot != "" {
		stop, err := startEcho(ctx, sim)
		if err != nil {
			return err
		}
		defer stop()
	}
	ran := make(chan struct{})
	go func() {
		defer close(ran)
		_ = sim.Run(ctx)
	}()
	address := addressOf(listener)
	if err := s.announce(address, call); err != nil {
		return err
	}
	if call.open {
		if err := s.browse(address); err != nil {
			s.note("The browser does not open: %v", err)
		}
	}
	err = serve(ctx, listener, sim)
	if ctx.Err() != nil {
		<-ran
	}
	return errors.Join(err, s.saveWorld(sim, call))
}

// strictness returns the options that say which callbacks are called, and which
// templates are sent.
func (c *simulateCall) strictness() []simulator.Option {
	var options []simulator.Option
	if c.callHosts {
		options = append(options, simulator.WithRemoteHosts())
	}
	if c.trust {
		options = append(options, simulator.WithoutCallbackVerification())
	}
	if c.knownTemplates {
		options = append(options, simulator.WithServer(graphtest.WithKnownTemplatesOnly()))
	}
	return options
}

func (c *simulateCall) check(command *cobra.Command) error {
	switch {
	case c.save && c.world == "":
		return usagef(command, "--save writes to the file of --world, which is missing")
	case c.bot != "" && c.bot != "echo":
		return usagef(command, "invalid bot %q; want echo", c.bot)
	case c.bot != "" && c.callback != "":
		return usagef(command, "--bot and --callback exclude each other: webhooks go to one of them")
	case c.latency < 0:
		return usagef(command, "invalid latency %s; want 0s or more", c.latency)
	case !c.remote && !isLoopback(c.listen):
		return usagef(command, "other machines would reach %s; say so with --remote", c.listen)
	}
	return nil
}

func (s *shell) loadWorld(sim *simulator.Simulator, call *simulateCall) error {
	if call.world == "" {
		return nil
	}
	file, err := os.ReadFile(s.path(call.world))
	if errors.Is(err, fs.ErrNotExist) && call.save {
		_, err = os.Stat(filepath.Dir(s.path(call.world))) // the first time: is there a place for it?
		return err
	}
	if err != nil {
		return err
	}
	if err := sim.Load(file); err != nil {
		return mistakeIn(call.world, jsonMistake(file, err))
	}
	return nil
}

func (s *shell) saveWorld(sim *simulator.Simulator, call *simulateCall) error {
	if !call.save {
		return nil
	}
	world, err := sim.Save()
	if err != nil {
		return err
	}
	if err := replaceFile(s.path(call.world), world, atomicfile.Create); err != nil {
		return err
	}
	s.note("The world is in %s.", call.world)
	return nil
}

// announce prints where the simulator is, and how a program finds it.
func (s *shell) announce(address string, call *simulateCall) error {
	ready := struct {
		URL           string `json:"url"`
		API           string `json:"api"`
		CallbackURL   string `json:"callback_url,omitzero"`
		Bot           string `json:"bot,omitzero"`
		AccessToken   string `json:"access_token"`
		AppSecret     string `json:"app_secret"`
		VerifyToken   string `json:"verify_token"`
		PhoneNumberID string `json:"phone_number_id"`
		WABAID        string `json:"business_account_id"`
		BusinessID    string `json:"business_id"`
		AppID         string `json:"app_id"`
	}{
		address, address + "/_simulator/api", call.callback, call.bot, graphtest.AccessToken,
		simulator.DefaultAppSecret, simulator.DefaultVerifyToken,
		graphtest.PhoneNumberID, graphtest.WABAID, graphtest.BusinessID, graphtest.AppID,
	}
	if s.json {
		return json.NewEncoder(s.Out).Encode(ready) //nolint:gosec // the secrets of a simulator are known
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Open %s in a browser. Programs find the Graph API there too:\n\n", s.bold(address))
	for _, variable := range [][2]string{
		{"WHATSAPP_BASE_URL", ready.URL},
		{"WHATSAPP_ACCESS_TOKEN", ready.AccessToken},
		{"WHATSAPP_APP_SECRET", ready.AppSecret},
		{"WHATSAPP_VERIFY_TOKEN", ready.VerifyToken},
		{"WHATSAPP_PHONE_NUMBER_ID", ready.PhoneNumberID},
		{"WHATSAPP_BUSINESS_ACCOUNT_ID", ready.WABAID},
	} {
		fmt.Fprintln(&text, " ", assignment(runtime.GOOS, variable[0], variable[1]))
	}
	if _, err := io.WriteString(s.Out, text.String()); err != nil {
		return err
	}
	switch {
	case call.callback != "":
		s.note("\nWebhooks go to %s.", call.callback)
	case call.bot != "":
		s.note("\nA bot answers what users write.")
	default:
		s.note("\nNobody receives webhooks yet: see --callback, --bot and \"whatsapp listen %s\".", simulatorFlag(address))
	}
	s.note("Interrupt it to end it.")
	return nil
}

// assignment sets an environment variable in the usual shell of a system.
func assignment(system, name, value string) string {
	if system == "windows" {
		return "$env:" + name + " = '" + value + "'"
	}
	return "export " + name + "=" + value
}
