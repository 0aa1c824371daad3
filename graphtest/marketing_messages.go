package graphtest

// sendMarketing sends a template with the Marketing Messages API.
func (c *call) sendMarketing() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	if _, f := c.params.choiceFold("recipient_type", individual); f != nil {
		return nil, f
	}
	sent := Sent{Marketing: true}
	policy, f := c.params.choice("product_policy", "CLOUD_API_FALLBACK", "STRICT")
	if f != nil {
		return nil, f
	}
	sent.ProductPolicy = policy
	sharing, given, f := c.params.flag("message_activity_sharing")
	if f != nil {
		return nil, f
	}
	if given {
		sent.MessageActivitySharing = &sharing
	}
	stated, given := c.params.text("type")
	if !given {
		return nil, missing("type")
	}
	if !isAmong(stated, "template") && isAmong(stated, messageTypes...) {
		return nil, refused(131055, "Messages of the type %s cannot be sent by the Marketing Messages API", stated)
	}
	message, f := c.readMessage(sent)
	if f != nil {
		return nil, f
	}
	return c.accept(message)
}
