package whatsapp

// Reaction puts an emoji on a message of the last 30 days. Without an emoji, it
// takes the reaction away:
//
//	whatsapp.Reaction{MessageID: id, Emoji: "👍"}
//	whatsapp.Reaction{MessageID: id} // removes it
type Reaction struct {
	// MessageID is the message to react to. It is required.
	MessageID string `json:"message_id"`
	// Emoji is one emoji; empty removes the reaction.
	Emoji string `json:"emoji"`
}

func (Reaction) contentType() string { return contentReaction }

func (r Reaction) violations() violations {
	var found violations
	found.require("message_id", r.MessageID)
	return found
}
