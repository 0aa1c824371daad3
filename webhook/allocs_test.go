//go:build !race

// The race detector allocates and empties pools.

package webhook_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// The number of allocations for one body: reading, verifying, parsing and
// dispatching. It runs alone, because it counts what the whole process
// allocates.
//
//nolint:paralleltest // it measures the memory of the process
func TestAllocations(t *testing.T) {
	handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{benchmarkSecret}, VerifyToken: verifyToken},
		func(context.Context, webhook.Event) error { return nil })
	require.NoError(t, err)
	bodies := benchmarkBodies(t)
	for name, most := range map[string]float64{
		"text":   9,
		"status": 12,
		"batch":  3110, // for 1,000 changes of one status each
	} {
		d := newDelivery(t, bodies[name])
		allocations := testing.AllocsPerRun(100, func() {
			d.post(handler)
		})
		require.Equal(t, http.StatusOK, d.writer.status, name)
		assert.LessOrEqual(t, allocations, most, name)
	}
}

// An inbox allocates the copy of the body, and what ends its context.
//
//nolint:paralleltest // it measures the memory of the process
func TestInboxAllocations(t *testing.T) {
	inbox, err := webhook.NewInbox(webhook.Config{AppSecrets: []string{benchmarkSecret}, VerifyToken: verifyToken},
		func(context.Context, webhook.Delivery) error { return nil })
	require.NoError(t, err)
	for name, body := range benchmarkBodies(t) {
		d := newDelivery(t, body)
		allocations := testing.AllocsPerRun(100, func() { d.post(inbox) })
		require.Equal(t, http.StatusOK, d.writer.status, name)
		assert.LessOrEqual(t, allocations, 7.0, name)
	}
}
