package whatsapp

import "encoding/json"

// MessageTemplate is a template as it stands in an account, in one language:
// Graph's WhatsAppMessageTemplate. Only the fields that were asked for are
// filled.
type MessageTemplate struct {
	ID       string                  `json:"id"`
	Name     string                  `json:"name"`
	Language string                  `json:"language"`
	Status   MessageTemplateStatus   `json:"status"`
	Category MessageTemplateCategory `json:"category"`
	// PreviousCategory is the category before Meta changed it.
	PreviousCategory MessageTemplateCategory `json:"previous_category"`
	// CorrectCategory is the category that Meta is about to change it to.
	CorrectCategory MessageTemplateCategory    `json:"correct_category" fields:"-"`
	SubCategory     MessageTemplateSubCategory `json:"sub_category"`
	// ParameterFormat tells whether the variables have names or numbers.
	ParameterFormat MessageTemplateParameterFormat `json:"parameter_format"`
	Components      MessageTemplateComponents      `json:"components,omitzero"`
	// RejectedReason is NONE unless the template was rejected.
	RejectedReason MessageTemplateRejectedReason `json:"rejected_reason"`
	QualityScore   *MessageTemplateQualityScore  `json:"quality_score,omitzero"`
	// SendTTLSeconds is how long Meta tries to deliver a message, in seconds;
	// -1 is 30 days.
	SendTTLSeconds int `json:"message_send_ttl_seconds"`
	// LibraryTemplateName is the name of the library template that it was made
	// from.
	LibraryTemplateName string `json:"library_template_name"`
	// LinkTrackingOptedOut means that clicks on the buttons are not counted.
	LinkTrackingOptedOut bool `json:"cta_url_link_tracking_opted_out"`
	LastUpdatedTime      Time `json:"last_updated_time,omitzero"`
}

// MessageTemplateQualityScore tells how people have received a template.
type MessageTemplateQualityScore struct {
	Score QualityRating `json:"score"`
	Date  Time          `json:"date,omitzero"`
	// Reasons tells what people have objected to.
	Reasons []string `json:"reasons,omitzero"`
}

// CreateMessageTemplateRequest describes a new template: by its components, or
// by the name of a template of Meta's library.
type CreateMessageTemplateRequest struct {
	// Name has at most 512 small letters, digits and underscores. It is
	// required.
	Name string `json:"name"`
	// Language is a code such as en_US. It is required.
	Language string `json:"language"`
	// Category is required.
	Category MessageTemplateCategory `json:"category"`
	// ParameterFormat is POSITIONAL unless it is set.
	ParameterFormat *MessageTemplateParameterFormat `json:"parameter_format,omitzero"`
	Components      MessageTemplateComponents       `json:"components,omitzero"`
	// SendTTLSeconds limits how long Meta tries to deliver a message: 30 to 900
	// seconds for AUTHENTICATION, 30 to 43,200 for UTILITY, 43,200 to 2,592,000
	// for MARKETING. For the first two, -1 stands for 30 days.
	SendTTLSeconds *int `json:"message_send_ttl_seconds,omitzero"`
	// SubCategory and DisplayFormat are for templates about orders.
	SubCategory   *MessageTemplateSubCategory   `json:"sub_category,omitzero"`
	DisplayFormat *MessageTemplateDisplayFormat `json:"display_format,omitzero"`
	SendType      *MessageTemplateSendType      `json:"send_type,omitzero"`
	// LinkTrackingOptedOut stops the counting of clicks on the buttons.
	LinkTrackingOptedOut *bool `json:"cta_url_link_tracking_opted_out,omitzero"`

	// LibraryTemplateName makes the template from one of the library, in place
	// of Components; see [TemplateService.ListLibrary].
	LibraryTemplateName         *string                      `json:"library_template_name,omitzero"`
	LibraryTemplateBodyInputs   *LibraryTemplateBodyInputs   `json:"library_template_body_inputs,omitzero"`
	LibraryTemplateButtonInputs []LibraryTemplateButtonInput `json:"library_template_button_inputs,omitzero"`

	// OptimizationSpec sets the highest price of a marketing message.
	OptimizationSpec *MessageTemplateOptimizationSpec `json:"optimization_spec,omitzero"`
	// DegreesOfFreedomSpec and CreativeSourcingSpec say as JSON what Meta may
	// change about a marketing message.
	DegreesOfFreedomSpec json.RawMessage `json:"degrees_of_freedom_spec,omitzero"`
	CreativeSourcingSpec json.RawMessage `json:"creative_sourcing_spec,omitzero"`
}

// MessageTemplateOptimizationSpec bids for the delivery of marketing messages.
type MessageTemplateOptimizationSpec struct {
	BidAmount   int    `json:"bid_amount"`
	BidStrategy string `json:"bid_strategy"`
}

// UpdateMessageTemplateRequest changes a template. What is nil stays as it is.
type UpdateMessageTemplateRequest struct {
	// Category cannot change while the template is approved.
	Category *MessageTemplateCategory `json:"category,omitzero"`
	// Components replace all that the template has.
	Components MessageTemplateComponents `json:"components,omitzero"`
	// ParameterFormat tells how the variables of Components are written:
	// POSITIONAL unless it is set.
	ParameterFormat *MessageTemplateParameterFormat `json:"parameter_format,omitzero"`
	// SendTTLSeconds has the limits that [CreateMessageTemplateRequest] tells.
	SendTTLSeconds *int `json:"message_send_ttl_seconds,omitzero"`
	// LinkTrackingOptedOut stops the counting of clicks on the buttons. Send
	// the present Category with it: another one starts a review.
	LinkTrackingOptedOut *bool `json:"cta_url_link_tracking_opted_out,omitzero"`
}
