package whatsapp_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

var (
	samplePrompts  = []string{"Where is my order?", "What are your opening hours?"}
	sampleCommands = []whatsapp.BotCommand{
		{Name: "help", Description: "Show what this number can do"},
		{Name: "order_status", Description: "Look up an order"},
	}
)

func automationMethods() []method {
	configure := func(request whatsapp.ConversationalAutomationRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Automation.Configure(ctx, id, request, append(first, opts...)...))
		}
	}
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Automation.Get(ctx, id, opts...))
	}
	plan := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Automation.Plan(ctx, id, whatsapp.ConversationalAutomationRequest{Prompts: []string{}}, opts...))
	}
	apply := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Automation.Apply(ctx, &whatsapp.AutomationPlan{
			PhoneNumberID: id,
			Current:       whatsapp.ConversationalAutomation{ID: botID, EnableWelcomeMessage: true, Commands: sampleCommands},
			Target:        whatsapp.ConversationalAutomation{ID: botID, Prompts: samplePrompts[:1], Commands: sampleCommands[:1]},
		}, opts...))
	}
	configured := whatsapp.ConversationalAutomation{
		ID: botID, EnableWelcomeMessage: true, Prompts: samplePrompts, Commands: sampleCommands,
	}
	cleared := configured
	cleared.Prompts = []string{}
	return []method{
		{
			name: "Automation.Configure", operation: "POST /{phone-number-id}/conversational_automation",
			repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("automation/configure_success", configure(whatsapp.ConversationalAutomationRequest{
					EnableWelcomeMessage: new(true), Prompts: samplePrompts, Commands: sampleCommands,
				}), nil),
				one("automation/configure_clear", configure(whatsapp.ConversationalAutomationRequest{
					Prompts: []string{}, Commands: []whatsapp.BotCommand{},
				}), nil),
				one("automation/configure_welcome_off", configure(whatsapp.ConversationalAutomationRequest{
					EnableWelcomeMessage: new(false),
				}), nil),
				one("automation/configure_empty", configure(whatsapp.ConversationalAutomationRequest{}), nil),
				one("automation/configure_beyond_limits", configure(whatsapp.ConversationalAutomationRequest{
					Prompts: []string{"", "Order \U0001F4E6"}, Commands: []whatsapp.BotCommand{{Name: "/help"}},
				}, whatsapp.WithoutValidation()), nil),
			},
		},
		{
			name: "Automation.Get", operation: "GET /{phone-number-id}", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			holds: member("conversational_automation"),
			cases: []exchange{
				one("automation/get_success", get, &configured),
				one("automation/get_unset", get, &whatsapp.ConversationalAutomation{}),
				one("automation/get_empty_lists", get, &whatsapp.ConversationalAutomation{
					Prompts: []string{}, Commands: []whatsapp.BotCommand{},
				}),
				one("automation/get_without_id", get, &whatsapp.ConversationalAutomation{Prompts: samplePrompts[:1]}),
			},
		},
		{
			name: "Automation.Plan", operation: "GET /{phone-number-id}", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("automation/get_success", plan, &whatsapp.AutomationPlan{
					PhoneNumberID: phoneNumberID, Current: configured, Target: cleared,
				}),
			},
		},
		{
			name: "Automation.Apply", operation: "POST /{phone-number-id}/conversational_automation",
			repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{one("automation/apply_success", apply, nil)},
		},
	}
}

// numbered returns so many prompts or names that all differ.
func numbered(count int, prefix string) []string {
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("%s%d", prefix, i)
	}
	return names
}

func commandsNamed(names ...string) []whatsapp.BotCommand {
	commands := make([]whatsapp.BotCommand, len(names))
	for i, name := range names {
		commands[i] = whatsapp.BotCommand{Name: name, Description: "Show the menu"}
	}
	return commands
}

func described(description string) []whatsapp.BotCommand {
	return []whatsapp.BotCommand{{Name: "menu", Description: description}}
}

func TestAutomationLimits(t *testing.T) {
	t.Parallel()
	type request = whatsapp.ConversationalAutomationRequest
	tests := map[string]struct {
		request request
		want    []string // violations, none for a good request
	}{
		"nothing":              {request{}, nil},
		"everything cleared":   {request{Prompts: []string{}, Commands: []whatsapp.BotCommand{}}, nil},
		"4 prompts":            {request{Prompts: numbered(4, "Prompt ")}, nil},
		"5 prompts":            {request{Prompts: numbered(5, "Prompt ")}, []string{"prompts has 5 entries, at most 4 are allowed"}},
		"prompt of 80 runes":   {request{Prompts: []string{strings.Repeat("é", 80)}}, nil},
		"prompt of 81 runes":   {request{Prompts: []string{"Hours?", strings.Repeat("é", 81)}}, []string{"prompts[1] has 81 characters, at most 80 are allowed"}},
		"prompt of 1 rune":     {request{Prompts: []string{"?"}}, nil},
		"empty prompt":         {request{Prompts: []string{""}}, []string{"prompts[0] is required"}},
		"prompt with emoji":    {request{Prompts: []string{"Order \U0001F4E6"}}, []string{"prompts[0] must not contain emoji, found '\U0001F4E6'"}},
		"prompt with a symbol": {request{Prompts: []string{"Rate \u2605"}}, []string{"prompts[0] must not contain emoji, found '\u2605'"}},
		"prompt with a keycap": {request{Prompts: []string{"Press 1\uFE0F\u20E3"}}, []string{"prompts[0] must not contain emoji, found '\uFE0F'"}},
		"prompt with a flag":   {request{Prompts: []string{"\U0001F1E9\U0001F1EA"}}, []string{"prompts[0] must not contain emoji, found '\U0001F1E9'"}},
		"before the emoji":     {request{Prompts: []string{"\u25FF \U0001EFFF"}}, nil},
		"first of each range":  {request{Prompts: []string{"\u2600", "\U0001F000"}}, []string{"prompts[0] must not contain emoji, found '\u2600'", "prompts[1] must not contain emoji, found '\U0001F000'"}},
		"last of each range":   {request{Prompts: []string{"\u27BF", "\U0001FAFF"}}, []string{"prompts[0] must not contain emoji, found '\u27BF'", `prompts[1] must not contain emoji, found '\U0001faff'`}},
		"behind the emoji":     {request{Prompts: []string{"\u27C0 \U0001FB00"}}, nil},
		"prompt in Japanese":   {request{Prompts: []string{"注文はどこですか？"}}, nil},

		"30 commands":     {request{Commands: commandsNamed(numbered(30, "menu_")...)}, nil},
		"31 commands":     {request{Commands: commandsNamed(numbered(31, "menu_")...)}, []string{"commands has 31 entries, at most 30 are allowed"}},
		"name of 32":      {request{Commands: commandsNamed(strings.Repeat("a", 32))}, nil},
		"name of 33":      {request{Commands: commandsNamed(strings.Repeat("a", 33))}, []string{"commands[0].command_name has 33 characters, at most 32 are allowed"}},
		"every kind":      {request{Commands: commandsNamed("azAZ09_")}, nil},
		"empty name":      {request{Commands: commandsNamed("")}, []string{"commands[0].command_name is required"}},
		"leading slash":   {request{Commands: commandsNamed("/help")}, []string{`commands[0].command_name must not begin with a slash: "/help"`}},
		"slash within":    {request{Commands: commandsNamed("help/me")}, []string{`commands[0].command_name must contain only letters, digits and underscores, not "help/me"`}},
		"hyphen":          {request{Commands: commandsNamed("order-status")}, []string{`commands[0].command_name must contain only letters, digits and underscores, not "order-status"`}},
		"line break":      {request{Commands: commandsNamed("help\n")}, []string{`commands[0].command_name must contain only letters, digits and underscores, not "help\n"`}},
		"emoji in a name": {request{Commands: commandsNamed("help\U0001F4E6")}, []string{"commands[0].command_name must contain only letters, digits and underscores, not \"help\U0001F4E6\""}},
		"duplicate name":  {request{Commands: commandsNamed("help", "menu", "help")}, []string{`commands[2].command_name "help" is used by commands[0] already`}},
		"triplicate name": {request{Commands: commandsNamed("a", "a", "a")}, []string{`commands[1].command_name "a" is used by commands[0] already`, `commands[2].command_name "a" is used by commands[0] already`}},
		"case of names":   {request{Commands: commandsNamed("help", "Help")}, nil},
		"description 256": {request{Commands: described(strings.Repeat("é", 256))}, nil},
		"description 257": {request{Commands: described(strings.Repeat("é", 257))}, []string{"commands[0].command_description has 257 characters, at most 256 are allowed"}},
		"no description":  {request{Commands: described("")}, []string{"commands[0].command_description is required"}},
		"emoji described": {request{Commands: described("Orders \U0001F4E6")}, []string{"commands[0].command_description must not contain emoji, found '\U0001F4E6'"}},
		"all is listed": {
			request{Prompts: []string{""}, Commands: []whatsapp.BotCommand{{Name: "/a"}, {Name: "b", Description: "Show b"}, {Name: "b"}}},
			[]string{
				"prompts[0] is required",
				`commands[0].command_name must not begin with a slash: "/a"`,
				"commands[0].command_description is required",
				"commands[2].command_description is required",
				`commands[2].command_name "b" is used by commands[1] already`,
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, test.request.Validate(), test.want...)
		})
	}
}

// requireViolations compares every violation of a *ValidationError.
func requireViolations(t *testing.T, err error, want ...string) {
	t.Helper()
	if want == nil {
		require.NoError(t, err)
		return
	}
	var invalid *whatsapp.ValidationError
	require.ErrorAs(t, err, &invalid)
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	got := make([]string, len(invalid.Violations))
	for i, violation := range invalid.Violations {
		got[i] = violation.String()
	}
	require.Equal(t, want, got)
}

// requireNotSent makes a call that must fail before anything is sent.
func requireNotSent(t *testing.T, call func(client *whatsapp.Client) error, violations ...string) {
	t.Helper()
	transport, log := replay(t)
	requireViolations(t, call(newClient(t, transport, once)), violations...)
	require.Empty(t, log.sent())
}

func TestConfigureValidatesFirst(t *testing.T) {
	t.Parallel()
	requireNotSent(t, func(client *whatsapp.Client) error {
		return client.Automation.Configure(t.Context(), phoneNumberID, whatsapp.ConversationalAutomationRequest{Prompts: []string{""}})
	}, "prompts[0] is required")
}

// The fields of the automation are what Get is for, so they cannot be selected
// away.
func TestAutomationGetKeepsItsFields(t *testing.T) {
	t.Parallel()
	recorded := readFixture(t, "automation/get_success")
	transport, log := replay(t, recorded)
	got, err := newClient(t, transport).Automation.Get(t.Context(), phoneNumberID, whatsapp.WithFields("id"))
	require.NoError(t, err)
	require.Equal(t, samplePrompts, got.Prompts)
	requireRequest(t, recorded.Request, log.sent()[0])
}
