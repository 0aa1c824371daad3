// Package otelwhatsapp gives OpenTelemetry spans and metrics of what the
// WhatsApp Business SDK does. One line switches it on for a client, and one for
// webhooks:
//
//	client, err := whatsapp.NewClient(token, otelwhatsapp.Client())
//	handler, err := webhook.NewHandler(webhook.Config{
//		...
//		Observer: otelwhatsapp.Webhooks(),
//	}, callback)
//
// They use the global providers unless [WithTracerProvider] and
// [WithMeterProvider] name others. [NewQueue] measures a queue; for those of
// package durable, package oteldurable does so with one line.
//
// # Spans
//
// A call is an internal span named after the operation, such as "POST
// /{phone-number-id}/messages". Each of its attempts is a client span below it,
// by the semantic conventions for HTTP, with http.request.resend_count from the
// second one on. Nothing is propagated to Meta.
//
// An event of a webhook is a consumer span named after its field, such as
// "process messages", by the semantic conventions for messaging. The request
// that it came in is for an instrumentation of the server, such as otelhttp.
//
// # Metrics
//
//	http.client.request.duration        attempts, by operation, host and status
//	whatsapp.client.operation.duration  calls, by operation, error and code
//	whatsapp.client.operation.attempts  attempts that a call needed
//	whatsapp.client.retry.wait          waits before a further attempt
//	whatsapp.client.throttles           attempts refused for their pace, by code
//	whatsapp.webhook.request.duration   requests of webhooks, by outcome
//	whatsapp.webhook.lag                from an event to its arrival
//	whatsapp.webhook.wait               from its arrival to the callback
//	messaging.process.duration          callbacks, by field, type and outcome
//	messaging.client.consumed.messages  events
//	whatsapp.queue.depth                items in a queue, by state
//	whatsapp.queue.oldest               for how long the oldest item has waited
//	whatsapp.queue.added                items brought to a queue, new or not
//	whatsapp.queue.add.duration         times to store them
//	whatsapp.queue.wait                 from being queued to being processed
//	whatsapp.queue.lag                  from what an item tells of to that
//	whatsapp.queue.process.duration     attempts at processing, by outcome
//	whatsapp.queue.attempts             attempts until an item is settled
//	whatsapp.queue.holds                stops of a part of a queue, by code
//
// Durations are in seconds. dashboard.json, next to this file, shows them in
// Grafana, from Prometheus.
//
// # Labels
//
// No attribute of a metric or a span holds an id, a phone number, a text of a
// message or a text of an error, and each has few values. Errors are told apart
// by their class, such as "rate_limited", in error.type, and by Graph's code.
// [WithTargetLabel] adds a label for numbers and accounts to metrics, with
// values of the caller's choice.
package otelwhatsapp
