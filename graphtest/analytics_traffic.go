package graphtest

import (
	"encoding/json"
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

// messageCost is what a delivered template message costs. Meta's prices depend
// on the country and the category.
const messageCost = 0.01

// countSent counts a message of the business.
func (g *graph) countSent(sent Sent) {
	phone := g.nodes[sent.PhoneNumberID]
	counted := trafficEntry{message: sent.ID, user: recipientKey(orElse(sent.To, sent.Recipient)), Traffic: Traffic{
		At: sent.At, PhoneNumberID: sent.PhoneNumberID, Country: countryOf(sent.To), Sent: 1, Marketing: sent.Marketing,
	}}
	if sent.RecipientType == group {
		counted.GroupID = sent.To
	}
	if price := priceOf(g, sent); price.Billable {
		counted.PricingCategory = strings.ToUpper(price.Category)
	}
	if template := g.templateOf(sent); template != nil {
		counted.TemplateID = template.id
	}
	g.traffic.add(phone.account(), counted)
}

// templateOf returns the template of a message, or nil if it has none that the
// server knows.
func (g *graph) templateOf(sent Sent) *node {
	var message templateMessage
	if sent.Type != "template" || json.Unmarshal(sent.Content, &message) != nil {
		return nil
	}
	return g.translations(g.nodes[sent.PhoneNumberID], message.Name)[message.Language.Code]
}

// countStatus counts a status of a message, each once.
func (g *graph) countStatus(messageID string, status webhook.MessageStatus) {
	counted := g.traffic.byMessage[messageID]
	if counted == nil {
		return
	}
	switch status {
	case webhook.MessageStatusRead, webhook.MessageStatusPlayed:
		counted.Read, counted.Delivered = 1, 1
	case webhook.MessageStatusDelivered:
		counted.Delivered = 1
	}
	if counted.Delivered > 0 && counted.PricingType == "REGULAR" {
		counted.Cost = messageCost
	}
}

// countReceived counts a message of a user, and whether it answers a message of
// the business.
func (g *graph) countReceived(phone *node, m webhook.Message) {
	waba := phone.account()
	if waba == nil {
		return
	}
	g.traffic.add(waba, trafficEntry{user: orElse(m.From, m.FromUserID), Traffic: Traffic{
		At: g.now(), PhoneNumberID: phone.id, Country: countryOf(m.From), Received: 1,
	}})
	if m.Context == nil {
		return
	}
	if answered := g.traffic.byMessage[m.Context.ID]; answered != nil {
		answered.Replied = 1
		if m.Button != nil {
			if answered.Clicks == nil {
				answered.Clicks = map[string]int{}
			}
			answered.Clicks[m.Button.Text]++
		}
	}
}

// countries are some that phone numbers begin with.
var countries = map[string]string{
	"1": "US", "33": "FR", "34": "ES", "39": "IT", "44": "GB", "49": "DE", "52": "MX", "55": "BR", "62": "ID", "81": "JP", "91": "IN",
}

// countryOf returns the country of a phone number, or "" if it does not tell.
func countryOf(number string) string {
	text := digitsOf(number)
	for length := min(2, len(text)); length > 0; length-- {
		if country := countries[text[:length]]; country != "" {
			return country
		}
	}
	return ""
}
