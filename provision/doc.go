// Package provision keeps WhatsApp Business Accounts and their phone numbers as
// a document declares them.
//
//	document, err := provision.Parse(file)
//	...
//	plan, err := provision.NewPlan(ctx, client, document)
//	...
//	fmt.Println(plan)
//	results, err := plan.Apply(ctx, client, provision.ApplyOptions{})
//
// A [Document] declares business profiles, conversational automation,
// templates, flows, welcome sequences, QR codes, subscriptions to webhooks and
// their overrides, display names, settings for commerce and calls, and the
// users of accounts. What it does not mention is left alone, and deleting needs
// to be said, with [StateAbsent]. [Parse] reads one and names the place of each
// mistake; [Schema] describes it.
//
// [NewPlan] compares a document with what there is. A [Plan] says what would
// change, what of that cannot be undone and what Meta will review. An empty
// plan means that nothing has drifted. [Export] returns the document of what
// there is.
//
// # Applying
//
// [Plan.Apply] goes by dependency and reads again what each change is about
// before it makes it. It can be run again after any failure, and creates
// nothing twice: an answer that is lost is looked up, and what cannot be found
// is not repeated before the next run.
//
// # Identity
//
// Things are told apart by what a document can say of them: templates by name
// and language, flows and welcome sequences by name, QR codes by their message,
// users and apps by id. Another name is another thing. Where Graph has several
// things with one name, a document means all of its QR codes, and of its
// welcome sequences none: a change of these is blocked.
//
// # Limits
//
// Graph does not tell which samples of media a template has, what has filled in
// one from Meta's library, and which picture a profile has. The first two are
// not compared; of pictures, a [Record] remembers which was set last. What an
// export cannot hold is in Document.Omitted. A display name that is approved
// shows once the number is registered again, which needs its PIN and is not
// done here.
package provision
