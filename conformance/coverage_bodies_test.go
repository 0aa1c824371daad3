package conformance

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tableOfBodies writes what messages can say, with the Go type that says it.
func tableOfBodies(t *testing.T, text *strings.Builder, document *Document, source source) {
	t.Helper()
	bodies := loadBodies(t)
	fmt.Fprintf(text, "\n## Bodies\n\n**%d of %d bodies** that a message can have. Each is sent from the types alone, without loss, "+
		"and the emulator's outbox shows it.\n\n", len(bodies), len(documentedBodies(document))+len(undocumentedBodies))
	table(text, "Body", "Made by", "Request", "Emulator", "Example")
	for _, row := range bodies {
		request := "valid"
		if row.Source != "" {
			request = "as in [Meta's guide](" + row.Source + ")"
		}
		name := row.goType(t)
		table(text, row.Name, "["+name+"]("+reference+name+")", request, "shown", source.examplesOf([]string{"whatsapp." + row.evidence(t)}))
	}
}

// partsOfTemplates are the types and functions that make what is special about
// a template; of the others it is [whatsapp.Template] itself.
var partsOfTemplates = map[string]string{
	"template authentication":   "AuthenticationCode",
	"template buttons":          "URLButton",
	"template carousel":         "TemplateCard",
	"template catalog":          "CatalogButton",
	"template coupon":           "CopyCodeButton",
	"template document header":  "Document",
	"template flow":             "FlowButton",
	"template image header":     "Image",
	"template location header":  "Location",
	"template named parameters": "TextParameter",
	"template order details":    "OrderDetailsButton",
	"template order status":     "OrderUpdate",
	"template product carousel": "ProductParameter",
	"template product header":   "ProductParameter",
	"template products":         "ProductsButton",
	"template tap target":       "TapTarget",
	"template video header":     "Video",
	"template voice call":       "VoiceCallButton",
	"marketing GIF header":      "GIF",
}

// members are what an example sets to send a body whose type is used for other
// bodies as well.
var members = map[string]string{
	"biz_opaque_callback_data":    "Message.CallbackData",
	"category authentication":     "MessageCategoryAuthentication",
	"category utility":            "MessageCategoryUtility",
	"context":                     "Message.ReplyTo",
	"group":                       "RecipientTypeGroup",
	"messaging_account_id":        "Message.MessagingAccountID",
	"recipient":                   "Message.Recipient",
	"recipient_identity_key_hash": "Message.IdentityKeyHash",
	"template document header":    "Template.Header.Document",
	"template image header":       "Template.Header.Image",
	"template location header":    "Template.Header.Location",
	"template video header":       "Template.Header.Video",
}

// evidence is what an example of the body names: a type, a member or a
// constant.
func (b body) evidence(t *testing.T) string {
	t.Helper()
	if member := members[b.Name]; member != "" {
		return member
	}
	return b.goType(t)
}

// contentType is the type of the content.
func (b body) contentType(t *testing.T) string {
	t.Helper()
	return strings.TrimPrefix(fmt.Sprintf("%T", b.decode(t).message.Content), "whatsapp.")
}

// goType is the type of the content, or of the message where the body is about
// what surrounds it.
func (b body) goType(t *testing.T) string {
	t.Helper()
	if part := partsOfTemplates[b.Name]; part != "" {
		return part
	}
	sendable := b.decode(t)
	if sendable.marketing != nil {
		return "MarketingMessage"
	}
	var message struct{ Type string }
	require.NoError(t, json.Unmarshal(b.Body, &message))
	if kind, _, _ := strings.Cut(b.Name, " "); kind != message.Type && b.Name != "unpin" {
		return "Message"
	}
	return b.contentType(t)
}
