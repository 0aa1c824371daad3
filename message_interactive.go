package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
)

// InteractiveHeader stands above the body of an interactive message. Make one
// with [TextHeader], [ImageHeader], [VideoHeader] or [DocumentHeader].
type InteractiveHeader struct {
	Type HeaderType `json:"type"`
	// Text is for a header of type text: at most 60 characters.
	Text string `json:"text,omitzero"`
	// SubText is a second line: at most 60 characters.
	SubText  string    `json:"sub_text,omitzero"`
	Image    *Image    `json:"image,omitzero"`
	Video    *Video    `json:"video,omitzero"`
	Document *Document `json:"document,omitzero"`
}

// HeaderType is what a header shows.
type HeaderType string

// The header types that Meta documents.
const (
	HeaderTypeText     HeaderType = "text"
	HeaderTypeImage    HeaderType = "image"
	HeaderTypeVideo    HeaderType = "video"
	HeaderTypeDocument HeaderType = "document"
)

// TextHeader returns a header of at most 60 characters.
func TextHeader(text string) *InteractiveHeader {
	return &InteractiveHeader{Type: HeaderTypeText, Text: text}
}

// ImageHeader returns a header that shows an image.
func ImageHeader(image Image) *InteractiveHeader {
	return &InteractiveHeader{Type: HeaderTypeImage, Image: &image}
}

// VideoHeader returns a header that shows a video.
func VideoHeader(video Video) *InteractiveHeader {
	return &InteractiveHeader{Type: HeaderTypeVideo, Video: &video}
}

// DocumentHeader returns a header that shows a document.
func DocumentHeader(document Document) *InteractiveHeader {
	return &InteractiveHeader{Type: HeaderTypeDocument, Document: &document}
}

const (
	maxHeader   = 60
	maxFooter   = 60
	maxBody     = 1024
	maxListBody = 4096
)

func (h *InteractiveHeader) violations() violations {
	var found violations
	found.length("text", h.Text, 0, maxHeader)
	found.length("sub_text", h.SubText, 0, maxHeader)
	member, missing := string(h.Type), false
	switch h.Type {
	case "":
		found.require("type", "")
	case HeaderTypeText:
		missing = h.Text == ""
	case HeaderTypeImage:
		missing = h.Image == nil
	case HeaderTypeVideo:
		missing = h.Video == nil
	case HeaderTypeDocument:
		missing = h.Document == nil
	}
	if missing {
		found.require(member, "")
	}
	found.headerMedia(h)
	return found
}

func (v *violations) headerMedia(h *InteractiveHeader) {
	if h.Image != nil {
		v.within(contentImage, mediaWithoutCaption(h.Image.violations(), h.Image.Caption))
	}
	if h.Video != nil {
		v.within(contentVideo, mediaWithoutCaption(h.Video.violations(), h.Video.Caption))
	}
	if h.Document != nil {
		v.within(contentDocument, mediaWithoutCaption(h.Document.violations(), h.Document.Caption))
	}
}

// mediaWithoutCaption is for media inside of something that has a text of its
// own.
func mediaWithoutCaption(found violations, caption string) violations {
	if caption != "" {
		found.add("caption", "must be empty: a header has none")
	}
	return found
}

// interactive is the wire form that all interactive messages share.
type interactive struct {
	Type   string             `json:"type"`
	Header *InteractiveHeader `json:"header,omitzero"`
	Body   *interactiveText   `json:"body,omitzero"`
	Footer *interactiveText   `json:"footer,omitzero"`
	Action json.RawMessage    `json:"action"`
}

type interactiveText struct {
	Text string `json:"text"`
}

func textOrNone(text string) *interactiveText {
	if text == "" {
		return nil
	}
	return &interactiveText{Text: text}
}

func (t *interactiveText) text() string {
	if t == nil {
		return ""
	}
	return t.Text
}

// encode completes the wire form with an action.
func (i interactive) encode(action any) ([]byte, error) {
	encoded, err := json.Marshal(action)
	if err != nil {
		return nil, err
	}
	i.Action = encoded
	return json.Marshal(i)
}

// decodeInteractive reads the wire form, and its action into action.
func decodeInteractive(data []byte, action any) (interactive, error) {
	var wire interactive
	if err := decodeJSON(data, &wire); err != nil {
		return wire, err
	}
	if len(wire.Action) == 0 {
		return wire, errors.New("the message has no action")
	}
	return wire, decodeJSON(wire.Action, action)
}

// decodeInteractiveContent finds the Go type of an interactive message.
func decodeInteractiveContent(body json.RawMessage) (Content, error) {
	var wire interactive
	if err := decodeJSON(body, &wire); err != nil {
		return nil, err
	}
	switch wire.Type {
	case "button":
		return decodeAs[InteractiveButtons](body)
	case "list":
		return decodeAs[InteractiveList](body)
	case "cta_url":
		return decodeAs[InteractiveURL](body)
	case "flow":
		return decodeAs[InteractiveFlow](body)
	case "product":
		return decodeAs[InteractiveProduct](body)
	case "product_list":
		return decodeAs[InteractiveProductList](body)
	case "catalog_message":
		return decodeAs[InteractiveCatalog](body)
	case "location_request_message":
		return decodeAs[InteractiveLocationRequest](body)
	case "address_message":
		return decodeAs[InteractiveAddress](body)
	case "request_contact_info":
		return decodeAs[InteractiveContactRequest](body)
	case "voice_call":
		return decodeAs[InteractiveVoiceCall](body)
	case "call_permission_request":
		return decodeAs[InteractiveCallPermission](body)
	case "carousel":
		return decodeAs[InteractiveCarousel](body)
	case "order_details":
		return decodeAs[InteractiveOrderDetails](body)
	case "order_status":
		return decodeAs[InteractiveOrderStatus](body)
	}
	return RawContent{Type: contentInteractive, Body: bytes.Clone(body)}, nil
}

// frame checks what all interactive messages have around their action.
func (v *violations) frame(header *InteractiveHeader, body, footer string, longestBody int) {
	if header != nil {
		v.within("header", header.violations())
	}
	v.length("body.text", body, 1, longestBody)
	v.length("footer.text", footer, 0, maxFooter)
}
