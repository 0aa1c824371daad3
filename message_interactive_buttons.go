package whatsapp

import (
	"slices"
	"strings"
)

// InteractiveButtons asks a question with up to three buttons for answers.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
type InteractiveButtons struct {
	// Header is optional.
	Header *InteractiveHeader
	// Body is required: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// Buttons holds one to three buttons.
	Buttons []ReplyButton
}

// ReplyButton is a button that answers. A webhook returns its id.
type ReplyButton struct {
	// ID has at most 256 characters, no space at either end, and is unique
	// among the buttons.
	ID string `json:"id"`
	// Title has at most 20 characters and is unique among the buttons.
	Title string `json:"title"`
}

const (
	maxReplyButtons = 3
	maxButtonID     = 256
	maxButtonTitle  = 20
)

type buttonsAction struct {
	Buttons []buttonWire `json:"buttons"`
}

type buttonWire struct {
	Type       string       `json:"type"`
	Reply      *ReplyButton `json:"reply,omitzero"`
	QuickReply *ReplyButton `json:"quick_reply,omitzero"`
}

func replyButtons(buttons []ReplyButton) buttonsAction {
	action := buttonsAction{Buttons: make([]buttonWire, len(buttons))}
	for i := range buttons {
		action.Buttons[i] = buttonWire{Type: "reply", Reply: &buttons[i]}
	}
	return action
}

// quickReplies returns the buttons in the form that carousel cards use.
func quickReplies(buttons []ReplyButton) buttonsAction {
	action := buttonsAction{Buttons: make([]buttonWire, len(buttons))}
	for i := range buttons {
		action.Buttons[i] = buttonWire{Type: "quick_reply", QuickReply: &buttons[i]}
	}
	return action
}

func (a buttonsAction) buttons() []ReplyButton {
	var buttons []ReplyButton
	for _, button := range a.Buttons {
		switch {
		case button.Reply != nil:
			buttons = append(buttons, *button.Reply)
		case button.QuickReply != nil:
			buttons = append(buttons, *button.QuickReply)
		}
	}
	return buttons
}

func (InteractiveButtons) contentType() string { return contentInteractive }

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveButtons) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "button", Header: i.Header, Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	return wire.encode(replyButtons(i.Buttons))
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveButtons) UnmarshalJSON(data []byte) error {
	var action buttonsAction
	wire, err := decodeInteractive(data, &action)
	*i = InteractiveButtons{Header: wire.Header, Body: wire.Body.text(), Footer: wire.Footer.text(), Buttons: action.buttons()}
	return err
}

func (i InteractiveButtons) violations() violations {
	var found violations
	found.frame(i.Header, i.Body, i.Footer, maxBody)
	found.buttons("action.buttons", "reply", i.Buttons)
	return found
}

// buttons checks the buttons of the named list.
func (v *violations) buttons(list, member string, buttons []ReplyButton) {
	if len(buttons) == 0 {
		v.add(list, "needs at least one button")
	}
	v.atMost(list, len(buttons), maxReplyButtons)
	for i, button := range buttons {
		var entry violations
		entry.length("id", button.ID, 1, maxButtonID)
		entry.length("title", button.Title, 1, maxButtonTitle)
		if strings.TrimSpace(button.ID) != button.ID {
			entry.add("id", "must not begin or end with a space: %q", button.ID)
		}
		if first := slices.IndexFunc(buttons[:i], func(b ReplyButton) bool { return b.ID == button.ID }); first >= 0 && button.ID != "" {
			entry.add("id", "%q is used by %s[%d] already", button.ID, list, first)
		}
		if first := slices.IndexFunc(buttons[:i], func(b ReplyButton) bool { return b.Title == button.Title }); first >= 0 && button.Title != "" {
			entry.add("title", "%q is used by %s[%d] already", button.Title, list, first)
		}
		var within violations
		within.within(member, entry)
		v.addEntry(list, i, within)
	}
}

// InteractiveURL offers a link behind a button.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-cta-url-messages
type InteractiveURL struct {
	// Header is optional.
	Header *InteractiveHeader
	// Body is required: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// DisplayText is the text of the button: at most 20 characters.
	DisplayText string
	// URL is where the button leads.
	URL string
}

type urlAction struct {
	Name       string        `json:"name"`
	Parameters urlParameters `json:"parameters"`
}

type urlParameters struct {
	DisplayText string `json:"display_text"`
	URL         string `json:"url"`
}

func newURLAction(displayText, url string) urlAction {
	return urlAction{Name: "cta_url", Parameters: urlParameters{DisplayText: displayText, URL: url}}
}

func (InteractiveURL) contentType() string { return contentInteractive }

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveURL) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "cta_url", Header: i.Header, Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	return wire.encode(newURLAction(i.DisplayText, i.URL))
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveURL) UnmarshalJSON(data []byte) error {
	var action urlAction
	wire, err := decodeInteractive(data, &action)
	*i = InteractiveURL{
		Header: wire.Header, Body: wire.Body.text(), Footer: wire.Footer.text(),
		DisplayText: action.Parameters.DisplayText, URL: action.Parameters.URL,
	}
	return err
}

func (i InteractiveURL) violations() violations {
	var found violations
	found.frame(i.Header, i.Body, i.Footer, maxBody)
	found.linkButton("action", i.DisplayText, i.URL)
	return found
}

func (v *violations) linkButton(action, displayText, link string) {
	v.length(action+".parameters.display_text", displayText, 1, maxButtonTitle)
	v.webLink(action+".parameters.url", link)
}
