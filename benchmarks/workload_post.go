package main

import (
	"context"
	"net/http"

	"github.com/stripe/stripe-go/v85"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

// measurePost configures the automation of a phone number, without a network.
func measurePost(ctx context.Context, s settings) ([]result, error) {
	implementations, err := writers(ctx)
	if err != nil {
		return nil, err
	}
	return s.inMemory(map[string]figures{"whatsapp": {Time: 0.85, Allocs: 22}}, implementations...)
}

// writers returns implementations that send the same configuration, each as its
// library intends.
func writers(ctx context.Context) ([]abx.Implementation, error) {
	const edge = "conversational_automation"
	configuration := whatsapp.ConversationalAutomationRequest{
		EnableWelcomeMessage: new(true),
		Prompts:              []string{"Track my order", "Opening hours", "Talk to a person"},
		Commands: []whatsapp.BotCommand{
			{Name: "order", Description: "Show the state of an order"},
			{Name: "hours", Description: "Show the opening hours"},
			{Name: "help", Description: "Talk to a person at the support line"},
		},
	}
	transport := func() http.RoundTripper { return always(success) }
	others, err := newContenders(graphURL, transport)
	if err != nil {
		return nil, err
	}
	sdk, err := newSDK(graphURL, transport())
	if err != nil {
		return nil, err
	}
	implementations := []abx.Implementation{
		writer("raw", func(done *confirmation) error {
			return others.first.post(ctx, endpoint(graphURL, phoneNumberID, edge), configuration, done)
		}),
		writer("raw again", func(done *confirmation) error {
			return others.second.post(ctx, endpoint(graphURL, phoneNumberID, edge), configuration, done)
		}),
		writer("retryablehttp", func(done *confirmation) error {
			return others.retrying.post(ctx, endpoint(graphURL, phoneNumberID, edge), configuration, done)
		}),
		writer("go-github", func(done *confirmation) error {
			return others.forge.post(ctx, phoneNumberID+"/"+edge, configuration, done)
		}),
		writer("stripe-go", func(done *confirmation) error {
			return others.payments.post(ctx, phoneNumberID+"/"+edge, configuration, done)
		}),
		{Name: "whatsapp", Run: func() error {
			return sdk.Automation.Configure(ctx, phoneNumberID, configuration)
		}},
	}
	return withModern(implementations, graphURL, transport(), func(client raw) error {
		return writer("", func(done *confirmation) error {
			return client.post(ctx, endpoint(graphURL, phoneNumberID, edge), configuration, done)
		}).Run()
	}), nil
}

// confirmation is the answer to an operation without a result.
type confirmation struct {
	stripe.APIResource `json:"-"`
	Success            bool `json:"success"`
}

func writer(name string, write func(*confirmation) error) abx.Implementation {
	return abx.Implementation{Name: name, Run: func() error {
		var done confirmation
		if err := write(&done); err != nil {
			return err
		}
		if !done.Success {
			return errWrongAnswer
		}
		return nil
	}}
}
