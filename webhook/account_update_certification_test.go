package webhook_test

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// accountUpdate is the one event of a recorded body.
func accountUpdate(t *testing.T, name string) *webhook.AccountUpdateEvent {
	t.Helper()
	body, err := os.ReadFile("webhooktest/bodies/" + name)
	require.NoError(t, err)
	notification, err := webhook.Parse(body)
	require.NoError(t, err)
	events := slices.Collect(notification.Events())
	require.Len(t, events, 1)
	update, isUpdate := events[0].(*webhook.AccountUpdateEvent)
	require.True(t, isUpdate)
	return update
}

func TestVerificationOfAClientIsNeeded(t *testing.T) {
	t.Parallel()
	update := accountUpdate(t, "account_update_certification_needed.json")
	require.Equal(t, webhook.AccountEventNamePartnerClientCertificationNeeded, update.Event)
	require.Equal(t, &webhook.PartnerClientCertificationNeededInfo{ClientBusinessID: "2729063490586005"}, update.PartnerClientCertificationNeededInfo)
}

func TestDecisionAboutAClient(t *testing.T) {
	t.Parallel()
	update := accountUpdate(t, "account_update_certification.json")
	require.Equal(t, webhook.AccountEventNamePartnerClientCertificationUpdate, update.Event)
	require.Equal(t, &webhook.PartnerClientCertificationInfo{
		ClientBusinessID: "2729063490586005", Status: webhook.CertificationStatusFailed,
		RejectionReasons: []string{"LEGAL_NAME_NOT_MATCHING"},
	}, update.PartnerClientCertificationInfo)
}
