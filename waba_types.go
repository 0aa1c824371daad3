package whatsapp

import (
	"encoding/json"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// WABA is a WhatsApp Business Account (WABA): Graph's
// WhatsAppBusinessAccount, with the fields of all edges that return one. Only
// the fields that were asked for are filled.
type WABA struct {
	ID                  string       `json:"id"`
	Name                string       `json:"name"`
	AccountReviewStatus ReviewStatus `json:"account_review_status"`
	// AuthInternationalRateEligibility says since when authentication messages
	// are charged at international rates, nil as long as they are not.
	AuthInternationalRateEligibility *RateEligibility   `json:"auth_international_rate_eligibility,omitzero"`
	BusinessVerificationStatus       VerificationStatus `json:"business_verification_status"`
	// Country is the owning portfolio's, as ISO 3166-1: "DE".
	Country      string `json:"country"`
	CreationTime Time   `json:"creation_time,omitzero"`
	// Currency is the currency of payments, as ISO 4217: "EUR".
	Currency             string        `json:"currency"`
	HealthStatus         *HealthStatus `json:"health_status,omitzero"`
	IsEnabledForInsights bool          `json:"is_enabled_for_insights"`
	IsSharedWithPartners bool          `json:"is_shared_with_partners"`
	// MarketingMessagesStatus says whether the account may use the Marketing
	// Messages API, and MarketingMessagesOnboardingStatus what is still
	// missing.
	MarketingMessagesStatus           MarketingMessagesStatus           `json:"marketing_messages_lite_api_status"`
	MarketingMessagesOnboardingStatus MarketingMessagesOnboardingStatus `json:"marketing_messages_onboarding_status"`
	MessageTemplateNamespace          string                            `json:"message_template_namespace"`
	OnBehalfOfBusinessInfo            *OnBehalfOfBusinessInfo           `json:"on_behalf_of_business_info,omitzero"`
	// OwnerBusinessInfo is the portfolio that owns the account.
	OwnerBusinessInfo       *BusinessSummary `json:"owner_business_info,omitzero"`
	OwnershipType           OwnershipType    `json:"ownership_type"`
	PrimaryBusinessLocation string           `json:"primary_business_location"`
	PrimaryFundingID        string           `json:"primary_funding_id"`
	PurchaseOrderNumber     string           `json:"purchase_order_number"`
	Status                  WABAStatus       `json:"status"`
	TimezoneID              string           `json:"timezone_id"`
	// MessagingLimit is the number of people that the portfolio may write to
	// first within 24 hours, over all its numbers.
	MessagingLimit MessagingLimit `json:"whatsapp_business_manager_messaging_limit"`

	// The fields below have to be asked for by name. BusinessType and the two
	// switches are not in every API version. OwnerBusiness needs the permission
	// business_management, and LinkedCommerceAccount, the shop behind the
	// account, access to that shop.

	BusinessType                       BusinessType     `json:"business_type,omitempty" fields:"-"`
	DisableMarketingMessagesOnCloudAPI *bool            `json:"disable_marketing_messages_on_cloud_api,omitzero" fields:"-"`
	LinkedCommerceAccount              *CommerceAccount `json:"linked_commerce_account,omitzero" fields:"-"`
	OwnerBusiness                      *BusinessSummary `json:"owner_business,omitzero" fields:"-"`
	TemplateAutoArchivalEnabled        *bool            `json:"template_auto_archival_enabled,omitzero" fields:"-"`

	// Analytics comes with a request such as
	//
	//	WithFields("analytics.start(1700000000).end(1700086400).granularity(DAY)")
	//
	// [AnalyticsService.GetMessaging] asks for it and decodes it.
	Analytics json.RawMessage `json:"analytics,omitzero" fields:"-"`

	// The edges below come with requests that name them as fields, one page
	// each.

	Audiences        *Page[string]           `json:"audiences,omitzero" fields:"-"`
	DCCConfig        *DCCConfig              `json:"dcc_config,omitzero" fields:"-"`
	MessageTemplates *Page[MessageTemplate]  `json:"message_templates,omitzero" fields:"-"`
	PhoneNumbers     *Page[PhoneNumber]      `json:"phone_numbers,omitzero" fields:"-"`
	Schedules        *Page[WABAOpeningHours] `json:"schedules,omitzero" fields:"-"`
	SubscribedApps   *Page[WABAApp]          `json:"subscribed_apps,omitzero" fields:"-"`
}

// OnBehalfOfBusinessInfo names the client that an account is run for.
type OnBehalfOfBusinessInfo struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status,omitempty"`
	Type   string `json:"type,omitempty"`
}

// RateEligibility says since when the international rates of a category of
// messages apply.
type RateEligibility struct {
	// StartTime is the beginning in all countries that have such a rate, but
	// for those in ExceptionCountries.
	StartTime          Time               `json:"start_time,omitzero"`
	ExceptionCountries []CountryRateStart `json:"exception_countries,omitzero"`
}

// CountryRateStart is a country whose international rate begins at a time of
// its own.
type CountryRateStart struct {
	CountryCode string `json:"country_code"` // ISO 3166-1: "ID"
	StartTime   Time   `json:"start_time,omitzero"`
}

// CommerceAccount names a shop on Meta's platforms.
type CommerceAccount struct {
	ID          string `json:"id"`
	DisplayName string `json:"display_name,omitempty"`
}

// DCCConfig is the configuration of direct consumer contact.
type DCCConfig struct {
	Enabled   bool   `json:"enabled"`
	PolicyURL string `json:"policy_url"`
}

// WABAOpeningHours is the opening time of one day.
type WABAOpeningHours struct {
	DayOfWeek DayOfWeek `json:"day_of_week"`
	OpenTime  string    `json:"open_time"` // "09:00"
	CloseTime string    `json:"close_time"`
}

// WABAApp is an app that receives an account's webhooks.
type WABAApp struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Link string `json:"link,omitempty"`
	// OverrideCallbackURI is where the account's webhooks go in place of the
	// app's own address.
	OverrideCallbackURI string `json:"override_callback_uri,omitempty"`
}

// UnmarshalJSON accepts the members as documented, and inside
// whatsapp_business_api_data as Graph sends them.
func (a *WABAApp) UnmarshalJSON(data []byte) error { return readGraph(data, a) }

func (a *WABAApp) decodeGraph(d *graphjson.Decoder) bool {
	type fields WABAApp
	var wire struct {
		fields
		Inner *fields `json:"whatsapp_business_api_data"`
	}
	if !d.Decode(&wire) {
		return false
	}
	if wire.Inner != nil {
		wire.ID, wire.Name, wire.Link = wire.Inner.ID, wire.Inner.Name, wire.Inner.Link
	}
	*a = WABAApp(wire.fields)
	return true
}
