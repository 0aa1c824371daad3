package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp/webhook"
)

// defaultCallback is where a program that is being written usually listens.
const defaultCallback = "http://127.0.0.1:8080/webhook"

// A callback is a program that webhooks are posted to.
type callback struct {
	url    string
	secret string // "" leaves the signature out
}

// An answer is what a callback says to a webhook.
type answer struct {
	Status int    `json:"status"`
	TookMS int64  `json:"took_ms"`
	Body   string `json:"answer,omitzero"`
}

const (
	callbackWait = 30 * time.Second
	mostAnswer   = 4 << 10
)

// callbackClient follows no redirect, as Meta does. Each body has a connection
// of its own: a program that is being written starts again all the time, and a
// body must not be lost with a connection to the one before.
var callbackClient = &http.Client{
	Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true, TLSHandshakeTimeout: 10 * time.Second,
	},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// callbackFlags adds the flags that say where webhooks are posted to.
func callbackFlags(command *cobra.Command, address *string, unsigned *bool) {
	command.Flags().StringVar(address, "url", "", "`URL` of the program's callback (default $WHATSAPP_CALLBACK_URL, else "+defaultCallback+")")
	command.Flags().BoolVar(unsigned, "unsigned", false, "leave the signature out")
}

// callbackAt returns the callback that flags name, with the app secret of the
// settings.
func (s *shell) callbackAt(command *cobra.Command, address string, unsigned bool) (*callback, error) {
	address = cmp.Or(address, s.Getenv("WHATSAPP_CALLBACK_URL"), defaultCallback)
	if err := checkCallback(command, address); err != nil {
		return nil, err
	}
	if unsigned {
		return &callback{url: address}, nil
	}
	settings, err := s.settings()
	if err != nil {
		return nil, err
	}
	secret, err := settings.secret(appSecret)
	if err != nil {
		return nil, orElse(err, "Without a signature: --unsigned.")
	}
	return &callback{url: address, secret: secret}, nil
}

func checkCallback(command *cobra.Command, address string) error {
	target, err := url.Parse(address)
	if err != nil || target.Host == "" || target.User != nil || target.Scheme != "http" && target.Scheme != "https" {
		return usagef(command, "invalid callback URL; want the form %q", defaultCallback)
	}
	return nil
}

// checkPrivate refuses to send what people have written over a network in the
// clear.
func checkPrivate(command *cobra.Command, address string) error {
	if err := checkCallback(command, address); err != nil {
		return err
	}
	if target, _ := url.Parse(address); target.Scheme == "http" && !isLoopback(target.Host) {
		return usagef(command, "%s would get what people have written in the clear; want https, or a loopback address", target.Host)
	}
	return nil
}

// post posts a body that has come through some hops, and returns what the
// program says to it.
func (c *callback) post(ctx context.Context, body []byte, through ...string) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, callbackWait)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "facebookexternalua")
	if c.secret != "" {
		request.Header.Set(webhook.SignatureHeader, webhook.Sign(body, c.secret))
	}
	if len(through) > 0 {
		request.Header.Set(hopsHeader, strings.Join(through, ", "))
	}
	began := time.Now()
	response, err := callbackClient.Do(request)
	if err != nil {
		return nil, unanswered(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer))
	if err != nil {
		return nil, fmt.Errorf("the answer of %s breaks off: %w", request.URL.Host, err)
	}
	return &answer{response.StatusCode, time.Since(began).Milliseconds(), string(text)}, nil
}

// unanswered explains why nobody has answered. The error of a request has its
// whole address, which may hold a secret.
func unanswered(err error) error {
	if failure, ok := errors.AsType[*url.Error](err); ok {
		err = failure.Err
	}
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		return &hintError{&unreachableError{err}, "Is your program listening there? \"whatsapp listen\" stands in for one."}
	}
	return &unreachableError{err}
}

func (a *answer) accepted() bool { return a.Status == http.StatusOK }

// line returns an answer for people, in one line.
func (s *shell) answerLine(a *answer) string {
	status := fmt.Sprintf("%d %s", a.Status, http.StatusText(a.Status))
	if a.accepted() {
		status = s.green(status)
	} else {
		status = s.red(status)
	}
	line := fmt.Sprintf("%s  %d ms", status, a.TookMS)
	if text := strings.TrimSpace(clean(a.Body)); text != "" && !a.accepted() {
		line += "  " + excerpt(text, 200)
	}
	return line
}

// excerpt returns the beginning of a text.
func excerpt(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
