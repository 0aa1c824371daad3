package webhooktest

import "embed"

//go:embed bodies/*.json
var bodies embed.FS

// A kind says where the body of a kind comes from.
type kind struct {
	name string
	file string // in bodies, without .json
	// element is the place of the event in a list of several.
	element int
	// set are the members of the event that differ from the file, by path.
	set map[string]any
}

// Kinds returns the names of all kinds, in an order for people to read.
func Kinds() []string {
	names := make([]string, 0, len(kinds))
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

func find(name string) (kind, bool) {
	for _, k := range kinds {
		if k.name == name {
			return k, true
		}
	}
	return kind{}, false
}

var kinds = []kind{
	{name: "message.text", file: "messages_text"},
	{name: "message.text.reply", file: "messages_text_reply"},
	{name: "message.text.referral", file: "messages_text_referral"},
	{name: "message.text.product", file: "messages_text_product"},
	{name: "message.text.group", file: "messages_text_group"},
	{name: "message.text.username", file: "messages_text_username"},
	{name: "message.text.identity", file: "messages_text_identity"},
	{name: "message.text.handover", file: "messages_text_handover_context"},
	{name: "message.image", file: "messages_image"},
	{name: "message.video", file: "messages_video"},
	{name: "message.audio", file: "messages_audio"},
	{name: "message.document", file: "messages_document"},
	{name: "message.sticker", file: "messages_sticker"},
	{name: "message.location", file: "messages_location"},
	{name: "message.contacts", file: "messages_contacts"},
	{name: "message.reaction", file: "messages_reaction"},
	{name: "message.reaction.removed", file: "messages_reaction", element: 1},
	{name: "message.button", file: "messages_button"},
	{name: "message.button_reply", file: "messages_interactive_button_reply"},
	{name: "message.list_reply", file: "messages_interactive_list_reply"},
	{name: "message.flow_reply", file: "messages_interactive_nfm_reply"},
	{name: "message.call_permission_reply", file: "messages_interactive_call_permission_reply"},
	{name: "message.call_permission_reply.permanent", file: "messages_interactive_call_permission_reply", element: 1},
	{name: "message.call_permission_reply.rejected", file: "messages_interactive_call_permission_reply", set: map[string]any{
		"interactive.call_permission_reply.response":             "reject",
		"interactive.call_permission_reply.expiration_timestamp": remove,
	}},
	{name: "message.order", file: "messages_order"},
	{name: "message.request_welcome", file: "messages_request_welcome"},
	{name: "message.edit", file: "messages_edit"},
	{name: "message.revoke", file: "messages_revoke"},
	{name: "message.unsupported", file: "messages_unsupported"},
	{name: "message.unknown", file: "messages_unknown"},
	{name: "message.user_changed_number", file: "messages_system_number"},
	{name: "message.user_changed_user_id", file: "messages_system_user_id"},
	{name: "message.customer_identity_changed", file: "messages_system_identity"},

	{name: "status.sent", file: "messages_status_sent"},
	{name: "status.delivered", file: "messages_status_delivered"},
	{name: "status.delivered.group", file: "messages_status_group"},
	{name: "status.delivered.username", file: "messages_status_username"},
	{name: "status.read", file: "messages_status_read"},
	{name: "status.played", file: "messages_status_played"},
	{name: "status.failed", file: "messages_status_failed"},
	{name: "payment.captured", file: "messages_status_payment"},
	{name: "payment.pending", file: "messages_status_payment", set: payment("pending", "pending")},
	{name: "payment.failed", file: "messages_status_payment", set: payment("failed", "failed")},
	{name: "error.messages", file: "messages_errors"},
	{name: "user_action.marketing_messages_link_click", file: "messages_user_actions"},

	{name: "call.connect", file: "calls_connect"},
	{name: "call.created", file: "calls_connect", set: map[string]any{"event": "call_created", "session": remove}},
	{name: "call.ringing", file: "calls_status"},
	{name: "call.accepted", file: "calls_status", set: map[string]any{"status": "ACCEPTED"}},
	{name: "call.rejected", file: "calls_status", element: 1},
	{name: "call.terminate", file: "calls_terminate", set: map[string]any{"errors": remove}},
	{name: "call.terminate.failed", file: "calls_terminate", set: map[string]any{
		"status": "FAILED", "start_time": remove, "end_time": remove, "duration": remove,
	}},
	{name: "call.recording_available", file: "calls_recording"},
	{name: "call.transcription_available", file: "calls_transcript"},
	{name: "error.calls", file: "calls_errors"},

	{name: "group.create", file: "group_lifecycle_update"},
	{name: "group.create.participants", file: "group_lifecycle_update_participants"},
	{name: "group.delete", file: "group_lifecycle_update", element: 1, set: map[string]any{"errors": remove}},
	{name: "group.delete.failed", file: "group_lifecycle_update", element: 1},
	{name: "group.participants_add", file: "group_participants_update"},
	{name: "group.participants_remove", file: "group_participants_update", element: 1, set: map[string]any{
		"failed_participants": remove, "errors": remove,
	}},
	{name: "group.participants_remove.failed", file: "group_participants_update", element: 1},
	{name: "group.join_request_created", file: "group_participants_update", element: 2},
	{name: "group.join_request_revoked", file: "group_participants_update", element: 2, set: map[string]any{
		"type": "group_join_request_revoked",
	}},
	{name: "group.add_participants", file: "group_participant_update_older"},
	{name: "group.settings_update", file: "group_settings_update"},
	{name: "group.settings_update.failed", file: "group_settings_update", element: 1},
	{name: "group.suspend", file: "group_status_update"},
	{name: "group.suspend_cleared", file: "group_status_update", element: 1, set: map[string]any{"errors": remove}},

	{name: "template.approved", file: "message_template_status_update_approved"},
	{name: "template.rejected", file: "message_template_status_update_rejected"},
	{name: "template.paused", file: "message_template_status_update_paused"},
	{name: "template.disabled", file: "message_template_status_update_disabled"},
	{name: "template.pending", file: "message_template_status_update_approved", set: status("PENDING")},
	{name: "template.flagged", file: "message_template_status_update_approved", set: status("FLAGGED")},
	{name: "template.reinstated", file: "message_template_status_update_approved", set: status("REINSTATED")},
	{name: "template.in_appeal", file: "message_template_status_update_approved", set: status("IN_APPEAL")},
	{name: "template.limit_exceeded", file: "message_template_status_update_approved", set: status("LIMIT_EXCEEDED")},
	{name: "template.locked", file: "message_template_status_update_approved", set: status("LOCKED")},
	{name: "template.archived", file: "message_template_status_update_approved", set: status("ARCHIVED")},
	{name: "template.unarchived", file: "message_template_status_update_approved", set: status("UNARCHIVED")},
	{name: "template.pending_deletion", file: "message_template_status_update_approved", set: status("PENDING_DELETION")},
	{name: "template.deleted", file: "message_template_status_update_approved", set: status("DELETED")},
	{name: "template.quality", file: "message_template_quality_update"},
	{name: "template.components", file: "message_template_components_update"},
	{name: "template.category", file: "template_category_update_done"},
	{name: "template.category.impending", file: "template_category_update_impending"},
	{name: "template.correct_category", file: "template_correct_category_detection"},

	{name: "flow.status_change", file: "flows_status"},
	{name: "flow.client_error_rate", file: "flows_error_rate", set: map[string]any{"event": "CLIENT_ERROR_RATE"}},
	{name: "flow.endpoint_error_rate", file: "flows_error_rate"},
	{name: "flow.endpoint_latency", file: "flows_latency"},
	{name: "flow.endpoint_availability", file: "flows_availability"},
	{name: "flow.version_expiry_warning", file: "flows_version"},

	{name: "preference.stop", file: "user_preferences"},
	{name: "preference.resume", file: "user_preferences", set: map[string]any{
		"value": "resume", "detail": "User requested to resume marketing messages",
	}},
	{name: "automatic.lead_submitted", file: "automatic_events"},
	{name: "automatic.purchase", file: "automatic_events", element: 1},
	{name: "tracking", file: "tracking_events"},

	{name: "echo.text", file: "message_echoes"},
	{name: "echo.interactive", file: "message_echoes", element: 1},
	{name: "echo.template", file: "message_echoes_agent"},
	{name: "app_echo.text", file: "smb_message_echoes"},
	{name: "app_echo.interactive", file: "smb_message_echoes", element: 1},
	{name: "app_contact.add", file: "smb_app_state_sync"},
	{name: "app_contact.remove", file: "smb_app_state_sync", element: 1},
	{name: "history.chunk", file: "history"},
	{name: "history.failed", file: "history_declined"},
	{name: "history.message", file: "history_media"},
	{name: "history.echo", file: "history_media_echo"},
	{name: "standby.message", file: "standby"},
	{name: "standby.echo", file: "standby_echo"},
	{name: "standby.status", file: "standby_status"},
	{name: "handover.passed", file: "messaging_handovers_passed"},
	{name: "handover.taken", file: "messaging_handovers_taken"},

	{name: "phone_number.name", file: "phone_number_name_update", set: map[string]any{
		"decision": "APPROVED", "rejection_reason": "NONE",
	}},
	{name: "phone_number.name.rejected", file: "phone_number_name_update"},
	{name: "phone_number.quality", file: "phone_number_quality_update"},
	{name: "phone_number.quality.upgraded", file: "phone_number_quality_update", set: map[string]any{
		"event": "THROUGHPUT_UPGRADE", "current_limit": "TIER_UNLIMITED", "old_limit": remove,
		"max_daily_conversations_per_business": "TIER_UNLIMITED",
	}},
	{name: "security.pin_changed", file: "security", set: map[string]any{"event": "PIN_CHANGED"}},
	{name: "security.pin_reset_request", file: "security"},
	{name: "security.pin_request_success", file: "security", set: map[string]any{"event": "PIN_REQUEST_SUCCESS"}},

	{name: "account.alert", file: "account_alerts"},
	{name: "account.review", file: "account_review_update"},
	{name: "account.review.rejected", file: "account_review_update", set: map[string]any{"decision": "REJECTED"}},
	{name: "account.settings", file: "account_settings_update"},
	{name: "account.violation", file: "account_update_violation"},
	{name: "account.restriction", file: "account_update_restricted"},
	{name: "account.disabled_update", file: "account_update_banned"},
	{name: "account.deleted", file: "account_update_country", set: account("ACCOUNT_DELETED")},
	{name: "account.offboarded", file: "account_update_disconnected"},
	{name: "account.reconnected", file: "account_update_disconnected", set: map[string]any{
		"event": "ACCOUNT_RECONNECTED", "disconnection_info": remove,
	}},
	{name: "account.ad_account_linked", file: "account_update_partner_added", set: map[string]any{"event": "AD_ACCOUNT_LINKED"}},
	{name: "account.partner_added", file: "account_update_partner_added"},
	{name: "account.partner_removed", file: "account_update_partner_added", set: map[string]any{"event": "PARTNER_REMOVED"}},
	{name: "account.partner_app_installed", file: "account_update_partner_added", set: map[string]any{"event": "PARTNER_APP_INSTALLED"}},
	{name: "account.partner_app_uninstalled", file: "account_update_partner_added", set: map[string]any{"event": "PARTNER_APP_UNINSTALLED"}},
	{name: "account.partner_client_certification_needed", file: "account_update_certification_needed"},
	{name: "account.partner_client_certification_status_update", file: "account_update_certification"},
	{name: "account.mm_lite_terms_signed", file: "account_update_country", set: account("MM_LITE_TERMS_SIGNED")},
	{name: "account.business_primary_location_country_update", file: "account_update_country"},
	{name: "account.auth_intl_price_eligibility_update", file: "account_update_auth_international"},
	{name: "account.volume_based_pricing_tier_update", file: "account_update_volume_tier"},
	{name: "business.capability", file: "business_capability_update"},
	{name: "business.status", file: "business_status_update"},
	{name: "business.username", file: "business_username_update"},
	{name: "business.username.deleted", file: "business_username_updates"},
	{name: "solution.created", file: "partner_solutions"},
	{name: "solution.updated", file: "partner_solutions", set: map[string]any{
		"event": "SOLUTION_UPDATED", "solution_status": "ACTIVE",
	}},
	{name: "payment_configuration", file: "payment_configuration_update"},
	{name: "campaign.status", file: "campaign_status_update"},
	{name: "consumer_profile", file: "consumer_profile"},

	{name: "unknown", file: "unknown_field"},
}

func payment(state, transaction string) map[string]any {
	return map[string]any{"status": state, "payment.transaction.status": transaction, "payment.refunds": remove}
}

func status(event string) map[string]any { return map[string]any{"event": event} }

func account(event string) map[string]any { return map[string]any{"event": event, "country": remove} }
