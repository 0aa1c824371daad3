package simulator

import (
	"encoding/json"
	"net/url"
	"strings"
)

// flowLaunch is what a message says about the flow that it opens.
type flowLaunch struct {
	FlowID   string         `json:"flow_id"`
	FlowName string         `json:"flow_name"`
	Token    string         `json:"flow_token"`
	Action   string         `json:"flow_action"`
	Mode     string         `json:"mode"`
	Payload  map[string]any `json:"-"`
	Screen   string         `json:"-"`

	button string // the text of the template's button
}

// unusedToken is the token of a message that has none.
const unusedToken = "unused"

// launchOf returns what a message opens. A template has several buttons, whose
// texts tell them apart, and perhaps cards.
func launchOf(m *message, button string, card *int) (*flowLaunch, error) {
	var launch *flowLaunch
	if m.Template != nil {
		of, err := m.Template.card(card)
		if err != nil {
			return nil, err
		}
		launch = of.launch(button)
	} else if m.Type == "interactive" {
		launch = interactiveLaunch(m.Content)
	}
	if launch == nil {
		return nil, invalid("the message %s opens no flow", m.ID)
	}
	launch.Token = firstOf(launch.Token, unusedToken)
	return launch, nil
}

func interactiveLaunch(content json.RawMessage) *flowLaunch {
	var of struct {
		Type   string `json:"type"`
		Action struct {
			Parameters json.RawMessage `json:"parameters"`
		} `json:"action"`
	}
	if json.Unmarshal(content, &of) != nil || of.Type != "flow" {
		return nil
	}
	launch := &flowLaunch{}
	_ = json.Unmarshal(of.Action.Parameters, launch) // graphtest has checked what it needs
	parameters, err := decodeObject(of.Action.Parameters)
	if err != nil {
		return launch
	}
	payload := parameters["flow_action_payload"]
	if text, isText := payload.(string); isText {
		payload, _ = decodeObject([]byte(text))
	}
	launch.Screen, _ = memberAt(payload, []string{"screen"}).(string)
	launch.Payload, _ = memberAt(payload, []string{"data"}).(map[string]any)
	return launch
}

// launch returns what a button of a card opens: the one with this text or
// payload, or the only one that opens a flow.
func (c renderedCard) launch(text string) *flowLaunch {
	for _, button := range c.Buttons {
		if button.Flow != nil && (text == "" || text == button.Text) {
			launch := *button.Flow
			launch.button = button.Text
			return &launch
		}
	}
	return nil
}

// card returns a card of a template, or what is around the cards.
func (t *renderedTemplate) card(at *int) (renderedCard, error) {
	if at == nil {
		return t.renderedCard, nil
	}
	if *at < 0 || *at >= len(t.Cards) {
		return renderedCard{}, notFound("there is no card %d", *at)
	}
	return t.Cards[*at], nil
}

// templateLaunch returns what a flow button of a template opens.
func templateLaunch(button managedButton, given json.RawMessage) *flowLaunch {
	launch := &flowLaunch{
		FlowID: string(button.FlowID), FlowName: button.FlowName,
		Action: strings.ToLower(button.FlowAction), Screen: button.NavigateScreen,
	}
	if action, err := decodeObject(given); err == nil {
		launch.Token, _ = action["flow_token"].(string)
		launch.Payload, _ = action["flow_action_data"].(map[string]any)
	}
	return launch
}

// flowID is an id that may be written as a number.
type flowID string

// UnmarshalJSON reads either form.
func (id *flowID) UnmarshalJSON(text []byte) error {
	*id = flowID(strings.Trim(string(text), `"`))
	return nil
}

const flowFields = "id,name,status,endpoint_uri"

// flowOf returns the flow that a message of a phone number opens.
func (w *world) flowOf(phoneNumberID string, launch *flowLaunch) (*flowDocument, error) {
	document := w.flowNamed(phoneNumberID, launch)
	if document == nil {
		return nil, notFound("the account has no flow %q", firstOf(launch.FlowID, launch.FlowName))
	}
	text, _ := w.graph.FlowJSON(document.ID)
	return document, document.read(text)
}

func (w *world) flowNamed(phoneNumberID string, launch *flowLaunch) *flowDocument {
	for after, page := "", 0; page < maxFlowPages; page++ {
		query := url.Values{"limit": {"100"}, "fields": {flowFields}}
		if after != "" {
			query.Set("after", after)
		}
		var list struct {
			Data   []flowDocument `json:"data"`
			Paging struct {
				Cursors struct {
					After string `json:"after"`
				} `json:"cursors"`
				Next string `json:"next"`
			} `json:"paging"`
		}
		w.read("/"+w.accountOf(phoneNumberID)+"/flows?"+query.Encode(), &list)
		for _, found := range list.Data {
			if launch.FlowID != "" && found.ID == launch.FlowID || launch.FlowName != "" && found.Name == launch.FlowName {
				return &found
			}
		}
		if after = list.Paging.Cursors.After; list.Paging.Next == "" || after == "" {
			break
		}
	}
	return nil
}

const maxFlowPages = 100

// publicKey returns the key that WhatsApp encrypts with for a phone number,
// empty without one.
func (w *world) publicKey(phoneNumberID string) string {
	var list struct {
		Data []struct {
			Key string `json:"business_public_key"`
		} `json:"data"`
	}
	w.read("/"+phoneNumberID+"/whatsapp_business_encryption", &list)
	if len(list.Data) == 0 {
		return ""
	}
	return list.Data[0].Key
}
