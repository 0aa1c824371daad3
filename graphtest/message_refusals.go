package graphtest

import (
	"fmt"
	"net/http"
)

// messageErrors are the titles of the errors of messages, groups and calls.
// Graph gives the details in error_data.
var messageErrors = map[int]string{
	368:    "Temporarily blocked for policies violations",
	131008: "Required parameter is missing",
	131009: "Parameter value is not valid",
	131020: "Group is not valid",
	131021: "Recipient cannot be sender",
	131031: "Business Account locked",
	131041: "Unknown group",
	131047: "Re-engagement message",
	131053: "Media upload error",
	131055: "Method not allowed",
	131059: "Invalid cursor",
	131062: "Business-scoped user id recipients are not supported for this message",
	131063: "Marketing templates are disabled for the Cloud API",
	131201: "Request was successful in part",
	131202: "Duplicate participant",
	131204: "Too many participants",
	131207: "Group suspended",
	131209: "Aspect ratio of the picture is not valid",
	131210: "Picture is too small to process",
	131211: "Limit of groups reached",
	131212: "Participant is not in the group",
	131213: "Join request does not exist",
	131215: "Phone number is not eligible for the Groups API",
	132000: "Number of parameters does not match the expected number of params",
	132001: "Template name does not exist in the translation",
	132005: "Translated text too long",
	132012: "Parameter format does not match format in the created template",
	132015: "Template is paused",
	132016: "Template is disabled",
	132018: "There was an error related to the parameters in your template",
	132068: "Flow is blocked",
	132069: "Flow is throttled",
	134100: "Only marketing messages supported",
	138000: "Calling not enabled",
	138002: "Concurrent calls limit reached",
	138003: "Duplicate call",
	138006: "No approved call permission from the recipient",
	138009: "Call permission request limit reached",
	138012: "Business-initiated calls limit reached",
	138017: "Call permission is permanent already",
}

// refused returns the reply to a message, or to a request for a group or a
// call, that Graph does not accept.
func refused(code int, format string, args ...any) *failure {
	status := http.StatusBadRequest
	switch code {
	case 368, 131031, 131207:
		status = http.StatusForbidden
	case 138000, 138006:
		status = http.StatusUnauthorized
	case 138002:
		status = http.StatusTooManyRequests
	case 132001:
		status = http.StatusNotFound
	}
	return &failure{status, Error{
		Message: fmt.Sprintf("(#%d) %s", code, messageErrors[code]),
		Type:    oauthException,
		Code:    code,
		Data:    messagingDetails(fmt.Sprintf(format, args...)),
	}}
}

// messagingDetails returns the error_data of a message error.
func messagingDetails(details string) map[string]string {
	return map[string]string{"messaging_product": "whatsapp", "details": details}
}
