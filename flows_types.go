package whatsapp

// Flow is a form that people fill in without leaving the chat. Only the fields
// that were asked for are filled.
type Flow struct {
	ID string `json:"id"`
	// Name is for the business: users do not see it.
	Name       string         `json:"name"`
	Status     FlowStatus     `json:"status"`
	Categories []FlowCategory `json:"categories,omitzero"`
	// ValidationErrors are the mistakes in the JSON of the flow. It cannot be
	// published as long as there are any.
	ValidationErrors FlowValidationErrors `json:"validation_errors,omitzero"`
	// JSONVersion is the version of the flow's JSON: "7.3".
	JSONVersion string `json:"json_version"`
	// DataAPIVersion is the version of what the endpoint and the screens say to
	// each other: "4.0". It is empty for a flow without an endpoint.
	DataAPIVersion string `json:"data_api_version"`
	// EndpointURI is the address that the screens get their data from.
	EndpointURI string `json:"endpoint_uri"`
	// DataChannelURI is the name of EndpointURI until v19.0.
	DataChannelURI string        `json:"data_channel_uri,omitempty" fields:"-"`
	Preview        *FlowPreview  `json:"preview,omitzero"`
	WABA           *FlowWABA     `json:"whatsapp_business_account,omitzero"`
	Application    *WABAApp      `json:"application,omitzero"`
	HealthStatus   *HealthStatus `json:"health_status,omitzero"`
	// Metric needs parameters: see [FlowService.Metric].
	Metric *FlowMetric `json:"metric,omitzero" fields:"-"`
}

// FlowWABA is the account that a flow belongs to.
type FlowWABA struct {
	ID                       string       `json:"id"`
	Name                     string       `json:"name"`
	TimezoneID               string       `json:"timezone_id"`
	BusinessType             BusinessType `json:"business_type"`
	MessageTemplateNamespace string       `json:"message_template_namespace"`
}

// FlowStatus is the state of a flow. It begins as a draft, is published, and
// ends as deprecated; Meta throttles and blocks flows whose endpoint fails.
type FlowStatus string

// The states that Meta documents.
const (
	// FlowStatusDraft can only be sent for testing, with [FlowModeDraft].
	FlowStatusDraft      FlowStatus = "DRAFT"
	FlowStatusPublished  FlowStatus = "PUBLISHED"
	FlowStatusDeprecated FlowStatus = "DEPRECATED"
	// FlowStatusBlocked can be neither sent nor opened until the endpoint is
	// healthy again.
	FlowStatusBlocked FlowStatus = "BLOCKED"
	// FlowStatusThrottled can be sent ten times an hour.
	FlowStatusThrottled FlowStatus = "THROTTLED"
)

// FlowCategory is what a flow is for.
type FlowCategory string

// The categories that Meta documents.
const (
	FlowCategorySignUp             FlowCategory = "SIGN_UP"
	FlowCategorySignIn             FlowCategory = "SIGN_IN"
	FlowCategoryAppointmentBooking FlowCategory = "APPOINTMENT_BOOKING"
	FlowCategoryLeadGeneration     FlowCategory = "LEAD_GENERATION"
	FlowCategoryShopping           FlowCategory = "SHOPPING"
	FlowCategoryContactUs          FlowCategory = "CONTACT_US"
	FlowCategoryCustomerSupport    FlowCategory = "CUSTOMER_SUPPORT"
	FlowCategorySurvey             FlowCategory = "SURVEY"
	FlowCategoryOther              FlowCategory = "OTHER"
)
