package otp

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// The actions of the JSON contract.
const (
	actionSend     = "whatsapp_send_otp"
	actionResend   = "whatsapp_resend_otp"
	actionValidate = "whatsapp_validate_otp"
)

var actions = []string{actionSend, actionResend, actionValidate}

// maxBody is many times the size of a request, in bytes.
const maxBody = 4 << 10

type request struct {
	Action      string `json:"action"`
	APIKey      string `json:"apiKey"`
	PhoneNumber string `json:"phoneNumber"`
	Code        string `json:"otpCode"`
}

// readRequest reads a request, or returns the reply that refuses it.
func readRequest(w http.ResponseWriter, r *http.Request) (request, *reply) {
	refuse := func(status int, message string) (request, *reply) {
		refused := refusal(status, message)
		return request{}, &refused
	}
	body := r.Body
	if body == nil { // servers never leave it nil, but adapters of other platforms do
		body = http.NoBody
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return refuse(http.StatusRequestEntityTooLarge, "The body is too large")
	}
	var read request
	if err != nil || json.Unmarshal(text, &read) != nil {
		return refuse(http.StatusBadRequest, "The body is not a JSON object with the documented members")
	}
	return read, nil
}
