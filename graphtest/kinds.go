package graphtest

// The kinds of objects. A name in standard is in every reply that does not ask
// for fields; a name in optional has to be asked for.

var businessKind = &kind{
	name:     "business",
	typeName: "Business",
	standard: "id name timezone_id",
	optional: "verification_status created_time updated_time primary_page vertical link",
	edges: map[string]listing{
		"owned_whatsapp_business_accounts":  ownedAccounts,
		"client_whatsapp_business_accounts": clientAccounts,
	},
}

var wabaKind = &kind{
	name:     "waba",
	typeName: "WhatsAppBusinessAccount",
	standard: "id name timezone_id message_template_namespace",
	optional: wabaFields,
	objects: map[string]*kind{
		"on_behalf_of_business_info": referenceKind,
		"owner_business_info":        referenceKind,
		"health_status":              healthKind,
	},
	edges: map[string]listing{"phone_numbers": phoneNumbers},
}

const wabaFields = "account_review_status analytics auth_international_rate_eligibility business_verification_status " +
	"country currency health_status is_enabled_for_insights is_shared_with_partners " +
	"marketing_messages_lite_api_status marketing_messages_onboarding_status on_behalf_of_business_info " +
	"owner_business_info ownership_type primary_business_location primary_funding_id purchase_order_number " +
	"status whatsapp_business_manager_messaging_limit"

// accountOnBusinessKind is a WABA in the lists of a business.
var accountOnBusinessKind = &kind{
	typeName: "WhatsAppBusinessAccount",
	standard: "id name currency timezone_id message_template_namespace",
	optional: wabaFields + " audiences dcc_config message_templates phone_numbers schedules subscribed_apps",
	computed: map[string]func(*node) any{"phone_numbers": briefPhoneNumbers},
	objects: map[string]*kind{
		"on_behalf_of_business_info": referenceKind,
		"owner_business_info":        referenceKind,
		"health_status":              healthKind,
		"phone_numbers":              briefPhoneKind,
	},
}

// accountOfUserKind is a WABA in the list of a user.
var accountOfUserKind = &kind{
	typeName: "WhatsAppBusinessAccount",
	standard: "id name status assignment_date permissions business_id",
	optional: "phone_numbers",
	computed: map[string]func(*node) any{
		"name":          func(n *node) any { return n.links["account"].values["name"] },
		"status":        func(n *node) any { return n.links["account"].values["status"] },
		"business_id":   func(n *node) any { return n.links["account"].links["business"].id },
		"phone_numbers": func(n *node) any { return briefPhoneNumbers(n.links["account"]) },
	},
	objects: map[string]*kind{"phone_numbers": briefPhoneKind},
}

var phoneKind = &kind{
	name:     "phone",
	typeName: "WhatsAppBusinessPhoneNumber",
	standard: "id verified_name code_verification_status display_phone_number quality_rating platform_type throughput status",
	optional: phoneFields + " conversational_automation",
	computed: map[string]func(*node) any{"conversational_automation": automationOf},
	objects: map[string]*kind{
		"conversational_automation": botKind,
		"health_status":             healthKind,
	},
}

const phoneFields = "account_mode certificate country_code country_dial_code eligibility_for_api_business_global_search " +
	"health_status host_platform is_official_business_account is_on_biz_app is_pin_enabled is_preverified_number " +
	"last_onboarded_time messaging_limit_tier name_status new_certificate new_display_name new_name_status " +
	"quality_score search_visibility unified_cert_status username webhook_configuration " +
	"whatsapp_business_manager_messaging_limit"

// phoneOnAccountKind is a phone number in the list of its WABA, where Meta
// documents other values for two of the fields.
var phoneOnAccountKind = &kind{
	typeName: "WhatsAppBusinessAccountToNumberCurrentStatus",
	standard: phoneKind.standard,
	optional: phoneKind.optional,
	computed: map[string]func(*node) any{
		"status":                    statusOnAccount,
		"code_verification_status":  verificationOnAccount,
		"conversational_automation": automationOf,
	},
	objects: phoneKind.objects,
}

// briefPhoneKind is a phone number inside another object.
var briefPhoneKind = &kind{
	typeName: "WhatsAppBusinessPhoneNumber",
	standard: "id display_phone_number verified_name status",
}

var botKind = &kind{
	name:     "bot",
	typeName: "WhatsAppBusinessBot",
	standard: "id enable_welcome_message prompts commands",
	objects:  map[string]*kind{"commands": commandKind},
}

var commandKind = &kind{
	typeName: "WhatsAppBusinessBotCommand",
	standard: "command_name command_description",
}

var sequenceKind = &kind{
	typeName: "CTXPartnerAppWelcomeMessageFlow",
	idField:  "sequence_id",
	standard: "sequence_id name welcome_message_sequence is_used_in_ad",
}

// assignedUserKind is a user in the list of a WABA.
var assignedUserKind = &kind{
	typeName: "AssignedUser",
	standard: "id name business user_type tasks",
	objects:  map[string]*kind{"business": referenceKind},
}

var userKind = &kind{
	name:     "user",
	typeName: "BusinessUser",
	standard: "id name",
	optional: "business user_type",
	objects:  map[string]*kind{"business": referenceKind},
}

var appKind = &kind{
	name:     "app",
	typeName: "Application",
	standard: "id name",
}

var solutionKind = &kind{
	name:     "solution",
	typeName: "WhatsAppBusinessSolution",
	standard: "id name status status_for_pending_request owner_app owner_permissions",
	objects:  map[string]*kind{"owner_app": referenceKind},
}

var connectedBusinessKind = &kind{
	typeName: "Business",
	standard: "id name verification_status business_status created_time updated_time",
}

var mediaKind = &kind{
	name:     "media",
	typeName: "WhatsAppBusinessMedia",
	standard: "id messaging_product url mime_type sha256 file_size",
}

var historyKind = &kind{
	name:     "message-history",
	typeName: "WhatsAppMessageHistory",
	standard: "id message_id",
	edges:    map[string]listing{"events": briefHistoryEvents},
}

// historyOnPhoneKind is a message history in the list of its phone number,
// where it comes with its events.
var historyOnPhoneKind = &kind{
	typeName: "WhatsAppMessageHistory",
	standard: "id message_id events",
	edges:    map[string]listing{"events": briefHistoryEvents},
}

// briefEventKind is an event inside a message history.
var briefEventKind = &kind{
	typeName: "WhatsAppMessageHistoryEvent",
	standard: "id delivery_status timestamp application",
	optional: "error_description webhook_update_state webhook_uri",
	computed: map[string]func(*node) any{
		"delivery_status": briefDeliveryStatus,
		"timestamp":       func(n *node) any { return n.values["occurrence_timestamp"] },
		"application":     briefApplication,
	},
	objects: map[string]*kind{"application": referenceKind},
}

// eventEdgeKind is an event in its own list: Graph wraps it into cursor and node.
var eventEdgeKind = &kind{
	typeName: "WhatsAppMessageHistoryEventEdge",
	standard: "cursor node",
	objects:  map[string]*kind{"node": eventKind},
}

var eventKind = &kind{
	typeName: "WhatsAppMessageHistoryEvent",
	standard: "id delivery_status occurrence_timestamp status_timestamp application error_description",
	objects:  map[string]*kind{"application": referenceKind},
}

// referenceKind is the short form of an object inside another one.
var referenceKind = &kind{
	typeName: "Reference",
	standard: "id name",
}

var healthKind = &kind{
	typeName: "WhatsAppBusinessHealthStatus",
	standard: "can_send_message entities",
}
