package whatsapp_test

import (
	"context"

	"github.com/wabakit/whatsapp"
)

func botMethods() []method {
	get := func(fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Bots.Get(ctx, id, withFields(opts, fields...)...))
		}
	}
	all := get("id", "prompts", "commands", "enable_welcome_message")
	bot := &whatsapp.Bot{ID: botID, Prompts: samplePrompts, Commands: sampleCommands, EnableWelcomeMessage: true}
	return []method{{
		name: "Bots.Get", operation: "GET /{bot-id}", repeat: whatsapp.RepeatSafe, id: botID,
		cases: []exchange{
			one("bots/get_success", all, bot),
			one("bots/get_number_id", all, bot),
			one("bots/get_defaults", get(), &whatsapp.Bot{ID: botID}),
		},
	}}
}
