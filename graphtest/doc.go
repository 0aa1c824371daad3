// Package graphtest provides an in-memory Graph API for tests, demos and
// examples. It models WhatsApp Business objects instead of replaying canned
// responses: what a program configures can be read back, lists page with
// cursors, and invalid requests get Graph's own error envelopes.
//
// Pass its HTTP client to the SDK; everything else stays as in production:
//
//	srv := graphtest.New()
//	client, err := whatsapp.NewClient("token",
//		whatsapp.WithHTTPClient(srv.Client()))
//	...
//	page, err := client.PhoneNumbers.List(ctx, graphtest.WABAID, nil)
//
// It opens no socket, starts no goroutine and takes the time from package time,
// so tests can run inside testing/synctest. To reach the server over a real
// connection, serve it:
//
//	web := httptest.NewServer(graphtest.New())
//
// # Objects
//
// A server starts with a sample world, whose ids are constants of this package,
// such as [BusinessID], [WABAID] and [PhoneNumberID]. To build a world of your
// own, use [WithoutSampleWorld] with [Server.AddBusiness], [Server.AddWABA],
// [Server.AddPhoneNumber] and the other Add methods.
//
// Each of these methods takes the description of an object and returns its id.
// An empty ID is replaced by an unused one, and every other empty field by a
// typical value; Fields holds further fields under their Graph names and takes
// precedence. The methods panic if the object that they attach to does not
// exist or the id is taken, since both are mistakes in the test.
//
// Every access token is valid except [ExpiredToken], and those that have
// expired or were revoked; see Tokens below. [WithAccessToken] and
// [WithAppSecret] make the server stricter. Like Graph, the server also accepts
// the token as a parameter, and paths without a version.
//
// # Operations
//
// A server models these operations, which [Routes] also returns:
//
//	GET /{phone}
//	POST /{phone}
//	POST /{phone}/request_code
//	POST /{phone}/verify_code
//	POST /{phone}/register
//	POST /{phone}/deregister
//	GET, POST /{phone}/settings
//	GET, POST /{phone}/official_business_account
//	GET, POST, DELETE /{phone}/username
//	GET /{phone}/username_suggestions
//	POST /{phone}/smb_app_data
//	DELETE /{phone}/contact_book
//	POST /{phone}/conversational_automation
//	GET /{phone}/message_history
//	POST /{phone}/media
//	POST /{phone}/messages
//	POST /{phone}/marketing_messages
//	POST /{phone}/messages_encrypted
//	GET, POST /{phone}/whatsapp_business_encryption
//	GET, POST /{phone}/whatsapp_business_profile
//	GET, POST /{phone}/whatsapp_commerce_settings
//	GET, POST /{phone}/business_compliance_info
//	GET, POST /{business-profile}
//	GET, POST /{phone}/message_qrdls
//	GET, DELETE /{phone}/message_qrdls/{qr-code}
//	GET, POST, DELETE /{phone}/block_users
//	POST /{phone}/thread_control
//	POST /{phone}/calls
//	GET /{phone}/call_permissions
//	GET, POST /{phone}/groups
//	GET, POST, DELETE /{group}
//	GET, POST, DELETE /{group}/invite_link
//	GET, POST, DELETE /{group}/join_requests
//	POST, DELETE /{group}/participants
//	GET /{bot}
//	GET, POST /{waba}
//	GET /{waba}/activities
//	GET, POST /{waba}/schedules
//	GET, POST, DELETE /{waba}/product_catalogs
//	GET, POST /{waba}/signups
//	GET, POST /signups/{signup}
//	GET, POST /{business}/messaging_customer_base
//	GET, POST /{waba}/default_messaging_customer_base
//	GET /{waba}/payment_configurations
//	POST, DELETE /{waba}/payment_configuration
//	GET, POST /{waba}/payment_configuration/{payment-configuration}
//	POST /{waba}/generate_payment_configuration_oauth_link
//	GET /{phone}/payments/{payment-configuration}/{reference}
//	POST /{phone}/payments_refund
//	GET, POST /{waba}/dataset
//	GET /{dataset}
//	POST /{dataset}/events
//	GET, POST /{waba}/phone_numbers
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
//	GET /{waba}/template_analytics
//	GET /{waba}/template_group_analytics
//	GET /{waba}/group_analytics
//	GET /{waba}/template_performance_metrics
//	GET /{waba}/reachestimate
//	GET, POST /{waba}/flows
//	POST /{waba}/migrate_flows
//	GET, POST /{template}
//	POST /{template}/unpause
//	GET /{template}/compare
//	GET, POST, DELETE /{template-group}
//	GET /message_template_library
//	GET, POST, DELETE /{flow}
//	GET, POST /{flow}/assets
//	POST /{flow}/publish
//	POST /{flow}/deprecate
//	GET /{business}
//	GET, POST /{business}/whatsapp_business_accounts
//	GET /{business}/owned_whatsapp_business_accounts
//	GET /{business}/client_whatsapp_business_accounts
//	POST /{business}/add_phone_numbers
//	GET, POST /{business}/system_users
//	POST /{business}/system_user_access_tokens
//	POST /{business}/access_token
//	GET /{business}/preverified_numbers
//	POST, DELETE /{business}/share_preverified_numbers
//	GET /{business}/business_users
//	GET /{business}/owned_product_catalogs
//	POST /{business}/onboard_partners_to_mm_lite
//	POST /{business}/self_certify_whatsapp_business
//	GET /{business}/self_certified_whatsapp_business_submissions
//	GET /{business}/extendedcredits
//	POST /{credit-line}/whatsapp_credit_sharing_and_attach
//	POST /{credit-line}/whatsapp_credit_sharing
//	POST /{credit-line}/whatsapp_credit_attach
//	GET /{credit-line}/owning_credit_allocation_configs
//	GET, DELETE /{allocation-config}
//	GET, DELETE /{preverified-number}
//	GET /{preverified-number}/partners
//	POST /{preverified-number}/request_code
//	POST /{preverified-number}/verify_code
//	GET /{user}
//	GET /{user}/assigned_whatsapp_business_accounts
//	POST /{user}/applications
//	POST /{user}/access_tokens
//	GET /{app}
//	GET /{app}/whatsapp_business_solutions
//	POST /{app}/whatsapp_business_solution
//	GET /{app}/connected_client_businesses
//	GET, POST, DELETE /{app}/subscriptions
//	POST /{app}/uploads
//	GET, POST /{upload}
//	GET /{solution}
//	GET /{solution}/partners
//	GET /{solution}/access_token
//	POST /{solution}/accept
//	POST /{solution}/reject
//	POST /{solution}/send_deactivation_request
//	POST /{solution}/accept_deactivation_request
//	POST /{solution}/reject_deactivation_request
//	GET /{waba}/solutions
//	POST /{waba}/set_solution_migration_intent
//	GET /{migration-intent}
//	GET /{waba}/in_progress_onbehalf_request
//	POST /{waba}/obo_mobility_intent
//	POST /{waba}/set_obo_mobility_intent
//	GET /{obo-mobility-intent}
//	GET /{message-history}
//	GET /{message-history}/events
//	GET /oauth/access_token
//	GET /oauth/revoke
//	GET /debug_token
//	GET, DELETE /{media}
//
// It rejects everything else with Graph's error code for an unknown path and a
// message that names the operation. Add a missing operation with
// [Server.Handle], or script its responses with [Server.Script] and [Reply].
//
// # Messages
//
// A message is checked as Graph checks it: the recipient, the lengths of texts,
// buttons and rows, and the media ids, which must belong to the sending
// account. [Server.Outbox] returns the messages that were accepted.
//
// A template message is held to the template, if the server knows it. The
// sample world has two: [HelloTemplate], and [LoginTemplate], whose messages
// must have the code twice. Declare your own with [Server.AddTemplate], or
// create it with a request: it is PENDING until [Server.ReviewTemplate] or
// [Server.ReviewTemplateAfter] approves, rejects or pauses it, or until the
// time of [WithTemplateReview] is over, and every change queues a webhook.
// Messages with other templates are accepted as they are, unless there is
// [WithKnownTemplatesOnly].
//
// With [WithServiceWindow], only a template reaches a user who has not written
// or called within 24 hours: the status of any other message is failed with the
// code 131047. With [WithServiceWindowErrors], the request fails with it. An
// [Inbound] message opens the window, and time.Sleep in testing/synctest closes
// it.
//
// Media uploads are limited to the types and sizes that messages may have.
//
// # Analytics
//
// The server counts what happens in it: messages, their statuses, what they
// cost, and taps on the quick replies of templates. A message is delivered at
// once if there are no [Webhooks], and read only with its status. Every
// template message costs the same. [Server.AddTraffic] adds what has happened
// elsewhere or earlier, such as calls or the cost of last month; the sample
// world has a day in the middle of last month.
//
// Intervals begin at the start of the request, and days of templates at
// midnight in UTC, or in the account's time zone, which is eight hours behind.
//
// # Groups
//
// A request that makes or changes a group is carried out at once, and queues
// the webhook with its request id. It adds participants as Meta's document has
// it, although Meta's guide says that nobody can be added.
// [Server.FailGroupRequest] has the next one fail instead, which only its
// webhook tells. People come and go with [Server.JoinGroup],
// [Server.CancelJoinRequest] and [Server.LeaveGroup]; [Server.SuspendGroup]
// suspends a group, as WhatsApp does. A message to a group has one status for
// each participant, all of them in one webhook.
//
// # Calls
//
// Users call with [Server.StartCall], and a request accepts or rejects the
// call; a request calls users, who do so with [Server.AcceptCall] and
// [Server.RejectCall]. Nobody rings for longer than a minute. A user is called
// only with permission: [Server.AnswerCallPermission] answers the message that
// asks for it, [Server.PermitCalls] gives it without one, and
// [Server.ForbidCalls] takes it back, as WhatsApp does after four calls that
// nobody has picked up. A user can be asked once a day and twice a week, and
// called 100 times a day. [Server.HangUp] and [Server.FailCall] end a call,
// which is then counted, and queue the webhooks of its recording and its
// transcript, which can be downloaded. Every step queues the webhooks that Meta
// sends. [Server.AddCall] adds a call that is under way.
//
// # Accounts and numbers in trouble
//
// [Server.BanWABA], [Server.RestrictWABA] and [Server.WarnWABA] do to an
// account what WhatsApp does, and [Server.ReinstateWABA] ends it;
// [Server.BanPhoneNumber], [Server.RestrictPhoneNumber] and
// [Server.RestorePhoneNumber] do so to one number, whose quality and limit
// [Server.RatePhoneNumber] and [Server.LimitPhoneNumber] change. Each queues
// its webhook, and messages of what is banned or restricted are refused.
//
// # Flows
//
// A flow is a draft until a request publishes it, which its JSON and its
// endpoint must allow; mistakes in the JSON are reported with line and column.
// [Server.SetFlowStatus] throttles and blocks it, and every change of its
// status queues a webhook. A message with a flow that the server knows is held
// to the flow's status: see [Server.AddFlow]. [FlowClient] is the user's phone:
// it calls the endpoint of a flow, encrypted and signed.
//
// # Phone numbers
//
// A number that a request creates is verified with the code that
// [Server.VerificationCode] returns, and can send once it is registered. Its
// two-step verification PIN is the one it was registered with first; of the
// others it is [PIN]. After 10 registrations and deregistrations within 72
// hours come 72 hours of the code 133016, by the time of package time, which a
// test can move with testing/synctest. [Server.ReviewDisplayName] ends the
// review of a name. The first registration, a new PIN, new settings for calls
// and a new username queue the webhooks that Meta sends.
//
// A username is reserved until [Server.ReviewUsername] or the time of
// [WithUsernameDelay]; [Server.AddUsername] makes one that is taken.
// [Server.ReviewOfficialBusinessAccount] decides on the badge, and
// [Server.AddAppContact] fills the app of a number in coexistence.
//
// # Tokens
//
// [Server.IssueSignupCode] plays Embedded Signup: it returns a code that can be
// exchanged for an access token, once and for 30 seconds. The server knows the
// tokens that it has issued and those of [Server.AddToken]: debug_token
// describes them, and requests with them fail once they expire or are revoked.
//
// # Versions
//
// A request is answered as the version in its path would: since v24.0, a phone
// number has no messaging_limit_tier and a bad cursor of templates has the code
// 131059. A version before v21.0 gets the answers of that one. Webhooks have
// v23.0, whose statuses tell conversations, unless [WithVersion] says
// otherwise. No version takes the parameters ids and date_format.
//
// # Faults
//
// [Server.Script] injects faults into the next requests of a route, one each,
// and [Server.Always] injects one into all of them:
//
//	srv.Script("GET /{waba}/phone_numbers",
//		graphtest.Throttled(80007, 2*time.Minute),
//		graphtest.DropAfter(),
//	)
//
// [Server.Requests] returns the requests that the server received.
//
// With [WithThroughput] and [WithPairRate] the server throttles messages that
// come too fast, as Meta does for each phone number, and for each pair of a
// phone number and a user:
//
//	srv := graphtest.New(
//		graphtest.WithThroughput(80),
//		graphtest.WithPairRate(6*time.Second, 45),
//	)
//
// # Webhooks
//
// [Server.Webhooks] delivers signed webhooks to a handler, as Meta does: again
// after a failure and, if asked to, several times or out of order.
//
//	hooks := srv.Webhooks(handler, appSecret)
//	message := graphtest.Inbound{From: "15550100123", Text: "hello"}
//	err := hooks.Deliver(ctx, message)
//	...
//	err = hooks.Run(ctx) // the statuses of what the handler sent
//
// # History
//
// A server can run for weeks. It remembers the latest 10,000 requests, messages
// and deliveries; see [WithHistory] for other limits and for what is forgotten.
// [Server.Observe] tells of requests and messages as they come, and
// [Server.Read] shows what the server has. Time moves on by itself, unless
// there is [WithClock].
//
// # Limits
//
// Permissions are not modelled: an accepted token may do everything. Without
// [WithServiceWindow], a message reaches everyone. Everybody can be blocked,
// also who has not written; only a number that is too short, such as 12, fails.
//
// Graph's limits, such as 20 characters for the title of a button, are defined
// both here and in package whatsapp, and neither package uses the other's. This
// is deliberate: a test that sends through both checks each against the other,
// so a limit that is wrong in one of them shows.
package graphtest
