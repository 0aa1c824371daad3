package whatsapp

import (
	"context"
	"net/http"
)

// BotService reads bots: the conversational automation of a phone number as a
// node of its own.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-bot/bot-details-api
type BotService service

// Get returns a bot. The id is the one of [ConversationalAutomation]; Meta does
// not document where else to find it. [WithFields] selects among id, prompts,
// commands and enable_welcome_message; all four are the default.
//
//	GET /{bot-id}
//
// Permission: whatsapp_business_management.
func (s *BotService) Get(ctx context.Context, botID string, opts ...RequestOption) (*Bot, error) {
	return decode[Bot](ctx, s.client, operation(http.MethodGet, "/{bot-id}", botID), opts)
}

// Bot is Graph's WhatsAppBusinessBot.
type Bot struct {
	ID                   string       `json:"id"`
	Prompts              []string     `json:"prompts,omitzero"`
	Commands             []BotCommand `json:"commands,omitzero"`
	EnableWelcomeMessage bool         `json:"enable_welcome_message"`
}
