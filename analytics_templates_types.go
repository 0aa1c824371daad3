package whatsapp

import "strings"

// TemplateAnalytics is what was counted of templates or groups of templates.
type TemplateAnalytics struct {
	Granularity AnalyticsGranularity `json:"granularity"`
	ProductType TemplateProductType  `json:"product_type"`
	// WABATimezone is the time zone of the days, such as America/Los_Angeles,
	// if it is the account's. Otherwise they are days in UTC.
	WABATimezone string              `json:"waba_timezone"`
	DataPoints   []TemplateDataPoint `json:"data_points"`
}

// TemplateDataPoint is a day of a template or a group of templates.
type TemplateDataPoint struct {
	TemplateID      string `json:"template_id"`
	TemplateGroupID string `json:"template_group_id"`
	Start           Time   `json:"start"`
	End             Time   `json:"end"`
	Sent            int    `json:"sent"`
	Delivered       int    `json:"delivered"`
	// Read and Clicked are those of the first 7 days after sending.
	Read    int              `json:"read"`
	Replied int              `json:"replied"`
	Clicked []TemplateClicks `json:"clicked,omitzero"`
	Cost    []TemplateCost   `json:"cost,omitzero"`

	// What people did later on the website or in the app, for businesses that
	// use the Marketing Messages API. Meta documents these metrics without a
	// sample; the names of the members follow those of the metrics, as with
	// all others.

	AppActivations                  int     `json:"app_activations"`
	AppAddToCart                    int     `json:"app_add_to_cart"`
	AppCheckoutsInitiated           int     `json:"app_checkouts_initiated"`
	AppPurchases                    int     `json:"app_purchases"`
	AppPurchasesConversionValue     float64 `json:"app_purchases_conversion_value"`
	WebsiteAddToCart                int     `json:"website_add_to_cart"`
	WebsiteCheckoutsInitiated       int     `json:"website_checkouts_initiated"`
	WebsitePurchases                int     `json:"website_purchases"`
	WebsitePurchasesConversionValue float64 `json:"website_purchases_conversion_value"`
}

// TemplateClicks counts clicks on a button. Only marketing and utility
// templates have them.
type TemplateClicks struct {
	Type TemplateClickType `json:"type"`
	// ButtonContent is the text of the button.
	ButtonContent string `json:"button_content"`
	Count         int    `json:"count"`
}

// TemplateCost is one measure of what a template cost.
type TemplateCost struct {
	Type TemplateCostType `json:"type"`
	// Value is nil where it cannot be computed. Meta's guide does not name the
	// unit; the cost of messages is in the account's currency.
	Value *float64 `json:"value,omitzero"`
}

// TemplateClickType is what was clicked on.
type TemplateClickType string

// The types that Meta documents.
const (
	TemplateClickTypeQuickReplyButton TemplateClickType = "quick_reply_button"
	TemplateClickTypeURLButton        TemplateClickType = "url_button"
	// TemplateClickTypeUniqueURLButton counts people instead of clicks.
	TemplateClickTypeUniqueURLButton TemplateClickType = "unique_url_button"
)

// TemplateCostType is a measure of cost.
type TemplateCostType string

// The measures that Meta documents.
const (
	TemplateCostTypeAmountSpent           TemplateCostType = "amount_spent"
	TemplateCostTypeCostPerDelivered      TemplateCostType = "cost_per_delivered"
	TemplateCostTypeCostPerURLButtonClick TemplateCostType = "cost_per_url_button_click"
)

// TemplateProductType is the API that messages were sent with.
type TemplateProductType string

// The types that Meta documents. Its guide and its other SDKs have different
// names for the Marketing Messages API.
const (
	TemplateProductTypeCloudAPI              TemplateProductType = "cloud_api"
	TemplateProductTypeMarketingMessages     TemplateProductType = "marketing_messages_api_for_whatsapp"
	TemplateProductTypeMarketingMessagesLite TemplateProductType = "marketing_messages_lite_api"
)

// inRequests returns the spelling of requests, which is not that of answers.
func (p TemplateProductType) inRequests() string { return strings.ToUpper(string(p)) }

// TemplateAnalyticsMetric is what is counted of templates.
type TemplateAnalyticsMetric string

// The metrics that Meta documents. Those of apps and websites are for
// businesses that use the Marketing Messages API.
const (
	TemplateAnalyticsMetricClicked                         TemplateAnalyticsMetric = "CLICKED"
	TemplateAnalyticsMetricCost                            TemplateAnalyticsMetric = "COST"
	TemplateAnalyticsMetricDelivered                       TemplateAnalyticsMetric = "DELIVERED"
	TemplateAnalyticsMetricRead                            TemplateAnalyticsMetric = "READ"
	TemplateAnalyticsMetricReplied                         TemplateAnalyticsMetric = "REPLIED"
	TemplateAnalyticsMetricSent                            TemplateAnalyticsMetric = "SENT"
	TemplateAnalyticsMetricAppActivations                  TemplateAnalyticsMetric = "APP_ACTIVATIONS"
	TemplateAnalyticsMetricAppAddToCart                    TemplateAnalyticsMetric = "APP_ADD_TO_CART"
	TemplateAnalyticsMetricAppCheckoutsInitiated           TemplateAnalyticsMetric = "APP_CHECKOUTS_INITIATED"
	TemplateAnalyticsMetricAppPurchases                    TemplateAnalyticsMetric = "APP_PURCHASES"
	TemplateAnalyticsMetricAppPurchasesConversionValue     TemplateAnalyticsMetric = "APP_PURCHASES_CONVERSION_VALUE"
	TemplateAnalyticsMetricWebsiteAddToCart                TemplateAnalyticsMetric = "WEBSITE_ADD_TO_CART"
	TemplateAnalyticsMetricWebsiteCheckoutsInitiated       TemplateAnalyticsMetric = "WEBSITE_CHECKOUTS_INITIATED"
	TemplateAnalyticsMetricWebsitePurchases                TemplateAnalyticsMetric = "WEBSITE_PURCHASES"
	TemplateAnalyticsMetricWebsitePurchasesConversionValue TemplateAnalyticsMetric = "WEBSITE_PURCHASES_CONVERSION_VALUE"
)
