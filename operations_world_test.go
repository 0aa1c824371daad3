package whatsapp_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// Every iterator walks the sample world with pages of one, two and all entries.
func TestIteratorsWalkTheSampleWorld(t *testing.T) {
	t.Parallel()
	sizes := map[string]int{
		"Applications.AllConnectedBusinesses": 4,
		"MessageHistory.AllEvents":            30,
		"PhoneNumbers.All":                    4,
		"Solutions.All":                       3,
		"Users.All":                           7,
		"Users.AllWABAs":                      3,
		"WABAs.All":                           3,
		"WABAs.AllOwned":                      2,
		"WABAs.AllShared":                     1,
		"WelcomeSequences.All":                3,
	}
	require.Len(t, sizes, len(iterators()))
	for name, want := range sizes {
		for _, pageSize := range []int{1, 2, 25} {
			t.Run(fmt.Sprintf("%s/%d", name, pageSize), func(t *testing.T) {
				t.Parallel()
				server, client := world(t, graphtest.WithPageSize(pageSize), graphtest.WithSequencePages())
				seen := map[string]bool{}
				items := 0
				for item, err := range sampleIterators(t.Context(), client)[name] {
					require.NoError(t, err)
					seen[fmt.Sprintf("%+v", item)] = true
					items++
				}
				require.Equal(t, want, items)
				require.Len(t, seen, want, "no entry comes twice")
				require.Len(t, server.Requests(), (want+pageSize-1)/pageSize)
			})
		}
	}
}

// sampleIterators are the iterators over the objects of the sample world.
func sampleIterators(ctx context.Context, client *whatsapp.Client) map[string]func(func(any, error) bool) {
	return map[string]func(func(any, error) bool){
		"Applications.AllConnectedBusinesses": erased(client.Applications.AllConnectedBusinesses(ctx, graphtest.AppID, nil)),
		"MessageHistory.AllEvents":            erased(client.MessageHistory.AllEvents(ctx, graphtest.MessageHistoryID, nil)),
		"PhoneNumbers.All":                    erased(client.PhoneNumbers.All(ctx, graphtest.WABAID, nil)),
		"Solutions.All":                       erased(client.Solutions.All(ctx, graphtest.AppID, nil)),
		"Users.All":                           erased(client.Users.All(ctx, graphtest.WABAID, graphtest.BusinessID, nil)),
		"Users.AllWABAs":                      erased(client.Users.AllWABAs(ctx, graphtest.UserID, nil)),
		"WABAs.All":                           erased(client.WABAs.All(ctx, graphtest.BusinessID, nil)),
		"WABAs.AllOwned":                      erased(client.WABAs.AllOwned(ctx, graphtest.BusinessID, nil)),
		"WABAs.AllShared":                     erased(client.WABAs.AllShared(ctx, graphtest.BusinessID, nil)),
		"WelcomeSequences.All":                erased(client.WelcomeSequences.All(ctx, graphtest.WABAID, nil)),
	}
}

func TestListsGoBackAndForth(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	options := &whatsapp.ListOptions{Limit: 3, Summary: true}
	first, err := client.Users.List(t.Context(), graphtest.WABAID, graphtest.BusinessID, options)
	require.NoError(t, err)
	require.Equal(t, 7, first.Summary.TotalCount)
	require.Empty(t, first.PreviousCursor())
	options.After = first.NextCursor()
	second, err := client.Users.List(t.Context(), graphtest.WABAID, graphtest.BusinessID, options)
	require.NoError(t, err)
	require.Len(t, second.Data, 3)
	require.NotEqual(t, first.Data, second.Data)
	back, err := client.Users.List(t.Context(), graphtest.WABAID, graphtest.BusinessID, &whatsapp.ListOptions{Limit: 3, Before: second.PreviousCursor()})
	require.NoError(t, err)
	require.Equal(t, first.Data, back.Data)
}

func TestFiltersOfLists(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	numbers, err := client.PhoneNumbers.List(t.Context(), graphtest.WABAID, &whatsapp.ListPhoneNumbersOptions{
		Filters: []whatsapp.PhoneNumberFilter{{Field: "account_mode", Operator: "EQUAL", Value: "LIVE"}},
		Sort:    whatsapp.PhoneNumberSortCreationTimeDescending,
	})
	require.NoError(t, err)
	require.Len(t, numbers.Data, 3)
	require.Equal(t, graphtest.PhoneNumberID, numbers.Data[2].ID)

	accounts, err := client.WABAs.ListOwned(t.Context(), graphtest.BusinessID, &whatsapp.ListWABAsOptions{
		BusinessTypes: []whatsapp.BusinessType{whatsapp.BusinessTypeSMB, whatsapp.BusinessTypeEnterprise}, Find: graphtest.SecondWABAID,
	})
	require.NoError(t, err)
	require.Len(t, accounts.Data, 1)
	require.Equal(t, graphtest.SecondWABAID, accounts.Data[0].ID)

	solutions, err := client.Solutions.List(t.Context(), graphtest.AppID, &whatsapp.ListSolutionsOptions{Role: whatsapp.SolutionRolePartner})
	require.NoError(t, err)
	require.Len(t, solutions.Data, 1)
	require.Equal(t, graphtest.PartnerAppID, solutions.Data[0].OwnerApp.ID)

	events, err := client.MessageHistory.ListEvents(t.Context(), graphtest.MessageHistoryID, &whatsapp.ListEventsOptions{Status: whatsapp.DeliveryStatusError})
	require.NoError(t, err)
	require.Len(t, events.Data, 6)
	for _, event := range events.Data {
		require.Equal(t, whatsapp.DeliveryStatusError, event.Node.DeliveryStatus)
		require.NotEmpty(t, event.Node.ErrorDescription)
		require.False(t, event.Node.OccurrenceTime.IsZero())
		require.NotEmpty(t, event.Cursor)
	}
}

func TestAllFieldsCanBeAskedFor(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	account, err := client.WABAs.Get(t.Context(), graphtest.WABAID, whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.WABA]()...))
	require.NoError(t, err)
	require.Equal(t, "Retail account", account.Name)
	require.NotNil(t, account.HealthStatus)
	number, err := client.PhoneNumbers.Get(t.Context(), graphtest.PhoneNumberID, whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.PhoneNumber]()...))
	require.NoError(t, err)
	require.Equal(t, "Support line", number.VerifiedName)
	require.Equal(t, graphtest.BotID, number.ConversationalAutomation.ID)
	require.False(t, number.LastOnboardedTime.IsZero())
	business, err := client.Businesses.Get(t.Context(), graphtest.BusinessID)
	require.NoError(t, err)
	require.Equal(t, "Retail portfolio", business.Name)
}
