package graphtest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

const (
	defaultVersion = "v23.0"
	// oldestVersion is the oldest one that Meta still serves. Requests for
	// those before it get it silently.
	oldestVersion = "v21.0"
	// The first version whose template cursors have an error of their own,
	// whose phone numbers share the messaging limit of the portfolio, and whose
	// statuses have no conversations.
	sharedLimitsVersion = 24
)

// served returns the version that answers a request for a version, which is
// empty for a path without one.
func (c config) served(requested string) string {
	switch {
	case c.version != "":
		return c.version
	case requested == "":
		return defaultVersion
	case major(requested) < major(oldestVersion):
		return oldestVersion
	}
	return requested
}

// major is 23 for "v23.0".
func major(version string) int {
	digits, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	number, _ := strconv.Atoi(digits) // 0 if it is not a version
	return number
}

// isSince reports whether the version that answers is at least this one.
func (c *call) isSince(version int) bool {
	return major(c.server.config.served(c.version)) >= version
}

// checkWithdrawn refuses the parameters that no version has any more.
func checkWithdrawn(query url.Values) *failure {
	for _, name := range []string{"date_format", "ids"} {
		if query.Has(name) {
			return invalid("The parameter %s is no longer supported", name)
		}
	}
	return nil
}

// checkField refuses a field that the version has no longer.
func (c *call) checkField(view *kind, name string) *failure {
	isOfNumber := view == phoneKind || view == phoneOnAccountKind
	if isOfNumber && name == "messaging_limit_tier" && c.isSince(sharedLimitsVersion) {
		return deprecatedField(name, sharedLimitsVersion, "whatsapp_business_manager_messaging_limit")
	}
	return nil
}

// conversationOf returns the conversation that a message is billed in, which
// lasts a day. From v24.0 on, statuses have none; those of a free entry point
// still do, and a test gives it to [StatusUpdate] as one of its Fields.
func (g *graph) conversationOf(status webhook.Status, sent Sent) *webhook.Conversation {
	if status.Pricing == nil || sent.RecipientType == group || major(g.webhookVersion) >= sharedLimitsVersion {
		return nil
	}
	sum := sha256.Sum256([]byte(sent.PhoneNumberID + "|" + status.RecipientID + "|" + status.RecipientUserID + "|" + status.Pricing.Category))
	conversation := &webhook.Conversation{
		ID:     hex.EncodeToString(sum[:16]),
		Origin: &webhook.ConversationOrigin{Type: status.Pricing.Category},
	}
	if status.Status == webhook.MessageStatusSent {
		conversation.ExpirationTimestamp = webhook.Unix(status.Timestamp.Add(24 * time.Hour).Unix())
	}
	return conversation
}
