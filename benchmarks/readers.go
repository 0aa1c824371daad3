package main

import (
	"context"
	"net/http"

	"github.com/stripe/stripe-go/v85"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

// stripeBot is a bot that stripe-go accepts as a result.
type stripeBot struct {
	stripe.APIResource
	whatsapp.Bot
}

// readers returns implementations that read a bot from base, each as its
// library intends.
func readers(ctx context.Context, base string, transport func() http.RoundTripper) ([]abx.Implementation, error) {
	others, err := newContenders(base, transport)
	if err != nil {
		return nil, err
	}
	return []abx.Implementation{
		reader("raw", func(bot *whatsapp.Bot) error { return others.first.get(ctx, endpoint(base, botID, ""), bot) }),
		reader("raw again", func(bot *whatsapp.Bot) error { return others.second.get(ctx, endpoint(base, botID, ""), bot) }),
		reader("retryablehttp", func(bot *whatsapp.Bot) error { return others.retrying.get(ctx, endpoint(base, botID, ""), bot) }),
		reader("go-github", func(bot *whatsapp.Bot) error { return others.forge.get(ctx, botID, bot) }),
		stripeReader(ctx, others.payments),
	}, nil
}

func reader(name string, read func(*whatsapp.Bot) error) abx.Implementation {
	return abx.Implementation{Name: name, Run: func() error {
		var bot whatsapp.Bot
		if err := read(&bot); err != nil {
			return err
		}
		return checkBot(&bot)
	}}
}

func stripeReader(ctx context.Context, client stripeClient) abx.Implementation {
	return abx.Implementation{Name: "stripe-go", Run: func() error {
		var bot stripeBot
		if err := client.get(ctx, botID, &bot); err != nil {
			return err
		}
		return checkBot(&bot.Bot)
	}}
}

// sdkReader reads a bot with this SDK.
func sdkReader(ctx context.Context, name, base string, transport http.RoundTripper, options ...whatsapp.Option) (abx.Implementation, error) {
	client, err := newSDK(base, transport, options...)
	return abx.Implementation{Name: name, Run: func() error {
		bot, err := client.Bots.Get(ctx, botID)
		if err != nil {
			return err
		}
		return checkBot(bot)
	}}, err
}

// checkBot prevents an implementation that skips the work from winning.
func checkBot(bot *whatsapp.Bot) error {
	if bot.ID != botID || len(bot.Commands) != 3 {
		return errWrongAnswer
	}
	return nil
}
