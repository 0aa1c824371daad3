// Package simulator serves package graphtest as a web page: the phone of a
// WhatsApp user, what programs and Meta say to each other, the faults and the
// clock. It needs no account, no tunnel and no network.
//
//	sim, err := simulator.New(
//		simulator.WithCallbackURL("http://127.0.0.1:8080/webhook"))
//	...
//	go sim.Run(ctx) // delivers webhooks
//	err = http.ListenAndServe("127.0.0.1:8480", sim)
//
// One address serves three things:
//
//   - The Graph API, for programs in any language: it is their base URL, such
//     as http://127.0.0.1:8480. Any access token is accepted, and
//     graphtest.PhoneNumberID is one of the phone numbers.
//   - The page, at the same address in a browser.
//   - A REST interface below /_simulator/api, which the page uses, and with
//     which tests in other languages let users write and wait for the answers.
//     /_simulator/api/openapi.json describes it.
//
// # Users
//
// Whoever a program writes to has a phone. Users read a message when somebody
// opens their chat on the page, or as [WithReading] says. A recipient whose
// number ends in an error code, such as 15550131026, fails with it: see
// [MagicCodes].
//
// Groups, with those who are in them, stand between the chats.
//
// # Callbacks
//
// Webhooks go to the callback of [WithCallbackURL], unless a program has set
// one for the phone number, the account or the app. That one has to return the
// challenge at once, unless [WithoutCallbackVerification] trusts it, and gets
// the fields that its app has subscribed to. One that is not on this machine is
// not called without [WithRemoteHosts].
//
// # Flows
//
// A user walks through a flow on the page, or by the REST interface: the
// screens of its Flow JSON, and, encrypted and signed as by WhatsApp, the
// endpoint of the developer, which has to be on this machine unless
// [WithFlowHosts] says otherwise. The address of [WithFlowEndpoint] is called
// instead of every endpoint_uri.
//
// # Time
//
// The simulator has a clock of its own that the page and the REST interface
// move on. Windows close, links and codes expire, and failed webhooks are
// delivered again as if the time had passed.
//
// [Simulator.Save] returns the world as a file, and [Simulator.Load] begins
// with one.
//
// # Safety
//
// The simulator has no secrets, but whoever can reach it can have it call the
// callback URL, and what else is on this machine: another callback, or a file
// that a message links to. It answers only to hosts that are IP addresses,
// localhost and those of [WithAllowedHosts], so that no name on the web can be
// pointed at it, and refuses changes that the page of another origin asks for.
// Bind it to a loopback address.
//
// # Memory
//
// It can run for weeks: it keeps the latest requests, webhooks and messages,
// see [WithHistory], and media objects of 256 MiB.
package simulator
