package provision

import "github.com/wabakit/whatsapp"

// A Document declares how accounts and phone numbers shall be. What it does not
// mention is left alone: a kind of thing, one thing among many, and a member of
// one.
type Document struct {
	// Schema is for editors: the address of the JSON Schema.
	Schema string `json:"$schema,omitzero"`
	// Accounts are WhatsApp Business Accounts, each of them once.
	Accounts []Account `json:"accounts"`
	// Omitted lists what [Export] has found and a document cannot declare. It
	// is for people, and not part of the file.
	Omitted []Warning `json:"-"`
}

// An Account declares a WhatsApp Business Account and its phone numbers.
type Account struct {
	// ID is the id of the account.
	ID string `json:"id"`
	// BusinessID is the portfolio that the users belong to: the one that owns
	// the account, unless it is set.
	BusinessID       string            `json:"business_id,omitzero"`
	Users            []User            `json:"users,omitzero"`
	Subscriptions    []Subscription    `json:"subscriptions,omitzero"`
	Flows            []Flow            `json:"flows,omitzero"`
	Templates        []Template        `json:"templates,omitzero"`
	WelcomeSequences []WelcomeSequence `json:"welcome_sequences,omitzero"`
	PhoneNumbers     []PhoneNumber     `json:"phone_numbers,omitzero"`
}

// A PhoneNumber declares a phone number of an account.
type PhoneNumber struct {
	// ID is the id of the number in Graph, and not the number itself.
	ID string `json:"id"`
	// DisplayName is the name that people see. Meta reviews another one.
	DisplayName string   `json:"display_name,omitzero"`
	Profile     *Profile `json:"profile,omitzero"`
	// Automation is the welcome message, the ice breakers and the commands. An
	// empty list clears them.
	Automation *whatsapp.ConversationalAutomationRequest `json:"automation,omitzero"`
	Commerce   *Commerce                                 `json:"commerce,omitzero"`
	// Calling is the settings for calls.
	Calling *whatsapp.CallingSettingsRequest `json:"calling,omitzero"`
	Webhook *WebhookOverride                 `json:"webhook,omitzero"`
	QRCodes []QRCode                         `json:"qr_codes,omitzero"`
}

// State says whether something shall be there.
type State string

// The states. Empty is the same as StatePresent.
const (
	StatePresent State = "present"
	// StateAbsent deletes what is there.
	StateAbsent State = "absent"
)
