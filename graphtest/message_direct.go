package graphtest

import "strconv"

const minDirectTTL = 30 // seconds

// directTTLs is how long Meta tries to deliver a direct message at most, in
// seconds, by its category.
var directTTLs = map[string]int{"authentication": 900, "utility": 43_200}

// readEnvelope reads what a message has besides its recipient and content.
func (c *call) readEnvelope(message *Sent) *failure {
	message.RecipientIdentityKeyHash, _ = c.params.text("recipient_identity_key_hash")
	message.MessagingAccountID, _ = c.params.text("messaging_account_id")
	if id := message.MessagingAccountID; id != "" && id != c.node.account().id {
		return invalid("Param messaging_account_id must be the account of the phone number - got %q", id)
	}
	category, f := c.params.choiceFold("category", "authentication", "utility")
	if f != nil {
		return f
	}
	message.Category = category
	seconds, given := c.params.text("ttl_seconds")
	switch {
	case !given:
		return nil
	case category == "":
		return invalid("Param ttl_seconds is for messages with a category")
	}
	most := directTTLs[category]
	if message.TTLSeconds, _ = strconv.Atoi(seconds); message.TTLSeconds < minDirectTTL || message.TTLSeconds > most {
		return invalid("Param ttl_seconds must be between %d and %d for the category %s - got %q", minDirectTTL, most, category, seconds)
	}
	return nil
}

// checkDirectSend allows the contents that Meta can make a template of.
func checkDirectSend(message Sent, content any) *failure {
	if message.Category == "" || message.Type == "text" {
		return nil
	}
	members, _ := content.(map[string]any)
	kind, _ := members["type"].(string)
	if message.Type == "interactive" && isAmong(kind, "button", "cta_url") {
		return nil
	}
	return invalid("Messages of the type %s cannot be sent with a category: only text, reply buttons and URL buttons", orElse(kind, message.Type))
}
