package graphtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Activity is something that has happened to a WABA.
type Activity struct {
	// Type is such as ACCOUNT_UPDATED.
	Type string
	// At is when it happened.
	At time.Time
	// ActorID, ActorName and ActorType say who did it.
	ActorID   string
	ActorName string
	ActorType string
	// Description is for people.
	Description string
	// Details depend on the type.
	Details map[string]any
}

var activityKind = &kind{
	typeName: "WhatsAppBusinessAccountActivity",
	standard: "id activity_type timestamp actor_type",
	optional: "actor_id actor_name description details ip_address user_agent",
}

const (
	activitiesEdge    = "activities"
	maxActivityPeriod = 90 * 24 * time.Hour
	firstActivity     = int64(930000000000000) // before their ids, which no path begins with
)

// activities lists the latest one first.
var activities = listing{edge: activitiesEdge, view: activityKind, order: "timestamp.desc"}

var activityTypes = strings.Fields("ACCOUNT_CREATED ACCOUNT_UPDATED ACCOUNT_DELETED PHONE_NUMBER_ADDED PHONE_NUMBER_REMOVED " +
	"PHONE_NUMBER_VERIFIED USER_ADDED USER_REMOVED USER_ROLE_CHANGED PERMISSION_GRANTED PERMISSION_REVOKED TEMPLATE_CREATED " +
	"TEMPLATE_UPDATED TEMPLATE_DELETED WEBHOOK_CONFIGURED API_ACCESS_GRANTED API_ACCESS_REVOKED BILLING_UPDATED " +
	"COMPLIANCE_ACTION SECURITY_EVENT")

// recorded are the operations that leave an activity when they succeed, and the
// parameters that its details name.
var recorded = map[string]struct{ activityType, description, details string }{
	"POST /{waba}":                     {"ACCOUNT_UPDATED", "The account was updated", "name timezone_id"},
	"POST /{waba}/phone_numbers":       {"PHONE_NUMBER_ADDED", "A phone number was added", "cc phone_number verified_name"},
	"POST /{phone}/verify_code":        {"PHONE_NUMBER_VERIFIED", "A phone number was verified", ""},
	"POST /{waba}/assigned_users":      {"USER_ADDED", "A user was assigned", "user"},
	"DELETE /{waba}/assigned_users":    {"USER_REMOVED", "A user was removed", "user"},
	"POST /{waba}/message_templates":   {"TEMPLATE_CREATED", "A message template was created", "name language category"},
	"POST /{template}":                 {"TEMPLATE_UPDATED", "A message template was updated", "category"},
	"DELETE /{waba}/message_templates": {"TEMPLATE_DELETED", "A message template was deleted", "name hsm_id"},
	"POST /{waba}/subscribed_apps":     {"WEBHOOK_CONFIGURED", "An app was subscribed to webhooks", "override_callback_uri"},
}

// AddActivity adds an activity to those of a WABA. The server adds one itself
// for every change of the account, its numbers, users, templates and webhooks.
func (s *Server) AddActivity(wabaID string, a Activity) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.must(wabaKind, wabaID).addActivity(a).id
}

// addActivity gives the activity an id of its own series, so that those of
// other objects do not depend on what has happened.
func (n *node) addActivity(a Activity) *node {
	values := map[string]any{
		"activity_type": orElse(a.Type, "ACCOUNT_UPDATED"),
		"timestamp":     orElse(a.At, sampleMoment).UTC().Format(time.RFC3339),
		"actor_type":    orElse(a.ActorType, "API"),
		"description":   orElse(a.Description, "The account was updated"),
	}
	for name, text := range map[string]string{"actor_id": a.ActorID, "actor_name": a.ActorName} {
		if text != "" {
			values[name] = text
		}
	}
	if len(a.Details) > 0 {
		values["details"] = a.Details
	}
	added := newNode(activityKind, fmt.Sprint(firstActivity+int64(len(n.connected(activitiesEdge)))+1), values)
	n.connect(activitiesEdge, added)
	return added
}

// recordActivity remembers an operation that has succeeded.
func (c *call) recordActivity(done pattern) {
	entry, known := recorded[done.method+" /"+strings.Join(done.elements, "/")]
	if !known || c.node.account() == nil {
		return
	}
	details := map[string]any{}
	for name := range strings.FieldsSeq(entry.details) {
		if text, given := c.params.text(name); given {
			details[name] = text
		}
	}
	activity := Activity{Type: entry.activityType, At: c.now(), Description: entry.description, Details: details}
	if app, f := c.callingApp(); f == nil {
		activity.ActorID, activity.ActorName = app.id, app.text("name")
	}
	c.node.account().addActivity(activity)
}

func (c *call) listActivities() (any, *failure) {
	wanted, given, f := c.params.choices("activity_type", activityTypes)
	if f != nil {
		return nil, f
	}
	since, f := c.params.moment("since")
	if f != nil {
		return nil, f
	}
	until, f := c.params.moment("until")
	if f != nil {
		return nil, f
	}
	if !since.IsZero() && orElse(until, c.now()).Sub(since) > maxActivityPeriod {
		return nil, unprocessable("The requested date range is too large. Maximum range is 90 days")
	}
	connection := activities
	connection.keep = func(activity *node) bool {
		at, _ := time.Parse(time.RFC3339, activity.text("timestamp"))
		return (!given || slices.Contains(wanted, activity.text("activity_type"))) &&
			(since.IsZero() || !at.Before(since)) && (until.IsZero() || !at.After(until))
	}
	return c.list(connection)
}

// moment returns a parameter that is a time: Unix seconds, or ISO 8601.
func (p parameters) moment(name string) (time.Time, *failure) {
	text, given := p.text(name)
	if !given {
		return time.Time{}, nil
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Unix(seconds, 0), nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if moment, err := time.Parse(layout, text); err == nil {
			return moment, nil
		}
	}
	return time.Time{}, invalid("Param %s must be a Unix timestamp or an ISO 8601 date - got %q", name, text)
}
