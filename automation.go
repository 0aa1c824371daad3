package whatsapp

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// AutomationService configures the conversational components of a phone number:
// welcome message, ice breakers and commands.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/phone-numbers/conversational-components
type AutomationService service

// Configure sets the conversational automation of a phone number. What is nil
// stays as it is, and what is empty is cleared. To preview the changes, use
// [AutomationService.Plan].
//
//	POST /{phone-number-id}/conversational_automation
//
// Permission: whatsapp_business_management. A request beyond the limits is a
// [*ValidationError].
func (s *AutomationService) Configure(ctx context.Context, phoneNumberID string, request ConversationalAutomationRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{phone-number-id}/conversational_automation", phoneNumberID)
	op.Body = request
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// Get returns the conversational automation of a phone number: the zero value
// when none has ever been configured.
//
//	GET /{phone-number-id}?fields=conversational_automation
//
// Permission: whatsapp_business_management or whatsapp_business_messaging.
func (s *AutomationService) Get(ctx context.Context, phoneNumberID string, opts ...RequestOption) (*ConversationalAutomation, error) {
	op := operation(http.MethodGet, "/{phone-number-id}", phoneNumberID)
	op.Query = automationFields
	node, err := decode[automationNode](ctx, s.client, op, opts)
	if err != nil {
		return nil, err
	}
	if node.ConversationalAutomation == nil {
		return &ConversationalAutomation{}, nil
	}
	return node.ConversationalAutomation, nil
}

// automationFields is shared by all calls; the query of an operation is never
// changed.
var automationFields = url.Values{"fields": {"conversational_automation"}}

// automationNode is a phone number with only this field requested.
type automationNode struct {
	ConversationalAutomation *ConversationalAutomation `json:"conversational_automation"`
}

// ConversationalAutomationRequest is Graph's schema of that name. What is nil
// stays as it is; an empty list clears a setting.
type ConversationalAutomationRequest struct {
	// EnableWelcomeMessage makes Meta send a request_welcome webhook when a
	// person opens a chat for the first time. Meta removed the feature from its
	// guides in 2026; do not depend on it.
	EnableWelcomeMessage *bool `json:"enable_welcome_message,omitzero"`
	// Prompts are the ice breakers, shown once in a new chat: at most 4 of at
	// most 80 characters, without emoji.
	Prompts []string `json:"prompts,omitzero"`
	// Commands are listed when the user types a slash: at most 30.
	Commands []BotCommand `json:"commands,omitzero"`
}

// BotCommand is a command that users find by typing a slash.
type BotCommand struct {
	// Name is without the slash: at most 32 letters, digits and underscores.
	Name string `json:"command_name"`
	// Description says what the command does: at most 256 characters, without
	// emoji.
	Description string `json:"command_description"`
}

// ConversationalAutomation is the automation of a phone number as Graph returns
// it.
type ConversationalAutomation struct {
	// ID is the id of the automation, which [BotService.Get] takes.
	ID                   string       `json:"id,omitempty"`
	EnableWelcomeMessage bool         `json:"enable_welcome_message"`
	Prompts              []string     `json:"prompts,omitzero"`
	Commands             []BotCommand `json:"commands,omitzero"`
}

// Limits of Meta's guide; the OpenAPI document has slightly lower ones, and the
// server has the last word.
const (
	maxPrompts            = 4
	maxPromptLength       = 80
	maxCommands           = 30
	maxCommandName        = 32
	maxCommandDescription = 256
)

// Validate checks the limits that Meta documents.
func (r ConversationalAutomationRequest) Validate() error {
	var found violations
	found.atMost("prompts", len(r.Prompts), maxPrompts)
	for i, prompt := range r.Prompts {
		var entry violations
		entry.length("", prompt, 1, maxPromptLength)
		entry.noEmoji("", prompt)
		found.addEntry("prompts", i, entry)
	}
	found.atMost("commands", len(r.Commands), maxCommands)
	for i, command := range r.Commands {
		entry := command.violations()
		if first := slices.IndexFunc(r.Commands[:i], func(c BotCommand) bool { return c.Name == command.Name }); first >= 0 {
			entry.add("command_name", "%q is used by commands[%d] already", command.Name, first)
		}
		found.addEntry("commands", i, entry)
	}
	return found.err()
}

func (c BotCommand) violations() violations {
	var found violations
	found.length("command_name", c.Name, 1, maxCommandName)
	switch {
	case strings.HasPrefix(c.Name, "/"):
		found.add("command_name", "must not begin with a slash: %q", c.Name)
	case strings.ContainsFunc(c.Name, isOutsideWord):
		found.add("command_name", "must contain only letters, digits and underscores, not %q", c.Name)
	}
	found.length("command_description", c.Description, 1, maxCommandDescription)
	found.noEmoji("command_description", c.Description)
	return found
}
