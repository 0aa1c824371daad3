package provision

import (
	"context"

	"github.com/wabakit/whatsapp"
)

type automation = whatsapp.ConversationalAutomationRequest

// automations are changed by [whatsapp.AutomationService.Plan] and Apply.
var automations = &definition[automation]{
	kind: KindAutomation,
	ofNumber: singleOf("automation",
		func(n *PhoneNumber) *automation { return n.Automation },
		func(n *PhoneNumber, a *automation) { n.Automation = a }),
	identify: alone[automation],
	read: func(ctx context.Context, s *session, scope Target, _ []*automation) ([]found[automation], error) {
		there, err := s.client.Automation.Get(ctx, scope.PhoneNumberID)
		if err != nil {
			return nil, err
		}
		return onlyOne(automation{
			EnableWelcomeMessage: &there.EnableWelcomeMessage, Prompts: there.Prompts, Commands: there.Commands,
		}), nil
	},
	validate: func(want *automation, _ *found[automation]) error { return want.Validate() },
	update: func(ctx context.Context, s *session, scope Target, want *automation, _ *found[automation]) error {
		plan, err := s.client.Automation.Plan(ctx, scope.PhoneNumberID, *want)
		if err != nil {
			return err
		}
		return s.client.Automation.Apply(ctx, plan)
	},
}
