package whatsapp

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// GetPermissions returns what a number may do about calling a user, who is a
// phone number or a business-scoped id. A user who cannot be called at all has
// [CallPermissionStatusNoPermission].
//
//	GET /{phone-number-id}/call_permissions
//
// Permission: whatsapp_business_messaging. Calls must be enabled: code 138000
// ([ErrPolicy]) says that they are not. More than five requests within a second
// are [ErrRateLimited] with code 613.
func (s *CallService) GetPermissions(ctx context.Context, phoneNumberID, user string, opts ...RequestOption) (*CallPermissions, error) {
	op := operation(http.MethodGet, "/{phone-number-id}/call_permissions", phoneNumberID)
	op.checks = []validator{callee(user)}
	op.Query = callee(user).query()
	return decode[CallPermissions](ctx, s.client, op, opts)
}

// A callee is whom a permission is about.
type callee string

func (c callee) query() map[string][]string {
	user := string(c)
	if isNumber(user) {
		return map[string][]string{"user_wa_id": {strings.TrimPrefix(internationalNumber(user), "+")}}
	}
	return map[string][]string{"recipient": {user}}
}

func (c callee) Validate() error {
	var found violations
	switch user := string(c); {
	case user == "":
		found.add("user_wa_id", "is required, or recipient")
	case !isUserID(user):
		found.phoneNumber("user_wa_id", user)
	}
	return found.err()
}

// CallPermissions says what a number may do about calling a user.
type CallPermissions struct {
	MessagingProduct string         `json:"messaging_product"`
	Permission       CallPermission `json:"permission"`
	// Actions has what the number may do now, with the limits.
	Actions []CallPermissionAction `json:"actions,omitzero"`
}

// Allows reports whether the number may do something now, with all limits taken
// into account.
func (p *CallPermissions) Allows(action CallActionName) bool {
	return slices.ContainsFunc(p.Actions, func(a CallPermissionAction) bool { return a.ActionName == action && a.CanPerformAction })
}

// CallPermission is the permission that a user has given.
type CallPermission struct {
	Status CallPermissionStatus `json:"status"`
	// ExpirationTime is the end of a temporary permission.
	ExpirationTime Time `json:"expiration_time,omitzero"`
}

// CallPermissionStatus says whether a user permits calls.
type CallPermissionStatus string

// Whether users permit calls. The first three are those of Meta's guide, with
// which servers are known to answer, the others those of Meta's document.
const (
	CallPermissionStatusNoPermission CallPermissionStatus = "no_permission"
	// CallPermissionStatusTemporary lasts for seven days.
	CallPermissionStatusTemporary CallPermissionStatus = "temporary"
	CallPermissionStatusPermanent CallPermissionStatus = "permanent"
	CallPermissionStatusGranted   CallPermissionStatus = "granted"
	CallPermissionStatusPending   CallPermissionStatus = "pending"
	CallPermissionStatusDenied    CallPermissionStatus = "denied"
	CallPermissionStatusExpired   CallPermissionStatus = "expired"
)

// CallPermissionAction is something that a number may do, or not now.
type CallPermissionAction struct {
	ActionName       CallActionName `json:"action_name"`
	CanPerformAction bool           `json:"can_perform_action"`
	Limits           []CallLimit    `json:"limits,omitzero"`
}

// CallActionName is what a permission is needed for.
type CallActionName string

// What a permission is needed for.
const (
	// CallActionNameStartCall counts calls that the user has picked up.
	CallActionNameStartCall CallActionName = "start_call"
	// CallActionNameSendCallPermissionRequest counts the messages that ask for
	// permission: see [InteractiveCallPermission].
	CallActionNameSendCallPermissionRequest CallActionName = "send_call_permission_request"
)

// CallLimit says how often something may be done within some time.
type CallLimit struct {
	TimePeriod   CallPeriod `json:"time_period"`
	MaxAllowed   int        `json:"max_allowed"`
	CurrentUsage int        `json:"current_usage"`
	// LimitExpirationTime is when it may be done again. It is there only once
	// the limit has been reached.
	LimitExpirationTime Time `json:"limit_expiration_time,omitzero"`
}

// CallPeriod is the time in which a limit counts, as ISO 8601 has it, such as
// "PT24H" or "P7D". Meta's document writes "24h".
type CallPeriod string

// The periods that Meta documents.
const (
	CallPeriodPT24H CallPeriod = "PT24H"
	CallPeriodP7D   CallPeriod = "P7D"
)

var callPeriodPattern = regexp.MustCompile(`^P?(?:(\d{1,4})W)?(?:(\d{1,4})D)?T?(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,4})S)?$`)

// Duration returns the length of the period. A period in another form, and one
// of months or years, is zero.
func (p CallPeriod) Duration() time.Duration {
	text := strings.ToUpper(string(p))
	parts := callPeriodPattern.FindStringSubmatch(text)
	if parts == nil || strings.Contains(text, "M") && !strings.Contains(text, "T") {
		return 0
	}
	const day = 24 * time.Hour
	var total time.Duration
	for i, unit := range [...]time.Duration{7 * day, day, time.Hour, time.Minute, time.Second} {
		count, _ := strconv.Atoi(parts[i+1]) // zero for none
		total += time.Duration(count) * unit
	}
	return total
}
