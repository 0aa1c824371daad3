package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

const wabaActivities = "/{waba-id}/activities"

// ListActivities returns one page of what has happened to an account: changes
// of its settings, numbers, users and templates. Graph answers with the id, the
// type, the time and the type of the actor unless [WithFields] asks for more.
//
//	GET /{waba-id}/activities
//
// Permission: whatsapp_business_management. Graph refuses a range of more than
// 90 days.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-account/whatsapp-business-account-activities-api
func (s *WABAService) ListActivities(ctx context.Context, wabaID string, page *ListActivitiesOptions, opts ...RequestOption) (*Page[WABAActivity], error) {
	return list[WABAActivity](ctx, s.client, operation(http.MethodGet, wabaActivities, wabaID), page, opts)
}

// AllActivities iterates over what has happened to an account; see
// [WABAService.ListActivities].
func (s *WABAService) AllActivities(ctx context.Context, wabaID string, page *ListActivitiesOptions, opts ...RequestOption) iter.Seq2[*WABAActivity, error] {
	return all[WABAActivity](ctx, s.client, operation(http.MethodGet, wabaActivities, wabaID), page, opts)
}

// ListActivitiesOptions selects a page of activities: those that match all
// filters that are set.
type ListActivitiesOptions struct {
	ListOptions
	// Types keeps activities of one of these types.
	Types []WABAActivityType
	// Since and Until bound the time of the activity, to the second. They are
	// at most 90 days apart.
	Since time.Time
	Until time.Time
}

func (o *ListActivitiesOptions) addFilters(query url.Values) error {
	setIfPresent(query, "activity_type", commaList(o.Types))
	setIfPresent(query, "since", unixSeconds(o.Since))
	setIfPresent(query, "until", unixSeconds(o.Until))
	return nil
}

// WABAActivity is Graph's WhatsAppBusinessAccountActivity: something that has
// happened to an account.
type WABAActivity struct {
	ID        string           `json:"id"`
	Type      WABAActivityType `json:"activity_type"`
	Timestamp Time             `json:"timestamp,omitzero"`
	ActorType ActorType        `json:"actor_type"`
	ActorID   string           `json:"actor_id"`
	ActorName string           `json:"actor_name"`
	// Description is for people.
	Description string `json:"description"`
	// Details is an object whose members depend on the type.
	Details json.RawMessage `json:"details,omitzero"`
	// IPAddress and UserAgent are those of the actor, where Graph knows them.
	IPAddress string `json:"ip_address"`
	UserAgent string `json:"user_agent"`
}

// WABAActivityType says what has happened.
type WABAActivityType string

// The types of activities that Meta documents.
const (
	WABAActivityTypeAccountCreated      WABAActivityType = "ACCOUNT_CREATED"
	WABAActivityTypeAccountUpdated      WABAActivityType = "ACCOUNT_UPDATED"
	WABAActivityTypeAccountDeleted      WABAActivityType = "ACCOUNT_DELETED"
	WABAActivityTypePhoneNumberAdded    WABAActivityType = "PHONE_NUMBER_ADDED"
	WABAActivityTypePhoneNumberRemoved  WABAActivityType = "PHONE_NUMBER_REMOVED"
	WABAActivityTypePhoneNumberVerified WABAActivityType = "PHONE_NUMBER_VERIFIED"
	WABAActivityTypeUserAdded           WABAActivityType = "USER_ADDED"
	WABAActivityTypeUserRemoved         WABAActivityType = "USER_REMOVED"
	WABAActivityTypeUserRoleChanged     WABAActivityType = "USER_ROLE_CHANGED"
	WABAActivityTypePermissionGranted   WABAActivityType = "PERMISSION_GRANTED"
	WABAActivityTypePermissionRevoked   WABAActivityType = "PERMISSION_REVOKED"
	WABAActivityTypeTemplateCreated     WABAActivityType = "TEMPLATE_CREATED"
	WABAActivityTypeTemplateUpdated     WABAActivityType = "TEMPLATE_UPDATED"
	WABAActivityTypeTemplateDeleted     WABAActivityType = "TEMPLATE_DELETED"
	WABAActivityTypeWebhookConfigured   WABAActivityType = "WEBHOOK_CONFIGURED"
	WABAActivityTypeAPIAccessGranted    WABAActivityType = "API_ACCESS_GRANTED"
	WABAActivityTypeAPIAccessRevoked    WABAActivityType = "API_ACCESS_REVOKED"
	WABAActivityTypeBillingUpdated      WABAActivityType = "BILLING_UPDATED"
	WABAActivityTypeComplianceAction    WABAActivityType = "COMPLIANCE_ACTION"
	WABAActivityTypeSecurityEvent       WABAActivityType = "SECURITY_EVENT"
)

// ActorType says who has done something.
type ActorType string

// The types of actors that Meta documents.
const (
	ActorTypeUser             ActorType = "USER"
	ActorTypeSystem           ActorType = "SYSTEM"
	ActorTypeAPI              ActorType = "API"
	ActorTypeAdmin            ActorType = "ADMIN"
	ActorTypeAutomatedProcess ActorType = "AUTOMATED_PROCESS"
)
