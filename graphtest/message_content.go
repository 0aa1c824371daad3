package graphtest

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

const (
	maxTextBody = 4096
	maxContacts = 257
	maxPinDays  = 30
)

// checkContent checks the content of a message against Graph's rules for its
// type.
func (c *call) checkContent(message Sent, content any) *failure {
	if message.Type == "contacts" {
		return checkContacts(content)
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
		return checkReaction(object)
	case "pin":
		return checkPin(message, object)
	case "interactive":
		return checkInteractive(message)
	case "template":
		return c.checkTemplate(message)
	}
	return checkMedia(message.Type, object)
}

func checkText(text map[string]any) *failure {
	if f := require(text, "text", "body"); f != nil {
		return f
	}
	body, _ := text["body"].(string)
	if length := utf8.RuneCountInString(body); length > maxTextBody {
		return invalid("Param text['body'] must be at most %d characters long - got %d", maxTextBody, length)
	}
	_, _, f := parameters(text).flag("preview_url")
	return f
}

func checkContacts(content any) *failure {
	list, isList := content.([]any)
	if !isList || len(list) == 0 {
		return invalid("Param contacts must be an array with at least one contact")
	}
	if f := checkNumber("contacts", len(list), 1, maxContacts); f != nil {
		return f
	}
	for i, entry := range list {
		path := fmt.Sprintf("contacts[%d]", i)
		contact, isObject := entry.(map[string]any)
		if !isObject {
			return invalid("Param %s must be an object", path)
		}
		name, _ := contact["name"].(map[string]any)
		if f := require(name, path+"['name']", "formatted_name"); f != nil {
			return f
		}
	}
	return nil
}

// checkReaction accepts an empty emoji, which removes a reaction, but not a
// missing one.
func checkReaction(reaction map[string]any) *failure {
	if _, given := reaction["emoji"].(string); !given {
		return required("reaction['emoji']")
	}
	return require(reaction, "reaction", "message_id")
}

// checkPin requires a group: businesses cannot pin messages in other chats.
func checkPin(message Sent, pin map[string]any) *failure {
	if message.RecipientType != group {
		return refused(131009, "Messages can be pinned in a group only")
	}
	if f := require(pin, "pin", "message_id"); f != nil {
		return f
	}
	if kind, _ := pin["type"].(string); !isAmong(kind, "pin", "unpin") {
		return notAmong("pin['type']", kind, []string{"pin", "unpin"})
	}
	return checkPinDays(pin)
}

// checkPinDays requires to know how long a message stays pinned.
func checkPinDays(pin map[string]any) *failure {
	text, given := parameters(pin).text("expiration_days")
	if kind, _ := pin["type"].(string); !given && isAmong(kind, "pin") {
		return required("pin['expiration_days']")
	}
	if days, err := strconv.Atoi(text); given && (err != nil || days < 1 || days > maxPinDays) {
		return invalid("Param pin['expiration_days'] must be an integer between 1 and %d - got %q", maxPinDays, text)
	}
	return nil
}

// checkLocation accepts numbers and strings, as Graph does.
func checkLocation(location map[string]any) *failure {
	for _, name := range []string{"latitude", "longitude"} {
		text, _ := parameters(location).text(name)
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return invalid("Param location['%s'] must be a number", name)
		}
	}
	return nil
}

// require rejects an object without a non-empty string of this name.
func require(object map[string]any, parameter, name string) *failure {
	if text, _ := object[name].(string); text == "" {
		return required(parameter + "['" + name + "']")
	}
	return nil
}
