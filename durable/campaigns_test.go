package durable_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/durable"
)

// TestChangesOfCampaignsSayWhatIsInTheWay has campaigns changed from states in
// which they cannot be.
func TestChangesOfCampaignsSayWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	_, outbox := openOutbox(t)
	outgoing := hello("hello")
	outgoing.Campaign = "spring"
	_, err := outbox.Enqueue(t.Context(), outgoing)
	require.NoError(t, err)

	steps := []struct {
		change func(ctx context.Context, name string) error
		name   string
		want   string // nothing if it succeeds
	}{
		{outbox.PauseCampaign, "autumn", `durable: pausing a campaign: not found: campaign "autumn"`},
		{outbox.ResumeCampaign, "spring", `durable: resuming a campaign: not found: campaign "spring" is running, not paused`},
		{outbox.PauseCampaign, "spring", ""},
		{outbox.PauseCampaign, "spring", `durable: pausing a campaign: not found: campaign "spring" is paused, not running`},
		{outbox.CancelCampaign, "spring", ""},
		{outbox.CancelCampaign, "spring", `durable: cancelling a campaign: not found: campaign "spring" is cancelled already`},
		{outbox.ResumeCampaign, "spring", `durable: resuming a campaign: not found: campaign "spring" is cancelled, not paused`},
	}
	for _, step := range steps {
		err := step.change(t.Context(), step.name)
		if step.want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, durable.ErrNotFound)
		require.EqualError(t, err, step.want)
	}
}
