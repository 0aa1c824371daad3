package whatsapp

// InteractiveVoiceCall offers a button that calls the business on WhatsApp.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-button-messages-deep-links
type InteractiveVoiceCall struct {
	// Header is optional.
	Header *InteractiveHeader
	// Body is required: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// DisplayText is the text of the button: at most 20 characters. Without
	// one, WhatsApp writes it.
	DisplayText string
	// TTLMinutes is how long the button works: 1 to 43,200 minutes, which are
	// 30 days. Without it, it is seven days.
	TTLMinutes int
	// Payload comes back as cta_payload in the webhooks of the call: at most
	// 512 characters.
	Payload string
}

// InteractiveCallPermission asks for the permission to call the recipient.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-call-permissions
type InteractiveCallPermission struct {
	// Body is optional: at most 1024 characters.
	Body string
}

// The limits of a button that calls the business.
const (
	maxCallButtonTTL     = 43_200 // minutes
	maxCallButtonPayload = 512
)

type voiceCallAction struct {
	Name       string               `json:"name"`
	Parameters *voiceCallParameters `json:"parameters,omitzero"`
}

type voiceCallParameters struct {
	DisplayText string `json:"display_text,omitzero"`
	TTLMinutes  int    `json:"ttl_minutes,omitzero"`
	Payload     string `json:"payload,omitzero"`
}

func (InteractiveVoiceCall) contentType() string      { return contentInteractive }
func (InteractiveCallPermission) contentType() string { return contentInteractive }

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveVoiceCall) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "voice_call", Header: i.Header, Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	action := voiceCallAction{Name: "voice_call"}
	parameters := voiceCallParameters{DisplayText: i.DisplayText, TTLMinutes: i.TTLMinutes, Payload: i.Payload}
	if parameters != (voiceCallParameters{}) {
		action.Parameters = &parameters
	}
	return wire.encode(action)
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveVoiceCall) UnmarshalJSON(data []byte) error {
	var action voiceCallAction
	wire, err := decodeInteractive(data, &action)
	*i = InteractiveVoiceCall{Header: wire.Header, Body: wire.Body.text(), Footer: wire.Footer.text()}
	if parameters := action.Parameters; parameters != nil {
		i.DisplayText, i.TTLMinutes, i.Payload = parameters.DisplayText, parameters.TTLMinutes, parameters.Payload
	}
	return err
}

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveCallPermission) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "call_permission_request", Body: textOrNone(i.Body)}
	return wire.encode(namedAction{Name: "call_permission_request"})
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveCallPermission) UnmarshalJSON(data []byte) error {
	wire, err := decodeInteractive(data, new(namedAction))
	*i = InteractiveCallPermission{Body: wire.Body.text()}
	return err
}

func (i InteractiveVoiceCall) violations() violations {
	var found violations
	found.frame(i.Header, i.Body, i.Footer, maxBody)
	found.length("action.parameters.display_text", i.DisplayText, 0, maxButtonTitle)
	if i.TTLMinutes != 0 {
		found.callTTL("action.parameters.ttl_minutes", i.TTLMinutes)
	}
	found.length("action.parameters.payload", i.Payload, 0, maxCallButtonPayload)
	return found
}

// callTTL checks how long a button that calls the business works.
func (v *violations) callTTL(field string, minutes int) {
	if minutes < 1 || minutes > maxCallButtonTTL {
		v.add(field, "is %d; it must be between 1 and %d", minutes, maxCallButtonTTL)
	}
}

func (i InteractiveCallPermission) violations() violations {
	var found violations
	found.length("body.text", i.Body, 0, maxBody)
	return found
}
