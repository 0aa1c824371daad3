package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// An AutomationPlan is the difference between the current and the desired
// automation of a phone number. Print it to see what [AutomationService.Apply]
// would change.
type AutomationPlan struct {
	// PhoneNumberID is the phone number that the plan is for.
	PhoneNumberID string
	// Current is the automation as Graph returned it.
	Current ConversationalAutomation
	// Target is the automation after the plan has been applied.
	Target ConversationalAutomation
}

// Plan reads the automation of a phone number and compares it with the desired
// one, in which nil means leave and empty means clear. It changes nothing.
//
//	GET /{phone-number-id}?fields=conversational_automation
//
// Permission: whatsapp_business_management or whatsapp_business_messaging.
func (s *AutomationService) Plan(ctx context.Context, phoneNumberID string, desired ConversationalAutomationRequest, opts ...RequestOption) (*AutomationPlan, error) {
	settings, err := s.client.settingsOf(opts)
	if err != nil {
		return nil, err
	}
	if !settings.skipValidation {
		if err := desired.Validate(); err != nil {
			return nil, err
		}
	}
	current, err := s.Get(ctx, phoneNumberID, opts...)
	if err != nil {
		return nil, err
	}
	plan := &AutomationPlan{PhoneNumberID: phoneNumberID, Current: *current, Target: *current}
	if desired.EnableWelcomeMessage != nil {
		plan.Target.EnableWelcomeMessage = *desired.EnableWelcomeMessage
	}
	if desired.Prompts != nil {
		plan.Target.Prompts = slices.Clone(desired.Prompts)
	}
	if desired.Commands != nil {
		plan.Target.Commands = slices.Clone(desired.Commands)
	}
	return plan, nil
}

// Apply carries out a plan. An empty plan sends nothing. The whole target is
// sent, because Meta does not say whether omitted settings are kept; changes
// made by others since the plan was read are overwritten. Plan has checked the
// limits, which do not apply to settings left unchanged.
//
//	POST /{phone-number-id}/conversational_automation
//
// Permission: whatsapp_business_management.
func (s *AutomationService) Apply(ctx context.Context, plan *AutomationPlan, opts ...RequestOption) error {
	if plan == nil {
		return errors.New("whatsapp: the automation plan is nil")
	}
	if plan.Empty() {
		return nil
	}
	target := plan.Target
	opts = append([]RequestOption{WithoutValidation()}, opts...)
	return s.Configure(ctx, plan.PhoneNumberID, ConversationalAutomationRequest{
		EnableWelcomeMessage: &target.EnableWelcomeMessage,
		Prompts:              append([]string{}, target.Prompts...), // never nil: empty clears
		Commands:             append([]BotCommand{}, target.Commands...),
	}, opts...)
}

// Empty reports whether there is nothing to change.
func (p *AutomationPlan) Empty() bool {
	return p.Current.EnableWelcomeMessage == p.Target.EnableWelcomeMessage &&
		slices.Equal(p.Current.Prompts, p.Target.Prompts) &&
		slices.Equal(p.Current.Commands, p.Target.Commands)
}

// String lists the changes, one per line: + for an addition, - for a removal, ~
// for a change.
func (p *AutomationPlan) String() string {
	if p.Empty() {
		return "no changes"
	}
	var lines []string
	if p.Current.EnableWelcomeMessage != p.Target.EnableWelcomeMessage {
		lines = append(lines, fmt.Sprintf("~ welcome message: %s -> %s", onOff(p.Current.EnableWelcomeMessage), onOff(p.Target.EnableWelcomeMessage)))
	}
	lines = append(lines, promptChanges(p.Current.Prompts, p.Target.Prompts)...)
	lines = append(lines, commandChanges(p.Current.Commands, p.Target.Commands)...)
	return strings.Join(lines, "\n")
}

func onOff(enabled bool) string {
	if enabled {
		return "on"
	}
	return "off"
}

func promptChanges(current, target []string) []string {
	var lines []string
	for _, prompt := range current {
		if !slices.Contains(target, prompt) {
			lines = append(lines, fmt.Sprintf("- prompt %q", prompt))
		}
	}
	for _, prompt := range target {
		if !slices.Contains(current, prompt) {
			lines = append(lines, fmt.Sprintf("+ prompt %q", prompt))
		}
	}
	if len(lines) == 0 && !slices.Equal(current, target) {
		lines = append(lines, fmt.Sprintf("~ order of prompts: %q", target))
	}
	return lines
}

func commandChanges(current, target []BotCommand) []string {
	before, after := descriptions(current), descriptions(target)
	var lines []string
	for _, command := range current {
		if _, kept := after[command.Name]; !kept {
			lines = append(lines, "- command /"+command.Name)
		}
	}
	for _, command := range target {
		old, existed := before[command.Name]
		switch {
		case !existed:
			lines = append(lines, fmt.Sprintf("+ command /%s: %q", command.Name, command.Description))
		case old != command.Description:
			lines = append(lines, fmt.Sprintf("~ command /%s: %q -> %q", command.Name, old, command.Description))
		}
	}
	if len(lines) == 0 && !slices.Equal(current, target) {
		names := make([]string, len(target))
		for i, command := range target {
			names[i] = "/" + command.Name
		}
		lines = append(lines, "~ order of commands: "+strings.Join(names, " "))
	}
	return lines
}

func descriptions(commands []BotCommand) map[string]string {
	byName := make(map[string]string, len(commands))
	for _, command := range commands {
		byName[command.Name] = command.Description
	}
	return byName
}
