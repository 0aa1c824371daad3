package graphtest

import (
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"regexp"
	"strconv"
)

// QRCode is a QR code of a phone number.
type QRCode struct {
	// Code has 14 characters.
	Code             string
	PrefilledMessage string
}

var qrCodeKind = &kind{
	typeName: "WhatsAppMessageQRDL",
	idField:  "code",
	standard: "code prefilled_message deep_link_url",
	optional: "qr_image_url creation_time",
	computed: map[string]func(*node) any{"qr_image_url": qrImage},
}

var qrCodeForm = regexp.MustCompile(`^[A-Z0-9]{14}$`)

const (
	qrCodesEdge         = "message_qrdls"
	maxQRCodes          = 25 // on one page
	maxPrefilledMessage = 140
	qrCodeLength        = 14
)

// AddQRCode adds a QR code to a phone number and returns its code.
func (s *Server) AddQRCode(phoneNumberID string, code QRCode) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addQRCode(s.graph.must(phoneKind, phoneNumberID), code).id
}

func (g *graph) addQRCode(phone *node, q QRCode) *node {
	code := q.Code
	if code == "" {
		sum := sha256.Sum256([]byte(g.newID()))
		code = base32.StdEncoding.EncodeToString(sum[:])[:qrCodeLength]
	}
	added := newNode(qrCodeKind, code, map[string]any{
		"prefilled_message": orElse(q.PrefilledMessage, "Hello"),
		"deep_link_url":     "https://wa.me/message/" + code,
	})
	phone.connect(qrCodesEdge, added)
	return added
}

func qrImage(code *node) any { return "https://scontent.xx.fbcdn.net/qr/" + code.id }

func (c *call) listQRCodes() (any, *failure) {
	if limit, given := c.params.text("limit"); given {
		if size, err := strconv.Atoi(limit); err != nil || size < 1 || size > maxQRCodes {
			return nil, invalid("Param limit must be a number between 1 and %d - got %q", maxQRCodes, limit)
		}
	}
	connection := listing{edge: qrCodesEdge, view: qrCodeKind}
	if code, given := c.params.text("code"); given {
		if !qrCodeForm.MatchString(code) {
			return nil, invalid("Param code must be 14 capital letters and digits - got %q", code)
		}
		connection.keep = func(item *node) bool { return item.id == code }
	}
	return c.list(connection)
}

func (c *call) readQRCode() (any, *failure) {
	code, f := c.qrCode(c.path["qr-code"])
	if f != nil {
		return nil, f
	}
	shown, f := c.project(qrCodeKind, code, c.fields)
	return map[string]any{"data": []any{shown}}, f
}

// saveQRCode creates a QR code, or changes the one that the request names.
func (c *call) saveQRCode() (any, *failure) {
	text, f := c.params.bounded("prefilled_message", 1, maxPrefilledMessage)
	if f != nil {
		return nil, f
	}
	format, f := c.params.choice("generate_qr_image", "PNG", "SVG")
	if f != nil {
		return nil, f
	}
	var saved *node
	if code, given := c.params.text("code"); given {
		if saved, f = c.qrCode(code); f != nil {
			return nil, f
		}
		saved.values["prefilled_message"] = text
	} else {
		saved = c.graph.addQRCode(c.node, QRCode{PrefilledMessage: text})
	}
	shown, f := c.project(qrCodeKind, saved, nil)
	if f == nil && format != "" {
		shown["qr_image_url"] = qrImage(saved)
	}
	return shown, f
}

func (c *call) deleteQRCode() (any, *failure) {
	code, f := c.qrCode(c.path["qr-code"])
	if f != nil {
		return nil, f
	}
	c.node.disconnect(qrCodesEdge, code.id)
	return success(), nil
}

func (c *call) qrCode(code string) (*node, *failure) {
	if found := c.node.item(qrCodesEdge, code); found != nil {
		return found, nil
	}
	return nil, &failure{http.StatusNotFound, Error{
		Message:     "QR code not found",
		Type:        graphMethodException,
		Code:        803,
		UserTitle:   "QR Code Not Found",
		UserMessage: "The QR code does not exist or has been deleted",
	}}
}
