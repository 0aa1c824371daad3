package whatsapp_test

import (
	"context"

	"github.com/wabakit/whatsapp"
)

const (
	recipient  = "+15550100123"
	userScoped = "US.13491208655302741918"
	question   = "wamid.QUESTION"
)

func messageMethods() []method {
	const operation = "POST /{phone-number-id}/messages"
	single := func(name, fixture string, call callMethod, want any) method {
		return method{name: name, operation: operation, id: phoneNumberID, cases: []exchange{one(fixture, call, want)}}
	}
	read := func(name, fixture string, call callMethod) method {
		row := single(name, fixture, call, nil)
		row.repeat = whatsapp.RepeatSafe
		return row
	}
	return []method{
		{name: "Messages.Send", operation: operation, id: phoneNumberID, cases: sendCases()},
		{name: "Messages.SendEncrypted", operation: "POST /{phone-number-id}/messages_encrypted", id: phoneNumberID, cases: encryptedCases()},
		{name: "Messages.SendMarketing", operation: "POST /{phone-number-id}/marketing_messages", id: phoneNumberID, cases: marketingCases()},
		single("Messages.SendText", "messages/send_text", func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Messages.SendText(ctx, id, recipient, "Your order is on its way.", opts...))
		}, sentMessage("")),
		single("Messages.SendImage", "messages/send_image", func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Messages.SendImage(ctx, id, recipient, whatsapp.Image{ID: mediaID, Caption: "Your parcel"}, opts...))
		}, sentMessage("")),
		single("Messages.SendAudio", "messages/send_audio", func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Messages.SendAudio(ctx, id, recipient, whatsapp.Audio{ID: mediaID, Voice: true}, opts...))
		}, sentMessage("")),
		single("Messages.SendAuthenticationCode", "messages/send_code", func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			code := whatsapp.AuthenticationCode{Template: "login_code", Language: "en_US", Code: "123456"}
			return result(client.Messages.SendAuthenticationCode(ctx, id, recipient, code, opts...))
		}, sentMessage(whatsapp.MessageStatusAccepted)),
		read("Messages.MarkRead", "messages/mark_read", func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Messages.MarkRead(ctx, id, question, opts...))
		}),
		read("Messages.ShowTyping", "messages/show_typing", func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Messages.ShowTyping(ctx, id, question, opts...))
		}),
	}
}

func sendCases() []exchange {
	send := func(message whatsapp.Message) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Messages.Send(ctx, id, message, opts...))
		}
	}
	text := whatsapp.Text{Body: "Your order is on its way."}
	toUser, toGroup := sentMessage(""), sentMessage("")
	toUser.Contacts = []whatsapp.MessageRecipient{{Input: userScoped, UserID: userScoped}}
	toUser.Messages = []whatsapp.AcceptedMessage{{ID: "wamid.USER"}}
	toGroup.Contacts = []whatsapp.MessageRecipient{{Input: "Y2FwaV9ncm91cDox"}}
	toGroup.Messages = []whatsapp.AcceptedMessage{{ID: "wamid.GROUP", GroupID: "Y2FwaV9ncm91cDox"}}
	return []exchange{
		one("messages/send_text", send(whatsapp.Message{To: recipient, Content: text}), sentMessage("")),
		one("messages/send_text", send(whatsapp.Message{To: "15550100123", Content: text}), sentMessage("")),
		one("messages/send_text", send(whatsapp.Message{To: "1 (555) 010-0123", Content: &text}), sentMessage("")),
		one("messages/send_everything", send(whatsapp.Message{
			To: recipient, Recipient: userScoped, RecipientType: whatsapp.RecipientTypeIndividual,
			Content: whatsapp.Text{Body: "See https://shop.test/17", PreviewURL: true},
			ReplyTo: question, CallbackData: "order-17", IdentityKeyHash: "DF2lS5v2W6x=", MessagingAccountID: wabaID,
		}), sentMessage("")),
		one("messages/send_direct", send(whatsapp.Message{
			To: recipient, Content: whatsapp.Text{Body: "Your order is on its way."}, Category: whatsapp.MessageCategoryUtility, TTLSeconds: 3600,
		}), sentMessage("")),
		one("messages/send_pin", send(whatsapp.Message{
			To: "Y2FwaV9ncm91cDox", RecipientType: whatsapp.RecipientTypeGroup,
			Content: whatsapp.Pin{Type: whatsapp.PinTypePin, MessageID: question, ExpirationDays: 7},
		}), toGroup),
		one("messages/send_to_user_id", send(whatsapp.Message{Recipient: userScoped, Content: whatsapp.Text{Body: "Hello"}}), toUser),
		one("messages/send_to_group", send(whatsapp.Message{
			To: "Y2FwaV9ncm91cDox", RecipientType: whatsapp.RecipientTypeGroup, Content: whatsapp.Text{Body: "Hello, all"},
		}), toGroup),
		one("messages/send_template", send(whatsapp.Message{To: recipient, Content: whatsapp.Template{
			Name: "order_shipped", Language: "en_US",
			Header:  []whatsapp.TemplateParameter{whatsapp.Image{Link: "https://shop.test/17.png"}},
			Body:    whatsapp.TextParameters("Ada", "17"),
			Buttons: []whatsapp.TemplateButton{whatsapp.URLButton(0, "17")},
		}}), sentMessage(whatsapp.MessageStatusHeldForQualityAssessment)),
	}
}

func marketingCases() []exchange {
	send := func(message whatsapp.MarketingMessage) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Messages.SendMarketing(ctx, id, message, opts...))
		}
	}
	offer := whatsapp.Template{Name: "summer_offer", Language: "en"}
	accepted := sentMessage(whatsapp.MessageStatusAccepted)
	accepted.Success = true
	return []exchange{
		one("messages/send_marketing", send(whatsapp.MarketingMessage{To: "15550100123", Template: offer}), accepted),
		one("messages/send_marketing_everything", send(whatsapp.MarketingMessage{
			To: recipient, Recipient: userScoped, Template: offer, ProductPolicy: whatsapp.ProductPolicyStrict,
			MessageActivitySharing: new(false), CallbackData: "offer-3",
		}), sentMessage(whatsapp.MessageStatusPaused)),
	}
}

// sentMessage is the receipt that most fixtures have.
func sentMessage(status whatsapp.MessageStatus) *whatsapp.SentMessage {
	return &whatsapp.SentMessage{
		MessagingProduct: "whatsapp",
		Contacts:         []whatsapp.MessageRecipient{{Input: recipient, WAID: "15550100123"}},
		Messages:         []whatsapp.AcceptedMessage{{ID: "wamid.HBgLMTU1NTAxMDAxMjMVAgARGBI5", Status: status}},
	}
}
