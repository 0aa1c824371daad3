package reply_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/webhook"
)

// Under random faults of the network, of Graph and of the callback, with every
// event delivered several times, no reply is sent twice; and each whose outcome
// is known is sent.
func TestNoReplyIsSentTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const messages = 300
		random := rand.New(rand.NewPCG(3, 4))
		faults := []graphtest.Fault{
			graphtest.Pass(), graphtest.Pass(), graphtest.Refused(), graphtest.DropBefore(), graphtest.DropAfter(),
			graphtest.Truncated(30), graphtest.HTMLError(502), graphtest.Transient(), graphtest.Throttled(130429, 0),
		}
		unknown := map[string]bool{}
		w := newWorld(t, func(_ *whatsapp.Client, replies *reply.Replier) *webhook.Router {
			return &webhook.Router{OnMessage: func(ctx context.Context, event *webhook.MessageEvent) error {
				for _, name := range []string{"first", "second"} {
					err := replies.Reply(ctx, event, name, whatsapp.Text{Body: name})
					if errors.Is(err, whatsapp.ErrOutcomeUnknown) {
						unknown[reply.Key(event, name)] = true
					} else if err != nil {
						return err
					}
				}
				switch random.IntN(4) {
				case 0:
					return errors.New("database down")
				case 1:
					panic("out of luck")
				}
				return nil
			}}
		})
		gaps := make([]time.Duration, 100)
		for i := range gaps {
			gaps[i] = time.Second
		}
		hooks := w.server.Webhooks(w.handler, appSecret,
			graphtest.WithRedelivery(gaps...), graphtest.WithDuplicates(2), graphtest.WithShuffle(5), graphtest.WithStatuses())
		for range messages {
			w.server.Script(sendRoute, faults[random.IntN(len(faults))], faults[random.IntN(len(faults))])
			require.NoError(t, hooks.Queue(graphtest.Inbound{Text: "Hello"}))
		}
		require.NoError(t, hooks.Run(t.Context()))

		sent := map[string]int{}
		for _, message := range w.server.Outbox() {
			sent[message.BizOpaqueCallbackData]++
		}
		for key, times := range sent {
			require.Equal(t, 1, times, key)
		}
		require.NotEmpty(t, unknown)
		require.GreaterOrEqual(t, len(sent)+len(unknown), 2*messages, "nothing is missing that is known not to be sent")
		for _, delivery := range hooks.Deliveries() {
			require.Equal(t, graphtest.DeliveryStateDone, delivery.State)
		}
	})
}
