package whatsapp_test

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

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
		[]method{wabaGet(), wabaCreate(), wabaUpdate()},
		wabaActivities(), wabaSchedules(), wabaCatalogs(),
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
	byName := get("business_type", "disable_marketing_messages_on_cloud_api", "linked_commerce_account", "owner_business", "template_auto_archival_enabled")
	withEdges := whatsapp.WABA{
		ID:               wabaID,
		Analytics:        sampleAnalytics(),
		Audiences:        array("614400000000001", "614400000000002"),
		DCCConfig:        &whatsapp.DCCConfig{Enabled: true, PolicyURL: "https://shop.test/privacy"},
		MessageTemplates: array(whatsapp.MessageTemplate{ID: "590000000000123", Name: "order_update", Status: "APPROVED"}),
		PhoneNumbers:     array(whatsapp.PhoneNumber{ID: phoneNumberID, DisplayPhoneNumber: "+1 555-0100", VerifiedName: "Support line"}),
		Schedules:        array(whatsapp.WABAOpeningHours{DayOfWeek: "MONDAY", OpenTime: "09:00", CloseTime: "17:30"}),
		SubscribedApps:   array(whatsapp.WABAApp{ID: appID, Name: "Messaging console"}),
	}
	return method{
		name: "WABAs.Get", operation: "GET /{waba-id}", repeat: whatsapp.RepeatSafe, id: wabaID,
		cases: []exchange{
			one("wabas/get_success", get(whatsapp.FieldsOf[whatsapp.WABA]()...), &whatsapp.WABA{
				ID: wabaID, Name: "Retail account",
				AccountReviewStatus: whatsapp.ReviewStatusApproved,
				AuthInternationalRateEligibility: &whatsapp.RateEligibility{
					StartTime:          moment("1717225200"),
					ExceptionCountries: []whatsapp.CountryRateStart{{CountryCode: "ID", StartTime: moment("1719817200")}},
				},
				BusinessVerificationStatus:        whatsapp.VerificationStatusVerified,
				Country:                           "US",
				CreationTime:                      moment("1772442000"),
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
				OwnerBusinessInfo:       &whatsapp.BusinessSummary{ID: businessID, Name: "Retail portfolio"},
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
			one("wabas/get_by_name", byName, &whatsapp.WABA{
				ID: wabaID, BusinessType: "ent",
				DisableMarketingMessagesOnCloudAPI: new(false),
				LinkedCommerceAccount:              &whatsapp.CommerceAccount{ID: "294837561028374", DisplayName: "Retail shop"},
				OwnerBusiness:                      &whatsapp.BusinessSummary{ID: businessID, Name: "Retail portfolio"},
				TemplateAutoArchivalEnabled:        new(true),
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

func wabaUpdate() method {
	update := func(request whatsapp.UpdateWABARequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.WABAs.Update(ctx, id, request, append(first, opts...)...))
		}
	}
	return method{
		name: "WABAs.Update", operation: "POST /{waba-id}", repeat: whatsapp.RepeatSafe, id: wabaID,
		cases: []exchange{
			one("wabas/update_success", update(whatsapp.UpdateWABARequest{
				Name: new("Retail account"), TimezoneID: new("2"),
				IsEnabledForInsights: new(true), DisableMarketingMessagesOnCloudAPI: new(false), TemplateAutoArchivalEnabled: new(true),
			}), nil),
			one("wabas/update_name", update(whatsapp.UpdateWABARequest{Name: new("Retail account")}), nil),
			one("wabas/update_beyond_limits",
				update(whatsapp.UpdateWABARequest{IsEnabledForInsights: new(false)}, whatsapp.WithoutValidation()), nil),
		},
	}
}

func wabaActivities() []method {
	return listRow[whatsapp.WABAActivity, whatsapp.ListActivitiesOptions]{
		list:      (*whatsapp.WABAService).ListActivities,
		all:       (*whatsapp.WABAService).AllActivities,
		operation: "GET /{waba-id}/activities",
		ids:       []string{wabaID},
		options: whatsapp.ListActivitiesOptions{
			ListOptions: secondPage,
			Types:       []whatsapp.WABAActivityType{whatsapp.WABAActivityTypePhoneNumberVerified, whatsapp.WABAActivityTypeUserAdded},
			Since:       time.Unix(1772409600, 0),
			Until:       time.Unix(1772496000, 999),
		},
		fields: whatsapp.FieldsOf[whatsapp.WABAActivity](),
		page: &whatsapp.Page[whatsapp.WABAActivity]{Paging: lastPage, Data: []whatsapp.WABAActivity{
			{
				ID: "930000000000001", Type: whatsapp.WABAActivityTypePhoneNumberVerified, Timestamp: moment(`"2026-03-02T09:00:00Z"`),
				ActorType: whatsapp.ActorTypeUser, ActorID: userID, ActorName: "Account manager", Description: "The phone number was verified",
				Details:   json.RawMessage(`{"phone_number":"+15550100","verification_method":"SMS"}`),
				IPAddress: "192.0.2.17", UserAgent: "Mozilla/5.0",
			},
			{
				ID: "930000000000002", Type: whatsapp.WABAActivityTypeUserAdded, Timestamp: moment(`"2026-03-02T10:00:00Z"`),
				ActorType: whatsapp.ActorTypeAdmin,
			},
		}},
	}.methods()
}

func wabaSchedules() []method {
	create := func(request whatsapp.CreateScheduleRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.WABAs.CreateSchedule(ctx, id, request, append(first, opts...)...))
		}
	}
	weekly := &whatsapp.ScheduleRecurrence{Frequency: whatsapp.ScheduleFrequencyWeekly, Interval: new(1), EndDate: "2026-12-31"}
	days := []whatsapp.DayOfWeek{whatsapp.DayOfWeekMonday, whatsapp.DayOfWeekFriday}
	created := &whatsapp.CreatedSchedule{ID: "731904826350020"}
	creates := method{
		name: "WABAs.CreateSchedule", operation: "POST /{waba-id}/schedules", repeat: whatsapp.RepeatUnsafe, id: wabaID,
		cases: []exchange{
			one("wabas/create_schedule_success", create(whatsapp.CreateScheduleRequest{
				Name: "Opening hours", Type: whatsapp.ScheduleTypeBusinessHours, StartTime: "09:00", EndTime: "17:00",
				Timezone: new("America/New_York"), Description: new("When somebody answers"),
				DaysOfWeek: days, RecurrencePattern: weekly, IsActive: new(true),
			}), created),
			one("wabas/create_schedule_required_only", create(whatsapp.CreateScheduleRequest{
				Name: "Night shift", Type: whatsapp.ScheduleTypeAutomatedResponse, StartTime: "18:00", EndTime: "08:00",
			}), created),
			one("wabas/create_schedule_beyond_limits", create(whatsapp.CreateScheduleRequest{}, whatsapp.WithoutValidation()), created),
		},
	}
	return append(listRow[whatsapp.WABASchedule, whatsapp.ListSchedulesOptions]{
		list:      (*whatsapp.WABAService).ListSchedules,
		all:       (*whatsapp.WABAService).AllSchedules,
		operation: "GET /{waba-id}/schedules",
		ids:       []string{wabaID},
		options: whatsapp.ListSchedulesOptions{
			ListOptions: secondPage, Status: whatsapp.ScheduleStatusActive, Type: whatsapp.ScheduleTypeBusinessHours, IsActive: new(true),
			Sort: whatsapp.ScheduleSortCreatedTimeDescending,
		},
		fields: []string{"name", "status"},
		page: &whatsapp.Page[whatsapp.WABASchedule]{Paging: lastPage, Data: []whatsapp.WABASchedule{
			{
				ID: "731904826350018", Name: "Opening hours", Description: "When somebody answers", Status: whatsapp.ScheduleStatusActive,
				Type: whatsapp.ScheduleTypeBusinessHours, IsActive: new(true), StartTime: "09:00", EndTime: "17:00",
				Timezone: "America/New_York", DaysOfWeek: days, RecurrencePattern: weekly,
				CreatedTime: moment(`"2026-03-02T09:00:00Z"`), UpdatedTime: moment(`"2026-03-03T09:00:00Z"`),
			},
			{
				ID: "731904826350019", Name: "Maintenance", Status: whatsapp.ScheduleStatusInactive,
				Type: whatsapp.ScheduleTypeMaintenanceWindow, IsActive: new(false), StartTime: "02:00", EndTime: "04:00", Timezone: "UTC",
			},
		}},
	}.methods(), creates)
}

func wabaCatalogs() []method {
	change := func(call func(*whatsapp.WABAService, context.Context, string, string, ...whatsapp.RequestOption) error) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(call(client.WABAs, ctx, id, catalogID, opts...))
		}
	}
	return append(listRow[whatsapp.ProductCatalog, whatsapp.ListOptions]{
		list:      (*whatsapp.WABAService).ListCatalogs,
		all:       (*whatsapp.WABAService).AllCatalogs,
		operation: "GET /{waba-id}/product_catalogs",
		ids:       []string{wabaID},
		options:   secondPage,
		fields:    []string{"name", "product_count", "vertical"},
		page: &whatsapp.Page[whatsapp.ProductCatalog]{Paging: lastPage, Data: []whatsapp.ProductCatalog{
			{ID: catalogID, Name: "Spring collection", ProductCount: new(42), Vertical: "commerce"},
			{ID: "826354917260044", Name: "Spare parts"},
		}},
	}.methods(),
		method{
			name: "WABAs.AddCatalog", operation: "POST /{waba-id}/product_catalogs", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{one("wabas/add_catalog_success", change((*whatsapp.WABAService).AddCatalog), nil)},
		},
		method{
			name: "WABAs.RemoveCatalog", operation: "DELETE /{waba-id}/product_catalogs", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{one("wabas/remove_catalog_success", change((*whatsapp.WABAService).RemoveCatalog), nil)},
		})
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
		"analytics", "audiences", "business_type", "dcc_config", "disable_marketing_messages_on_cloud_api", "linked_commerce_account",
		"message_templates", "owner_business", "phone_numbers", "schedules", "subscribed_apps", "template_auto_archival_enabled")
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
