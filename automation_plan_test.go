package whatsapp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestAutomationPlanText(t *testing.T) {
	t.Parallel()
	type automation = whatsapp.ConversationalAutomation
	command := func(name, description string) whatsapp.BotCommand {
		return whatsapp.BotCommand{Name: name, Description: description}
	}
	help, status, menu := command("help", "Show help"), command("status", "Look up an order"), command("menu", "Show the menu")
	tests := map[string]struct {
		current, target automation
		want            string // "no changes" for an empty plan
	}{
		"nothing":             {automation{}, automation{}, "no changes"},
		"the same":            {automation{Prompts: samplePrompts, Commands: sampleCommands}, automation{Prompts: samplePrompts, Commands: sampleCommands}, "no changes"},
		"nil and empty":       {automation{}, automation{Prompts: []string{}, Commands: []whatsapp.BotCommand{}}, "no changes"},
		"another id":          {automation{ID: "1"}, automation{ID: "2"}, "no changes"},
		"welcome on":          {automation{}, automation{EnableWelcomeMessage: true}, "~ welcome message: off -> on"},
		"welcome off":         {automation{EnableWelcomeMessage: true}, automation{}, "~ welcome message: on -> off"},
		"prompt added":        {automation{Prompts: []string{"A?"}}, automation{Prompts: []string{"A?", "B?"}}, `+ prompt "B?"`},
		"prompt removed":      {automation{Prompts: []string{"A?", "B?"}}, automation{Prompts: []string{"B?"}}, `- prompt "A?"`},
		"prompt replaced":     {automation{Prompts: []string{"A?"}}, automation{Prompts: []string{"B?"}}, "- prompt \"A?\"\n+ prompt \"B?\""},
		"prompts cleared":     {automation{Prompts: []string{"A?", "B?"}}, automation{Prompts: []string{}}, "- prompt \"A?\"\n- prompt \"B?\""},
		"prompts reordered":   {automation{Prompts: []string{"A?", "B?"}}, automation{Prompts: []string{"B?", "A?"}}, `~ order of prompts: ["B?" "A?"]`},
		"prompt quoted":       {automation{}, automation{Prompts: []string{"Say \"hi\"\n?"}}, `+ prompt "Say \"hi\"\n?"`},
		"command added":       {automation{Commands: []whatsapp.BotCommand{help}}, automation{Commands: []whatsapp.BotCommand{help, status}}, `+ command /status: "Look up an order"`},
		"command removed":     {automation{Commands: []whatsapp.BotCommand{help, status}}, automation{Commands: []whatsapp.BotCommand{status}}, "- command /help"},
		"command redescribed": {automation{Commands: []whatsapp.BotCommand{help}}, automation{Commands: []whatsapp.BotCommand{command("help", "Show all")}}, `~ command /help: "Show help" -> "Show all"`},
		"commands reordered":  {automation{Commands: []whatsapp.BotCommand{help, status}}, automation{Commands: []whatsapp.BotCommand{status, help}}, "~ order of commands: /status /help"},
		"everything": {
			automation{EnableWelcomeMessage: true, Prompts: []string{"A?", "B?"}, Commands: []whatsapp.BotCommand{help, status}},
			automation{Prompts: []string{"C?", "B?"}, Commands: []whatsapp.BotCommand{menu, command("status", "Find an order")}},
			"~ welcome message: on -> off\n" +
				"- prompt \"A?\"\n+ prompt \"C?\"\n" +
				"- command /help\n+ command /menu: \"Show the menu\"\n~ command /status: \"Look up an order\" -> \"Find an order\"",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := &whatsapp.AutomationPlan{PhoneNumberID: phoneNumberID, Current: test.current, Target: test.target}
			require.Equal(t, test.want, plan.String())
			require.Equal(t, test.want == "no changes", plan.Empty())
		})
	}
}

func TestAutomationPlanTarget(t *testing.T) {
	t.Parallel()
	current := whatsapp.ConversationalAutomation{ID: botID, EnableWelcomeMessage: true, Prompts: samplePrompts, Commands: sampleCommands}
	help := commandsNamed("help")
	tests := map[string]struct {
		desired whatsapp.ConversationalAutomationRequest
		change  func(target *whatsapp.ConversationalAutomation)
	}{
		"nil leaves":            {whatsapp.ConversationalAutomationRequest{}, func(*whatsapp.ConversationalAutomation) {}},
		"welcome off":           {whatsapp.ConversationalAutomationRequest{EnableWelcomeMessage: new(false)}, func(target *whatsapp.ConversationalAutomation) { target.EnableWelcomeMessage = false }},
		"welcome on":            {whatsapp.ConversationalAutomationRequest{EnableWelcomeMessage: new(true)}, func(*whatsapp.ConversationalAutomation) {}},
		"empty prompts clear":   {whatsapp.ConversationalAutomationRequest{Prompts: []string{}}, func(target *whatsapp.ConversationalAutomation) { target.Prompts = []string{} }},
		"prompts are replaced":  {whatsapp.ConversationalAutomationRequest{Prompts: []string{"A?"}}, func(target *whatsapp.ConversationalAutomation) { target.Prompts = []string{"A?"} }},
		"empty commands clear":  {whatsapp.ConversationalAutomationRequest{Commands: []whatsapp.BotCommand{}}, func(target *whatsapp.ConversationalAutomation) { target.Commands = []whatsapp.BotCommand{} }},
		"commands are replaced": {whatsapp.ConversationalAutomationRequest{Commands: help}, func(target *whatsapp.ConversationalAutomation) { target.Commands = help }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorded := readFixture(t, "automation/get_success")
			transport, log := replay(t, recorded)
			plan, err := newClient(t, transport).Automation.Plan(t.Context(), phoneNumberID, test.desired)
			require.NoError(t, err)
			want := current
			test.change(&want)
			require.Equal(t, &whatsapp.AutomationPlan{PhoneNumberID: phoneNumberID, Current: current, Target: want}, plan)
			require.Len(t, log.sent(), 1, "planning changes nothing")
			requireRequest(t, recorded.Request, log.sent()[0])
		})
	}
}

func TestAutomationPlanDoesNotShareTheRequest(t *testing.T) {
	t.Parallel()
	transport, _ := replay(t, readFixture(t, "automation/get_success"))
	desired := whatsapp.ConversationalAutomationRequest{Prompts: []string{"A?"}, Commands: commandsNamed("help")}
	plan, err := newClient(t, transport).Automation.Plan(t.Context(), phoneNumberID, desired)
	require.NoError(t, err)
	desired.Prompts[0], desired.Commands[0].Name = "B?", "menu"
	require.Equal(t, []string{"A?"}, plan.Target.Prompts)
	require.Equal(t, commandsNamed("help"), plan.Target.Commands)
}

func TestAutomationPlanValidatesFirst(t *testing.T) {
	t.Parallel()
	desired := whatsapp.ConversationalAutomationRequest{Prompts: []string{""}}
	requireNotSent(t, func(client *whatsapp.Client) error {
		_, err := client.Automation.Plan(t.Context(), phoneNumberID, desired)
		return err
	}, "prompts[0] is required")

	transport, _ := replay(t, readFixture(t, "automation/get_success"))
	plan, err := newClient(t, transport).Automation.Plan(t.Context(), phoneNumberID, desired, whatsapp.WithoutValidation())
	require.NoError(t, err)
	require.Equal(t, []string{""}, plan.Target.Prompts)
}

func TestApplyOfNothingSendsNothing(t *testing.T) {
	t.Parallel()
	transport, log := replay(t)
	client := newClient(t, transport)
	require.NoError(t, client.Automation.Apply(t.Context(), &whatsapp.AutomationPlan{}))
	same := whatsapp.ConversationalAutomation{ID: botID, EnableWelcomeMessage: true, Prompts: samplePrompts, Commands: sampleCommands}
	require.NoError(t, client.Automation.Apply(t.Context(), &whatsapp.AutomationPlan{PhoneNumberID: phoneNumberID, Current: same, Target: same}))
	require.EqualError(t, client.Automation.Apply(t.Context(), nil), "whatsapp: the automation plan is nil")
	require.Empty(t, log.sent())
}

// Unchanged settings are sent back, even beyond the limits of this package.
func TestApplyDoesNotJudgeWhatStays(t *testing.T) {
	t.Parallel()
	plan := &whatsapp.AutomationPlan{
		PhoneNumberID: phoneNumberID,
		Target:        whatsapp.ConversationalAutomation{Prompts: []string{""}},
	}
	transport, log := replay(t, readFixture(t, "automation/configure_success"))
	require.NoError(t, newClient(t, transport).Automation.Apply(t.Context(), plan))
	require.Len(t, log.sent(), 1)
}

// A plan that clears a setting sends an empty list: a missing one means leave.
func TestApplySendsEmptyLists(t *testing.T) {
	t.Parallel()
	recorded := readFixture(t, "automation/apply_clear")
	transport, log := replay(t, recorded)
	err := newClient(t, transport).Automation.Apply(t.Context(), &whatsapp.AutomationPlan{
		PhoneNumberID: phoneNumberID,
		Current:       whatsapp.ConversationalAutomation{EnableWelcomeMessage: true, Prompts: samplePrompts, Commands: sampleCommands},
		Target:        whatsapp.ConversationalAutomation{EnableWelcomeMessage: true},
	})
	require.NoError(t, err)
	requireRequest(t, recorded.Request, log.sent()[0])
}
