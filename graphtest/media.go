package graphtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// MediaRoute is the route of media downloads, for [Server.Script] and
// [Server.Always].
const MediaRoute = "GET /whatsapp_business/attachments"

var mediaKind = &kind{
	name:     "media",
	typeName: "WhatsAppBusinessMedia",
	standard: "id messaging_product url mime_type sha256 file_size",
}

const (
	mediaPath     = "/whatsapp_business/attachments/"
	mediaLifetime = 5 * time.Minute
)

// mediaKey signs media links, so that an altered link is rejected.
var mediaKey = []byte("graphtest media links")

// AddMedia adds a media object that belongs to a phone number and returns its
// id.
func (s *Server) AddMedia(phoneNumberID, mimeType string, data []byte) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addMedia(s.graph.must(phoneKind, phoneNumberID), mimeType, bytes.Clone(data)).id
}

// addMedia keeps data, which the caller must not modify afterwards.
func (g *graph) addMedia(phone *node, mimeType string, data []byte) *node {
	media := g.add(mediaKind, "", map[string]any{"mime_type": mimeType})
	media.content = data
	media.links["owner"] = phone
	g.media.add(g, media)
	return media
}

func (c *call) readMedia() (any, *failure) {
	if f := c.checkMediaOwner(); f != nil {
		return nil, f
	}
	sum := sha256.Sum256(c.node.content)
	shown := &node{id: c.node.id, values: map[string]any{
		"id":                c.node.id,
		"messaging_product": "whatsapp",
		"url":               mediaLink(c.from.media, c.node.id, c.now()),
		"mime_type":         c.node.values["mime_type"],
		"sha256":            hex.EncodeToString(sum[:]),
		"file_size":         len(c.node.content),
	}}
	if c.server.config.documentedTypes {
		shown.values["file_size"] = strconv.Itoa(len(c.node.content))
	}
	return c.project(mediaKind, shown, c.fields)
}

func (c *call) deleteMedia() (any, *failure) {
	if f := c.checkMediaOwner(); f != nil {
		return nil, f
	}
	c.graph.media.remove(c.graph, c.node)
	return success(), nil
}

// checkMediaOwner compares the optional phone_number_id with the number that
// the media belongs to.
func (c *call) checkMediaOwner() *failure {
	if _, given := c.params["phone_number_id"]; !given {
		return nil
	}
	id, f := c.params.id("phone_number_id")
	if f != nil {
		return f
	}
	if c.node.links["owner"].id != id {
		return invalid("Param phone_number_id: the media does not belong to the phone number %s", id)
	}
	return nil
}

func (c *call) uploadMedia() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	upload, ok := c.params["file"].(file)
	if !ok {
		return nil, missing("file")
	}
	mimeType := upload.contentType
	if stated, given := c.params.text("type"); given {
		mimeType = stated
	}
	if mimeType == "" {
		return nil, missing("type")
	}
	if f := checkFile(mimeType, upload); f != nil {
		return nil, f
	}
	return map[string]any{"id": c.graph.addMedia(c.node, mimeType, upload.content).id}, nil
}
