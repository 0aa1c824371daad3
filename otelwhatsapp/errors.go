package otelwhatsapp

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// classes are the values of error.type, by what errors.Is finds first.
var classes = []struct {
	is   error
	name string
}{
	{whatsapp.ErrOutcomeUnknown, "outcome_unknown"},
	{whatsapp.ErrRateLimited, "rate_limited"},
	{whatsapp.ErrUnauthorized, "unauthorized"},
	{whatsapp.ErrPermission, "permission"},
	{whatsapp.ErrNotFound, "not_found"},
	{whatsapp.ErrInvalidRequest, "invalid_request"},
	{whatsapp.ErrPolicy, "policy"},
	{context.Canceled, "canceled"},
	{context.DeadlineExceeded, "timeout"},
	{whatsapp.ErrTransient, "transient"},
	{webhook.ErrInProgress, "in_progress"},
}

// classOf returns the class of an error. It never has its text.
func classOf(err error) string {
	for _, class := range classes {
		if errors.Is(err, class.is) {
			return class.name
		}
	}
	if _, ok := errors.AsType[*webhook.PanicError](err); ok {
		return "panic"
	}
	return semconv.ErrorTypeOther.Value.AsString()
}

// failure returns the attributes of an error: its class, and Graph's code if
// there is one.
func failure(err error) []attribute.KeyValue {
	if err == nil {
		return nil
	}
	attributes := []attribute.KeyValue{semconv.ErrorTypeKey.String(classOf(err))}
	if code, ok := codeOf(err); ok {
		attributes = append(attributes, code)
	}
	return attributes
}

// codeOf returns Graph's code.
func codeOf(err error) (attribute.KeyValue, bool) {
	graph, ok := errors.AsType[*whatsapp.GraphAPIError](err)
	if !ok || graph.Code == 0 {
		return attribute.KeyValue{}, false
	}
	return attribute.Int("whatsapp.error.code", graph.Code), true
}
