package graphtest

import (
	"crypto/sha256"
	"encoding/base64"

	"github.com/wabakit/whatsapp/webhook"
)

// ownMedia replaces the media of the message with a copy, which may be changed.
func ownMedia(m *webhook.Message) *webhook.Media {
	switch {
	case m.Image != nil:
		m.Image = new(*m.Image)
	case m.Video != nil:
		m.Video = new(*m.Video)
	case m.Audio != nil:
		m.Audio = new(*m.Audio)
	case m.Document != nil:
		m.Document = new(*m.Document)
	case m.Sticker != nil:
		m.Sticker = new(*m.Sticker)
	}
	return m.Media()
}

// sampleTypes are the default MIME types of media.
var sampleTypes = map[webhook.MessageType]string{
	webhook.MessageTypeImage:    "image/jpeg",
	webhook.MessageTypeVideo:    "video/mp4",
	webhook.MessageTypeAudio:    "audio/ogg; codecs=opus",
	webhook.MessageTypeDocument: "application/pdf",
	webhook.MessageTypeSticker:  "image/webp",
}

// completeMedia fills in the description of the media object, and adds one if
// no id is given. Unlike the media object itself, webhooks have the hash in
// base64.
func (g *graph) completeMedia(media *webhook.Media, phone *node, messageType webhook.MessageType) {
	if media.ID == "" {
		mimeType := orElse(media.MIMEType, sampleTypes[messageType])
		media.ID = g.addMedia(phone, mimeType, []byte("graphtest "+string(messageType))).id
	}
	object := g.find(mediaKind, media.ID)
	if object == nil {
		return
	}
	sum := sha256.Sum256(object.content)
	media.MIMEType = orElse(media.MIMEType, object.text("mime_type"))
	media.SHA256 = orElse(media.SHA256, base64.StdEncoding.EncodeToString(sum[:]))
	media.URL = orElse(media.URL, mediaLink(mediaHost, object.id, g.now()))
}
