package durable

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// receive returns a handler that passes on the bodies that are verified.
func receive(config webhook.Config, accept func(ctx context.Context, body []byte, received time.Time) error) (http.Handler, error) {
	return webhook.NewInbox(config, func(ctx context.Context, delivery webhook.Delivery) error {
		return accept(ctx, delivery.Body, delivery.ReceivedAt)
	})
}

// bodyOf returns a body that has the event in it.
func bodyOf(event webhook.Event) []byte {
	letter := webhook.NewDeadLetter(event, errors.ErrUnsupported, 0)
	return letter.Body
}

// restored returns the event of a body that has it in it.
func restored(body []byte, key string) (webhook.Event, error) {
	notification, err := webhook.Parse(body)
	if err != nil {
		return nil, err
	}
	for event := range notification.Events() {
		if indexed(event.Key()) == key {
			return event, nil
		}
	}
	return nil, errors.New("the kept body does not have the event")
}
