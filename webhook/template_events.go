package webhook

// TemplateStatus names what happened to a template. Meta adds values without
// notice.
type TemplateStatus string

// The values of [TemplateStatusEvent.Event].
const (
	TemplateStatusApproved        TemplateStatus = "APPROVED"
	TemplateStatusArchived        TemplateStatus = "ARCHIVED"
	TemplateStatusUnarchived      TemplateStatus = "UNARCHIVED"
	TemplateStatusDeleted         TemplateStatus = "DELETED"
	TemplateStatusDisabled        TemplateStatus = "DISABLED"
	TemplateStatusFlagged         TemplateStatus = "FLAGGED"
	TemplateStatusInAppeal        TemplateStatus = "IN_APPEAL"
	TemplateStatusLimitExceeded   TemplateStatus = "LIMIT_EXCEEDED"
	TemplateStatusLocked          TemplateStatus = "LOCKED"
	TemplateStatusPaused          TemplateStatus = "PAUSED"
	TemplateStatusPending         TemplateStatus = "PENDING"
	TemplateStatusPendingDeletion TemplateStatus = "PENDING_DELETION"
	TemplateStatusReinstated      TemplateStatus = "REINSTATED"
	TemplateStatusRejected        TemplateStatus = "REJECTED"
)

// A TemplateStatusEvent is a value of the field message_template_status_update.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update
type TemplateStatusEvent struct {
	Envelope
	Event                   TemplateStatus `json:"event"`
	MessageTemplateID       string         `json:"message_template_id"`
	MessageTemplateName     string         `json:"message_template_name"`
	MessageTemplateLanguage string         `json:"message_template_language"`
	MessageTemplateCategory string         `json:"message_template_category,omitzero"`
	// Reason is why the template was rejected, NONE or empty if it was not.
	Reason      string       `json:"reason"`
	DisableInfo *DisableInfo `json:"disable_info,omitzero"`
	OtherInfo   *OtherInfo   `json:"other_info,omitzero"`
	// RejectionInfo is set wherever the payload has it; in some, it is next to
	// the value.
	RejectionInfo *RejectionInfo `json:"rejection_info,omitzero"`
}

func (e *TemplateStatusEvent) finish(change []byte) {
	if e.RejectionInfo != nil {
		return
	}
	var beside struct {
		RejectionInfo *RejectionInfo `json:"rejection_info"`
	}
	if _, err := codec.Decode(change, &beside); err == nil {
		e.RejectionInfo = beside.RejectionInfo
	}
}

// DisableInfo says when a template was disabled.
type DisableInfo struct {
	DisableDate Time `json:"disable_date,omitzero"`
}

// OtherInfo says more about a template that was paused or locked.
type OtherInfo struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

// RejectionInfo says why a template was rejected and what to change.
type RejectionInfo struct {
	Reason         string `json:"reason"`
	Recommendation string `json:"recommendation"`
}

// A TemplateQualityEvent is a value of the field
// message_template_quality_update.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_quality_update
type TemplateQualityEvent struct {
	Envelope
	PreviousQualityScore    string `json:"previous_quality_score"` // GREEN, YELLOW, RED, UNKNOWN
	NewQualityScore         string `json:"new_quality_score"`
	MessageTemplateID       string `json:"message_template_id"`
	MessageTemplateName     string `json:"message_template_name"`
	MessageTemplateLanguage string `json:"message_template_language"`
}

// A TemplateComponentsEvent is a value of the field
// message_template_components_update: the content of a template changed.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_components_update
type TemplateComponentsEvent struct {
	Envelope
	MessageTemplateID       string           `json:"message_template_id"`
	MessageTemplateName     string           `json:"message_template_name"`
	MessageTemplateLanguage string           `json:"message_template_language"`
	MessageTemplateTitle    string           `json:"message_template_title,omitzero"` // the header
	MessageTemplateElement  string           `json:"message_template_element"`        // the body
	MessageTemplateFooter   string           `json:"message_template_footer,omitzero"`
	MessageTemplateButtons  []TemplateButton `json:"message_template_buttons,omitzero"`
}

// TemplateButton is a button of a template.
type TemplateButton struct {
	Type        string `json:"message_template_button_type"`
	Text        string `json:"message_template_button_text"`
	URL         string `json:"message_template_button_url,omitzero"`
	PhoneNumber string `json:"message_template_button_phone_number,omitzero"`
}

// A TemplateCategoryEvent is a value of the field template_category_update.
// When the category is going to change, CorrectCategory is set and NewCategory
// is the one it still has; when it has changed, PreviousCategory is set.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/template_category_update
type TemplateCategoryEvent struct {
	Envelope
	MessageTemplateID       string `json:"message_template_id"`
	MessageTemplateName     string `json:"message_template_name"`
	MessageTemplateLanguage string `json:"message_template_language"`
	PreviousCategory        string `json:"previous_category,omitzero"`
	NewCategory             string `json:"new_category"`
	CorrectCategory         string `json:"correct_category,omitzero"`
	// CategoryUpdateTimestamp is when the category is going to change.
	CategoryUpdateTimestamp Time `json:"category_update_timestamp,omitzero"`
}

// A TemplateCorrectCategoryEvent is a value of the field
// template_correct_category_detection: Meta thinks that a template belongs to
// another category.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/template_correct_category_detection
type TemplateCorrectCategoryEvent struct {
	Envelope
	MessageTemplateID       string `json:"message_template_id"`
	MessageTemplateName     string `json:"message_template_name,omitzero"`
	MessageTemplateLanguage string `json:"message_template_language,omitzero"`
	Category                string `json:"category,omitzero"`
	CorrectCategory         string `json:"correct_category,omitzero"`
}
