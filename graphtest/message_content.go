package graphtest

import (
	"strconv"
	"unicode/utf8"
)

const longestText = 4096

// checkContent holds the content of a message to what Graph says about its type.
func (c *call) checkContent(message Sent, content any) *failure {
	if message.Type == "contacts" {
		if list, isList := content.([]any); !isList || len(list) == 0 {
			return invalid("Param contacts must be an array with at least one contact")
		}
		return nil
	}
	object, isObject := content.(map[string]any)
	if !isObject {
		return invalid("Param %s must be an object", message.Type)
	}
	if f := c.checkMediaIDs(message.Type, message.Type, object); f != nil {
		return f
	}
	switch message.Type {
	case "text":
		return checkText(object)
	case "location":
		return checkLocation(object)
	case "reaction":
		return require(object, "reaction", "message_id")
	case "interactive":
		return checkInteractive(message, object)
	case "template":
		return c.checkTemplate(message, object)
	}
	return checkMedia(message.Type, object)
}

func checkText(text map[string]any) *failure {
	if f := require(text, "text", "body"); f != nil {
		return f
	}
	body, _ := text["body"].(string)
	if length := utf8.RuneCountInString(body); length > longestText {
		return invalid("Param text['body'] must be at most %d characters long - got %d", longestText, length)
	}
	return nil
}

// checkLocation takes numbers and texts, as Graph does.
func checkLocation(location map[string]any) *failure {
	for _, name := range []string{"latitude", "longitude"} {
		text, _ := parameters(location).text(name)
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return invalid("Param location['%s'] must be a number", name)
		}
	}
	return nil
}

// require refuses an object without a text of this name.
func require(object map[string]any, parameter, name string) *failure {
	if text, _ := object[name].(string); text == "" {
		return invalid("The parameter %s['%s'] is required.", parameter, name)
	}
	return nil
}
