package graphtest

import (
	"regexp"
	"strings"
)

// readRecipient reads the recipient of the message. A phone number takes
// precedence over a business-scoped user id.
func (c *call) readRecipient(message *Sent) *failure {
	stated, f := c.params.choiceFold("recipient_type", individual, group)
	if f != nil {
		return f
	}
	message.RecipientType = orElse(stated, individual)
	message.To, _ = c.params.text("to")
	if message.RecipientType == group {
		switch {
		case message.To == "":
			return missing("to")
		case internationalNumber.MatchString(message.To):
			return refused(131020, "Param to must be the id of a group for the recipient_type group - got the phone number %q", message.To)
		}
		return nil
	}
	if message.To == "" {
		message.Recipient, _ = c.params.text("recipient")
	}
	switch {
	case message.To == "" && message.Recipient == "":
		return missing("to")
	case message.To == "" && !userID.MatchString(message.Recipient):
		return refused(131009, "Param recipient must be a business-scoped user id such as US.13491208655302741918 - got %q", message.Recipient)
	case message.To == "":
		return nil
	case !internationalNumber.MatchString(message.To):
		return refused(131009, "Param to must be a phone number such as +15550100123 - got %q", message.To)
	case digitsOf(message.To) == digitsOf(c.node.text("display_phone_number")):
		return refused(131021, "The recipient is the phone number that sends the message")
	}
	return nil
}

// checkGroup refuses groups that the phone number cannot write to.
func (c *call) checkGroup(id string) *failure {
	group := c.node.item(groupsEdge, id)
	switch {
	case group == nil:
		return refused(131041, "The phone number has no group with the id %q", id)
	case group.values["suspended"] == true:
		return refused(131207, "WhatsApp has suspended the group")
	case len(group.connected(participantsEdge)) == 0:
		return refused(131020, "There is nobody in the group besides the business")
	}
	return nil
}

// internationalNumber allows the usual separators.
var internationalNumber = regexp.MustCompile(`^\+?[-(). ]*[1-9]([-(). ]*[0-9]){6,14}[-(). ]*$`)

// userID also allows the ids of parent portfolios, which contain another dot.
var userID = regexp.MustCompile(`^[A-Za-z]{2}\.[A-Za-z0-9.]+$`)

// digitsOf returns the digits of a phone number, however it is written.
func digitsOf(number string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, number)
}

// recipientKey returns the digits of a phone number, or else the recipient
// unchanged. User ids cannot be mistaken for numbers: they begin with letters.
func recipientKey(recipient string) string {
	if internationalNumber.MatchString(recipient) {
		return digitsOf(recipient)
	}
	return recipient
}
