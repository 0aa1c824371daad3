package whatsapp_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func businessMethods() []method {
	return slices.Concat(businessReads(), businessAssets(), businessOnboarding(), businessVerification())
}

func businessReads() []method {
	get := func(fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Businesses.Get(ctx, id, withFields(opts, fields...)...))
		}
	}
	usual := get("id", "name", "timezone_id")
	return []method{{
		name: "Businesses.Get", operation: "GET /{business-id}", repeat: whatsapp.RepeatSafe, id: businessID,
		cases: []exchange{
			one("businesses/get_success", usual, &whatsapp.Business{ID: businessID, Name: "Retail portfolio", TimezoneID: new(1)}),
			one("businesses/get_defaults", get(), &whatsapp.Business{ID: businessID, Name: "Retail portfolio"}),
			one("businesses/get_all_fields", usual, &whatsapp.Business{
				ID: businessID, Name: "Retail portfolio", TimezoneID: new(0),
				VerificationStatus: whatsapp.VerificationStatusVerified, Vertical: "RETAIL", Link: "https://shop.test/",
				ProfilePictureURI: "https://shop.test/logo.png", PaymentAccountID: "771209846630015", IsHidden: new(false),
				CreatedTime: moment(`"2019-04-01T08:00:00+0000"`), UpdatedTime: moment(`"2026-03-02T09:00:00+0000"`),
			}),
			one("businesses/get_other_types", usual, &whatsapp.Business{
				ID: businessID, Name: "Retail portfolio", TimezoneID: new(1), IsHidden: new(true), CreatedTime: moment(`1554105600`),
			}),
		},
	}}
}

func businessAssets() []method {
	users := listRow[whatsapp.BusinessUser, whatsapp.ListOptions]{
		list:      (*whatsapp.BusinessService).ListUsers,
		all:       (*whatsapp.BusinessService).AllUsers,
		operation: "GET /{business-id}/business_users",
		ids:       []string{businessID},
		options:   secondPage,
		fields:    []string{"id", "role"},
		page: &whatsapp.Page[whatsapp.BusinessUser]{Paging: lastPage, Data: []whatsapp.BusinessUser{
			{
				ID: userID, Name: "Account manager", Business: &whatsapp.BusinessSummary{ID: businessID, Name: "Retail portfolio"},
				Role: "ADMIN", Email: "manager@shop.test", FirstName: "Account", LastName: "manager", Title: "Head of messaging",
				FinancePermission: "EDITOR", MarkedForRemoval: new(false),
			},
			{ID: "122106287654410", Name: "Support agent 1"},
		}},
	}
	catalogs := listRow[whatsapp.ProductCatalog, whatsapp.ListOptions]{
		list:      (*whatsapp.BusinessService).ListCatalogs,
		all:       (*whatsapp.BusinessService).AllCatalogs,
		operation: "GET /{business-id}/owned_product_catalogs",
		ids:       []string{businessID},
		options:   secondPage,
		fields:    []string{"id", "product_count"},
		page: &whatsapp.Page[whatsapp.ProductCatalog]{Paging: lastPage, Data: []whatsapp.ProductCatalog{
			{ID: catalogID, Name: "Spring collection", ProductCount: new(42), Vertical: "commerce"},
			{ID: "826354917260044", Name: "Spare parts"},
		}},
	}
	return slices.Concat(users.methods(), catalogs.methods())
}

func businessOnboarding() []method {
	onboard := func(solution string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			request := whatsapp.OnboardToMarketingMessagesRequest{SolutionID: solution}
			return result(client.Businesses.OnboardToMarketingMessages(ctx, id, request, append(first, opts...)...))
		}
	}
	another := &whatsapp.MarketingMessagesRequest{RequestID: "2345678901234567"}
	return []method{{
		name: "Businesses.OnboardToMarketingMessages", operation: "POST /{business-id}/onboard_partners_to_mm_lite",
		repeat: whatsapp.RepeatUnsafe, id: businessID,
		cases: []exchange{
			one("businesses/onboard_to_marketing_messages_success", onboard(solutionID),
				&whatsapp.MarketingMessagesRequest{RequestID: "1234567890123456"}),
			one("businesses/onboard_to_marketing_messages_defaults", onboard(""), another),
			one("businesses/onboard_to_marketing_messages_beyond_limits", onboard("me", whatsapp.WithoutValidation()), another),
		},
	}}
}

// A client is asked once: Graph refuses a second request.
func TestOnboardingIsAskedForOnce(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	ask := func(request whatsapp.OnboardToMarketingMessagesRequest) error {
		_, err := client.Businesses.OnboardToMarketingMessages(t.Context(), graphtest.PartnerBusinessID, request)
		return err
	}
	requireViolations(t, ask(whatsapp.OnboardToMarketingMessagesRequest{SolutionID: "me"}), `solution_id must contain only digits, not "me"`)
	require.Empty(t, server.Requests())

	server.Script("POST /{business}/onboard_partners_to_mm_lite", graphtest.DropAfter())
	require.ErrorIs(t, ask(whatsapp.OnboardToMarketingMessagesRequest{}), whatsapp.ErrOutcomeUnknown)
	require.Len(t, server.Requests(), 1)
	err := ask(whatsapp.OnboardToMarketingMessagesRequest{})
	require.ErrorIs(t, err, whatsapp.ErrPermission)
	var refused *whatsapp.GraphAPIError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, http.StatusForbidden, refused.StatusCode)
}
