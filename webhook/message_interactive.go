package webhook

import "encoding/json"

// InteractiveType names the kind of an interactive message and the member of
// [Interactive] that holds it.
type InteractiveType string

// The types of interactive messages that users send.
const (
	InteractiveTypeButtonReply         InteractiveType = "button_reply"
	InteractiveTypeListReply           InteractiveType = "list_reply"
	InteractiveTypeNFMReply            InteractiveType = "nfm_reply"
	InteractiveTypeCallPermissionReply InteractiveType = "call_permission_reply"
)

// Interactive is the content of an interactive message: what the user chose or
// filled in.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/interactive
type Interactive struct {
	Type                InteractiveType      `json:"type"`
	ButtonReply         *ButtonReply         `json:"button_reply,omitzero"`
	ListReply           *ListReply           `json:"list_reply,omitzero"`
	NFMReply            *NFMReply            `json:"nfm_reply,omitzero"`
	CallPermissionReply *CallPermissionReply `json:"call_permission_reply,omitzero"`

	// Header, Body, Footer and Action are what the business sent, in echoes.
	Header json.RawMessage `json:"header,omitzero"`
	Body   json.RawMessage `json:"body,omitzero"`
	Footer json.RawMessage `json:"footer,omitzero"`
	Action json.RawMessage `json:"action,omitzero"`
}

// ButtonReply is the reply button that the user tapped.
type ButtonReply struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// ListReply is the list row that the user chose.
type ListReply struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitzero"`
}

// NFMReply is the answer to a flow or an address form.
type NFMReply struct {
	Name string `json:"name,omitzero"`
	Body string `json:"body,omitzero"`
	// ResponseJSON is the answer, as a text that is JSON itself.
	// [NFMReply.Decode] reads it.
	ResponseJSON string `json:"response_json"`
}

// Decode reads ResponseJSON into what v points to.
func (r *NFMReply) Decode(v any) error {
	return json.Unmarshal([]byte(r.ResponseJSON), v)
}

// CallPermissionReply is the answer to a request for permission to call.
type CallPermissionReply struct {
	Response            string `json:"response"` // accept, reject
	IsPermanent         bool   `json:"is_permanent"`
	ExpirationTimestamp Time   `json:"expiration_timestamp,omitzero"`
	ResponseSource      string `json:"response_source,omitzero"` // user_action, automatic
}
