package graphtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

const longestCaption = 1024

// mediaTypes are the types of messages that are media. Headers have members of
// the same names.
var mediaTypes = []string{"image", "audio", "video", "document", "sticker"}

// checkMedia wants an id or a link, but not both.
func checkMedia(messageType string, media map[string]any) *failure {
	id, _ := parameters(media).text("id")
	link, _ := media["link"].(string)
	if (id == "") == (link == "") {
		return invalid("Param %s must have one of {id, link}", messageType)
	}
	if link != "" && !strings.HasPrefix(link, "http://") && !strings.HasPrefix(link, "https://") {
		return invalid("Param %s['link'] is not a valid URI.", messageType)
	}
	caption, _ := media["caption"].(string)
	if length := utf8.RuneCountInString(caption); length > longestCaption {
		return invalid("Param %s['caption'] must be at most %d characters long - got %d", messageType, longestCaption, length)
	}
	return nil
}

// checkMediaIDs looks for media ids, which templates and headers have deep
// inside. Each must be of a media object of the account that sends.
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
			// What a flow gets is the business's own data.
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
