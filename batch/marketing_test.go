package batch_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
	"github.com/wabakit/whatsapp/graphtest"
)

// Marketing messages run through the same machine, to their own route.
func TestMarketing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(srv.Client()))
		require.NoError(t, err)
		var offers []whatsapp.MarketingMessage
		for i := range 20 {
			offers = append(offers, whatsapp.MarketingMessage{
				To: fmt.Sprintf("+1 555 01%03d", i%10), CallbackData: itoa(i),
				Template: whatsapp.Template{Name: "spring_sale", Language: "en_US"},
			})
		}
		journal := &memoryJournal{}
		options := &batch.Options{Journal: journal}
		results, err := batch.Send(t.Context(), batch.Marketing(client.Messages), graphtest.PhoneNumberID, offers[:10], options)
		require.NoError(t, err)
		for _, result := range results {
			require.Equal(t, batch.StateAccepted, result.State, "%v", result.Err)
		}
		source := func(yield func(whatsapp.MarketingMessage, error) bool) {
			for _, offer := range offers {
				if !yield(offer, nil) {
					return
				}
			}
		}
		results, err = collect(t, batch.Stream(t.Context(), batch.Marketing(client.Messages), graphtest.PhoneNumberID, source, options))
		require.NoError(t, err)
		require.Len(t, results, 20)
		require.True(t, results[9].FromJournal)
		require.False(t, results[10].FromJournal)
		sent := srv.Requests()
		require.Len(t, sent, 20)
		for _, request := range sent {
			require.Contains(t, request.Path, "/marketing_messages")
		}
	})
}

func TestMarketingOfNobody(t *testing.T) {
	t.Parallel()
	var service *whatsapp.MessageService
	for _, missing := range []batch.MarketingSender{nil, service} {
		_, err := batch.Send(t.Context(), batch.Marketing(missing), phoneNumberID, nil, nil)
		require.EqualError(t, err, "batch: the sender is nil")
	}
}

func TestMarketingMessageAddress(t *testing.T) {
	t.Parallel()
	require.Equal(t, "+15550100", whatsapp.MarketingMessage{To: "+1 555-0100", Recipient: "US.1"}.Address())
	require.Equal(t, "US.1", whatsapp.MarketingMessage{Recipient: "US.1"}.Address())
}
