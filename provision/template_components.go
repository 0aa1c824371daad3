package provision

import (
	"context"
	"slices"

	"github.com/wabakit/whatsapp"
)

// eachComponent returns components with every one of them changed, also those
// on cards.
func eachComponent(list whatsapp.MessageTemplateComponents, change func(whatsapp.MessageTemplateComponent) whatsapp.MessageTemplateComponent) whatsapp.MessageTemplateComponents {
	changed := slices.Clone(list)
	for i, component := range changed {
		if carousel, ok := component.(whatsapp.MessageTemplateCarousel); ok {
			cards := slices.Clone(carousel.Cards)
			for j := range cards {
				cards[j].Components = eachComponent(cards[j].Components, change)
			}
			component = whatsapp.MessageTemplateCarousel{Cards: cards}
		}
		changed[i] = change(component)
	}
	return changed
}

// withoutHandles leaves out the links that Graph returns in place of handles:
// they expire, and cannot be sent.
func withoutHandles(list whatsapp.MessageTemplateComponents) whatsapp.MessageTemplateComponents {
	return eachComponent(list, func(component whatsapp.MessageTemplateComponent) whatsapp.MessageTemplateComponent {
		if header, ok := component.(whatsapp.MessageTemplateHeader); ok {
			header.Handles = nil
			return header
		}
		return component
	})
}

// hasHandles reports whether there are samples of media.
func hasHandles(list whatsapp.MessageTemplateComponents) bool {
	has := false
	eachComponent(list, func(component whatsapp.MessageTemplateComponent) whatsapp.MessageTemplateComponent {
		header, _ := component.(whatsapp.MessageTemplateHeader)
		has = has || len(header.Handles) > 0
		return component
	})
	return has
}

// withoutSamples leaves out all samples.
func withoutSamples(list whatsapp.MessageTemplateComponents) whatsapp.MessageTemplateComponents {
	return eachComponent(list, func(component whatsapp.MessageTemplateComponent) whatsapp.MessageTemplateComponent {
		switch component := component.(type) {
		case whatsapp.MessageTemplateHeader:
			component.Handles, component.Examples = nil, nil
			return component
		case whatsapp.MessageTemplateBody:
			component.Examples = nil
			return component
		case whatsapp.MessageTemplateButtons:
			return eachButton(component, func(button *whatsapp.MessageTemplateButton) {
				button.Example = nil
			})
		}
		return component
	})
}

func eachButton(buttons whatsapp.MessageTemplateButtons, change func(*whatsapp.MessageTemplateButton)) whatsapp.MessageTemplateButtons {
	changed := slices.Clone(buttons)
	for i := range changed {
		change(&changed[i])
	}
	return changed
}

// nameFlows names the flows of buttons where Graph has ids, so that a document
// fits any account with flows of these names.
func nameFlows(ctx context.Context, s *session, scope Target, want *Template) (*Template, error) {
	if !opensFlow(want.Components) {
		return want, nil
	}
	names, err := s.namesOfFlows(ctx, scope.AccountID)
	if err != nil {
		return nil, err
	}
	resolved := *want
	resolved.Components = eachComponent(want.Components, func(component whatsapp.MessageTemplateComponent) whatsapp.MessageTemplateComponent {
		buttons, ok := component.(whatsapp.MessageTemplateButtons)
		if !ok {
			return component
		}
		return eachButton(buttons, func(button *whatsapp.MessageTemplateButton) {
			if name := names[button.FlowID]; name != "" {
				button.FlowID, button.FlowName = "", name
			}
		})
	})
	return &resolved, nil
}

func opensFlow(components whatsapp.MessageTemplateComponents) bool {
	opens := false
	eachComponent(components, func(component whatsapp.MessageTemplateComponent) whatsapp.MessageTemplateComponent {
		buttons, _ := component.(whatsapp.MessageTemplateButtons)
		opens = opens || slices.ContainsFunc(buttons, func(b whatsapp.MessageTemplateButton) bool { return b.FlowID != "" })
		return component
	})
	return opens
}

// namesOfFlows returns the names of an account's flows by their ids.
func (s *session) namesOfFlows(ctx context.Context, accountID string) (map[string]string, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if names := s.flowNames[accountID]; names != nil {
		return names, nil
	}
	names := map[string]string{}
	for flow, err := range s.client.Flows.All(ctx, accountID, &whatsapp.ListOptions{Limit: pageSize}, whatsapp.WithFields("id", "name")) {
		if err != nil {
			return nil, err
		}
		names[flow.ID] = flow.Name
	}
	if s.flowNames == nil {
		s.flowNames = map[string]map[string]string{}
	}
	s.flowNames[accountID] = names
	return names, nil
}
