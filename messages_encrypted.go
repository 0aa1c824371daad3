package whatsapp

import (
	"context"
	"net/http"
	"strings"
)

// SendEncrypted sends a message that is encrypted on top of TLS: a JWE whose
// content is the JSON of a [Message], as [json.Marshal] writes it. The number
// needs payload encryption in its settings, which also have the key to encrypt
// to. Graph encrypts its answer to the key of the business, and answers errors
// in the clear.
//
//	POST /{phone-number-id}/messages_encrypted
//
// Permission: whatsapp_business_messaging. Like [MessageService.Send], it sends
// once: if it is not known whether the message has left, the error is
// [ErrOutcomeUnknown].
func (s *MessageService) SendEncrypted(ctx context.Context, phoneNumberID string, message EncryptedMessage, opts ...RequestOption) (*EncryptedReceipt, error) {
	op := operation(http.MethodPost, "/{phone-number-id}/messages_encrypted", phoneNumberID)
	op.Body = message
	op.messageRoute = MessageRoute{PhoneNumberID: phoneNumberID}
	op.product = true
	op.requires = "encrypted_contents"
	op.reconcile = "wait for its status webhook, if the message has a CallbackData, before sending it again"
	return decode[EncryptedReceipt](ctx, s.client, op, opts)
}

// EncryptedMessage is a message that only Meta can read.
type EncryptedMessage struct {
	// Contents is required: a JWE in its compact form, which has five parts
	// with dots between them.
	Contents string `json:"encrypted_contents"`
}

const partsOfJWE = 5

// Validate checks the form of the contents.
func (m EncryptedMessage) Validate() error {
	var found violations
	switch parts := strings.Split(m.Contents, "."); {
	case m.Contents == "":
		found.add("encrypted_contents", "is required")
	case len(parts) != partsOfJWE:
		found.add("encrypted_contents", "has %d parts with dots between them, a JWE in its compact form has %d", len(parts), partsOfJWE)
	case strings.ContainsFunc(m.Contents, isOutsideJWE):
		found.add("encrypted_contents", "must be base64url without padding in all its parts")
	}
	return found.err()
}

func isOutsideJWE(r rune) bool {
	return r != '.' && r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// EncryptedReceipt is the answer to [MessageService.SendEncrypted].
type EncryptedReceipt struct {
	// Contents is a JWE for the business. Its content is the JSON of a
	// [SentMessage].
	Contents string `json:"encrypted_contents"`
}
