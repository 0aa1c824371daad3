// Package whatsapp is a typed client for the WhatsApp Business part of Meta's
// Graph API.
//
// A [Client] holds an access token, an API version and a retrying HTTP
// transport, and exposes one service per Graph resource:
//
//	client, err := whatsapp.NewClient(token)
//	if err != nil {
//		return err
//	}
//	automation, err := client.Automation.Get(ctx, phoneNumberID)
//
// # Calls
//
// Every method takes a context first and [CallOption] values last, and returns
// its result and an error. What else an answer carries (status, headers,
// rate-limit usage, the raw body) is there for who asks with [CaptureResponse].
// List methods return one [Page]; All methods return an iterator that fetches
// pages as they are needed:
//
//	for user, err := range client.Users.All(ctx, wabaID, businessID, nil) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(user.Name, user.Tasks)
//	}
//
// An operation that has no method yet goes through [Client.Do], with the same
// guarantees.
//
// # Errors
//
// What Graph refuses comes back as a [*GraphAPIError], what never got an answer
// as a [*TransportError], and what is wrong with a request before it is sent as
// a [*ValidationError]. errors.Is sorts all of them into classes: [ErrRateLimited],
// [ErrUnauthorized], [ErrPermission], [ErrNotFound], [ErrInvalidRequest],
// [ErrTransient], [ErrPolicy] and [ErrOutcomeUnknown]. [Decide] says what to do
// about any of them, and when.
//
// # Repetition
//
// A call is repeated only where that is safe. Reading and overwriting are
// repeated after any passing failure. Sending and creating are repeated only
// when Graph has refused the request and says to try again, or when nothing
// left this machine; any other failure is an [ErrOutcomeUnknown], because the
// first attempt may have been carried out. See [RetryPolicy] and
// [Repeatability].
//
// # Messages
//
// A [Message] is a recipient and a [Content]: plain structs that are checked
// before they are sent and encode to what Graph takes:
//
//	sent, err := client.Messages.Send(ctx, phoneNumberID, whatsapp.Message{
//		To:      "+15550100123",
//		Content: whatsapp.Text{Body: "Hello"},
//	})
//
// Package [github.com/wabakit/whatsapp/batch] sends many of them at the pace that
// Graph allows.
//
// # Testing
//
// Package [github.com/wabakit/whatsapp/graphtest] is an in-memory Graph API to
// test against, without a Meta account.
package whatsapp
