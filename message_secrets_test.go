package whatsapp_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A passcode reaches the wire, and no printer.
func TestCodesDoNotPrint(t *testing.T) {
	t.Parallel()
	const code = "914207"
	secret := whatsapp.AuthenticationCode{Template: "login_code", Language: "en_US", Code: code}
	message := whatsapp.Message{To: recipient, Content: secret, CallbackData: "login-3"}
	for _, value := range []any{secret, &secret, message, &message, []whatsapp.Message{message}} {
		for _, verb := range []string{"%v", "%+v", "%s", "%#v"} {
			require.NotContains(t, fmt.Sprintf(verb, value), code)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("sent", "value", value)
		require.NotContains(t, log.String(), code)
	}
	require.Equal(t, "whatsapp.AuthenticationCode{login_code, en_US, [REDACTED]}", secret.String())

	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("sent", "message", message, "code", secret, "none", whatsapp.Message{})
	require.NotContains(t, log.String(), code)
	require.Contains(t, log.String(), `"message":{"to":"+15550100123","recipient":"","type":"template","biz_opaque_callback_data":"login-3"}`)
}

// The error of a send with an unknown outcome says how to find out.
func TestUnknownSendsSayHowToReconcile(t *testing.T) {
	t.Parallel()
	const wait = "the outcome is unknown: the message may have been sent; wait for a status webhook with its biz_opaque_callback_data before sending it again"
	const give = "the outcome is unknown: the message may have been sent; give messages CallbackData, and status webhooks with biz_opaque_callback_data tell"
	text := whatsapp.Message{To: recipient, Content: whatsapp.Text{Body: "Hello"}}
	marked := text
	marked.CallbackData = "order-17"
	offer := whatsapp.MarketingMessage{To: recipient, Template: whatsapp.Template{Name: "offer", Language: "en"}, CallbackData: "offer-3"}
	for _, failure := range []step{fail(io.ErrUnexpectedEOF), answer(500, graphError("131000")), answer(200, "")} {
		client := newClient(t, script(failure))
		_, err := client.Messages.Send(t.Context(), phoneNumberID, text)
		require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
		require.ErrorContains(t, err, give)
		_, err = client.Messages.Send(t.Context(), phoneNumberID, marked)
		require.ErrorContains(t, err, wait)
		_, err = client.Messages.SendMarketing(t.Context(), phoneNumberID, offer)
		require.ErrorContains(t, err, wait)
	}
	err := newClient(t, script(fail(errors.New("broken")))).Messages.MarkRead(t.Context(), phoneNumberID, question, once)
	require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown, "marking twice does no harm")
}

func TestMessagesAreValidatedFirst(t *testing.T) {
	t.Parallel()
	requireNotSent(t, func(client *whatsapp.Client) error {
		_, err := client.Messages.SendText(t.Context(), phoneNumberID, recipient, "")
		return err
	}, "text.body is required")
	requireNotSent(t, func(client *whatsapp.Client) error {
		_, err := client.Messages.SendMarketing(t.Context(), phoneNumberID, whatsapp.MarketingMessage{To: recipient})
		return err
	}, "template.name is required", "template.language.code is required")
	requireNotSent(t, func(client *whatsapp.Client) error {
		return client.Messages.MarkRead(t.Context(), phoneNumberID, "")
	}, "message_id is required")
	requireNotSent(t, func(client *whatsapp.Client) error {
		return client.Messages.ShowTyping(t.Context(), phoneNumberID, "")
	}, "message_id is required")
}

// A receipt without messages has no id and no status.
func TestEmptyReceipt(t *testing.T) {
	t.Parallel()
	var receipt whatsapp.SentMessage
	require.Empty(t, receipt.ID())
	require.Empty(t, receipt.Status())
	require.Equal(t, whatsapp.MessageStatusPaused, sentMessage(whatsapp.MessageStatusPaused).Status())
}

// Graph may quote a code in its refusal. Neither error nor log shows it, and an
// error code that is the same number stays what it is.
func TestQuotedCodesAreRedacted(t *testing.T) {
	t.Parallel()
	const code = "131009"
	refusal := `{"error":{"message":"(#131009) Parameter value is not valid","code":131009,"error_data":{"details":"the code 131009 is not valid"}}}`
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client := newClient(t, script(answer(400, refusal)), whatsapp.WithLogger(logger))
	secret := &whatsapp.AuthenticationCode{Template: "login_code", Language: "en_US", Code: code}
	_, err := client.Messages.Send(t.Context(), phoneNumberID, whatsapp.Message{To: recipient, Content: secret})
	require.ErrorContains(t, err, "the code [REDACTED] is not valid")
	require.NotContains(t, log.String(), "the code 131009")
	var failure *whatsapp.GraphAPIError
	require.ErrorAs(t, err, &failure)
	require.Equal(t, 131009, failure.Code)
	require.NotContains(t, string(failure.Body)+string(failure.ErrorData)+failure.Details, "the code "+code)
}

// What a request has in its body is as secret as what it has in its address.
func TestQuotedSecretsOfBodiesAreRedacted(t *testing.T) {
	t.Parallel()
	const code, word = "246810", "sesame-sesame"
	tests := map[string]struct {
		secrets []string
		call    func(*whatsapp.Client) error
	}{
		"VerifyCode": {[]string{code}, func(c *whatsapp.Client) error {
			return c.PhoneNumbers.VerifyCode(t.Context(), phoneNumberID, code)
		}},
		"SetTwoStepPIN": {[]string{code}, func(c *whatsapp.Client) error {
			return c.PhoneNumbers.SetTwoStepPIN(t.Context(), phoneNumberID, code)
		}},
		"Update": {[]string{code}, func(c *whatsapp.Client) error {
			return c.PhoneNumbers.Update(t.Context(), phoneNumberID, whatsapp.UpdatePhoneNumberRequest{
				APIData: &whatsapp.BusinessAPIData{PIN: new(whatsapp.Secret(code))},
			})
		}},
		"Register": {[]string{code, word, "the-backup"}, func(c *whatsapp.Client) error {
			return c.PhoneNumbers.Register(t.Context(), phoneNumberID, whatsapp.RegisterPhoneNumberRequest{
				PIN: code, Backup: &whatsapp.RegistrationBackup{Data: "the-backup", Password: word},
			})
		}},
		"SetWebhookOverride": {[]string{word}, func(c *whatsapp.Client) error {
			return c.PhoneNumbers.SetWebhookOverride(t.Context(), phoneNumberID, whatsapp.WebhookOverride{
				CallbackURI: "https://hooks.test/", VerifyToken: word,
			})
		}},
		"Subscribe": {[]string{word}, func(c *whatsapp.Client) error {
			_, err := c.Subscriptions.Subscribe(t.Context(), wabaID, whatsapp.SubscribeRequest{
				OverrideCallbackURI: "https://hooks.test/", VerifyToken: word,
			})
			return err
		}},
		"PreverifiedNumbers.VerifyCode": {[]string{code}, func(c *whatsapp.Client) error {
			return c.PreverifiedNumbers.VerifyCode(t.Context(), "1", code)
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			quoted := strings.Join(test.secrets, " and ")
			var log bytes.Buffer
			logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			for _, refusal := range []step{
				answer(400, `{"error":{"message":"wrong: `+quoted+`","code":100,"error_data":{"details":"`+quoted+`"}}}`),
				answer(400, "wrong: "+quoted),
				fail(errors.New("wrong: " + quoted)),
			} {
				err := test.call(newClient(t, script(refusal), whatsapp.WithLogger(logger), whatsapp.WithMaxRetries(0)))
				require.ErrorContains(t, err, "wrong: [REDACTED]")
				text := printTree(err) + log.String()
				if failure, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok {
					text += string(failure.Body)
				}
				for _, secret := range test.secrets {
					require.NotContains(t, text, secret)
				}
			}
		})
	}
}
