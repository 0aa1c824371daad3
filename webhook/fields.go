package webhook

// The webhook fields of a WhatsApp Business Account, as an app subscribes to
// them.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
const (
	FieldAccountAlerts                    = "account_alerts"
	FieldAccountReviewUpdate              = "account_review_update"
	FieldAccountSettingsUpdate            = "account_settings_update"
	FieldAccountUpdate                    = "account_update"
	FieldAutomaticEvents                  = "automatic_events"
	FieldBusinessCapabilityUpdate         = "business_capability_update"
	FieldBusinessStatusUpdate             = "business_status_update"
	FieldBusinessUsernameUpdate           = "business_username_update"
	FieldBusinessUsernameUpdates          = "business_username_updates" // the other spelling of it
	FieldCalls                            = "calls"
	FieldCampaignStatusUpdate             = "campaign_status_update" // legacy
	FieldConsumerProfile                  = "consumer_profile"       // legacy
	FieldFlows                            = "flows"
	FieldGroupLifecycleUpdate             = "group_lifecycle_update"
	FieldGroupParticipantUpdate           = "group_participant_update" // the other spelling of the next one
	FieldGroupParticipantsUpdate          = "group_participants_update"
	FieldGroupSettingsUpdate              = "group_settings_update"
	FieldGroupStatusUpdate                = "group_status_update"
	FieldHistory                          = "history"
	FieldMessageEchoes                    = "message_echoes"
	FieldMessageTemplateComponentsUpdate  = "message_template_components_update"
	FieldMessageTemplateQualityUpdate     = "message_template_quality_update"
	FieldMessageTemplateStatusUpdate      = "message_template_status_update"
	FieldMessages                         = "messages"
	FieldMessagingHandovers               = "messaging_handovers"
	FieldPartnerSolutions                 = "partner_solutions"
	FieldPaymentConfigurationUpdate       = "payment_configuration_update"
	FieldPhoneNumberNameUpdate            = "phone_number_name_update"
	FieldPhoneNumberQualityUpdate         = "phone_number_quality_update"
	FieldSecurity                         = "security"
	FieldSMBAppStateSync                  = "smb_app_state_sync"
	FieldSMBMessageEchoes                 = "smb_message_echoes"
	FieldStandby                          = "standby"
	FieldTemplateCategoryUpdate           = "template_category_update"
	FieldTemplateCorrectCategoryDetection = "template_correct_category_detection"
	FieldTrackingEvents                   = "tracking_events"
	FieldUserPreferences                  = "user_preferences"
)
