package conformance

import (
	"encoding/json"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	customer    = "+15550123"
	inboundID   = "wamid.HBgLMTU1NTAxMjMVAgASGBQzQUYz"
	mediaLink   = "https://shop.test/media"
	sendMessage = "sendMessage"
)

// messageMethods returns methods that send one message of each kind. Together
// they use every documented member of a message.
func messageMethods() []method {
	found := []method{
		{"Messages.SendEncrypted", "sendEncryptedMessage", func(s *session) (any, error) {
			message := whatsapp.EncryptedMessage{Contents: "eyJhbGciOiJSU0EtT0FFUCJ9.a2V5.bm9uY2U.dGV4dA.dGFn"}
			return s.Messages.SendEncrypted(s, graphtest.PhoneNumberID, message, s.opts...)
		}},
		{"Messages.SendText", sendMessage, func(s *session) (any, error) {
			return s.Messages.SendText(s, graphtest.PhoneNumberID, customer, "Hello", s.opts...)
		}},
		{"Messages.SendImage", sendMessage, func(s *session) (any, error) {
			return s.Messages.SendImage(s, graphtest.PhoneNumberID, customer, whatsapp.Image{ID: graphtest.MediaID}, s.opts...)
		}},
		{"Messages.SendAudio", sendMessage, func(s *session) (any, error) {
			return s.Messages.SendAudio(s, graphtest.PhoneNumberID, customer, whatsapp.Audio{ID: graphtest.MediaID}, s.opts...)
		}},
		{"Messages.SendAuthenticationCode", sendMessage, func(s *session) (any, error) {
			code := whatsapp.AuthenticationCode{Template: "login_code", Language: "en_US", Code: "123456"}
			return s.Messages.SendAuthenticationCode(s, graphtest.PhoneNumberID, customer, code, s.opts...)
		}},
		{"Messages.SendMarketing", "sendMarketingMessage", func(s *session) (any, error) {
			return s.Messages.SendMarketing(s, graphtest.PhoneNumberID, s.offer(), s.opts...)
		}},
	}
	for _, content := range contents() {
		found = append(found, method{"Messages.Send", sendMessage, func(s *session) (any, error) {
			message := whatsapp.Message{To: customer, RecipientType: whatsapp.RecipientTypeIndividual, Content: content}
			if s.filtered {
				message.ReplyTo = inboundID
			}
			return s.Messages.Send(s, graphtest.PhoneNumberID, message, append(s.opts, whatsapp.WithoutValidation())...)
		}})
	}
	return found
}

// readMethods returns the methods whose answer is a success, one of the two
// answers of their operation.
func readMethods() []method {
	return []method{
		{"Messages.MarkRead", sendMessage, func(s *session) (any, error) {
			return succeeded(s.Messages.MarkRead(s, graphtest.PhoneNumberID, inboundID, s.opts...))
		}},
		{"Messages.ShowTyping", sendMessage, func(s *session) (any, error) {
			return succeeded(s.Messages.ShowTyping(s, graphtest.PhoneNumberID, inboundID, s.opts...))
		}},
	}
}

func (s *session) offer() whatsapp.MarketingMessage {
	message := whatsapp.MarketingMessage{To: customer, Template: orderShipped()}
	if s.filtered {
		message.ProductPolicy = whatsapp.ProductPolicyStrict
		message.MessageActivitySharing = new(true)
	}
	return message
}

func orderShipped() whatsapp.Template {
	return whatsapp.Template{
		Name: "order_shipped", Language: "en_US", LanguagePolicy: whatsapp.LanguagePolicyDeterministic,
		Header:  []whatsapp.TemplateParameter{whatsapp.Image{Link: mediaLink}},
		Body:    whatsapp.TextParameters("17"),
		Buttons: []whatsapp.TemplateButton{whatsapp.URLButton(0, "17"), whatsapp.CatalogButton(1, "b1")},
	}
}

// contents returns a message of every documented kind.
func contents() []whatsapp.Content {
	found := []whatsapp.Content{
		whatsapp.Text{Body: "See https://shop.test", PreviewURL: true},
		whatsapp.Location{Latitude: 1.5, Longitude: 2.5, Name: "Store", Address: "1 Main Street"},
		whatsapp.Contacts{contact()},
		whatsapp.Reaction{MessageID: inboundID, Emoji: "👍"},
		orderShipped(),
	}
	caption := "Photo"
	for _, source := range []struct{ id, link string }{{id: graphtest.MediaID}, {link: mediaLink}} {
		found = append(found,
			whatsapp.Image{ID: source.id, Link: source.link, Caption: caption},
			whatsapp.Audio{ID: source.id, Link: source.link},
			whatsapp.Video{ID: source.id, Link: source.link, Caption: caption},
			whatsapp.Document{ID: source.id, Link: source.link, Caption: caption, Filename: "invoice.pdf"},
			whatsapp.Sticker{ID: source.id, Link: source.link},
			headed(whatsapp.ImageHeader(whatsapp.Image{ID: source.id, Link: source.link, Caption: caption})),
			headed(whatsapp.VideoHeader(whatsapp.Video{ID: source.id, Link: source.link, Caption: caption})),
			headed(whatsapp.DocumentHeader(whatsapp.Document{ID: source.id, Link: source.link, Caption: caption})),
		)
	}
	return append(found, interactives()...)
}

func headed(header *whatsapp.InteractiveHeader) whatsapp.Content {
	return whatsapp.InteractiveButtons{
		Header: header, Body: "Deliver today?", Footer: "Support line", Buttons: []whatsapp.ReplyButton{{ID: "yes", Title: "Yes"}},
	}
}

func interactives() []whatsapp.Content {
	title := &whatsapp.InteractiveHeader{Type: whatsapp.HeaderTypeText, Text: "Today", SubText: "until noon"}
	products := []whatsapp.ProductSection{{Title: "Bread", Products: []whatsapp.ProductItem{{ProductRetailerID: "b1"}}}}
	return []whatsapp.Content{
		whatsapp.InteractiveList{Header: title, Body: "When?", Button: "Choose", Sections: []whatsapp.ListSection{
			{Title: "Today", Rows: []whatsapp.ListRow{{ID: "t1", Title: "Morning", Description: "8 to 12"}}},
		}},
		whatsapp.InteractiveProduct{CatalogID: "146265584024623", ProductRetailerID: "b1"},
		whatsapp.InteractiveProductList{Header: title, Body: "Fresh", CatalogID: "146265584024623", Sections: products},
		whatsapp.InteractiveCatalog{Body: "Browse", ThumbnailProductRetailerID: "b1"},
		flow(whatsapp.InteractiveFlow{FlowID: "5561"}),
		flow(whatsapp.InteractiveFlow{FlowName: "booking"}),
		whatsapp.InteractiveCallPermission{Body: "May we call?"},
		whatsapp.InteractiveOrderStatus{Body: "On its way", ReferenceID: "order-17", Status: "shipped"},
	}
}

func flow(named whatsapp.InteractiveFlow) whatsapp.Content {
	named.Body, named.CallToAction, named.Token = "Book a table", "Book", "token-17"
	named.Action, named.Mode = whatsapp.FlowActionNavigate, whatsapp.FlowModeDraft
	named.Screen, named.Data = "FIRST", map[string]any{"seats": json.Number("2")}
	return named
}

func contact() whatsapp.Contact {
	return whatsapp.Contact{
		Name: whatsapp.ContactName{
			FormattedName: "Support line", FirstName: "Support", LastName: "line", MiddleName: "M", Suffix: "S", Prefix: "P",
		},
		Phones: []whatsapp.ContactPhone{{Phone: customer, Type: whatsapp.ContactTypeWork, WAID: "15550123"}},
		Emails: []whatsapp.ContactEmail{{Email: "support@shop.test", Type: whatsapp.ContactTypeWork}},
		Addresses: []whatsapp.ContactAddress{{
			Street: "1 Main Street", City: "Springfield", State: "IL", Zip: "62701",
			Country: "United States", CountryCode: "us", Type: whatsapp.ContactTypeHome,
		}},
		Organization: &whatsapp.ContactOrganization{Company: "Retail account", Department: "Support", Title: "Desk"},
		URLs:         []whatsapp.ContactURL{{URL: "https://shop.test", Type: whatsapp.ContactTypeWork}},
		Birthday:     "2012-08-18",
	}
}

// answeredBy reports whether an example answers a method. A receipt answers
// methods that send; a bare success answers those that mark as read. A method
// that returns a member of a flow is answered by examples with that member, and
// the one that starts a call by examples with a call.
func (m method) answeredBy(example Example) bool {
	object, _ := example.Value.(map[string]any)
	_, isReceipt := object["messages"]
	if m.operation == changeOfNumber {
		return !isReceipt // the document repeats the answer of another operation
	}
	if m.operation == manageCalls {
		_, hasCall := object["calls"]
		return hasCall == (m.callAnswer() == 0)
	}
	if member, part := partOfFlow[m.name]; part {
		_, has := object[member]
		return has
	}
	if m.operation != sendMessage {
		return true
	}
	reads := m.name == "Messages.MarkRead" || m.name == "Messages.ShowTyping"
	return isReceipt != reads
}

func isSend(operation *Operation) bool {
	return operation.ID == sendMessage || operation.ID == "sendMarketingMessage"
}
