package provision

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/wabakit/whatsapp"
)

// Flow declares a flow of an account. Its name identifies it.
type Flow struct {
	// Name identifies the flow within the account.
	Name string `json:"name" identity:"name"`
	// State is absent to delete a draft, or to deprecate a flow that has been
	// published.
	State State `json:"state,omitzero"`
	// Categories are required to create the flow.
	Categories []whatsapp.FlowCategory `json:"categories,omitzero"`
	// EndpointURI is the https address of the server that the screens get their
	// data from.
	EndpointURI *string `json:"endpoint_uri,omitzero"`
	// JSON describes the screens. It is compared as a whole, by its values.
	JSON json.RawMessage `json:"json,omitzero"`
	// Published publishes the flow, and publishes it again after every change.
	// Without it, a change leaves a draft, and people go on seeing what was
	// published last.
	Published bool `json:"published,omitzero"`
}

var flows = &definition[Flow]{
	kind: KindFlow,
	ofAccount: &field[Account, Flow]{
		name: "flows",
		get:  func(a *Account) []Flow { return a.Flows },
		set:  func(a *Account, list []Flow) { a.Flows = list },
	},
	identify: func(f *Flow) (string, State) { return f.Name, f.State },
	whole:    wholeOfFlows,
	read:     readFlows,
	exports:  func(have *found[Flow]) bool { return !have.isDeprecated() },
	judge:    judgeFlow,
	validate: func(want *Flow, have *found[Flow]) error {
		if have == nil {
			return want.creation().Validate()
		}
		if want.EndpointURI == nil && want.Categories == nil {
			return nil
		}
		return want.change().Validate()
	},
	create: func(ctx context.Context, s *session, scope Target, want *Flow) error {
		created, err := s.client.Flows.Create(ctx, scope.AccountID, want.creation())
		if err != nil || !want.Published {
			return err
		}
		return s.publish(ctx, created.ID, created.ValidationErrors)
	},
	update: updateFlow,
	remove: func(ctx context.Context, s *session, _ Target, have *found[Flow]) error {
		if have.isDraft() {
			return s.client.Flows.Delete(ctx, have.id)
		}
		return s.client.Flows.Deprecate(ctx, have.id)
	},
}

// wholeOfFlows are the members of flows that are compared as a whole.
var wholeOfFlows = []string{"json"}

func readFlows(ctx context.Context, s *session, scope Target, wanted []*Flow) ([]found[Flow], error) {
	fields := whatsapp.WithFields("id", "name", "status", "categories", "endpoint_uri", "validation_errors")
	var list []found[Flow]
	for flow, err := range s.client.Flows.All(ctx, scope.AccountID, &whatsapp.ListOptions{Limit: pageSize}, fields) {
		if err != nil {
			return nil, err
		}
		one := found[Flow]{name: flow.Name, id: flow.ID, status: string(flow.Status), value: Flow{
			Name: flow.Name, Categories: flow.Categories, EndpointURI: given(flow.EndpointURI),
			Published: flow.Status != whatsapp.FlowStatusDraft && flow.Status != whatsapp.FlowStatusDeprecated,
		}}
		if err := flow.ValidationErrors.Err(); err != nil {
			one.notes = append(one.notes, "its JSON has mistakes: "+err.Error())
		}
		if flow.Status == whatsapp.FlowStatusBlocked || flow.Status == whatsapp.FlowStatusThrottled {
			one.notes = append(one.notes, "it is "+string(flow.Status)+", because its endpoint fails")
		}
		list = append(list, one)
	}
	for i := range list {
		if list[i].isDeprecated() || !needsJSON(wanted, list[i].name) {
			continue
		}
		text, err := s.client.Flows.DownloadJSON(ctx, list[i].id)
		switch {
		case errors.Is(err, whatsapp.ErrNotFound): // a draft may have none
		case err != nil:
			return nil, err
		case !json.Valid(text):
			list[i].notes = append(list[i].notes, "what it has as its JSON is not JSON")
		default:
			list[i].value.JSON = text
		}
	}
	return list, nil
}

func needsJSON(wanted []*Flow, name string) bool {
	for _, want := range wanted {
		if want.Name == name {
			return want.JSON != nil && want.State != StateAbsent
		}
	}
	return wanted == nil
}

func (f *found[T]) isDraft() bool { return f.status == string(whatsapp.FlowStatusDraft) }

func (f *found[T]) isDeprecated() bool { return f.status == string(whatsapp.FlowStatusDeprecated) }

func judgeFlow(v *verdict, want *Flow, have *found[Flow]) {
	change := &v.change
	switch {
	case change.Action == "":
		return
	case change.Action == ActionCreate:
	case have.isDeprecated() && change.Action == ActionDelete:
		change.Action, change.Warnings = "", nil
		return
	case have.isDeprecated():
		change.Blocked = "it is deprecated for good; choose another name"
	case change.Action == ActionDelete && have.isDraft():
		change.Irreversible = []string{"the draft is gone"}
	case change.Action == ActionDelete:
		change.Irreversible = []string{"a deprecated flow can never be sent or opened again"}
	case have.value.Published && !want.Published:
		change.Warnings = append(change.Warnings, "it becomes a draft; people go on seeing what was published last")
	}
	if change.Action != ActionDelete && want.Published && change.Blocked == "" {
		change.Irreversible = []string{"what is published can only be replaced or deprecated"}
	}
}

func (f *Flow) creation() whatsapp.CreateFlowRequest {
	return whatsapp.CreateFlowRequest{Name: f.Name, Categories: f.Categories, FlowJSON: f.JSON, EndpointURI: f.EndpointURI}
}

func (f *Flow) change() whatsapp.UpdateFlowRequest {
	return whatsapp.UpdateFlowRequest{Categories: f.Categories, EndpointURI: f.EndpointURI}
}

// updateFlow leaves the publication to the end: a run that was cut off before
// finds the flow as a draft, and publishes it.
func updateFlow(ctx context.Context, s *session, _ Target, want *Flow, have *found[Flow]) error {
	changed, err := differences(want, have.value, wholeOfFlows, nil)
	if err != nil {
		return err
	}
	if touches(changed, "categories", "endpoint_uri") {
		if err := s.client.Flows.Update(ctx, have.id, want.change()); err != nil {
			return err
		}
	}
	var mistakes whatsapp.FlowValidationErrors
	if touches(changed, "json") {
		updated, err := s.client.Flows.UpdateJSON(ctx, have.id, want.JSON)
		if err != nil {
			return err
		}
		mistakes = updated.ValidationErrors
	}
	if !want.Published {
		return nil
	}
	return s.publish(ctx, have.id, mistakes)
}

func (s *session) publish(ctx context.Context, flowID string, mistakes whatsapp.FlowValidationErrors) error {
	if err := mistakes.Err(); err != nil {
		return err
	}
	return s.client.Flows.Publish(ctx, flowID)
}
