package graphtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

const maxCaption = 1024

// mediaTypes are the message types that are media. Headers have members of the
// same names, those of templates also a gif.
var mediaTypes = []string{"image", "audio", "video", "document", "sticker", "gif"}

// checkMedia requires an id or a link, but not both.
func checkMedia(path string, media map[string]any) *failure {
	id, _ := parameters(media).text("id")
	link, _ := media["link"].(string)
	if (id == "") == (link == "") {
		return invalid("Param %s must have one of {id, link}", path)
	}
	if link != "" && !isWebLink(link) {
		return invalid("Param %s['link'] is not a valid URI.", path)
	}
	if _, given := media["caption"]; given && (path == "audio" || path == "sticker") {
		return invalid("Unexpected key %q on param %q.", "caption", path)
	}
	caption, _ := media["caption"].(string)
	if length := utf8.RuneCountInString(caption); length > maxCaption {
		return invalid("Param %s['caption'] must be at most %d characters long - got %d", path, maxCaption, length)
	}
	return nil
}

func isWebLink(link string) bool {
	return strings.HasPrefix(link, "http://") || strings.HasPrefix(link, "https://")
}

// checkMediaIDs checks all media ids in the content, which may be deeply nested
// in templates and headers. Each must belong to the sending account.
func (c *call) checkMediaIDs(path, name string, content any) *failure {
	switch content := content.(type) {
	case []any:
		for i, item := range content {
			if f := c.checkMediaIDs(fmt.Sprintf("%s[%d]", path, i), "", item); f != nil {
				return f
			}
		}
	case map[string]any:
		id, given := parameters(content).text("id")
		if given && slices.Contains(mediaTypes, name) && !c.canSendMedia(id) {
			return invalid("Param %s['id'] is not a valid whatsapp business account media attachment ID", path)
		}
		for _, key := range slices.Sorted(maps.Keys(content)) {
			// The data passed to a flow is the business's own.
			if strings.HasPrefix(key, "flow_action") {
				continue
			}
			if f := c.checkMediaIDs(path+"['"+key+"']", key, content[key]); f != nil {
				return f
			}
		}
	}
	return nil
}

func (c *call) canSendMedia(id string) bool {
	media := c.graph.find(mediaKind, id)
	return media != nil && media.account() == c.node.account()
}
