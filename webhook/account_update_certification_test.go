package webhook_test

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

func TestDecisionAboutAClient(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile("testdata/account_update_certification.json")
	require.NoError(t, err)
	notification, err := webhook.Parse(body)
	require.NoError(t, err)
	events := slices.Collect(notification.Events())
	require.Len(t, events, 1)
	update, isUpdate := events[0].(*webhook.AccountUpdateEvent)
	require.True(t, isUpdate)
	require.Equal(t, &webhook.PartnerClientCertificationInfo{
		ClientBusinessID: "2729063490586005", Status: webhook.CertificationStatusFailed,
		RejectionReasons: []string{"LEGAL_NAME_NOT_MATCHING"},
	}, update.PartnerClientCertificationInfo)
}
