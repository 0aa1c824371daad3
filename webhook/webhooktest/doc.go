// Package webhooktest makes webhook bodies of every kind, for tests of a
// callback and for trying one out. They are the bodies that this module's own
// tests read, with a fresh id and the current time:
//
//	body, err := webhooktest.Body("status.failed", &webhooktest.Options{
//		ID:   messageID,
//		Code: 131049,
//	})
//	...
//	request := httptest.NewRequest(http.MethodPost, "/webhook", bytes.NewReader(body))
//	request.Header.Set(webhook.SignatureHeader, webhook.Sign(body, appSecret))
//
// [Kinds] lists the kinds. Their names have a dot between what an event is
// about and what has happened, such as message.image, template.paused and
// account.violation. What follows a further dot is a variant:
// message.text.reply is a message.text like any other, with a quote. [KindOf]
// names the kind of an event that has arrived, without a variant.
//
// Package graphtest delivers webhooks too. Its are the consequences of what a
// program and a user do; those of this package come out of the blue.
package webhooktest
