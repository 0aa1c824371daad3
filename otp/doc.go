// Package otp logs people in with one-time passcodes sent over WhatsApp.
//
// A [Service] sends codes, checks them, and opens a session for a person who
// has typed the right one:
//
//	service, err := otp.New(otp.Config{Sender: sender, Key: key})
//	if err != nil {
//		return err
//	}
//	err = service.Send(ctx, "+1 555 0100")
//	...
//	login, err := service.Verify(ctx, "+1 555 0100", "123456")
//	...
//	session, err := service.Session(ctx, login.Token)
//
// Call [Service.Session] for every request that carries the token, and
// [Service.Revoke] to log out. [NewHandler] offers codes over HTTP as JSON.
//
// # Sending
//
// Codes are sent by a [Sender]. Over WhatsApp, a code goes out in an
// authentication template, which carries it twice, in the text and in the
// button:
//
//	sender := otp.SenderFunc(func(ctx context.Context, to, code string) error {
//		_, err := client.Messages.SendAuthenticationCode(ctx, phoneNumberID, to, whatsapp.AuthenticationCode{
//			Template: "login_code", Language: "en_US", Code: code,
//		})
//		return err
//	})
//
// A code stays valid if sending it fails. The message may have arrived after
// all, as with whatsapp.ErrOutcomeUnknown, and a code that nobody has received
// does no harm. A failed attempt counts against the limits, since otherwise a
// number that Graph refuses could be tried endlessly. The error matches
// [ErrNotSent] and wraps the sender's error.
//
// # Guarantees
//
//   - A code is valid once, for ten minutes, for one phone number and one
//     purpose, and until the next one is made.
//   - A code ends after five guesses. A number gets one code and three resends
//     within fifteen minutes, and at most twenty codes a day, so there are at
//     most a hundred guesses a day for any number.
//   - Limits hold across all processes that share a [Store], even when they act
//     at the same time.
//   - Codes, tokens and the numbers they belong to are stored as HMAC-SHA256
//     with the caller's key. A session is stored with its number and role.
//   - Codes are compared in constant time. Errors contain no code, token or
//     number.
//
// # Stores
//
// [NewMemoryStore] is for a single process. Package
// github.com/wabakit/whatsapp/redisstore keeps the state of several processes
// in Redis, and package storetest tests a store of your own.
package otp
