package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const deliveries = 32 // at the same time

// meta delivers the statuses of the in-memory Graph API, several at the same
// time, to the inbox of the run.
type meta struct {
	hooks   *graphtest.Webhooks
	inbox   atomic.Pointer[http.Handler]
	places  chan struct{}
	running sync.WaitGroup
	left    atomic.Int64
}

func newMeta(server *graphtest.Server, secret string) *meta {
	m := &meta{places: make(chan struct{}, deliveries)}
	m.hooks = server.Webhooks(m, secret, graphtest.WithStatuses(webhook.MessageStatusSent, webhook.MessageStatusDelivered))
	return m
}

// ServeHTTP takes a body from the in-memory Graph API.
func (m *meta) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // of memory
	m.places <- struct{}{}
	m.left.Add(1)
	m.running.Go(func() { //nolint:contextcheck // it outlives the request
		defer func() { m.left.Add(-1); <-m.places }()
		for {
			request := r.Clone(context.WithoutCancel(r.Context()))
			request.Body = io.NopCloser(bytes.NewReader(body))
			answer := httptest.NewRecorder()
			(*m.inbox.Load()).ServeHTTP(answer, request)
			if answer.Code == http.StatusOK {
				return
			}
			time.Sleep(time.Second)
		}
	})
}

// deliver delivers to the inbox until the context ends.
func (m *meta) deliver(ctx context.Context, inbox http.Handler) error {
	m.inbox.Store(&inbox)
	defer m.running.Wait()
	for ctx.Err() == nil {
		if m.hooks.Pending() > 0 {
			m.left.Add(1)
			err := m.hooks.Flush(context.WithoutCancel(ctx))
			m.left.Add(-1)
			if err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Millisecond):
		}
	}
	return nil
}

// idle reports that nothing waits to be delivered. Against Meta, nobody knows.
func (m *meta) idle() bool {
	return m == nil || m.hooks.Pending() == 0 && m.left.Load() == 0
}
