package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

// divert has webhooks sent here, if that is asked for. The function that it
// returns puts back what was there before; it is never nil.
func (s *shell) divert(command *cobra.Command, settings *settings, call *listenCall, listener net.Listener) (restore func() error, err error) {
	switch {
	case call.override != "":
		return s.overrideCallback(command, settings, call)
	case settings.simulated:
		return s.divertSimulator(command.Context(), settings.BaseURL, addressOf(listener)+"/webhook")
	}
	return func() error { return nil }, nil
}

const putBackWithin = 30 * time.Second

// putBack returns a context for what is done at the end, whatever has ended the
// command.
func putBack(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), putBackWithin)
}

// divertSimulator makes this the callback of a simulator.
func (s *shell) divertSimulator(ctx context.Context, simulator, here string) (restore func() error, err error) {
	nothing := func() error { return nil }
	before, err := simulatorCallback(ctx, simulator, nil)
	if err != nil {
		return nothing, err
	}
	if _, err := simulatorCallback(ctx, simulator, &here); err != nil {
		return nothing, err
	}
	return func() error {
		ctx, cancel := putBack(ctx)
		defer cancel()
		now, err := simulatorCallback(ctx, simulator, nil)
		if err != nil || now != here {
			return nil // the simulator has ended, or somebody has set another one
		}
		_, err = simulatorCallback(ctx, simulator, &before)
		return err
	}, nil
}

// simulatorCallback reads the callback URL of a simulator, or sets it.
func simulatorCallback(ctx context.Context, simulator string, callback *string) (string, error) {
	change := map[string]any{}
	if callback != nil {
		change["callback_url"] = *callback
	}
	body, err := json.Marshal(change)
	if err != nil {
		return "", err
	}
	address := strings.TrimSuffix(simulator, "/") + "/_simulator/api/settings"
	request, err := http.NewRequestWithContext(ctx, http.MethodPatch, address, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := callbackClient.Do(request)
	if err != nil {
		return "", &hintError{err, "\"whatsapp simulate\" starts a simulator."}
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return "", err
	}
	var settings struct {
		CallbackURL string `json:"callback_url"`
	}
	if response.StatusCode != http.StatusOK || json.Unmarshal(answer, &settings) != nil {
		return "", fmt.Errorf("%s is not a simulator: it answers %s", simulator, response.Status)
	}
	return settings.CallbackURL, nil
}

// overrideCallback has Meta send the webhooks of a number to a public URL. Meta
// confirms it first, so that it has to lead here by then.
func (s *shell) overrideCallback(command *cobra.Command, settings *settings, call *listenCall) (restore func() error, err error) {
	nothing := func() error { return nil }
	numberID, err := settings.number()
	if err != nil {
		return nothing, err
	}
	client, err := s.clientOf(settings)
	if err != nil {
		return nothing, err
	}
	token, err := settings.secret(verifyToken)
	if err != nil {
		return nothing, err
	}
	ctx := command.Context()
	before, err := numberOverride(ctx, client, numberID)
	if err != nil {
		return nothing, err
	}
	switch before {
	case "", call.override: // the second was left by one that could not put it back
	default:
		// To put it back takes its verify token, which nobody here knows.
		return nothing, fmt.Errorf("the number %s has a callback URL of its own already: %s", numberID, before)
	}
	question := fmt.Sprintf("The webhooks of the number %s go to %s until this ends, and to nobody else.", numberID, call.override)
	if err := s.confirm(command, call.yes, question); err != nil {
		return nothing, err
	}
	err = client.PhoneNumbers.SetWebhookOverride(ctx, numberID, whatsapp.WebhookOverride{
		CallbackURI: call.override, VerifyToken: whatsapp.VerifyToken(token),
	})
	if err != nil {
		return nothing, err
	}
	s.note("Meta sends the webhooks of the number %s to %s.", numberID, call.override)
	return func() error { return s.endOverride(ctx, client, numberID, call.override) }, nil
}

// endOverride takes an override back, unless somebody has set another one.
func (s *shell) endOverride(ctx context.Context, client *whatsapp.Client, numberID, ours string) error {
	ctx, cancel := putBack(ctx)
	defer cancel()
	now, err := numberOverride(ctx, client, numberID)
	if err == nil && now != ours {
		return nil
	}
	if err := client.PhoneNumbers.DeleteWebhookOverride(ctx, numberID); err != nil {
		return fmt.Errorf("the webhooks of the number %s still go to %s: %w", numberID, ours, err)
	}
	s.note("The webhooks of the number %s go where they went before.", numberID)
	return nil
}

func numberOverride(ctx context.Context, client *whatsapp.Client, numberID string) (string, error) {
	number, err := client.PhoneNumbers.Get(ctx, numberID, whatsapp.WithFields("webhook_configuration"))
	if err != nil || number.WebhookConfiguration == nil {
		return "", err
	}
	return number.WebhookConfiguration.PhoneNumber, nil
}
