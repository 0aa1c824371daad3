package cli

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp/webhook"
)

const listenHelp = `Receive webhooks and show each event in a line: when it came, its kind, who it
is about, what it says, its id, and how late it is. It runs until it is
interrupted.

It confirms the callback URL with the verify token of the settings and verifies
signatures with the app secret; what is not signed is refused and reported. Any path
will do. Meta needs a public https address: let a tunnel end at this one.

With --simulator, it takes the place of the simulator's callback URL. With
--override, Meta sends the webhooks of a phone number to a public URL that leads
here, unless the number has such a URL already. Either is put back at the end.

With --forward, a program of this machine gets every body, signed for it, and
its answers are shown. Meta is answered 200 at once and sends nothing again,
whatever the program says. A URL that leads back to this command is refused, and
so is, with 508, what comes back by way of a tunnel or another such command.

With --record, bodies are appended to a file for "whatsapp replay", as a line of
JSON each. It has what people write, and no secrets. --events limits what is
shown and what goes on to a program; the recording has everything.`

// listenCall is what the command line of listen asks for.
type listenCall struct {
	listen, forward, forwardSecret, record, override string
	events                                           []string
	noVerify, yes                                    bool
}

func newListen(s *shell) *cobra.Command {
	var call listenCall
	command := &cobra.Command{
		Use:   "listen",
		Short: "Receive webhooks and show them, forward them or record them",
		Long:  listenHelp,
		Example: `  whatsapp listen --simulator
  whatsapp listen --forward http://127.0.0.1:8080/webhook
  whatsapp listen --events message,status.failed --record monday.jsonl
  whatsapp listen --override https://my-tunnel.test/webhook
  whatsapp listen --json | jq .raw`,
		Args: exactArgs(),
		RunE: func(command *cobra.Command, _ []string) error { return s.listen(command, &call) },
	}
	flags := command.Flags()
	flags.StringVar(&call.listen, "listen", "127.0.0.1:8481", "`address` to listen on")
	filterFlag(command, &call.events)
	flags.StringVar(&call.forward, "forward", "", "post every body to this `URL` too")
	flags.StringVar(&call.forwardSecret, "forward-secret", "", "where the app secret for --forward is, if it is another one: env:NAME or file:PATH")
	flags.StringVar(&call.record, "record", "", "append every body to `file`")
	flags.StringVar(&call.override, "override", "", "have Meta send the webhooks of the phone number to this public `URL`")
	flags.BoolVar(&call.noVerify, "no-verify", false, "accept what is not signed, on a loopback address")
	yesFlag(command, &call.yes)
	return s.withNumber(command)
}

func (c *listenCall) check(command *cobra.Command) error {
	if err := kindFilter(c.events).check(command); err != nil {
		return err
	}
	if c.forward != "" {
		if err := checkPrivate(command, c.forward); err != nil {
			return err
		}
	}
	switch {
	case c.forwardSecret != "" && c.forward == "":
		return usagef(command, "--forward-secret is for --forward")
	case c.noVerify && !isLoopback(c.listen):
		return usagef(command, "with --no-verify, whoever reaches %s can make up webhooks; listen on loopback", c.listen)
	case c.noVerify && c.override != "":
		return usagef(command, "--override opens it to everybody, and so excludes --no-verify")
	}
	return nil
}

func (s *shell) listen(command *cobra.Command, call *listenCall) (err error) {
	if err := call.check(command); err != nil {
		return err
	}
	settings, err := s.settings()
	if err != nil {
		return err
	}
	reception := &reception{shell: s, id: rand.Text(), events: call.events, broken: make(chan error, 1)}
	defer func() {
		if failed := reception.close(); err == nil {
			err = failed
		}
	}()
	if err := reception.open(command, settings, call); err != nil {
		return err
	}
	handler, err := webhook.NewInbox(reception.config, reception.accept)
	if err != nil {
		return err
	}
	listener, err := bind(command, call.listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := call.checkForward(command, listener); err != nil {
		return err
	}
	// What ends the command must not end it before the callback is put back.
	ctx, end := context.WithCancel(context.WithoutCancel(command.Context()))
	defer end()
	served := make(chan error, 1)
	go func() { served <- serve(ctx, listener, reception.withoutLoops(handler)) }()
	restore, err := s.divert(command, settings, call, listener)
	if err == nil {
		err = s.announceListener(listener, call)
	}
	if err == nil {
		select {
		case err = <-served:
			served <- nil
		case err = <-reception.broken:
		case <-command.Context().Done():
		}
	}
	if failed := restore(); err == nil {
		err = failed
	}
	end()
	if failed := <-served; err == nil {
		err = failed
	}
	return err
}

func (s *shell) announceListener(listener net.Listener, call *listenCall) error {
	address := addressOf(listener) + "/webhook"
	if s.json {
		return s.printLine(map[string]string{"url": address})
	}
	s.note("Webhooks arrive at %s. Interrupt it to end it.", s.bold(address))
	if call.forward != "" {
		s.note("They go on to %s.", call.forward)
	}
	return nil
}

// open prepares what receives webhooks: the secrets, the recording and the
// program that they go on to.
func (r *reception) open(command *cobra.Command, settings *settings, call *listenCall) error {
	r.config.OnError = func(_ context.Context, err error) { r.refused(err) }
	r.config.Observer.RequestDone = func(_ context.Context, result webhook.RequestResult) { r.done(result) }
	if err := r.readSecrets(settings, call.noVerify); err != nil {
		return err
	}
	if call.record != "" {
		file, err := openRecording(r.shell.path(call.record))
		if err != nil {
			return fmt.Errorf("the recording: %w", err)
		}
		r.record = file
	}
	if call.forward != "" {
		var err error
		if r.forward, err = r.shell.forwardTo(command, settings, call); err != nil {
			return err
		}
		r.startForwarding()
	}
	return nil
}

func (r *reception) readSecrets(settings *settings, noVerify bool) error {
	token, err := settings.secret(verifyToken)
	if err != nil && !noVerify {
		return orElse(err, withoutSecrets)
	}
	if err != nil {
		r.shell.note("No verify token is set, so nobody can confirm this callback URL.")
		token = rand.Text()
	}
	r.config.VerifyToken, r.config.InsecureSkipSignatureCheck = token, noVerify
	if noVerify {
		return nil
	}
	secret, err := settings.secret(appSecret)
	r.config.AppSecrets = []string{secret}
	return orElse(err, withoutSecrets)
}

const withoutSecrets = "To accept what is not signed: --no-verify."

// forwardTo returns the program that bodies go on to.
func (s *shell) forwardTo(command *cobra.Command, settings *settings, call *listenCall) (*callback, error) {
	to := &callback{url: call.forward}
	signing := *settings
	if call.forwardSecret != "" {
		if err := checkReference(appSecret, call.forwardSecret); err != nil {
			return nil, &usageError{command: command, err: err}
		}
		signing.AppSecret = call.forwardSecret
		signing.source = "--forward-secret"
	}
	var err error
	if to.secret, err = signing.secret(appSecret); err != nil && (!call.noVerify || call.forwardSecret != "") {
		return nil, err
	}
	if to.secret == "" {
		s.note("There is no app secret: what goes on to the program is not signed.")
	}
	return to, nil
}
