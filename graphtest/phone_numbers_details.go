package graphtest

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

const maxWebhookOverride = 200

var (
	connectionStatuses = strings.Fields("CONNECTED DISCONNECTED PENDING FLAGGED RESTRICTED RATE_LIMITED " +
		"MESSAGING_LIMIT_TIER_0 MESSAGING_LIMIT_TIER_1 MESSAGING_LIMIT_TIER_2 MESSAGING_LIMIT_TIER_3 MESSAGING_LIMIT_TIER_4")
	phoneParameters = strings.Fields("connection_status new_display_name pin search_visibility username webhook_configuration " +
		"webhook_url whatsapp_business_api_data")
)

// updatePhoneNumber changes what the request names and keeps the rest. Nothing
// changes if any of it is wrong.
func (c *call) updatePhoneNumber() (any, *failure) {
	if !slices.ContainsFunc(phoneParameters, func(name string) bool { return c.params[name] != nil }) {
		return nil, invalid("The request changes nothing: want one of %s", strings.Join(phoneParameters, ", "))
	}
	changed := map[string]any{}
	for _, change := range []func(map[string]any) *failure{c.newName, c.newVisibility, c.newStatus} {
		if f := change(changed); f != nil {
			return nil, f
		}
	}
	pin, given, f := c.newPIN()
	if f != nil {
		return nil, f
	}
	if f := c.newWebhook(changed); f != nil {
		return nil, f
	}
	username, hasUsername := c.params.text("username")
	if hasUsername {
		if f := c.checkUsername(username, ""); f != nil {
			return nil, f
		}
	}
	switch {
	case given && pin == "":
		delete(c.node.hidden, "pin")
		changed["is_pin_enabled"] = false
	case given:
		c.node.hidden["pin"] = pin
		changed["is_pin_enabled"] = true
	}
	maps.Copy(c.node.values, changed)
	if hasUsername {
		c.takeUsername(username)
	}
	if given && pin != "" {
		c.announcePIN()
	}
	return success(), nil
}

func (c *call) newName(changed map[string]any) *failure {
	if _, given := c.params["new_display_name"]; !given {
		return nil
	}
	name, f := c.params.bounded("new_display_name", minDisplayName, maxDisplayName)
	changed["new_display_name"], changed["new_name_status"] = name, "PENDING_REVIEW"
	return f
}

func (c *call) newVisibility(changed map[string]any) *failure {
	visibility, f := c.params.choice("search_visibility", "VISIBLE", "HIDDEN")
	if visibility != "" {
		changed["search_visibility"] = visibility
	}
	return f
}

func (c *call) newStatus(changed map[string]any) *failure {
	status, f := c.params.choice("connection_status", connectionStatuses...)
	if status != "" && !strings.HasPrefix(status, "MESSAGING_LIMIT") {
		changed["status"] = status
	}
	return f
}

// newWebhook reads an override of the callback. An empty one ends it.
func (c *call) newWebhook(changed map[string]any) *failure {
	value, given := c.params.object("webhook_configuration")
	if !given {
		return nil
	}
	members, _ := value.(map[string]any)
	callback, given := members["override_callback_uri"].(string)
	token, _ := members["verify_token"].(string)
	old, _ := c.node.values["webhook_configuration"].(map[string]any)
	addresses := map[string]any{}
	maps.Copy(addresses, old)
	switch {
	case !given:
		return required("webhook_configuration['override_callback_uri']")
	case callback == "":
		delete(addresses, "phone_number")
	case !c.isCallback(callback):
		return invalid("Param webhook_configuration['override_callback_uri'] must be a URL that begins with https://")
	case utf8.RuneCountInString(callback) > maxWebhookOverride:
		return invalid("Param webhook_configuration['override_callback_uri'] must be at most %d characters long", maxWebhookOverride)
	case token == "":
		return required("webhook_configuration['verify_token']")
	default:
		if f := c.verifyCallback(callback, token); f != nil {
			return f
		}
		addresses["phone_number"] = callback
	}
	changed["webhook_configuration"] = addresses
	return nil
}

// newPIN reads the PIN, which two members may hold. An empty one ends the
// two-step verification.
func (c *call) newPIN() (pin string, given bool, f *failure) {
	pin, given = c.params.text("pin")
	data, _ := c.params.object("whatsapp_business_api_data")
	if members, isObject := data.(map[string]any); !given && isObject {
		pin, given = members["pin"].(string)
	}
	if pin != "" && !sixDigits.MatchString(pin) {
		return "", true, invalid("Invalid PIN format. PIN must be exactly 6 digits")
	}
	return pin, given, nil
}
