package graphtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"image/jpeg"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	jpegType          = "image/jpeg"
	maxGroupPicture   = 5 << 20 // bytes
	leastGroupPicture = 192     // pixels, in each direction
)

// settingMembers are the settings by the members of their webhook.
var settingMembers = map[string]string{"subject": "group_subject", "description": "group_description"}

// groupTexts reads the subject and the description that the request has.
func (c *call) groupTexts() (map[string]string, *failure) {
	texts := map[string]string{}
	for name, longest := range map[string]int{"subject": maxGroupSubject, "description": maxGroupDescription} {
		if _, given := c.params[name]; !given {
			continue
		}
		text, isText := c.params[name].(string)
		if name == "subject" {
			text = strings.TrimSpace(text)
		}
		switch length := utf8.RuneCountInString(text); {
		case !isText:
			return nil, invalid("Param %s must be a string", name)
		case length > longest:
			return nil, invalid("Param %s must be at most %d characters long - got %d", name, longest, length)
		case length == 0 && name == "subject":
			return nil, invalid("Param subject must not be empty")
		}
		texts[name] = text
	}
	return texts, nil
}

func (c *call) updateGroup() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	if f := c.checkActive(); f != nil {
		return nil, f
	}
	texts, f := c.groupTexts()
	if f != nil {
		return nil, f
	}
	picture, hasPicture := c.params["file"].(file)
	switch {
	case hasPicture:
		if f := checkGroupPicture(picture); f != nil {
			return nil, f
		}
	case len(texts) == 0:
		return nil, missing("subject")
	}
	request := c.newGroupRequest("group_settings_update")
	request.group = c.node
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		request.set(settingMembers[name], request.setting(map[string]any{"text": texts[name]}))
	}
	if hasPicture {
		sum := sha256.Sum256(picture.content)
		request.set("profile_picture", request.setting(map[string]any{
			"mime_type": jpegType, "sha256": base64.StdEncoding.EncodeToString(sum[:]),
		}))
	}
	if !request.failed() {
		for name, text := range texts {
			c.node.values[name] = text
		}
		if hasPicture {
			c.node.content = picture.content
		}
	}
	return request.accepted(c.node.links["owner"]), nil
}

// checkGroupPicture refuses pictures that are not square JPEG files of a decent
// size.
func checkGroupPicture(picture file) *failure {
	if mimeType := bareType(picture.contentType); mimeType != jpegType {
		return invalid("Param file must be a file of the type %s. Received file of type '%s'.", jpegType, mimeType)
	}
	if picture.tooLarge || len(picture.content) > maxGroupPicture {
		return refused(131053, "The picture may have %d bytes", maxGroupPicture)
	}
	size, err := jpeg.DecodeConfig(bytes.NewReader(picture.content))
	switch {
	case err != nil:
		return refused(131053, "The file is not a picture of the type %s", jpegType)
	case size.Width != size.Height:
		return refused(131209, "Width and height must be the same - got %d and %d", size.Width, size.Height)
	case size.Width < leastGroupPicture:
		return refused(131210, "Width and height must be at least %d pixels - got %d", leastGroupPicture, size.Width)
	}
	return nil
}

// checkActive refuses to change a group that is suspended.
func (c *call) checkActive() *failure {
	if c.node.values["suspended"] == true {
		return refused(131207, "WhatsApp has suspended the group")
	}
	return nil
}
