package webhook_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

func TestDeliveryStateDoesNotDependOnOrder(t *testing.T) {
	t.Parallel()
	statuses := []webhook.Status{
		{Status: webhook.MessageStatusSent, Timestamp: webhook.Unix(1)},
		{Status: webhook.MessageStatusFailed, Timestamp: webhook.Unix(2), Errors: []webhook.Error{{Code: 131026}}},
		{Status: webhook.MessageStatusDelivered, Timestamp: webhook.Unix(3)},
		{Status: webhook.MessageStatusRead, Timestamp: webhook.Unix(4)},
		{Status: webhook.MessageStatusPlayed, Timestamp: webhook.Unix(5)},
		{Status: "teleported", Timestamp: webhook.Unix(6)},
		{Status: webhook.MessageStatusSent, Timestamp: webhook.Unix(7)},
	}
	want := webhook.DeliveryState{
		Status:      webhook.MessageStatusPlayed,
		SentAt:      time.Unix(1, 0).UTC(),
		FailedAt:    time.Unix(2, 0).UTC(),
		DeliveredAt: time.Unix(3, 0).UTC(),
		ReadAt:      time.Unix(4, 0).UTC(),
		PlayedAt:    time.Unix(5, 0).UTC(),
		Errors:      []webhook.Error{{Code: 131026}},
	}
	permutations(len(statuses), func(order []int) {
		var state webhook.DeliveryState
		for _, i := range order {
			before := state.Status
			moved := state.Fold(statuses[i])
			require.Equal(t, state.Status != before, moved)
			require.False(t, before.Supersedes(state.Status), "the state went back from %s to %s", before, state.Status)
		}
		require.Equal(t, want, state)
	})
}

// permutations calls use with every order of n things.
func permutations(n int, use func([]int)) {
	order := make([]int, 0, n)
	used := make([]bool, n)
	var extend func()
	extend = func() {
		if len(order) == n {
			use(order)
			return
		}
		for i := range n {
			if !used[i] {
				used[i] = true
				order = append(order, i)
				extend()
				order = order[:len(order)-1]
				used[i] = false
			}
		}
	}
	extend()
}

func TestSupersedes(t *testing.T) {
	t.Parallel()
	order := []webhook.MessageStatus{
		"", webhook.MessageStatusSent, webhook.MessageStatusFailed, webhook.MessageStatusDelivered, webhook.MessageStatusRead, webhook.MessageStatusPlayed,
	}
	for i, later := range order {
		for j, earlier := range order {
			assert.Equal(t, i > j, later.Supersedes(earlier), "%s after %s", later, earlier)
		}
	}
	assert.False(t, webhook.MessageStatus("teleported").Supersedes(""))
}
