package whatsapp_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/wabakit/whatsapp"
)

func TestMessageRecipients(t *testing.T) {
	t.Parallel()
	text := whatsapp.Text{Body: "Hello"}
	tests := map[string]struct {
		message whatsapp.Message
		want    []string
	}{
		"a number":             {whatsapp.Message{To: recipient}, nil},
		"digits":               {whatsapp.Message{To: "15550100123"}, nil},
		"with punctuation":     {whatsapp.Message{To: "+1 (555) 010-0123"}, nil},
		"a user id":            {whatsapp.Message{Recipient: userScoped}, nil},
		"both":                 {whatsapp.Message{To: recipient, Recipient: userScoped}, nil},
		"a group":              {whatsapp.Message{To: "Y2FwaV9ncm91cDox", RecipientType: whatsapp.RecipientTypeGroup}, nil},
		"nobody":               {whatsapp.Message{}, []string{"to is required, or recipient"}},
		"no group":             {whatsapp.Message{RecipientType: whatsapp.RecipientTypeGroup, Recipient: userScoped}, []string{"to is required: a group has no user id"}},
		"a national number":    {whatsapp.Message{To: "0301 2345678"}, []string{`to must start with the country code, not with 0: "0301 2345678"`}},
		"a trunk prefix":       {whatsapp.Message{To: "+49 (0)170 1234567"}, []string{`to must not have "(0)": write "+49 170 1234567", as it is dialed from abroad, or a plain 0 if that is dialed too`}},
		"one without spaces":   {whatsapp.Message{To: "44(0)2079460100"}, []string{`to must not have "(0)": write "44 2079460100", as it is dialed from abroad, or a plain 0 if that is dialed too`}},
		"one with many":        {whatsapp.Message{To: "+44-( 0 )-2079460100"}, []string{`to must not have "(0)": write "+44 2079460100", as it is dialed from abroad, or a plain 0 if that is dialed too`}},
		"one and no country":   {whatsapp.Message{To: "(0)170 1234567"}, []string{`to must start with the country code, not with 0: "(0)170 1234567"`}},
		"an area in Italy":     {whatsapp.Message{To: "+39 (06) 5550100"}, nil},
		"a user id as number":  {whatsapp.Message{To: userScoped}, []string{`to must be a phone number in international form, such as +15550100123, not "` + userScoped + `"; a user id belongs in Message.Recipient`}},
		"a group as number":    {whatsapp.Message{To: "Y2FwaV9ncm91cDox"}, []string{`to must be a phone number in international form, such as +15550100123, not "Y2FwaV9ncm91cDox"; a group needs Message.RecipientType`}},
		"a plus alone":         {whatsapp.Message{To: "+"}, []string{`to must be a phone number in international form, such as +15550100123, not "+"`}},
		"as short as can be":   {whatsapp.Message{To: "+1234567"}, nil},
		"as long as can be":    {whatsapp.Message{To: "+123456789012345"}, nil},
		"no group at all":      {whatsapp.Message{RecipientType: whatsapp.RecipientTypeGroup}, []string{"to is required, or recipient"}},
		"a group and a user":   {whatsapp.Message{To: "Y2FwaV9ncm91cDox", RecipientType: whatsapp.RecipientTypeGroup, Recipient: userScoped}, nil},
		"too short":            {whatsapp.Message{To: "+123456"}, []string{"to has 6 digits, at least 7 are required"}},
		"too long":             {whatsapp.Message{To: "+1234567890123456"}, []string{"to has 16 digits, at most 15 are allowed"}},
		"the longest callback": {whatsapp.Message{To: recipient, CallbackData: strings.Repeat("é", 512)}, nil},
		"a long callback": {
			whatsapp.Message{To: recipient, CallbackData: strings.Repeat("a", 513)},
			[]string{"biz_opaque_callback_data has 513 characters, at most 512 are allowed"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.message.Content = text
			requireViolations(t, test.message.Validate(), test.want...)
		})
	}
	requireViolations(t, whatsapp.Message{To: recipient, Content: whatsapp.Pin{ExpirationDays: 31, Type: whatsapp.PinTypePin}}.Validate(),
		"pin.message_id is required", "pin.expiration_days is 31; it must be between 1 and 30",
		"recipient_type must be group: messages are pinned in groups only")
	requireViolations(t, whatsapp.Message{
		To: "Y2FwaV9ncm91cDox", RecipientType: whatsapp.RecipientTypeGroup, Content: whatsapp.Pin{Type: whatsapp.PinTypeUnpin, MessageID: question, ExpirationDays: 1},
	}.Validate(), "pin.expiration_days must be empty for unpin")
	marketing := whatsapp.MarketingMessage{To: "none", CallbackData: strings.Repeat("a", 513)}
	requireViolations(t, marketing.Validate(),
		`to must be a phone number in international form, such as +15550100123, not "none"`,
		"template.name is required", "template.language.code is required",
		"biz_opaque_callback_data has 513 characters, at most 512 are allowed")
}

// Meta tells what a direct message is and how long it lives; a template has its
// own category and lifetime.
func TestDirectMessages(t *testing.T) {
	t.Parallel()
	type message = whatsapp.Message
	text := whatsapp.Text{Body: "Hello"}
	tests := map[string]struct {
		message message
		want    []string
	}{
		"for 30 seconds":         {message{Content: text, Category: whatsapp.MessageCategoryAuthentication, TTLSeconds: 30}, nil},
		"for half a day":         {message{Content: text, Category: whatsapp.MessageCategoryUtility, TTLSeconds: 43_200}, nil},
		"of tomorrow":            {message{Content: text, Category: "news", TTLSeconds: 1}, nil},
		"without an end":         {message{Content: text, Category: whatsapp.MessageCategoryUtility}, nil},
		"too short":              {message{Content: text, Category: whatsapp.MessageCategoryUtility, TTLSeconds: 29}, []string{"ttl_seconds is 29; it must be between 30 and 43200 for utility"}},
		"too long":               {message{Content: text, Category: whatsapp.MessageCategoryAuthentication, TTLSeconds: 901}, []string{"ttl_seconds is 901; it must be between 30 and 900 for authentication"}},
		"a lifetime alone":       {message{Content: text, TTLSeconds: 60}, []string{"ttl_seconds is for messages with a category; a template has its own"}},
		"a template of a sudden": {message{Content: named(whatsapp.Template{}), Category: whatsapp.MessageCategoryUtility}, []string{"category must be empty: a template has its own"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.message.To = recipient
			requireViolations(t, test.message.Validate(), test.want...)
		})
	}
}

func TestContentLimits(t *testing.T) {
	t.Parallel()
	long := func(length int) string { return strings.Repeat("a", length) }
	tests := map[string]struct {
		content whatsapp.Content
		want    []string
	}{
		"nothing":           {nil, []string{"type is required: the message has no Content"}},
		"a nil pointer":     {(*whatsapp.Image)(nil), []string{"type is required: the message has no Content"}},
		"the longest text":  {whatsapp.Text{Body: long(4096)}, nil},
		"a long text":       {whatsapp.Text{Body: long(4097)}, []string{"text.body has 4097 characters, at most 4096 are allowed"}},
		"an empty text":     {whatsapp.Text{}, []string{"text.body is required"}},
		"no media":          {whatsapp.Image{}, []string{"image.id or link is required"}},
		"two media":         {whatsapp.Audio{ID: "1", Link: "https://shop.test"}, []string{"audio.link must be empty when there is an id"}},
		"a file as link":    {whatsapp.Sticker{Link: "file:///etc/passwd"}, []string{"sticker.link must be an http or https URL"}},
		"a broken link":     {whatsapp.Document{Link: "https://%zz"}, []string{"document.link must be an http or https URL"}},
		"a long caption":    {whatsapp.Video{ID: "1", Caption: long(1025)}, []string{"video.caption has 1025 characters, at most 1024 are allowed"}},
		"the poles":         {whatsapp.Location{Latitude: -90, Longitude: 180}, nil},
		"beyond the poles":  {whatsapp.Location{Latitude: 90.5, Longitude: -181}, []string{"location.latitude is 90.5; it must be between -90 and 90", "location.longitude is -181; it must be between -180 and 180"}},
		"nowhere":           {whatsapp.Location{Latitude: math.NaN()}, []string{"location.latitude is NaN; it must be between -90 and 90"}},
		"no contacts":       {whatsapp.Contacts{}, []string{"contacts needs at least one contact"}},
		"too many contacts": {make(whatsapp.Contacts, 258), append([]string{"contacts has 258 entries, at most 257 are allowed"}, namelessContacts(258)...)},
		"an empty contact": {
			whatsapp.Contacts{{
				Phones: make([]whatsapp.ContactPhone, 1), Emails: make([]whatsapp.ContactEmail, 1), URLs: make([]whatsapp.ContactURL, 1), Birthday: "18.8.2012",
			}},
			[]string{
				"contacts[0].name.formatted_name is required", "contacts[0].phones[0].phone is required", "contacts[0].emails[0].email is required",
				"contacts[0].urls[0].url is required", `contacts[0].birthday must be of the form 2012-08-18, not "18.8.2012"`,
			},
		},
		"a reaction to nothing": {whatsapp.Reaction{Emoji: "👍"}, []string{"reaction.message_id is required"}},
		"content in the address": {
			whatsapp.RawContent{Type: "to", Body: json.RawMessage(`"15550100199"`)},
			[]string{`type must not be "to", which says something else about the message`},
		},
		"raw content":            {whatsapp.RawContent{Type: "poll", Body: json.RawMessage("{")}, []string{"poll must be valid JSON"}},
		"raw content of no type": {whatsapp.RawContent{Body: json.RawMessage("{}")}, []string{"type is required"}},
		"no UTF-8":               {whatsapp.Image{ID: "1", Caption: "caf\xe9"}, []string{"image.caption is not valid UTF-8"}},
		"a code":                 {whatsapp.AuthenticationCode{Template: "login", Language: "en", Code: long(15)}, nil},
		"a long code": {
			whatsapp.AuthenticationCode{Code: long(16)},
			[]string{
				"template.name is required", "template.language.code is required",
				"template.components.body.parameters[0].text has 16 characters, at most 15 are allowed",
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, whatsapp.Message{To: recipient, Content: test.content}.Validate(), test.want...)
		})
	}
}

func namelessContacts(count int) []string {
	found := make([]string, count)
	for i := range found {
		found[i] = "contacts[" + itoa(i) + "].name.formatted_name is required"
	}
	return found
}

func TestReactionsAreNoReplies(t *testing.T) {
	t.Parallel()
	message := whatsapp.Message{To: recipient, ReplyTo: question, Content: whatsapp.Reaction{MessageID: question}}
	requireViolations(t, message.Validate(), "context.message_id must be empty: a reaction names its message itself")
}

func TestCodesGoToPhoneNumbers(t *testing.T) {
	t.Parallel()
	code := whatsapp.AuthenticationCode{Template: "login", Language: "en", Code: "123456"}
	want := "to must be a phone number for an authentication template, not a user id"
	requireViolations(t, whatsapp.Message{Recipient: userScoped, Content: code}.Validate(), want)
	requireViolations(t, whatsapp.Message{Recipient: userScoped, Content: &code}.Validate(), want)
	requireViolations(t, whatsapp.Message{To: recipient, Recipient: userScoped, Content: code}.Validate())
	requireViolations(t, whatsapp.Message{Content: code}.Validate(), "to is required, or recipient")
	requireViolations(t, whatsapp.Message{To: "Y2FwaV9ncm91cDox", RecipientType: whatsapp.RecipientTypeGroup, Content: code}.Validate(),
		"to must be a phone number for an authentication template, not a group")
}

func TestTemplateLimits(t *testing.T) {
	t.Parallel()
	photo := whatsapp.Image{ID: "1", Caption: "A photo"}
	tests := map[string]struct {
		template whatsapp.Template
		want     []string
	}{
		"nameless": {whatsapp.Template{}, []string{"name is required", "language.code is required"}},
		"empty parameters": {named(whatsapp.Template{Body: []whatsapp.TemplateParameter{
			whatsapp.TextParameter{}, whatsapp.CurrencyParameter{}, whatsapp.DateTimeParameter{}, whatsapp.PayloadParameter{},
			whatsapp.CouponCodeParameter{}, whatsapp.RawParameter("{"), nil, (*whatsapp.TextParameter)(nil),
		}}), []string{
			"components.body.parameters[0].text is required",
			"components.body.parameters[1].currency.fallback_value is required", "components.body.parameters[1].currency.code is required",
			"components.body.parameters[2].date_time.fallback_value is required", "components.body.parameters[3].payload is required",
			"components.body.parameters[4].coupon_code is required", "components.body.parameters[5] must be valid JSON",
			"components.body.parameters[6] must not be nil", "components.body.parameters[7] must not be nil",
		}},
		"media with captions": {named(whatsapp.Template{Header: []whatsapp.TemplateParameter{
			photo, whatsapp.Video{ID: "1", Caption: "A film"}, whatsapp.Document{ID: "1", Caption: "A file"}, whatsapp.Location{Latitude: 100},
		}}), []string{
			"components.header.parameters[0].image.caption must be empty: a header has none",
			"components.header.parameters[1].video.caption must be empty: a header has none",
			"components.header.parameters[2].document.caption must be empty: a header has none",
			"components.header.parameters[3].location.latitude is 100; it must be between -90 and 90",
		}},
		"some names": {named(whatsapp.Template{Body: []whatsapp.TemplateParameter{
			whatsapp.TextParameter{Name: "a", Text: "1"}, whatsapp.TextParameter{Text: "2"}, whatsapp.RawParameter("{}"),
		}}), []string{"components.body.parameters have a parameter_name in 1 of 3 cases; name all of them or none"}},
		"bad buttons": {named(whatsapp.Template{Buttons: []whatsapp.TemplateButton{
			whatsapp.URLButton(10, ""), {Index: -1}, whatsapp.ProductsButton(0, "b1", whatsapp.ProductSection{}),
		}}), []string{
			"components.buttons[0].index is 10; it must be between 0 and 9", "components.buttons[0].parameters[0].text is required",
			"components.buttons[1].sub_type is required", "components.buttons[1].index is -1; it must be between 0 and 9",
			"components.buttons[2].parameters[0].action.sections[0].product_items needs at least one product",
		}},
		"many": {named(whatsapp.Template{Buttons: buttonsOfTemplate(11), Cards: make([]whatsapp.TemplateCard, 11)}), []string{
			"components.buttons has 11 entries, at most 10 are allowed", "components.buttons[10].index is 10; it must be between 0 and 9",
			"components.carousel.cards has 11 entries, at most 10 are allowed",
		}},
		"bad values of buttons and headers": {named(whatsapp.Template{
			Header: []whatsapp.TemplateParameter{whatsapp.GIF{}}, Body: []whatsapp.TemplateParameter{whatsapp.ProductParameter{}},
			Buttons: []whatsapp.TemplateButton{whatsapp.VoiceCallButton(0, 43_201, ""), whatsapp.VoiceCallButton(1, 1, strings.Repeat("a", 513))},
		}), []string{
			"components.header.parameters[0].gif.id or link is required", "components.body.parameters[0].product.product_retailer_id is required",
			"components.body.parameters[0].product.catalog_id is required", "components.buttons[0].parameters[0].ttl_minutes is 43201; it must be between 1 and 43200",
			"components.buttons[1].parameters[1].payload has 513 characters, at most 512 are allowed",
		}},
		"a bad card": {named(whatsapp.Template{Cards: []whatsapp.TemplateCard{{Body: whatsapp.TextParameters("")}}}), []string{
			"components.carousel.cards[0].components.body.parameters[0].text is required",
		}},
		"another component": {named(whatsapp.Template{OtherComponents: []json.RawMessage{json.RawMessage("{")}}), []string{
			"components.other[0] must be valid JSON",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := make([]string, len(test.want))
			for i := range want {
				want[i] = "template." + test.want[i]
			}
			requireViolations(t, whatsapp.Message{To: recipient, Content: test.template}.Validate(), want...)
		})
	}
}

func named(template whatsapp.Template) whatsapp.Template {
	template.Name, template.Language = "a", "en"
	return template
}

func buttonsOfTemplate(count int) []whatsapp.TemplateButton {
	buttons := make([]whatsapp.TemplateButton, count)
	for i := range buttons {
		buttons[i] = whatsapp.QuickReplyButton(i, "payload")
	}
	return buttons
}
