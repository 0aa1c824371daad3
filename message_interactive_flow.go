package whatsapp

import (
	"bytes"
	"encoding/json"
)

// InteractiveFlow opens a WhatsApp Flow.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-flow-messages
type InteractiveFlow struct {
	// Header is optional.
	Header *InteractiveHeader
	// Body is required: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// FlowID or FlowName names the flow. Exactly one is required.
	FlowID   string
	FlowName string
	// CallToAction is the text of the button: at most 30 characters, without
	// emoji.
	CallToAction string
	// Token comes back with the response, to identify it.
	Token string
	// Action is [FlowActionNavigate] when empty.
	Action FlowAction
	// Screen is the first screen, and Data its initial data. Both are for
	// [FlowActionNavigate].
	Screen string
	Data   map[string]any
	// Mode is [FlowModeDraft] to try out a flow that is not published yet.
	Mode FlowMode
}

// FlowAction is how a flow starts.
type FlowAction string

// The flow actions that Meta documents.
const (
	// FlowActionNavigate opens a screen that the message names.
	FlowActionNavigate FlowAction = "navigate"
	// FlowActionDataExchange asks the flow's endpoint for the first screen.
	FlowActionDataExchange FlowAction = "data_exchange"
)

// FlowMode is the state that a flow is sent in.
type FlowMode string

// The flow modes that Meta documents.
const (
	FlowModeDraft     FlowMode = "draft"
	FlowModePublished FlowMode = "published"
)

const (
	flowMessageVersion  = "3"
	maxFlowCallToAction = 30
)

type flowAction struct {
	Name       string         `json:"name"`
	Parameters flowParameters `json:"parameters"`
}

type flowParameters struct {
	Version      string       `json:"flow_message_version"`
	Token        string       `json:"flow_token,omitzero"`
	FlowID       string       `json:"flow_id,omitzero"`
	FlowName     string       `json:"flow_name,omitzero"`
	CallToAction string       `json:"flow_cta"`
	Mode         FlowMode     `json:"mode,omitzero"`
	Action       FlowAction   `json:"flow_action,omitzero"`
	Payload      *flowPayload `json:"flow_action_payload,omitzero"`
}

type flowPayload struct {
	Screen string  `json:"screen,omitzero"`
	Data   anyJSON `json:"data,omitzero"`
}

// UnmarshalJSON reads an object.
func (a *anyJSON) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode((*map[string]any)(a))
}

func (InteractiveFlow) contentType() string { return contentInteractive }

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveFlow) MarshalJSON() ([]byte, error) {
	action := flowAction{Name: "flow", Parameters: flowParameters{
		Version: flowMessageVersion, Token: i.Token, FlowID: i.FlowID, FlowName: i.FlowName,
		CallToAction: i.CallToAction, Mode: i.Mode, Action: i.Action,
	}}
	if i.Screen != "" || i.Data != nil {
		action.Parameters.Payload = &flowPayload{Screen: i.Screen, Data: i.Data}
	}
	wire := interactive{Type: "flow", Header: i.Header, Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	return wire.encode(action)
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveFlow) UnmarshalJSON(data []byte) error {
	var action flowAction
	wire, err := decodeInteractive(data, &action)
	parameters := action.Parameters
	*i = InteractiveFlow{
		Header: wire.Header, Body: wire.Body.text(), Footer: wire.Footer.text(),
		FlowID: parameters.FlowID, FlowName: parameters.FlowName, CallToAction: parameters.CallToAction,
		Token: parameters.Token, Action: parameters.Action, Mode: parameters.Mode,
	}
	if parameters.Payload != nil {
		i.Screen, i.Data = parameters.Payload.Screen, parameters.Payload.Data
	}
	return err
}

func (i InteractiveFlow) violations() violations {
	var found violations
	found.frame(i.Header, i.Body, i.Footer, maxBody)
	const parameters = "action.parameters."
	switch {
	case i.FlowID == "" && i.FlowName == "":
		found.add(parameters+"flow_id", "or flow_name is required")
	case i.FlowID != "" && i.FlowName != "":
		found.add(parameters+"flow_name", "must be empty when there is a flow_id")
	}
	found.length(parameters+"flow_cta", i.CallToAction, 1, maxFlowCallToAction)
	found.noEmoji(parameters+"flow_cta", i.CallToAction)
	if i.Data != nil && len(i.Data) == 0 {
		found.add(parameters+"flow_action_payload.data", "must not be empty; leave it out")
	}
	if i.Action == FlowActionDataExchange && (i.Screen != "" || i.Data != nil) {
		found.add(parameters+"flow_action_payload", "must be empty when flow_action is data_exchange")
	}
	return found
}
