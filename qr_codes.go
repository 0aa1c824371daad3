package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"strings"
)

// QRCodeService manages the QR codes of a phone number. Whoever scans one, or
// opens its link, finds a chat with the number and a message to send.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/qr-codes
type QRCodeService service

const (
	qrCodesOfNumber = "/{phone-number-id}/message_qrdls"
	qrCodeOfNumber  = "/{phone-number-id}/message_qrdls/{qr-code-id}"
	maxQRCodes      = 25 // on one page
)

// List returns one page of a number's QR codes, of at most 25. For links to
// their images, ask for the field "qr_image_url.format(PNG)" or "(SVG)" besides
// others.
//
//	GET /{phone-number-id}/message_qrdls
//
// Permission: whatsapp_business_management.
func (s *QRCodeService) List(ctx context.Context, phoneNumberID string, page *ListOptions, opts ...RequestOption) (*Page[QRCode], error) {
	return list[QRCode](ctx, s.client, qrCodesOf(phoneNumberID), page, opts)
}

// All iterates over a number's QR codes; see [QRCodeService.List].
func (s *QRCodeService) All(ctx context.Context, phoneNumberID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*QRCode, error] {
	return all[QRCode](ctx, s.client, qrCodesOf(phoneNumberID), page, opts)
}

func qrCodesOf(phoneNumberID string) Operation {
	op := operation(http.MethodGet, qrCodesOfNumber, phoneNumberID)
	op.maxLimit = maxQRCodes
	return op
}

// Get returns a QR code. For a link to its image, ask for the field
// "qr_image_url.format(PNG)" or "(SVG)" besides others.
//
//	GET /{phone-number-id}/message_qrdls/{qr-code-id}
//
// Permission: whatsapp_business_management. A code that has been deleted is
// [ErrNotFound].
func (s *QRCodeService) Get(ctx context.Context, phoneNumberID, code string, opts ...RequestOption) (*QRCode, error) {
	op := operation(http.MethodGet, qrCodeOfNumber, phoneNumberID, code)
	return decodeOne(ctx, s.client, op, opts, code, func(*QRCode) bool { return true }) // the path names one
}

// Create makes a QR code.
//
//	POST /{phone-number-id}/message_qrdls
//
// Permission: whatsapp_business_management.
func (s *QRCodeService) Create(ctx context.Context, phoneNumberID string, request CreateQRCodeRequest, opts ...RequestOption) (*QRCode, error) {
	op := operation(http.MethodPost, qrCodesOfNumber, phoneNumberID)
	op.Body = request
	op.requires = "code"
	op.reconcile = "list the QR codes to see whether there is one with this message"
	return decode[QRCode](ctx, s.client, op, opts)
}

// Update changes the message of a QR code. The code and its link stay as they
// are, so that printed ones show the new message.
//
//	POST /{phone-number-id}/message_qrdls
//
// Permission: whatsapp_business_management.
func (s *QRCodeService) Update(ctx context.Context, phoneNumberID, code string, request UpdateQRCodeRequest, opts ...RequestOption) (*QRCode, error) {
	op := operation(http.MethodPost, qrCodesOfNumber, phoneNumberID)
	op.Body = qrCodeUpdate{Code: code, UpdateQRCodeRequest: request}
	op.Repeat = RepeatSafe
	op.requires = "code"
	return decode[QRCode](ctx, s.client, op, opts)
}

// Delete deletes a QR code. People who scan it afterwards see an error.
//
//	DELETE /{phone-number-id}/message_qrdls/{qr-code-id}
//
// Permission: whatsapp_business_management.
func (s *QRCodeService) Delete(ctx context.Context, phoneNumberID, code string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, qrCodeOfNumber, phoneNumberID, code)
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// QRCode is a QR code that leads to a chat.
type QRCode struct {
	// Code has 14 characters. It is the id of the QR code.
	Code             string `json:"code"`
	PrefilledMessage string `json:"prefilled_message"`
	// DeepLinkURL leads to the chat without the image: "https://wa.me/message/...".
	DeepLinkURL string `json:"deep_link_url"`
	// ImageURL is where the image can be downloaded for a while.
	ImageURL string `json:"qr_image_url"`
	// CreationTime is for Meta's own apps only.
	CreationTime Time `json:"creation_time,omitzero" fields:"-"`
}

// QRImageFormat is the format of the image of a QR code.
type QRImageFormat string

// The formats that Meta documents.
const (
	QRImageFormatPNG QRImageFormat = "PNG"
	QRImageFormatSVG QRImageFormat = "SVG"
)

// CreateQRCodeRequest describes a new QR code.
type CreateQRCodeRequest struct {
	// PrefilledMessage is what people find in the chat, with at most 140
	// characters. It is required.
	PrefilledMessage string `json:"prefilled_message"`
	// GenerateQRImage asks for [QRCode.ImageURL] in this format.
	GenerateQRImage *QRImageFormat `json:"generate_qr_image,omitzero"`
}

const maxPrefilledMessage = 140

// Validate checks the limits that Meta documents.
func (r CreateQRCodeRequest) Validate() error {
	var found violations
	found.length("prefilled_message", r.PrefilledMessage, 1, maxPrefilledMessage)
	return found.err()
}

// UpdateQRCodeRequest changes a QR code.
type UpdateQRCodeRequest struct {
	// PrefilledMessage has at most 140 characters. It is required.
	PrefilledMessage string `json:"prefilled_message"`
}

// Validate checks the limits that Meta documents.
func (r UpdateQRCodeRequest) Validate() error {
	return CreateQRCodeRequest{PrefilledMessage: r.PrefilledMessage}.Validate()
}

// A qrCodeUpdate is a change of the QR code with this code.
type qrCodeUpdate struct {
	Code string `json:"code"`
	UpdateQRCodeRequest
}

// Validate also checks the code, which does not travel in the path.
func (u qrCodeUpdate) Validate() error {
	var found violations
	if len(u.Code) != 14 || strings.ContainsFunc(u.Code, isOutsideQRCode) {
		found.add("code", "must have 14 capital letters and digits, not %q", u.Code)
	}
	found.length("prefilled_message", u.PrefilledMessage, 1, maxPrefilledMessage)
	return found.err()
}

func isOutsideQRCode(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }
