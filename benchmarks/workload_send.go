package main

import (
	"context"
	"net/http"

	"github.com/stripe/stripe-go/v85"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

const (
	recipient   = "+15550100142"
	messageText = "Your order is on its way. It will be at the counter of the shop in the old town from ten o'clock."

	accepted = `{"messaging_product":"whatsapp","contacts":[{"input":"+15550100142","wa_id":"15550100142"}],` +
		`"messages":[{"id":"wamid.HBgLMTU1NTAxMDAxNDIVAgASGBQ3AB676E2F4FA0001"}]}`
)

// textMessage is the type of a text that one would write by hand.
type textMessage struct {
	MessagingProduct string `json:"messaging_product"`
	To               string `json:"to"`
	Type             string `json:"type"`
	Text             struct {
		Body       string `json:"body"`
		PreviewURL bool   `json:"preview_url"`
	} `json:"text"`
}

// receipt is a receipt that stripe-go accepts as a result.
type receipt struct {
	stripe.APIResource `json:"-"`
	whatsapp.SentMessage
}

// measureSend sends a text, without a network.
func measureSend(ctx context.Context, s settings) ([]result, error) {
	implementations, err := senders(ctx)
	if err != nil {
		return nil, err
	}
	return s.inMemory(map[string]figures{"whatsapp": {Time: 0.75, Allocs: 36}}, implementations...)
}

// senders returns implementations that send the same text, each as its library
// intends.
func senders(ctx context.Context) ([]abx.Implementation, error) {
	transport := func() http.RoundTripper { return always(accepted) }
	others, err := newContenders(graphURL, transport)
	if err != nil {
		return nil, err
	}
	sdk, err := newSDK(graphURL, transport())
	if err != nil {
		return nil, err
	}
	target, path := endpoint(graphURL, phoneNumberID, "messages"), phoneNumberID+"/messages"
	implementations := []abx.Implementation{
		sender("raw", func(text textMessage, sent *receipt) error {
			return others.first.post(ctx, target, text, &sent.SentMessage)
		}),
		sender("raw again", func(text textMessage, sent *receipt) error {
			return others.second.post(ctx, target, text, &sent.SentMessage)
		}),
		sender("retryablehttp", func(text textMessage, sent *receipt) error {
			return others.retrying.post(ctx, target, text, &sent.SentMessage)
		}),
		sender("go-github", func(text textMessage, sent *receipt) error {
			return others.forge.post(ctx, path, text, &sent.SentMessage)
		}),
		sender("stripe-go", func(text textMessage, sent *receipt) error { return others.payments.post(ctx, path, text, sent) }),
		{Name: "whatsapp", Run: func() error {
			sent, err := sdk.Messages.SendText(ctx, phoneNumberID, recipient, messageText)
			if err != nil {
				return err
			}
			return checkSent(sent)
		}},
	}
	return withModern(implementations, graphURL, transport(), func(client raw) error {
		return sender("", func(text textMessage, sent *receipt) error {
			return client.post(ctx, target, text, &sent.SentMessage)
		}).Run()
	}), nil
}

func sender(name string, send func(textMessage, *receipt) error) abx.Implementation {
	return abx.Implementation{Name: name, Run: func() error {
		text := textMessage{MessagingProduct: "whatsapp", To: recipient, Type: "text"}
		text.Text.Body = messageText
		var sent receipt
		if err := send(text, &sent); err != nil {
			return err
		}
		return checkSent(&sent.SentMessage)
	}}
}

func checkSent(sent *whatsapp.SentMessage) error {
	if sent.ID() == "" || len(sent.Contacts) != 1 {
		return errWrongAnswer
	}
	return nil
}
