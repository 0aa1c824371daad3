package graphtest

// routes are the operations that the server models. The first path element
// names the kind of object at the start of the path. The package documentation
// has the same list.
var routes = []struct {
	pattern string
	handle  func(*call) (any, *failure)
}{
	{"GET /{phone}", (*call).readNode},
	{"POST /{phone}", (*call).updatePhoneNumber},
	{"POST /{phone}/request_code", (*call).requestCode},
	{"POST /{phone}/verify_code", (*call).verifyCode},
	{"POST /{phone}/register", (*call).registerPhoneNumber},
	{"POST /{phone}/deregister", (*call).deregisterPhoneNumber},
	{"POST /{phone}/conversational_automation", (*call).configureAutomation},
	{"GET /{phone}/message_history", (*call).listMessageHistory},
	{"POST /{phone}/media", (*call).uploadMedia},
	{"POST /{phone}/messages", (*call).sendMessage},
	{"POST /{phone}/marketing_messages", (*call).sendMarketing},
	{"GET /{phone}/whatsapp_business_profile", (*call).readBusinessProfile},
	{"POST /{phone}/whatsapp_business_profile", (*call).updateProfileOfPhone},
	{"GET /{business-profile}", (*call).readNode},
	{"POST /{business-profile}", (*call).updateProfileNode},
	{"GET /{phone}/message_qrdls", (*call).listQRCodes},
	{"POST /{phone}/message_qrdls", (*call).saveQRCode},
	{"GET /{phone}/message_qrdls/{qr-code}", (*call).readQRCode},
	{"DELETE /{phone}/message_qrdls/{qr-code}", (*call).deleteQRCode},
	{"GET /{phone}/block_users", (*call).listBlockedUsers},
	{"POST /{phone}/block_users", (*call).blockUsers},
	{"DELETE /{phone}/block_users", (*call).unblockUsers},
	{"GET /{bot}", (*call).readNode},

	{"GET /{waba}", (*call).readNode},
	{"GET /{waba}/phone_numbers", (*call).listPhoneNumbers},
	{"POST /{waba}/phone_numbers", (*call).createPhoneNumber},
	{"GET /{waba}/welcome_message_sequences", (*call).listSequences},
	{"POST /{waba}/welcome_message_sequences", (*call).saveSequence},
	{"DELETE /{waba}/welcome_message_sequences", (*call).deleteSequence},
	{"GET /{waba}/assigned_users", (*call).listAssignedUsers},
	{"POST /{waba}/assigned_users", (*call).assignUser},
	{"DELETE /{waba}/assigned_users", (*call).unassignUser},
	{"GET /{waba}/subscribed_apps", (*call).listSubscribedApps},
	{"POST /{waba}/subscribed_apps", (*call).subscribeApp},
	{"DELETE /{waba}/subscribed_apps", (*call).unsubscribeApp},
	{"GET /{waba}/message_templates", (*call).listTemplates},
	{"POST /{waba}/message_templates", (*call).createTemplate},
	{"DELETE /{waba}/message_templates", (*call).deleteTemplates},
	{"POST /{waba}/message_templates/archive", (*call).archiveTemplates},
	{"POST /{waba}/message_templates/unarchive", (*call).unarchiveTemplates},
	{"GET /{waba}/message_template_previews", (*call).previewTemplates},
	{"POST /{waba}/upsert_message_templates", (*call).upsertTemplates},
	{"POST /{waba}/migrate_message_templates", (*call).migrateTemplates},
	{"GET /{waba}/template_groups", (*call).listTemplateGroups},
	{"POST /{waba}/template_groups", (*call).createTemplateGroup},

	{"GET /{template}", (*call).readNode},
	{"POST /{template}", (*call).editTemplate},
	{"POST /{template}/unpause", (*call).unpauseTemplate},
	{"GET /{template}/compare", (*call).compareTemplates},
	{"GET /{template-group}", (*call).readNode},
	{"POST /{template-group}", (*call).editTemplateGroup},
	{"DELETE /{template-group}", (*call).deleteTemplateGroup},
	{"GET /message_template_library", (*call).listTemplateLibrary},

	{"GET /{business}", (*call).readNode},
	{"GET /{business}/whatsapp_business_accounts", (*call).listAccounts},
	{"POST /{business}/whatsapp_business_accounts", (*call).createAccount},
	{"GET /{business}/owned_whatsapp_business_accounts", (*call).listOwnedAccounts},
	{"GET /{business}/client_whatsapp_business_accounts", (*call).listClientAccounts},
	{"POST /{business}/add_phone_numbers", (*call).addPreverifiedNumber},
	{"GET /{business}/preverified_numbers", (*call).listPreverifiedNumbers},
	{"POST /{business}/share_preverified_numbers", (*call).sharePreverifiedNumber},
	{"DELETE /{business}/share_preverified_numbers", (*call).unsharePreverifiedNumber},
	{"GET /{preverified-number}", (*call).readNode},
	{"DELETE /{preverified-number}", (*call).deletePreverifiedNumber},
	{"GET /{preverified-number}/partners", (*call).listPreverifiedPartners},
	{"POST /{preverified-number}/request_code", (*call).requestPreverifiedCode},
	{"POST /{preverified-number}/verify_code", (*call).verifyPreverifiedCode},

	{"GET /{user}", (*call).readNode},
	{"GET /{user}/assigned_whatsapp_business_accounts", (*call).listAssignedAccounts},

	{"GET /{app}", (*call).readNode},
	{"GET /{app}/whatsapp_business_solutions", (*call).listSolutions},
	{"POST /{app}/whatsapp_business_solution", (*call).createSolution},
	{"GET /{app}/connected_client_businesses", (*call).listConnectedBusinesses},
	{"GET /{app}/subscriptions", (*call).listAppSubscriptions},
	{"POST /{app}/subscriptions", (*call).setAppSubscription},
	{"DELETE /{app}/subscriptions", (*call).deleteAppSubscription},
	{"POST /{app}/uploads", (*call).startUpload},
	{"GET /{upload}", (*call).readUpload},
	{"POST /{upload}", (*call).continueUpload},
	{"GET /{solution}", (*call).readNode},
	{"GET /{solution}/partners", (*call).listSolutionPartners},
	{"GET /{solution}/access_token", (*call).makeSolutionToken},
	{"POST /{solution}/accept", (*call).acceptSolution},
	{"POST /{solution}/reject", (*call).rejectSolutionRequest},
	{"POST /{solution}/send_deactivation_request", (*call).sendDeactivationRequest},
	{"POST /{solution}/accept_deactivation_request", (*call).acceptDeactivation},
	{"POST /{solution}/reject_deactivation_request", (*call).rejectDeactivation},
	{"GET /{waba}/solutions", (*call).listAccountSolutions},
	{"POST /{waba}/set_solution_migration_intent", (*call).setSolutionMigrationIntent},
	{"GET /{migration-intent}", (*call).readNode},
	{"GET /{waba}/in_progress_onbehalf_request", (*call).listOnBehalfRequests},
	{"POST /{waba}/obo_mobility_intent", (*call).createOBOIntent},
	{"POST /{waba}/set_obo_mobility_intent", (*call).setOBOIntent},
	{"GET /{obo-mobility-intent}", (*call).readNode},

	{"GET /{message-history}", (*call).readNode},
	{"GET /{message-history}/events", (*call).listHistoryEvents},

	{"GET /{media}", (*call).readMedia},
	{"DELETE /{media}", (*call).deleteMedia},
}

// refusedByGraph are reads that look like operations of Graph but are not:
// Graph itself answers that there is no such field.
var refusedByGraph = map[string]bool{"GET /{phone}/conversational_automation": true}

// Routes returns the operations that a server models, such as
// "POST /{phone}/messages". Use [Server.Handle] to add others.
func Routes() []string {
	patterns := make([]string, len(routes))
	for i, route := range routes {
		patterns[i] = route.pattern
	}
	return patterns
}
