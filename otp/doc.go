// Package otp logs people in with one-time passcodes that arrive over WhatsApp.
//
// A [Service] sends codes, checks them, and opens a session for who has typed
// the right one:
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
// [Service.Session] is for every request that carries the token, and
// [Service.Revoke] for logging out. [NewHandler] serves codes over HTTP as JSON.
//
// # Sending
//
// The package does not know how a code is sent: a [Sender] does it. Over
// WhatsApp it is an authentication template, which carries the code twice, in
// the text and in the button:
//
//	sender := otp.SenderFunc(func(ctx context.Context, to, code string) error {
//		_, err := client.Messages.SendAuthenticationCode(ctx, phoneNumberID, to, whatsapp.AuthenticationCode{
//			Template: "login_code", Language: "en_US", Code: code,
//		})
//		return err
//	})
//
// A code stays valid when its sending fails. The message may have arrived all
// the same, as it is with whatsapp.ErrOutcomeUnknown, and a code that nobody
// has received helps nobody. A failed sending also counts against the limits:
// otherwise a number that Graph refuses could be tried without end. The error
// matches [ErrNotSent] and wraps what the sender has returned.
//
// # Guarantees
//
//   - A code is valid once, for ten minutes, for one number and one purpose,
//     and until the next one is made.
//   - Five guesses end a code. A number gets one code and three resends within
//     fifteen minutes, and no more than twenty codes a day, so that there are at
//     most a hundred guesses a day at any number.
//   - Limits hold across processes that share a [Store], whatever they do at the
//     same time.
//   - Codes, tokens and the numbers they belong to are stored as HMAC-SHA256
//     under the caller's key. A session is stored with its number and role.
//   - Codes are compared in constant time. Errors hold no code, token or number.
//
// # Stores
//
// [NewMemoryStore] is for a single process. Package
// github.com/wabakit/whatsapp/redisstore keeps the state of many processes in
// Redis, and package storetest proves a store of your own.
package otp
