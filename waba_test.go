package whatsapp_test

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

var sampleHealth = &whatsapp.HealthStatus{
	CanSendMessage: whatsapp.SendAbilityLimited,
	Entities: []whatsapp.HealthEntity{
		{
			EntityType: "WABA", ID: wabaID, CanSendMessage: whatsapp.SendAbilityLimited,
			AdditionalInfo: []string{"The display name is not approved"},
			Errors: []whatsapp.HealthError{{
				Code: 141010, Description: "The limit of recipients was reached", PossibleSolution: "Verify the business",
			}},
		},
		{EntityType: "BUSINESS", ID: businessID, CanSendMessage: whatsapp.SendAbilityAvailable, CanReceiveCallSIP: "AVAILABLE"},
	},
}

func wabaMethods() []method {
	return slices.Concat(
		[]method{wabaGet(), wabaCreate()},
		wabaLists((*whatsapp.WABAService).List, (*whatsapp.WABAService).All, "whatsapp_business_accounts"),
		wabaLists((*whatsapp.WABAService).ListOwned, (*whatsapp.WABAService).AllOwned, "owned_whatsapp_business_accounts"),
		wabaLists((*whatsapp.WABAService).ListShared, (*whatsapp.WABAService).AllShared, "client_whatsapp_business_accounts"),
	)
}

func wabaGet() method {
	get := func(fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.WABAs.Get(ctx, id, withFields(opts, fields...)...))
		}
	}
	edges := get("analytics.start(1700000000).end(1700086400).granularity(DAY)", "audiences", "dcc_config",
		"message_templates", "phone_numbers", "schedules", "subscribed_apps")
	withEdges := whatsapp.WABA{
		ID:               wabaID,
		Analytics:        sampleAnalytics(),
		Audiences:        array("614400000000001", "614400000000002"),
		DCCConfig:        &whatsapp.DCCConfig{Enabled: true, PolicyURL: "https://shop.test/privacy"},
		MessageTemplates: array(whatsapp.MessageTemplate{ID: "590000000000123", Name: "order_update", Status: "APPROVED"}),
		PhoneNumbers:     array(whatsapp.PhoneNumber{ID: phoneNumberID, DisplayPhoneNumber: "+1 555-0100", VerifiedName: "Support line"}),
		Schedules:        array(whatsapp.WABASchedule{DayOfWeek: "MONDAY", OpenTime: "09:00", CloseTime: "17:30"}),
		SubscribedApps:   array(whatsapp.WABAApp{ID: appID, Name: "Messaging console"}),
	}
	return method{
		name: "WABAs.Get", operation: "GET /{waba-id}", repeat: whatsapp.RepeatSafe, id: wabaID,
		cases: []exchange{
			one("wabas/get_success", get(whatsapp.FieldsOf[whatsapp.WABA]()...), &whatsapp.WABA{
				ID: wabaID, Name: "Retail account",
				AccountReviewStatus:               whatsapp.ReviewStatusApproved,
				BusinessVerificationStatus:        whatsapp.VerificationStatusVerified,
				Country:                           "US",
				Currency:                          "USD",
				HealthStatus:                      sampleHealth,
				IsEnabledForInsights:              true,
				IsSharedWithPartners:              true,
				MarketingMessagesStatus:           whatsapp.MarketingMessagesStatusOnboarded,
				MarketingMessagesOnboardingStatus: whatsapp.MarketingMessagesOnboardingStatusEligible,
				MessageTemplateNamespace:          "5c3d1b8e_0a7f_4e42_9d10_73a1c0f6b2aa",
				OnBehalfOfBusinessInfo: &whatsapp.OnBehalfOfBusinessInfo{
					ID: "617303840095512", Name: "Client portfolio", Status: "APPROVED", Type: "SELF",
				},
				OwnershipType:           whatsapp.OwnershipTypeSelfOwned,
				PrimaryBusinessLocation: "US",
				PrimaryFundingID:        "771209846630015",
				PurchaseOrderNumber:     "PO-2026-0042",
				Status:                  whatsapp.WABAStatusActive,
				TimezoneID:              "1",
				MessagingLimit:          whatsapp.MessagingLimit10K,
			}),
			one("wabas/get_defaults", get(), &whatsapp.WABA{
				ID: wabaID, Name: "Retail account", TimezoneID: "1", MessageTemplateNamespace: "5c3d1b8e_0a7f_4e42_9d10_73a1c0f6b2aa",
			}),
			one("wabas/get_edges", edges, &withEdges),
			one("wabas/get_other_types", get(), &whatsapp.WABA{
				ID: wabaID, Name: "Retail account", TimezoneID: "1", IsEnabledForInsights: true,
				PrimaryFundingID: "771209846630015", BusinessVerificationStatus: "PENDING_SOMETHING",
			}),
		},
	}
}

func wabaCreate() method {
	create := func(request whatsapp.CreateWABARequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.WABAs.Create(ctx, id, request, append(first, opts...)...))
		}
	}
	created := &whatsapp.CreatedWABA{ID: "102290129340999", PaymentAccountID: "771209846630099"}
	return method{
		name: "WABAs.Create", operation: "POST /{business-id}/whatsapp_business_accounts",
		repeat: whatsapp.RepeatNever, id: businessID,
		cases: []exchange{
			one("wabas/create_success", create(whatsapp.CreateWABARequest{
				Name:                 "Outlet account",
				PrimaryFundingID:     new("771209846630015"),
				PurchaseOrderNumber:  new("PO-2026-0043"),
				Currency:             new("EUR"),
				TimezoneID:           new(0),
				BusinessType:         new(whatsapp.BusinessTypeSMB),
				OnBehalfOfBusinessID: new("617303840095512"),
			}), created),
			one("wabas/create_name_only", create(whatsapp.CreateWABARequest{Name: "Outlet account"}), created),
			one("wabas/create_beyond_limits",
				create(whatsapp.CreateWABARequest{Currency: new("euro")}, whatsapp.WithoutValidation()),
				&whatsapp.CreatedWABA{ID: "102290129340999"}),
		},
	}
}

// wabaLists are the rows of lists that differ in their edges only.
func wabaLists(list, all any, edge string) []method {
	return listRow[whatsapp.WABA, whatsapp.ListWABAsOptions]{
		list:      list,
		all:       all,
		operation: "GET /{business-id}/" + edge,
		ids:       []string{businessID},
		options: whatsapp.ListWABAsOptions{
			ListOptions:   secondPage,
			BusinessTypes: []whatsapp.BusinessType{whatsapp.BusinessTypeEnterprise, whatsapp.BusinessTypeSMB},
			Find:          wabaID,
		},
		fields: []string{"name", "currency"},
		page: &whatsapp.Page[whatsapp.WABA]{Paging: lastPage, Data: []whatsapp.WABA{
			{
				ID: wabaID, Name: "Retail account", AccountReviewStatus: whatsapp.ReviewStatusApproved, PurchaseOrderNumber: "PO-2026-0042",
				Currency: "USD", TimezoneID: "1", BusinessVerificationStatus: whatsapp.VerificationStatusVerified, Country: "US",
				OnBehalfOfBusinessInfo: &whatsapp.OnBehalfOfBusinessInfo{ID: "617303840095512", Name: "Client portfolio"},
				IsEnabledForInsights:   true, MessageTemplateNamespace: "5c3d1b8e_0a7f_4e42_9d10_73a1c0f6b2aa",
			},
			{ID: "102290129340777", Name: "Wholesale account", AccountReviewStatus: whatsapp.ReviewStatusPending, Currency: "EUR"},
		}},
	}.methods()
}

// Edges that were asked for as fields come as lists of their own.
func TestNestedEdgesOfAnAccount(t *testing.T) {
	t.Parallel()
	transport, _ := replay(t, readFixture(t, "wabas/get_nested_edges"))
	account, err := newClient(t, transport).WABAs.Get(t.Context(), wabaID)
	require.NoError(t, err)
	require.Equal(t, []whatsapp.PhoneNumber{{ID: phoneNumberID, DisplayPhoneNumber: "+1 555-0100", VerifiedName: "Support line"}}, account.PhoneNumbers.Data)
	require.Equal(t, []whatsapp.MessageTemplate{{ID: "590000000000123", Name: "order_update", Status: "APPROVED"}}, account.MessageTemplates.Data)
	require.Empty(t, account.Audiences.Data)
	require.JSONEq(t, string(sampleAnalytics()), string(account.Analytics))
}

// sampleAnalytics is the analytics of the fixtures.
func sampleAnalytics() json.RawMessage {
	return json.RawMessage(`{"granularity":"DAY","data_points":[{"start":1700000000,"end":1700086400,"sent":12,"delivered":11}]}`)
}

func TestWABAFieldsAreMembers(t *testing.T) {
	t.Parallel()
	requireMembers(t, whatsapp.WABA{}, whatsapp.FieldsOf[whatsapp.WABA](),
		"analytics", "audiences", "dcc_config", "message_templates", "phone_numbers", "schedules", "subscribed_apps")
}

func TestCreateWABALimits(t *testing.T) {
	t.Parallel()
	type request = whatsapp.CreateWABARequest
	tests := map[string]struct {
		request request
		want    []string
	}{
		"name only":             {request{Name: "A"}, nil},
		"name of 255":           {request{Name: strings.Repeat("é", 255)}, nil},
		"name of 256":           {request{Name: strings.Repeat("é", 256)}, []string{"name has 256 characters, at most 255 are allowed"}},
		"currency":              {request{Name: "A", Currency: new("AZM")}, nil},
		"currency in small":     {request{Name: "A", Currency: new("eur")}, []string{`currency must be three capital letters such as "EUR", not "eur"`}},
		"currency with a digit": {request{Name: "A", Currency: new("EU1")}, []string{`currency must be three capital letters such as "EUR", not "EU1"`}},
		"currency of two":       {request{Name: "A", Currency: new("EU")}, []string{`currency must be three capital letters such as "EUR", not "EU"`}},
		"currency of four":      {request{Name: "A", Currency: new("EURO")}, []string{`currency must be three capital letters such as "EUR", not "EURO"`}},
		"on behalf of":          {request{Name: "A", OnBehalfOfBusinessID: new("0123456789")}, nil},
		"on behalf of nobody":   {request{Name: "A", OnBehalfOfBusinessID: new("")}, []string{"on_behalf_of_business_id is required"}},
		"on behalf of a name":   {request{Name: "A", OnBehalfOfBusinessID: new("1a")}, []string{`on_behalf_of_business_id must contain only digits, not "1a"`}},
		"before digits":         {request{Name: "A", OnBehalfOfBusinessID: new("/")}, []string{`on_behalf_of_business_id must contain only digits, not "/"`}},
		"behind digits":         {request{Name: "A", OnBehalfOfBusinessID: new(":")}, []string{`on_behalf_of_business_id must contain only digits, not ":"`}},
		"everything": {request{Currency: new("@@["), OnBehalfOfBusinessID: new("me")}, []string{
			"name is required", `currency must be three capital letters such as "EUR", not "@@["`, `on_behalf_of_business_id must contain only digits, not "me"`,
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, test.request.Validate(), test.want...)
		})
	}
}

func TestCreateWABAValidatesFirst(t *testing.T) {
	t.Parallel()
	requireNotSent(t, func(client *whatsapp.Client) error {
		_, err := client.WABAs.Create(t.Context(), businessID, whatsapp.CreateWABARequest{})
		return err
	}, "name is required")
}

func TestVerificationStatusIgnoresCase(t *testing.T) {
	t.Parallel()
	require.True(t, whatsapp.VerificationStatus("verified").Is(whatsapp.VerificationStatusVerified))
	require.True(t, whatsapp.VerificationStatus("pending_need_more_info").Is(whatsapp.VerificationStatusPendingNeedMoreInfo))
	require.False(t, whatsapp.VerificationStatus("not_verified").Is(whatsapp.VerificationStatusVerified))
}

// requireMembers checks that the names are the JSON members of a struct, apart
// from those left out on purpose.
func requireMembers(t *testing.T, structure any, names []string, leftOut ...string) {
	t.Helper()
	require.ElementsMatch(t, memberNames(structure), append(names, leftOut...))
}

// memberNames lists the JSON members of a struct.
func memberNames(structure any) []string {
	var names []string
	for field := range reflect.TypeOf(structure).Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}
