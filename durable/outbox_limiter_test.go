package durable_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/graphtest"
)

// counter is a limiter that counts. Its places are free after a wait, which
// only the first one has.
type counter struct {
	wait             time.Duration
	places, refusals kept[whatsapp.MessageRoute]
}

func (c *counter) Reserve(_ context.Context, route whatsapp.MessageRoute, _ time.Duration) (whatsapp.Reservation, error) {
	if c.places.add(route) == 1 {
		return whatsapp.Reservation{Taken: true, Wait: c.wait}, nil
	}
	return whatsapp.Reservation{Taken: true}, nil
}

func (c *counter) Refused(_ context.Context, route whatsapp.MessageRoute, _ error) {
	c.refusals.add(route)
}

// TestPlacesOfMessages counts the places that messages take, of the outbox's
// limiter and of the client's.
func TestPlacesOfMessages(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		outbox, client bool // who has a limiter
	}{
		"only the outbox": {outbox: true},
		"only the client": {client: true},
		"both":            {outbox: true, client: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, calm, func(t *testing.T, store *durable.Store) {
				var ofOutbox, ofClient counter
				server := graphtest.New()
				server.Script("POST /{number}/messages", graphtest.Throttled(130429, 0))
				options := []whatsapp.Option{whatsapp.WithHTTPClient(server.Client())}
				if test.client {
					options = append(options, whatsapp.WithLimiter(&ofClient))
				}
				client, err := whatsapp.NewClient("token", options...)
				require.NoError(t, err)
				config := durable.OutboxConfig{Sender: client.Messages}
				if test.outbox {
					config.Limiter = &ofOutbox
				}
				outbox, err := store.NewOutbox(config)
				require.NoError(t, err)
				queued, err := outbox.Enqueue(t.Context(), hello("hello"))
				require.NoError(t, err)
				require.NoError(t, store.Start(t.Context()))
				time.Sleep(time.Minute)
				message, err := outbox.Message(t.Context(), queued.ID)
				require.NoError(t, err)
				require.Equal(t, durable.StateAccepted, message.State)
				require.Equal(t, 2, message.Attempts)

				counts, other := &ofOutbox, &ofClient
				if !test.outbox {
					counts, other = other, counts
				}
				assert.Len(t, counts.places.all(), 2, "a place for each attempt")
				assert.NotEmpty(t, counts.refusals.all())
				assert.Empty(t, other.places.all())
				assert.Equal(t, test.outbox && test.client, len(other.refusals.all()) > 0)
			})
		})
	}
}

// A message that waits for the client's limiter has not left, so it is not lost
// if the process ends.
func TestMessageIsQueuedWhileItWaitsForTheClientsLimiter(t *testing.T) {
	t.Parallel()
	inBubble(t, calm, func(t *testing.T, store *durable.Store) {
		server := graphtest.New()
		client, err := whatsapp.NewClient("token", whatsapp.WithHTTPClient(server.Client()), whatsapp.WithLimiter(&counter{wait: 20 * time.Second}))
		require.NoError(t, err)
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: client.Messages})
		require.NoError(t, err)
		queued, err := outbox.Enqueue(t.Context(), hello("hello"))
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		for _, want := range []durable.State{durable.StateQueued, durable.StateAccepted} {
			time.Sleep(15 * time.Second)
			message, err := outbox.Message(t.Context(), queued.ID)
			require.NoError(t, err)
			assert.Equal(t, want, message.State)
		}
	})
}
