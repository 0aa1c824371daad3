package whatsapp_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

var (
	complaints = whatsapp.GrievanceOfficer{
		Name: "Chandra P.", Email: "complaints@shop.test", LandlineNumber: "+913857614343", MobileNumber: "+913854559033",
	}
	customerCare = whatsapp.CustomerCare{Email: "help@shop.test", LandlineNumber: "+913857614343", MobileNumber: "+913854559033"}
)

// cooperative uses all of a request.
func cooperative() whatsapp.UpdateComplianceInfoRequest {
	return whatsapp.UpdateComplianceInfoRequest{
		EntityName: "Retail Partners", EntityType: whatsapp.BusinessEntityTypeOther, EntityTypeCustom: "Cooperative",
		IsRegistered: new(true), GrievanceOfficer: complaints, CustomerCare: customerCare,
	}
}

func complianceMethods() []method {
	get := func(fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Compliance.Get(ctx, id, withFields(opts, fields...)...))
		}
	}
	update := func(request whatsapp.UpdateComplianceInfoRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Compliance.Update(ctx, id, request, append(first, opts...)...))
		}
	}
	return []method{
		{
			name: "Compliance.Get", operation: "GET /{phone-number-id}/business_compliance_info", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			holds: onlyEntry,
			cases: []exchange{
				one("compliance/get_success", get("entity_name", "entity_type"), &whatsapp.ComplianceInfo{
					WABAID: wabaID, MessagingProduct: "whatsapp", EntityName: "Retail Private Limited",
					EntityType: whatsapp.BusinessEntityTypePartnership, IsRegistered: new(true),
					GrievanceOfficer: &complaints, CustomerCare: &customerCare,
				}),
				one("compliance/get_nothing_set", get(), &whatsapp.ComplianceInfo{
					WABAID: wabaID, MessagingProduct: "whatsapp", IsRegistered: new(false),
				}),
			},
		},
		{
			name: "Compliance.Update", operation: "POST /{phone-number-id}/business_compliance_info", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("compliance/update_success", update(cooperative()), nil),
				one("compliance/update_required_only", update(whatsapp.UpdateComplianceInfoRequest{
					EntityName: "Retail", EntityType: whatsapp.BusinessEntityTypePrivateCompany,
					GrievanceOfficer: whatsapp.GrievanceOfficer{Name: "Chandra P.", Email: "complaints@shop.test"},
					CustomerCare:     whatsapp.CustomerCare{Email: "help@shop.test"},
				}), nil),
				one("compliance/update_beyond_limits", update(whatsapp.UpdateComplianceInfoRequest{}, whatsapp.WithoutValidation()), nil),
			},
		},
	}
}

// Answers have the legal form in words, requests in capitals.
func TestLegalFormsInWords(t *testing.T) {
	t.Parallel()
	transport, _ := replay(t, readFixture(t, "compliance/get_words"))
	info, err := newClient(t, transport).Compliance.Get(t.Context(), phoneNumberID)
	require.NoError(t, err)
	require.Equal(t, whatsapp.BusinessEntityTypePrivateCompany, info.EntityType)
	for words, want := range map[string]whatsapp.BusinessEntityType{
		"Partnership":                   whatsapp.BusinessEntityTypePartnership,
		"Limited Liability Partnership": whatsapp.BusinessEntityTypeLimitedLiabilityPartnership,
		"Private Limited Company":       "Private Limited Company",
	} {
		var form whatsapp.BusinessEntityType
		require.NoError(t, json.Unmarshal([]byte(`"`+words+`"`), &form))
		require.Equal(t, want, form)
	}
}

func TestComplianceLimits(t *testing.T) {
	t.Parallel()
	with := func(change func(*whatsapp.UpdateComplianceInfoRequest)) whatsapp.UpdateComplianceInfoRequest {
		request := cooperative()
		change(&request)
		return request
	}
	type request = whatsapp.UpdateComplianceInfoRequest
	const officer, care = "grievance_officer_details.", "customer_care_details."
	tests := map[string]struct {
		request request
		want    []string
	}{
		"everything": {cooperative(), nil},
		"nothing": {request{}, []string{
			"entity_name is required", "entity_type is required",
			officer + "name is required", officer + "email is required", care + "email is required",
		}},
		"lengths": {with(func(r *request) {
			r.EntityName, r.EntityTypeCustom = "R", strings.Repeat("é", 1025)
			r.GrievanceOfficer.Name = strings.Repeat("é", 129)
			r.CustomerCare.Email = strings.Repeat("a", 120) + "@shop.test"
		}), []string{
			"entity_name has 1 characters, at least 2 are required", "entity_type_custom has 1025 characters, at most 1024 are allowed",
			officer + "name has 129 characters, at most 128 are allowed", care + "email has 130 characters, at most 128 are allowed",
		}},
		"another form without its name": {with(func(r *request) { r.EntityTypeCustom = "" }), []string{"entity_type_custom is required"}},
		"a company with a name of its form": {with(func(r *request) {
			r.EntityType = whatsapp.BusinessEntityTypePublicCompany
		}), []string{
			`entity_type_custom must be empty unless entity_type is "OTHER"`,
			`is_registered must be nil unless entity_type is "OTHER" or "PARTNERSHIP"`,
		}},
		"a partnership": {with(func(r *request) {
			r.EntityType, r.EntityTypeCustom, r.IsRegistered = whatsapp.BusinessEntityTypePartnership, "", nil
		}), []string{`is_registered is required for entity_type "PARTNERSHIP"`}},
		"addresses and numbers": {with(func(r *request) {
			r.GrievanceOfficer.Email, r.GrievanceOfficer.MobileNumber = "complaints", "03854559033"
			r.CustomerCare.LandlineNumber = "+91 385 761"
		}), []string{
			officer + "email must be an email address", officer + `mobile_number must have the form "+913857614343", not "03854559033"`,
			care + `landline_number must have the form "+913857614343", not "+91 385 761"`,
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, test.request.Validate(), test.want...)
		})
	}
}

// The information is replaced as a whole.
func TestComplianceReadsBack(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	before, err := client.Compliance.Get(t.Context(), graphtest.PhoneNumberID)
	require.NoError(t, err)
	require.Equal(t, &whatsapp.ComplianceInfo{WABAID: graphtest.WABAID, MessagingProduct: "whatsapp", IsRegistered: new(false)}, before)
	require.NoError(t, client.Compliance.Update(t.Context(), graphtest.PhoneNumberID, cooperative()))
	partnership := cooperative()
	partnership.EntityType, partnership.EntityTypeCustom, partnership.IsRegistered = whatsapp.BusinessEntityTypePartnership, "", new(false)
	require.NoError(t, client.Compliance.Update(t.Context(), graphtest.PhoneNumberID, partnership))
	after, err := client.Compliance.Get(t.Context(), graphtest.PhoneNumberID)
	require.NoError(t, err)
	require.Equal(t, &whatsapp.ComplianceInfo{
		WABAID: graphtest.WABAID, MessagingProduct: "whatsapp", EntityName: "Retail Partners",
		EntityType: whatsapp.BusinessEntityTypePartnership, IsRegistered: new(false),
		GrievanceOfficer: &complaints, CustomerCare: &customerCare,
	}, after)
}
