package webhook_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// A refund comes as a status of the payment that was captured before: it is
// another event, and so is the end of a pending one.
func TestRefundsHaveKeysOfTheirOwn(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	for _, refunds := range []string{
		``, `,"refunds":[{"id":"rfnd_1","status":"pending"}]`, `,"refunds":[{"id":"rfnd_1","status":"success"}]`,
		`,"refunds":[{"id":"rfnd_1","status":"success"},{"id":"rfnd_2","status":"pending"}]`,
	} {
		body := `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{` +
			`"metadata":{"phone_number_id":"2"},"statuses":[{"id":"m","type":"payment","status":"captured","recipient_id":"3",` +
			`"payment":{"reference_id":"order-1","transaction":{"id":"t","pg_transaction_id":"p","status":"success"}REFUNDS}}]}}]}]}`
		notification, err := webhook.Parse([]byte(strings.Replace(body, "REFUNDS", refunds, 1)))
		require.NoError(t, err)
		for event := range notification.Events() {
			keys[event.Key()] = true
		}
	}
	require.Len(t, keys, 4)
}
