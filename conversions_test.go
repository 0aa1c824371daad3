package whatsapp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	datasetID = "748291036458217"
	clickID   = "ARAkLkA8rmlFeiCktEJQ"
)

func conversionMethods() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Conversions.GetDataset(ctx, id, opts...))
	}
	create := func(request whatsapp.CreateDatasetRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Conversions.CreateDataset(ctx, id, request, opts...))
		}
	}
	send := func(request whatsapp.SendConversionEventsRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Conversions.SendEvents(ctx, id, request, append(first, opts...)...))
		}
	}
	created := &whatsapp.CreatedDataset{ID: datasetID}
	return []method{
		{
			name: "Conversions.GetDataset", operation: "GET /{waba-id}/dataset", repeat: whatsapp.RepeatSafe, id: wabaID,
			holds: func(answer any) any {
				if list, isList := entries(answer).([]any); isList {
					return list[0]
				}
				return answer
			},
			cases: []exchange{
				one("conversions/get_dataset_success", get, &whatsapp.Dataset{ID: datasetID, Name: "Retail account events"}),
				one("conversions/get_dataset_list", get, &whatsapp.Dataset{ID: datasetID}),
			},
		},
		{
			name: "Conversions.CreateDataset", operation: "POST /{waba-id}/dataset", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{
				one("conversions/create_dataset_success", create(whatsapp.CreateDatasetRequest{Name: "Shop events"}), created),
				one("conversions/create_dataset_no_name", create(whatsapp.CreateDatasetRequest{}), created),
			},
		},
		{
			name: "Conversions.SendEvents", operation: "POST /{dataset-id}/events", repeat: whatsapp.RepeatUnsafe, id: datasetID,
			cases: []exchange{
				one("conversions/send_events_success", send(whatsapp.SendConversionEventsRequest{
					Events:        []whatsapp.ConversionEvent{fullPurchase(), lead()},
					PartnerAgent:  new("shop-platform"),
					TestEventCode: new("TEST123"),
				}), &whatsapp.ConversionEventsReceipt{EventsReceived: 2, Messages: []string{"the second is late"}, TraceID: "AtraceOfEvents"}),
				one("conversions/send_events_beyond_limits",
					send(whatsapp.SendConversionEventsRequest{Events: []whatsapp.ConversionEvent{}}, whatsapp.WithoutValidation()),
					&whatsapp.ConversionEventsReceipt{Messages: []string{}, TraceID: "AtraceOfEvents"}),
			},
		},
	}
}

// fullPurchase is an event with all its members.
func fullPurchase() whatsapp.ConversionEvent {
	hashes := func(hash whatsapp.UserDataHash) []whatsapp.UserDataHash { return []whatsapp.UserDataHash{hash} }
	return whatsapp.ConversionEvent{
		Name: whatsapp.ConversionEventNamePurchase, Time: time.Unix(1772442000, 999), ID: "order-1001",
		UserData: whatsapp.ConversionUserData{
			CTWAClid: clickID, WABAID: wabaID, PageID: "104996122399160",
			Emails:       hashes(whatsapp.HashEmail(" John_Smith@gmail.com ")),
			PhoneNumbers: hashes(whatsapp.HashPhone("+1 (650) 555-1212")),
			FirstNames:   hashes(whatsapp.HashName("Mary")),
			LastNames:    hashes(whatsapp.HashName("Smith")),
			Cities:       hashes(whatsapp.HashPlace("New York")),
			States:       hashes(whatsapp.HashPlace("NY")),
			PostalCodes:  hashes(whatsapp.HashPlace("94035")),
			Countries:    hashes(whatsapp.HashPlace("US")),
			DatesOfBirth: hashes(whatsapp.HashText("19770225")),
			Genders:      hashes(whatsapp.HashText("F")),
			ExternalIDs:  []string{"customer-7"},
		},
		CustomData: &whatsapp.ConversionData{
			Value: new(42.5), Currency: "EUR", ContentName: "Spring", ContentCategory: "Shoes", ContentType: "product",
			ContentIDs: []string{"sku-1"}, Contents: []whatsapp.ConversionContent{{ID: "sku-1", Quantity: new(1), ItemPrice: new(42.5)}},
			NumItems: new(1), OrderID: "1001",
		},
		MessagingOutcome:             &whatsapp.MessagingOutcome{Type: whatsapp.MessagingOutcomeTypeAutomaticEvents},
		OptOut:                       new(false),
		DataProcessingOptions:        []string{"LDU"},
		DataProcessingOptionsCountry: new(1),
		DataProcessingOptionsState:   new(1000),
	}
}

func lead() whatsapp.ConversionEvent {
	return whatsapp.ConversionEvent{
		Name: whatsapp.ConversionEventNameLeadSubmitted, Time: time.Unix(1772442060, 0),
		UserData:              whatsapp.ConversionUserData{CTWAClid: clickID},
		DataProcessingOptions: []string{}, // no limit
	}
}

// The texts and hashes are those of Meta's documentation.
func TestUserDataIsHashedAsMetaSays(t *testing.T) {
	t.Parallel()
	for hash, made := range map[string][]whatsapp.UserDataHash{
		"62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f": {whatsapp.HashEmail("John_Smith@gmail.com"), whatsapp.HashEmail(" john_smith@gmail.com\n")},
		"e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176": {whatsapp.HashPhone("1(650)555-1212"), whatsapp.HashPhone("0016505551212"), whatsapp.HashPhone("+1 650 555 1212")},
		"6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec": {whatsapp.HashName("Mary"), whatsapp.HashName(" mary. ")},
		"350c754ba4d38897693aa077ef43072a859d23f613443133fecbbd90a3512ca5": {whatsapp.HashPlace("New York"), whatsapp.HashPlace("new-york")},
		"79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621": {whatsapp.HashPlace("US")},
		"252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111": {whatsapp.HashText("F")},
	} {
		for _, got := range made {
			require.Equal(t, whatsapp.UserDataHash(hash), got)
		}
	}
	require.Equal(t, whatsapp.HashText("mary ann"), whatsapp.HashName("Mary Ann"), "blanks inside a name stay")
	require.Equal(t, whatsapp.HashText("münchen"), whatsapp.HashPlace("München"))
}

func TestConversionEventLimits(t *testing.T) {
	t.Parallel()
	with := func(change func(*whatsapp.ConversionEvent)) []whatsapp.ConversionEvent {
		event := fullPurchase()
		change(&event)
		return []whatsapp.ConversionEvent{event}
	}
	type event = whatsapp.ConversionEvent
	const hashWanted = "must be a SHA-256 hash of 64 hexadecimal digits; make it with a function such as HashEmail"
	tests := map[string]struct {
		events []event
		want   []string
	}{
		"all members": {with(func(*event) {}), nil},
		"a lead":      {[]event{lead()}, nil},
		"no event":    {nil, []string{"data needs at least one event"}},
		"1,000":       {slicesOf(lead(), 1000), nil},
		"1,001":       {slicesOf(lead(), 1001), []string{"data has 1001 entries, at most 1000 are allowed"}},
		"hollow": {[]event{{}}, []string{
			"data[0].event_name is required", "data[0].event_time is required", "data[0].user_data.ctwa_clid is required",
		}},
		"a purchase of nothing": {with(func(e *event) { e.CustomData = nil }), []string{"data[0].custom_data.value is required for a purchase"}},
		"no currency":           {with(func(e *event) { e.CustomData.Currency = "" }), []string{"data[0].custom_data.currency is required with a value"}},
		"currency": {with(func(e *event) { e.CustomData.Currency = "euro" }), []string{
			`data[0].custom_data.currency must be three capital letters such as "EUR", not "euro"`,
		}},
		"ids": {with(func(e *event) { e.UserData.WABAID, e.UserData.PageID = "mine", "shop" }), []string{
			`data[0].user_data.whatsapp_business_account_id must contain only digits, not "mine"`,
			`data[0].user_data.page_id must contain only digits, not "shop"`,
		}},
		"an address that is not hashed": {with(func(e *event) { e.UserData.Emails = append(e.UserData.Emails, "john@shop.test") }), []string{
			"data[0].user_data.em[1] " + hashWanted,
		}},
		"hashes of another form": {with(func(e *event) {
			e.UserData.PhoneNumbers[0] = whatsapp.UserDataHash(strings.ToUpper(string(e.UserData.PhoneNumbers[0])))
			e.UserData.Genders[0] = e.UserData.Genders[0][:62]
		}), []string{"data[0].user_data.ph[0] " + hashWanted, "data[0].user_data.ge[0] " + hashWanted}},
		// All people without a number would be one person.
		"hashes of nothing": {with(func(e *event) {
			e.UserData.PhoneNumbers = append(e.UserData.PhoneNumbers, whatsapp.HashPhone("none"))
			e.UserData.FirstNames = []whatsapp.UserDataHash{whatsapp.HashName("-")}
		}), []string{
			"data[0].user_data.ph[1] is the hash of an empty text; leave it out", "data[0].user_data.fn[0] is the hash of an empty text; leave it out",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, whatsapp.SendConversionEventsRequest{Events: test.events}.Validate(), test.want...)
		})
	}
}

func slicesOf[T any](entry T, count int) []T {
	entries := make([]T, count)
	for i := range entries {
		entries[i] = entry
	}
	return entries
}

// What identifies a person is not in the error about it.
func TestPersonalDataIsNotInErrors(t *testing.T) {
	t.Parallel()
	event := lead()
	event.UserData.PhoneNumbers = []whatsapp.UserDataHash{"+15550100200"}
	err := whatsapp.SendConversionEventsRequest{Events: []whatsapp.ConversionEvent{event}}.Validate()
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	require.NotContains(t, fmt.Sprintf("%v %+v", err, err), "0100200")
}

// An event that waits in a queue is sent as it was.
func TestConversionEventsKeep(t *testing.T) {
	t.Parallel()
	for _, event := range []whatsapp.ConversionEvent{fullPurchase(), lead()} {
		encoded, err := json.Marshal(event)
		require.NoError(t, err)
		var read whatsapp.ConversionEvent
		require.NoError(t, json.Unmarshal(encoded, &read))
		again, err := json.Marshal(&read)
		require.NoError(t, err)
		require.Equal(t, string(encoded), string(again))
		require.Equal(t, event.Time.Unix(), read.Time.Unix())
	}
}

// An account has one dataset, which takes events of the last seven days, all of
// a request or none.
func TestConversionsArrive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := world(t)
		_, err := client.Conversions.GetDataset(t.Context(), graphtest.SecondWABAID)
		require.ErrorIs(t, err, whatsapp.ErrNotFound)
		created, err := client.Conversions.CreateDataset(t.Context(), graphtest.SecondWABAID, whatsapp.CreateDatasetRequest{Name: "Wholesale"})
		require.NoError(t, err)
		again, err := client.Conversions.CreateDataset(t.Context(), graphtest.SecondWABAID, whatsapp.CreateDatasetRequest{})
		require.NoError(t, err)
		require.Equal(t, created, again)
		dataset, err := client.Conversions.GetDataset(t.Context(), graphtest.SecondWABAID)
		require.NoError(t, err)
		require.Equal(t, &whatsapp.Dataset{ID: created.ID, Name: "Wholesale"}, dataset)

		fresh, old := lead(), lead()
		fresh.Time, old.Time = time.Now(), time.Now().AddDate(0, 0, -8)
		send := func(events ...whatsapp.ConversionEvent) error {
			_, err := client.Conversions.SendEvents(t.Context(), created.ID, whatsapp.SendConversionEventsRequest{Events: events})
			return err
		}
		require.ErrorIs(t, send(fresh, old), whatsapp.ErrInvalidRequest)
		require.Empty(t, server.ConversionEvents(created.ID))
		require.NoError(t, send(fresh))
		received := server.ConversionEvents(created.ID)
		require.Len(t, received, 1)
		require.Equal(t, "LeadSubmitted", received[0].Name)
		require.Equal(t, clickID, received[0].CTWAClid)
		require.Equal(t, fresh.Time.Unix(), received[0].Time.Unix())
	})
}

func TestEventNamesOfWebsitesAreRefused(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	event := lead()
	event.Name, event.Time = "Lead", time.Now()
	_, err := client.Conversions.SendEvents(t.Context(), graphtest.DatasetID, whatsapp.SendConversionEventsRequest{Events: []whatsapp.ConversionEvent{event}})
	var refusal *whatsapp.GraphAPIError
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, 2804066, refusal.Subcode)
}
