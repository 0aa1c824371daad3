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

// CallPermissionResponse is what a user says to calls.
type CallPermissionResponse string

// What users say to calls.
const (
	CallPermissionResponseAccept CallPermissionResponse = "accept"
	CallPermissionResponseReject CallPermissionResponse = "reject"
)

// CallPermissionSource says how a permission came about.
type CallPermissionSource string

// How permissions come about.
const (
	CallPermissionSourceUserAction CallPermissionSource = "user_action"
	// CallPermissionSourceAutomatic is that of users who have called the
	// business, where callbacks are on.
	CallPermissionSourceAutomatic CallPermissionSource = "automatic"
)

// CallPermissionReply is the answer to a request for permission to call, or a
// permission that the user has given without one.
type CallPermissionReply struct {
	Response    CallPermissionResponse `json:"response"`
	IsPermanent bool                   `json:"is_permanent"`
	// ExpirationTimestamp is the end of a permission that is not permanent.
	ExpirationTimestamp Time                 `json:"expiration_timestamp,omitzero"`
	ResponseSource      CallPermissionSource `json:"response_source,omitzero"`
}
