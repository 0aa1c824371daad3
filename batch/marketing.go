package batch

import (
	"context"

	"github.com/wabakit/whatsapp"
)

// A MarketingSender sends one marketing message: a [whatsapp.MessageService],
// or a sender of your own.
type MarketingSender interface {
	SendMarketing(ctx context.Context, phoneNumberID string, message whatsapp.MarketingMessage, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error)
}

// Marketing returns a [Sender] of marketing messages:
//
//	results, err := batch.Send(ctx, batch.Marketing(client.Messages), phoneNumberID, messages, nil)
func Marketing(service MarketingSender) Sender[whatsapp.MarketingMessage] {
	if isNil(service) {
		return nil
	}
	return marketing{service}
}

type marketing struct{ service MarketingSender }

func (m marketing) Send(ctx context.Context, phoneNumberID string, message whatsapp.MarketingMessage, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return m.service.SendMarketing(ctx, phoneNumberID, message, opts...)
}

// Limiter returns the service's limiter, if it has one.
func (m marketing) Limiter() whatsapp.Limiter { return limiterOf(m.service) }
