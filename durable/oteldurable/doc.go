// Package oteldurable gives OpenTelemetry metrics of the inbox and the outbox
// of package durable. One line switches them on, and another one has gauges of
// what there is to do:
//
//	store, err := durable.Open(ctx, source, durable.Options{Observer: oteldurable.Observer()})
//	...
//	defer oteldurable.ObserveStats(store)()
//
// The metrics are those of [otelwhatsapp.Queue], whose names begin with
// whatsapp.queue; whatsapp.queue.name is "inbox" or "outbox". The dashboard of
// package otelwhatsapp shows them. No label has an id, a phone number or a
// text.
//
//   - whatsapp.queue.outcome of an event is "done", "retry", "dead" or
//     "released", and of a message its state after the attempt;
//     messaging.destination.name is the webhook field, or the form of the
//     message.
//   - error.type is the class of Meta's error, such as "rate_limited", and
//     whatsapp.error.code its code; "outcome_unknown" where nobody knows
//     whether a message was sent, and "_OTHER" for the failure of a callback.
//   - whatsapp.queue.state is "pending" or "dead" in the inbox, and "due",
//     "sending" or "unknown" in the outbox.
//   - whatsapp.queue.hold.kind is "number" or "campaign".
//
// It is a module of its own, so that durable needs no OpenTelemetry, and
// otelwhatsapp no database.
package oteldurable
