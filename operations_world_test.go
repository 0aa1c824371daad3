package whatsapp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// Every iterator walks the sample world with pages of one, two and all entries.
func TestIteratorsWalkTheSampleWorld(t *testing.T) {
	t.Parallel()
	for _, pair := range pairs() {
		t.Run(pair.all, func(t *testing.T) {
			t.Parallel()
			_, client := world(t)
			whole, err := pair.listPage(t.Context(), client, &whatsapp.ListOptions{Limit: pair.maxLimit})
			require.NoError(t, err)
			require.NotEmpty(t, whole.Data, "the sample world of graphtest has nothing for %s to list", pair.list)
			require.Empty(t, whole.NextCursor(), "the sample world has more entries than the largest page of %s", pair.list)
			for _, pageSize := range []int{1, 2, 25} {
				server, client := world(t, graphtest.WithPageSize(pageSize), graphtest.WithSequencePages())
				var walked []any
				for item, err := range pair.walk(t.Context(), client, nil) {
					require.NoError(t, err)
					walked = append(walked, item)
				}
				require.Equal(t, whole.Data, walked, "pages of %d", pageSize)
				require.Len(t, server.Requests(), (len(walked)+pageSize-1)/pageSize)
			}
		})
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

func TestAllFieldsCanBeAskedForInEachVersion(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"v22.0", whatsapp.DefaultAPIVersion, "v24.0", "v26.0"} {
		t.Run(version, func(t *testing.T) { t.Parallel(); testAllFields(t, version) })
	}
}

func testAllFields(t *testing.T, version string) {
	t.Helper()
	_, first := world(t)
	client, err := first.Clone(whatsapp.WithAPIVersion(version))
	require.NoError(t, err)
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
