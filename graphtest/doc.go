// Package graphtest is a Graph API for tests, demos and examples. It is a model
// of WhatsApp Business objects in memory, not a set of canned answers: what a
// program configures reads back, lists page with cursors, and wrong requests
// get Graph's own error envelopes.
//
// Give its client to the SDK and everything else stays as in production:
//
//	srv := graphtest.New()
//	client, err := whatsapp.NewClient("token", whatsapp.WithHTTPClient(srv.Client()))
//	...
//	page, err := client.PhoneNumbers.List(ctx, graphtest.WABAID, nil)
//
// No socket is opened, no goroutine is started and time comes from package
// time, so a test can run inside testing/synctest. To reach the server over a
// real connection, serve it:
//
//	web := httptest.NewServer(graphtest.New())
//
// # Objects
//
// A server starts with a sample world. The constants of this package, such as
// [BusinessID], [WABAID] and [PhoneNumberID], are the ids in it. Build another
// one with [WithoutSampleWorld] and [Server.AddBusiness], [Server.AddWABA],
// [Server.AddPhoneNumber] and their siblings.
//
// What these methods take describes one object. An empty ID is replaced by a
// free one, and every other empty field by a usual value; Fields holds further
// fields under their Graph names and wins over the rest. They return the id,
// and panic when the object that they attach to does not exist or the id is
// taken: both are mistakes in the test.
//
// Every access token is good except [ExpiredToken]. [WithAccessToken] and
// [WithAppSecret] make the server stricter. As Graph does, the server takes the
// token as a parameter too, and paths without a version.
//
// # Operations
//
// A server models these operations, which [Routes] returns too:
//
//	GET /{phone}
//	POST /{phone}/conversational_automation
//	GET /{phone}/message_history
//	POST /{phone}/media
//	POST /{phone}/messages
//	POST /{phone}/marketing_messages
//	GET, POST /{phone}/message_qrdls
//	GET, DELETE /{phone}/message_qrdls/{qr-code}
//	GET, POST, DELETE /{phone}/block_users
//	GET /{bot}
//	GET /{waba}
//	GET /{waba}/phone_numbers
//	GET, POST, DELETE /{waba}/welcome_message_sequences
//	GET, POST, DELETE /{waba}/assigned_users
//	GET, POST, DELETE /{waba}/subscribed_apps
//	GET, POST, DELETE /{waba}/message_templates
//	POST /{waba}/message_templates/archive
//	POST /{waba}/message_templates/unarchive
//	GET /{waba}/message_template_previews
//	POST /{waba}/upsert_message_templates
//	POST /{waba}/migrate_message_templates
//	GET, POST /{waba}/template_groups
//	GET, POST /{template}
//	POST /{template}/unpause
//	GET /{template}/compare
//	GET, POST, DELETE /{template-group}
//	GET /message_template_library
//	GET /{business}
//	GET, POST /{business}/whatsapp_business_accounts
//	GET /{business}/owned_whatsapp_business_accounts
//	GET /{business}/client_whatsapp_business_accounts
//	POST /{business}/add_phone_numbers
//	GET /{user}
//	GET /{user}/assigned_whatsapp_business_accounts
//	GET /{app}
//	GET /{app}/whatsapp_business_solutions
//	POST /{app}/whatsapp_business_solution
//	GET /{app}/connected_client_businesses
//	GET, POST, DELETE /{app}/subscriptions
//	POST /{app}/uploads
//	GET, POST /{upload}
//	GET /{solution}
//	GET /{message-history}
//	GET /{message-history}/events
//	GET, DELETE /{media}
//
// It refuses everything else with the code that Graph has for a path it does
// not know, and a message that names the operation. Add one that is missing
// with [Server.Handle], or script its answers with [Server.Script] and [Reply].
//
// # Messages
//
// A message is checked as Graph checks it: the recipient, the lengths of texts,
// buttons and rows, and the media ids, which must be of media objects of the
// account that sends. [Server.Outbox] returns the messages that were accepted.
//
// A template message is held to the template, if the server knows it. The
// sample world has two: [HelloTemplate], and [LoginTemplate], whose messages
// must have the code twice. Declare your own with [Server.AddTemplate], or
// create it with a request: it is PENDING until [Server.ReviewTemplate], or
// until the time of [WithTemplateReview] is over, and the end of the review
// queues a webhook. Messages with other templates are accepted as they are,
// unless there is [WithKnownTemplatesOnly].
//
// An upload of media is held to the types and sizes that messages may have.
//
// # Faults
//
// [Server.Script] says what befalls the next requests of a route, one fault
// each, and [Server.Always] what befalls all of them:
//
//	srv.Script("GET /{waba}/phone_numbers",
//		graphtest.Throttled(80007, 2*time.Minute),
//		graphtest.DropAfter(),
//	)
//
// [Server.Requests] returns what the server has received.
//
// Messages that come too fast are throttled with [WithThroughput] and
// [WithPairRate], as Meta throttles each phone number, and each number and
// user:
//
//	srv := graphtest.New(graphtest.WithThroughput(80), graphtest.WithPairRate(6*time.Second, 45))
//
// # Webhooks
//
// [Server.Webhooks] delivers signed webhooks to a handler, as Meta does: more
// than once if asked to, in another order, and again after a failure.
//
//	hooks := srv.Webhooks(handler, appSecret)
//	err := hooks.Deliver(ctx, graphtest.Inbound{From: "15550100123", Text: "hello"})
//	...
//	err = hooks.Run(ctx) // the statuses of what the handler has answered
//
// # History
//
// A server can run for weeks. It remembers the latest requests, messages and
// deliveries, 10,000 of each; see [WithHistory] for other numbers and for what
// is forgotten.
//
// # Limits
//
// Permissions are not part of this package: a token that is accepted may do
// everything. The server does not know who has
// written within 24 hours: script a [GraphError] with the code 131047 where
// that matters.
//
// What Graph allows, such as 20 characters in the title of a button, is written
// down here and once more in package whatsapp, and neither looks at the other.
// That is on purpose: a test that sends through both hears two witnesses, and a
// limit that is wrong in one of them shows.
package graphtest
