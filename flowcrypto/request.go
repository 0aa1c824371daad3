package flowcrypto

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// Action is why a client calls the endpoint.
type Action string

// The actions that a [Callback] gets. Another one passes through.
const (
	// ActionInit: the user has opened the flow.
	ActionInit Action = "INIT"
	// ActionBack: the user has gone back to a screen whose refresh_on_back is
	// true.
	ActionBack Action = "BACK"
	// ActionDataExchange: the user has submitted a screen, or changed a
	// component that asks.
	ActionDataExchange Action = "data_exchange"
)

// actionPing is a health check, which the handler answers.
const actionPing Action = "ping"

// A Request is one question of a flow. It prints without its content.
type Request struct {
	// Version is the version of the data API: "3.0" or "4.0".
	Version string `json:"version"`
	Action  Action `json:"action"`
	// Screen is where the user is. With [ActionInit] and [ActionBack] it may be
	// empty.
	Screen string `json:"screen"`
	// Data is what the screen sends, a JSON object, nil where there is none:
	// see [Request.DecodeData].
	Data json.RawMessage `json:"data"`
	// FlowToken is the token of the message that has opened the flow, by which
	// you know the user. Check it: anyone can send a request for a flow that
	// they have received, with a token of their own.
	FlowToken string `json:"flow_token"`
	// FlowTokenSignature proves that the token comes from somebody who has
	// received it: see [VerifyTokenSignature] and
	// [Config.RequireTokenSignature].
	FlowTokenSignature string `json:"flow_token_signature"`
}

// String returns the action and the screen.
func (r Request) String() string { return where(r.Action, r.Screen) }

// GoString returns the same as String, for %#v.
func (r Request) GoString() string { return r.String() }

// LogValue returns the same as String.
func (r Request) LogValue() slog.Value { return slog.StringValue(r.String()) }

// DecodeData decodes Data into a pointer, as [json.Unmarshal] does. Without
// data, the target stays as it is. The error says which member does not fit,
// and not what it holds.
func (r *Request) DecodeData(into any) error {
	if len(r.Data) == 0 {
		return nil
	}
	err := json.Unmarshal(r.Data, into)
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind, _, _ := strings.Cut(mismatch.Value, " ") // without the number
		return fmt.Errorf("flowcrypto: the data does not fit: %s is a %s; want a Go %s", printable(mismatch.Field), kind, mismatch.Type)
	}
	if err != nil {
		return fmt.Errorf("flowcrypto: the data does not fit %s", reflect.TypeOf(into))
	}
	return nil
}

// Complete returns the answer that ends the flow. The parameters, anything that
// encodes to a JSON object or nil, come with the message that the flow then
// sends to the chat, and so to the webhook.
func (r *Request) Complete(params any) (*Response, error) {
	merged, err := objectWith(params, "flow_token", r.FlowToken)
	if err != nil {
		return nil, fmt.Errorf("flowcrypto: the parameters of the completion: %w", err)
	}
	type message struct {
		Params json.RawMessage `json:"params"`
	}
	return &Response{
		Screen: screenSuccess,
		Data:   map[string]message{"extension_message_response": {merged}},
	}, nil
}

// An ownForm would be a type with a form of its own; there is none here.
type ownForm interface {
	decodeGraph(d *graphjson.Decoder) bool
}

var codec = graphjson.NewCodec(ownForm.decodeGraph)

// readRequest reads a decrypted request.
func readRequest(plaintext []byte) (*Request, error) {
	request := &Request{}
	if _, err := codec.Decode(plaintext, request); err != nil {
		return nil, fmt.Errorf("%w: it is not a JSON object", ErrMalformed)
	}
	if request.Action == "" {
		return nil, fmt.Errorf("%w: it has no action", ErrMalformed)
	}
	if string(request.Data) == "null" {
		request.Data = nil
	}
	return request, nil
}

// notification returns what a client reports of the last answer, nil for any
// other request. Meta's guide names the key error in one place and error_key in
// another.
func (r *Request) notification() *ClientError {
	var members map[string]json.RawMessage
	if !decodes(r.Data, &members) {
		return nil
	}
	found := &ClientError{Action: r.Action, Screen: r.Screen, FlowToken: r.FlowToken}
	for name, value := range members {
		into := map[string]*string{"error": &found.Key, "error_key": &found.Key, "error_message": &found.Message}[name]
		if into == nil || !decodes(value, into) {
			return nil // a form that has a field of such a name
		}
	}
	if found.Key == "" {
		return nil
	}
	found.Key = printable(found.Key)
	return found
}

func decodes(text json.RawMessage, into any) bool { return json.Unmarshal(text, into) == nil }

// printable cuts a word from outside, and leaves out what is not a word's.
func printable(word string) string {
	const longest = 80
	word = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(word, ""))
	if len(word) > longest {
		word = strings.ToValidUTF8(word[:longest], "") + "..."
	}
	return word
}
