// Bots reads the bot of a phone number: its conversational automation as a
// separate object. The phone number has the id of the bot.
//
//	go run ./examples/bots
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_PHONE_NUMBER_ID set, it does the same
// against Meta. It changes nothing. With WHATSAPP_BOT_ID it reads the bot with
// that id.
package main

import (
	"context"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start()
	botID := session.OptionalID("WHATSAPP_BOT_ID", "")
	if botID == "" {
		phoneNumberID := session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)
		found, err := findBot(ctx, session.Client, phoneNumberID)
		demo.Check(err)
		botID = found
	}
	if botID == "" {
		demo.Title("This phone number has no bot yet: configure its automation first.")
		return
	}
	demo.Check(showBot(ctx, session.Client, botID))
	demo.Check(showPrompts(ctx, session.Client, botID))
}

// findBot returns an empty id for a phone number without automation.
func findBot(ctx context.Context, client *whatsapp.Client, phoneNumberID string) (string, error) {
	automation, err := client.Automation.Get(ctx, phoneNumberID)
	if err != nil {
		return "", err
	}
	return automation.ID, nil
}

func showBot(ctx context.Context, client *whatsapp.Client, botID string) error {
	demo.Title("Bot %s", botID)
	bot, err := client.Bots.Get(ctx, botID)
	if err != nil {
		return err
	}
	fmt.Printf("  welcome message  %t\n", bot.EnableWelcomeMessage)
	for _, prompt := range bot.Prompts {
		fmt.Printf("  prompt           %s\n", prompt)
	}
	for _, command := range bot.Commands {
		fmt.Printf("  command          /%-8s %s\n", command.Name, command.Description)
	}
	return nil
}

// showPrompts asks for one field; the others stay empty.
func showPrompts(ctx context.Context, client *whatsapp.Client, botID string) error {
	demo.Title("Only the prompts of %s", botID)
	bot, err := client.Bots.Get(ctx, botID, whatsapp.WithFields("prompts"))
	if err != nil {
		return err
	}
	fmt.Printf("  %d prompts, %d commands in the answer\n", len(bot.Prompts), len(bot.Commands))
	return nil
}
