// Package whatsapp is a client for the WhatsApp Business Platform: the part of
// Meta's Graph API that sends messages and manages accounts, phone numbers,
// automation and media.
//
// # Making a client
//
// [NewClient] takes an access token and options. [NewClientFromEnv] reads the
// token from the environment:
//
//	client, err := whatsapp.NewClient(token)
//	if err != nil {
//		return err
//	}
//	sent, err := client.Messages.SendText(ctx, phoneNumberID, "+15550100123", "Hello")
//
// A [Client] does not change once it is made, and any number of goroutines may
// use it. [Client.Clone] makes one that differs in some options, such as the
// token of another tenant, and shares the connections of the first:
//
//	tenant, err := client.Clone(whatsapp.WithToken(tenantToken))
//
// Each [Option] says what it changes and what the default is: [WithAPIVersion],
// [WithAppSecret], [WithHTTPClient], [WithLogger], [WithObserver],
// [WithRetryPolicy], [WithAttemptTimeout] and others. A [TokenSource] supplies
// tokens that expire.
//
// # Services
//
// A client has one service for each kind of Graph object:
//
//   - Messages: [MessageService] sends messages and marks them as read.
//   - Media: [MediaService] uploads and downloads the media of messages.
//   - Uploads: [UploadService] uploads template samples and profile pictures.
//   - Templates: [TemplateService] manages message templates: their reviews,
//     their library, previews, groups and copies between accounts.
//   - MessageHistory: [MessageHistoryService] lists the messages of a phone
//     number and their delivery events.
//   - PhoneNumbers: [PhoneNumberService] adds, verifies and registers phone
//     numbers, and reads and changes them, with their settings and usernames.
//   - PreverifiedNumbers: [PreverifiedNumberService] keeps numbers that a
//     partner has verified for its clients.
//   - BusinessProfiles: [BusinessProfileService] reads and changes what people
//     see of the business behind a phone number.
//   - Commerce: [CommerceService] shows a catalog and a cart on a phone number.
//   - Payments: [PaymentService] connects payment gateways in India, looks
//     payments up and refunds them.
//   - Compliance: [ComplianceService] says what Indian law wants customers to
//     know.
//   - QRCodes: [QRCodeService] manages the QR codes that lead to a chat.
//   - BlockedUsers: [BlockedUserService] blocks people who write to a number.
//   - Groups: [GroupService] makes groups of people and manages who is in them.
//   - Calls: [CallService] calls users who permit it, and answers their calls.
//   - Threads: [ThreadService] passes conversations between the apps that share
//     a phone number, and to Meta's agent.
//   - Automation: [AutomationService] sets the commands and ice breakers of a
//     phone number.
//   - Bots: [BotService] reads the automation of a bot.
//   - WelcomeSequences: [WelcomeSequenceService] manages the welcome messages
//     of ads that click to WhatsApp.
//   - Signups: [SignupService] manages links with which people sign up for the
//     messages of a business.
//   - Analytics: [AnalyticsService] reads what Meta counts of an account: its
//     messages and what they cost, calls, templates and groups.
//   - WABAs: [WABAService] reads, lists, creates and changes WhatsApp Business
//     Accounts, with their activities, schedules and product catalogs.
//   - Conversions: [ConversionService] reports what people do after an ad that
//     clicks to WhatsApp.
//   - Subscriptions: [SubscriptionService] says which webhooks go where, and
//     what keeps them from arriving.
//   - Flows: [FlowService] manages the forms that people fill in within a chat.
//   - Users: [UserService] manages the people who work with an account.
//   - Tokens: [TokenService] exchanges the codes of Embedded Signup, and gets,
//     inspects and revokes access tokens.
//   - Businesses: [BusinessService] reads business portfolios, and does what
//     partners do for clients.
//   - CreditLines: [CreditLineService] shares the credit line of a partner with
//     its clients.
//   - Applications: [ApplicationService] lists the businesses that use an app.
//   - Solutions: [SolutionService] manages multi-partner solutions, from the
//     invitation to the end.
//   - OnBehalf: [OnBehalfService] hands over accounts that one business manages
//     on behalf of another.
//
// An [EmbeddedSignup] takes a customer of yours from the code of Embedded
// Signup to a number that can send, and can go on where it has stopped.
//
// A method takes a context first, then ids, then what it sends, and ends with
// any number of [RequestOption] values for this one request: [WithFields],
// [WithQuery], [WithToken], [WithMaxRetries], [WithoutValidation] and
// [CaptureResponse], which stores status, headers, usage and the raw body in a
// [Response]. The documentation of every method has the HTTP request it makes
// and the permission the token needs.
//
// In a request, nil leaves a setting unchanged and an empty list clears it.
// Enums are strings, and values that Meta added later are kept.
//
// An operation without a method goes through [Client.Do], which gives any
// [Operation] the same checks, retries and errors.
//
// # Messages
//
// A [Message] has a recipient and one [Content], such as [Text], [Image],
// [Template] or [InteractiveButtons]:
//
//	sent, err := client.Messages.Send(ctx, phoneNumberID, whatsapp.Message{
//		To:           "+15550100123",
//		Content:      whatsapp.Text{Body: "Your order is on its way."},
//		CallbackData: "order-17",
//	})
//
// Messages are plain values. They are checked against Meta's limits before they
// are sent, and encode to JSON and back, so that they can wait in a queue.
//
// More than 24 hours after a person last wrote, only a [Template] may be sent
// to them. An accepted message is not delivered yet: its status arrives by
// webhook.
//
// Package [github.com/wabakit/whatsapp/batch] sends many messages as fast as
// Graph allows, reports the result of each, and with a journal can continue
// after a crash without sending anything twice.
//
// # Accounts as desired state
//
// Package [github.com/wabakit/whatsapp/provision] compares accounts and phone
// numbers with what a JSON file declares, shows the difference, and makes them
// so.
//
// # Errors
//
// There are three types of error, by how far a request got:
//
//   - [*ValidationError]: it was not sent; the error lists every mistake in it.
//   - [*TransportError]: it got no answer.
//   - [*GraphAPIError]: Graph refused it; the error has the code, the details
//     and the trace id, and its text says what to do.
//
// [Decide] says what to do about any error, and when, so that nothing is sent
// twice:
//
//	switch decision := whatsapp.Decide(err); decision.Action {
//	case whatsapp.ActionDone:
//	case whatsapp.ActionRetryNow, whatsapp.ActionRetryLater:
//		// Nothing was sent: send it again after decision.After.
//	case whatsapp.ActionReconcile:
//		// It may have been carried out: find out before doing it again.
//	default:
//		// Another token, another request or somebody's help is needed.
//	}
//
// To branch on the kind of failure, test for its class with errors.Is, since
// several codes often mean the same: [ErrRateLimited], [ErrUnauthorized],
// [ErrPermission], [ErrNotFound], [ErrInvalidRequest], [ErrPolicy],
// [ErrTransient] and [ErrOutcomeUnknown]. An error is in at most one of them.
// Some failures have their own names: [ErrReEngagementWindow],
// [ErrPairRateLimited], [ErrRecipientOptedOut], [ErrSequenceInUse] and others.
//
// # Retries
//
// A request is repeated only if that is safe; see [Repeat]. Reading, deleting
// and overwriting are repeated after any temporary failure. Sending and
// creating are repeated only if Graph refused the request and asks for it
// again, or if it never left this machine. After any other failure, the request
// may have been carried out, and the error is [ErrOutcomeUnknown].
// [RetryPolicy] limits the number of retries and the waits; a call never waits
// beyond the deadline of its context.
//
// # Lists
//
// A List method returns one [Page], an All method an iterator that fetches
// pages as they are needed:
//
//	for user, err := range client.Users.All(ctx, wabaID, businessID, nil) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(user.Name, user.Tasks)
//	}
//
// [ListOptions] has the size of a page and where to begin.
//
// # Webhooks
//
// Package [github.com/wabakit/whatsapp/webhook] receives messages and statuses:
// it checks signatures and turns each event into a Go type.
//
// Package [github.com/wabakit/whatsapp/flowcrypto] answers the encrypted
// requests of flows with an endpoint.
//
// # Guides
//
// The folder docs of the repository has guides: to the first message, to
// templates, phone numbers and flows, and to onboarding customers. The folder
// examples has a program for each service.
//
// https://github.com/wabakit/whatsapp/tree/main/docs
//
// # Testing
//
// Package [github.com/wabakit/whatsapp/graphtest] is a Graph API in memory. It
// keeps state, refuses what Graph refuses, fails on demand and delivers
// webhooks; no Meta account is needed:
//
//	server := graphtest.New()
//	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(server.Client()))
package whatsapp
