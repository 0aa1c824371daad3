package flowcrypto

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
)

// screenSuccess ends a flow. No screen may have this name.
const screenSuccess = "SUCCESS"

// A Response says what the flow does next. It prints without its content.
type Response struct {
	// Screen is the id of the screen to show. It is required.
	Screen string
	// Data fills the screen: anything that encodes to a JSON object, such as a
	// struct or a map, or nil for {}.
	Data any
	// ErrorMessage is shown to the user below the screen, for input that cannot
	// be accepted. Screen is then usually the one that the request is from.
	ErrorMessage string
}

// String returns the screen.
func (r Response) String() string { return "screen " + printable(r.Screen) }

// GoString returns the same as String, for %#v.
func (r Response) GoString() string { return r.String() }

// LogValue returns the same as String.
func (r Response) LogValue() slog.Value { return slog.StringValue(r.String()) }

// encode returns the answer before it is encrypted.
func (r *Response) encode() ([]byte, error) {
	if r.Screen == "" {
		return nil, errors.New("the response has no screen")
	}
	data, err := objectWith(r.Data, "error_message", r.ErrorMessage)
	if err != nil {
		return nil, fmt.Errorf("the data of the response: %w", err)
	}
	return json.Marshal(struct {
		Screen string          `json:"screen"`
		Data   json.RawMessage `json:"data"`
	}{r.Screen, data})
}

// objectWith encodes a value, which must be an object or nil, and adds a member
// to it, unless that is empty. It comes last, and so wins.
func objectWith(value any, name, member string) (json.RawMessage, error) {
	text, err := json.Marshal(value)
	switch {
	case err != nil:
		return nil, fmt.Errorf("it does not encode: %w", err)
	case string(text) == "null":
		text = []byte("{}")
	case text[0] != '{':
		return nil, errors.New("it does not encode to a JSON object")
	}
	if member == "" {
		return text, nil
	}
	added, err := json.Marshal(map[string]string{name: member})
	if err != nil {
		return nil, err
	}
	if string(text) == "{}" {
		return added, nil
	}
	text[len(text)-1] = ','
	return append(text, added[1:]...), nil
}
