package whatsapp_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/wabakit/whatsapp"
)

func officialBusinessAccounts() []method {
	const path = "/{phone-number-id}/official_business_account"
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.PhoneNumbers.GetOfficialBusinessAccount(ctx, id, opts...))
	}
	request := func(request whatsapp.OfficialBusinessAccountRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.PhoneNumbers.RequestOfficialBusinessAccount(ctx, id, request, append(first, opts...)...))
		}
	}
	accepted := &whatsapp.RequestedOfficialBusinessAccount{Success: true}
	return []method{
		{
			name: "PhoneNumbers.GetOfficialBusinessAccount", operation: "GET " + path, repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{one("phone_numbers/get_official_business_account_success", get, &whatsapp.OfficialBusinessAccount{
				ID: phoneNumberID, Status: whatsapp.OfficialBusinessAccountStatusUnderReview, StatusMessage: "Meta is looking at it",
			})},
		},
		{
			name: "PhoneNumbers.RequestOfficialBusinessAccount", operation: "POST " + path, repeat: whatsapp.RepeatNever, id: phoneNumberID,
			cases: []exchange{
				one("phone_numbers/request_official_business_account_success", request(sampleBadgeRequest(5)), accepted),
				one("phone_numbers/request_official_business_account_application", request(sampleApplication()), &whatsapp.RequestedOfficialBusinessAccount{
					Success: true, Message: "Submitted", TrackingID: "oba_req_1234567890abcdef",
					UpdatedStatus: &whatsapp.OfficialBusinessAccount{
						ID: phoneNumberID, Status: whatsapp.OfficialBusinessAccountStatusPending, StatusMessage: "Under review",
					},
				}),
				one("phone_numbers/request_official_business_account_withdrawal", request(whatsapp.OfficialBusinessAccountRequest{
					Action: whatsapp.OfficialBusinessAccountActionWithdraw,
				}), &whatsapp.RequestedOfficialBusinessAccount{Success: true, Message: "Withdrawn"}),
				one("phone_numbers/request_official_business_account_beyond_limits", request(whatsapp.OfficialBusinessAccountRequest{}, whatsapp.WithoutValidation()), accepted),
			},
		},
	}
}

func sampleBadgeRequest(links int) whatsapp.OfficialBusinessAccountRequest {
	request := whatsapp.OfficialBusinessAccountRequest{
		BusinessWebsiteURL: "https://shop.test", PrimaryCountryOfOperation: "Brazil", PrimaryLanguage: "Portuguese",
		ParentBusinessOrBrand: "Shop Holding", AdditionalSupportingInformation: "In the papers",
	}
	for i := range links {
		request.SupportingLinks = append(request.SupportingLinks, fmt.Sprintf("https://news.test/%d", i+1))
	}
	return request
}

func sampleApplication() whatsapp.OfficialBusinessAccountRequest {
	return whatsapp.OfficialBusinessAccountRequest{
		Action: whatsapp.OfficialBusinessAccountActionSubmit,
		ApplicationData: &whatsapp.OfficialBusinessAccountApplication{
			BusinessName: "Shop Ltd", BusinessDescription: "Sells things", WebsiteURL: "https://shop.test", ContactEmail: "office@shop.test",
		},
	}
}

func TestBadgeRequestLimits(t *testing.T) {
	t.Parallel()
	const oneForm = "business_website_url or action must be set, and not both"
	guide := func(change func(*whatsapp.OfficialBusinessAccountRequest)) whatsapp.OfficialBusinessAccountRequest {
		request := sampleBadgeRequest(5)
		change(&request)
		return request
	}
	application := func(change func(*whatsapp.OfficialBusinessAccountApplication)) whatsapp.OfficialBusinessAccountRequest {
		request := sampleApplication()
		change(request.ApplicationData)
		return request
	}
	tests := map[string]struct {
		request whatsapp.OfficialBusinessAccountRequest
		want    []string
	}{
		"nothing":    {whatsapp.OfficialBusinessAccountRequest{}, []string{oneForm}},
		"both forms": {guide(func(r *whatsapp.OfficialBusinessAccountRequest) { r.Action = "SUBMIT_APPLICATION" }), []string{oneForm}},
		"no site":    {guide(func(r *whatsapp.OfficialBusinessAccountRequest) { r.BusinessWebsiteURL = "" }), []string{"business_website_url is required"}},
		"a site and no country": {guide(func(r *whatsapp.OfficialBusinessAccountRequest) {
			r.BusinessWebsiteURL, r.PrimaryCountryOfOperation = "shop", ""
		}), []string{"business_website_url must be an http or https URL", "primary_country_of_operation is required"}},
		"no links":     {sampleBadgeRequest(0), nil},
		"4 links":      {sampleBadgeRequest(4), []string{"supporting_links has 4 entries, at least 5 are required"}},
		"10 links":     {sampleBadgeRequest(10), nil},
		"11 links":     {sampleBadgeRequest(11), []string{"supporting_links has 11 entries, at most 10 are allowed"}},
		"an odd link":  {guide(func(r *whatsapp.OfficialBusinessAccountRequest) { r.SupportingLinks[2] = "x" }), []string{"supporting_links[2] must be an http or https URL"}},
		"long texts":   {guide(longTexts(255, 1000)), nil},
		"too long":     {guide(longTexts(256, 1001)), []string{"parent_business_or_brand has 256 characters, at most 255 are allowed", "additional_supporting_information has 1001 characters, at most 1000 are allowed"}},
		"no data":      {whatsapp.OfficialBusinessAccountRequest{Action: whatsapp.OfficialBusinessAccountActionResubmit}, []string{"application_data is required to apply"}},
		"without name": {application(func(a *whatsapp.OfficialBusinessAccountApplication) { a.BusinessName = "" }), []string{"application_data.business_name is required"}},
		"an odd site":  {application(func(a *whatsapp.OfficialBusinessAccountApplication) { a.WebsiteURL = "shop" }), []string{"application_data.website_url must be an http or https URL"}},
		"a long legend": {application(func(a *whatsapp.OfficialBusinessAccountApplication) {
			a.BusinessDescription = strings.Repeat("a", 1001)
		}), []string{"application_data.business_description has 1001 characters, at most 1000 are allowed"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireProblems(t, test.request.Validate(), test.want)
		})
	}
}

func longTexts(brand, information int) func(*whatsapp.OfficialBusinessAccountRequest) {
	return func(r *whatsapp.OfficialBusinessAccountRequest) {
		r.ParentBusinessOrBrand, r.AdditionalSupportingInformation = strings.Repeat("a", brand), strings.Repeat("a", information)
	}
}
