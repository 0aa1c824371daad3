package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

const wabaSchedules = "/{waba-id}/schedules"

// ListSchedules returns one page of the schedules of an account.
//
//	GET /{waba-id}/schedules
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-account/schedules-api
func (s *WABAService) ListSchedules(ctx context.Context, wabaID string, page *ListSchedulesOptions, opts ...RequestOption) (*Page[WABASchedule], error) {
	return list[WABASchedule](ctx, s.client, operation(http.MethodGet, wabaSchedules, wabaID), page, opts)
}

// AllSchedules iterates over the schedules of an account; see
// [WABAService.ListSchedules].
func (s *WABAService) AllSchedules(ctx context.Context, wabaID string, page *ListSchedulesOptions, opts ...RequestOption) iter.Seq2[*WABASchedule, error] {
	return all[WABASchedule](ctx, s.client, operation(http.MethodGet, wabaSchedules, wabaID), page, opts)
}

// CreateSchedule adds a schedule to an account that has the feature.
//
//	POST /{waba-id}/schedules
//
// Permission: whatsapp_business_management. A name that the account has already
// is code 100 with HTTP status 409, and too many schedules are [ErrPermission].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-account/schedules-api
func (s *WABAService) CreateSchedule(ctx context.Context, wabaID string, request CreateScheduleRequest, opts ...RequestOption) (*CreatedSchedule, error) {
	op := operation(http.MethodPost, wabaSchedules, wabaID)
	op.Body = request
	op.requires = "id"
	op.reconcile = "list the schedules to see whether there is one with this name"
	return decode[CreatedSchedule](ctx, s.client, op, opts)
}

// ListSchedulesOptions selects a page of schedules: those that match all
// filters that are set.
type ListSchedulesOptions struct {
	ListOptions
	// Status, Type and IsActive keep schedules with this value.
	Status   ScheduleStatus
	Type     ScheduleType
	IsActive *bool
	// Sort orders the schedules.
	Sort ScheduleSort
}

// A scheduleFilter is one condition of the parameter filtering.
type scheduleFilter struct {
	Field    string `json:"field"`
	Operator string `json:"operator"`
	Value    any    `json:"value"`
}

func (o *ListSchedulesOptions) addFilters(query url.Values) error {
	setIfPresent(query, "sort", string(o.Sort))
	var filters []scheduleFilter
	equal := func(field string, value any) { filters = append(filters, scheduleFilter{field, "EQUAL", value}) }
	if o.Status != "" {
		equal("status", o.Status)
	}
	if o.Type != "" {
		equal("schedule_type", o.Type)
	}
	if o.IsActive != nil {
		equal("is_active", *o.IsActive)
	}
	if filters == nil {
		return nil
	}
	encoded, err := json.Marshal(filters)
	query.Set("filtering", string(encoded))
	return err
}

// WABASchedule is Graph's WhatsAppBusinessAccountSchedule: hours of the day
// that mean something to an account, such as those in which it is open.
type WABASchedule struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Status      ScheduleStatus `json:"status"`
	Type        ScheduleType   `json:"schedule_type"`
	// IsActive is nil when it was not requested.
	IsActive *bool `json:"is_active,omitzero"`
	// StartTime and EndTime are hours and minutes in Timezone: "09:00".
	StartTime         string              `json:"start_time"`
	EndTime           string              `json:"end_time"`
	Timezone          string              `json:"timezone"` // "America/New_York"
	DaysOfWeek        []DayOfWeek         `json:"days_of_week,omitzero"`
	RecurrencePattern *ScheduleRecurrence `json:"recurrence_pattern,omitzero"`
	CreatedTime       Time                `json:"created_time,omitzero"`
	UpdatedTime       Time                `json:"updated_time,omitzero"`
}

// ScheduleRecurrence says how often a schedule comes round.
type ScheduleRecurrence struct {
	Frequency ScheduleFrequency `json:"frequency,omitempty"`
	// Interval is the number of days, weeks, months or years from one time to
	// the next: at least 1.
	Interval *int `json:"interval,omitzero"`
	// EndDate is the last day: "2026-12-31".
	EndDate string `json:"end_date,omitempty"`
}

// CreateScheduleRequest describes a new schedule.
type CreateScheduleRequest struct {
	// Name is required, and has at most 100 characters.
	Name string `json:"name"`
	// Type is required.
	Type ScheduleType `json:"schedule_type"`
	// StartTime and EndTime are required: hours and minutes such as "09:00".
	StartTime string `json:"start_time"`
	EndTime   string `json:"end_time"`
	// Timezone is an IANA name; Graph takes "UTC" if it is nil.
	Timezone *string `json:"timezone,omitzero"`
	// Description has at most 500 characters.
	Description *string `json:"description,omitzero"`
	// DaysOfWeek are the days of a weekly schedule.
	DaysOfWeek        []DayOfWeek         `json:"days_of_week,omitzero"`
	RecurrencePattern *ScheduleRecurrence `json:"recurrence_pattern,omitzero"`
	// IsActive turns the schedule on at once, as Graph does if it is nil.
	IsActive *bool `json:"is_active,omitzero"`
}

const (
	maxScheduleName        = 100
	maxScheduleDescription = 500
)

// Validate checks the limits that Meta documents. Meta also says that the start
// must be before the end, but has an example of a schedule that lasts over
// night, so this is for Graph to judge.
func (r CreateScheduleRequest) Validate() error {
	var found violations
	found.length("name", r.Name, 1, maxScheduleName)
	found.require("schedule_type", string(r.Type))
	found.timeOfDay("start_time", r.StartTime)
	found.timeOfDay("end_time", r.EndTime)
	found.optionalLength("description", r.Description, 0, maxScheduleDescription)
	if pattern := r.RecurrencePattern; pattern != nil {
		found.within("recurrence_pattern", pattern.violations())
	}
	return found.err()
}

func (r *ScheduleRecurrence) violations() violations {
	var found violations
	if r.Interval != nil && *r.Interval < 1 {
		found.add("interval", "must be at least 1, not %d", *r.Interval)
	}
	if r.EndDate == "" {
		return found
	}
	if _, err := time.Parse(time.DateOnly, r.EndDate); err != nil {
		found.add("end_date", "must be a date such as %q, not %q", "2026-12-31", r.EndDate)
	}
	return found
}

// timeOfDay checks hours and minutes.
func (v *violations) timeOfDay(field, value string) {
	if value == "" {
		v.add(field, "is required")
		return
	}
	if _, err := time.Parse("15:04", value); err != nil || len(value) != len("15:04") {
		v.add(field, "must be hours and minutes such as %q, not %q", "09:00", value)
	}
}

// CreatedSchedule is the answer to [WABAService.CreateSchedule].
type CreatedSchedule struct {
	ID string `json:"id"`
}

// ScheduleStatus is the state of a schedule.
type ScheduleStatus string

// The states of a schedule that Meta documents.
const (
	ScheduleStatusActive   ScheduleStatus = "ACTIVE"
	ScheduleStatusInactive ScheduleStatus = "INACTIVE"
	ScheduleStatusPaused   ScheduleStatus = "PAUSED"
	ScheduleStatusExpired  ScheduleStatus = "EXPIRED"
	ScheduleStatusDraft    ScheduleStatus = "DRAFT"
)

// ScheduleType says what a schedule is for.
type ScheduleType string

// The types of schedules that Meta documents.
const (
	ScheduleTypeBusinessHours     ScheduleType = "BUSINESS_HOURS"
	ScheduleTypeAutomatedResponse ScheduleType = "AUTOMATED_RESPONSE"
	ScheduleTypeMessageCampaign   ScheduleType = "MESSAGE_CAMPAIGN"
	ScheduleTypeMaintenanceWindow ScheduleType = "MAINTENANCE_WINDOW"
	ScheduleTypeCustom            ScheduleType = "CUSTOM"
)

// ScheduleFrequency is the unit of [ScheduleRecurrence.Interval].
type ScheduleFrequency string

// The frequencies that Meta documents.
const (
	ScheduleFrequencyDaily   ScheduleFrequency = "DAILY"
	ScheduleFrequencyWeekly  ScheduleFrequency = "WEEKLY"
	ScheduleFrequencyMonthly ScheduleFrequency = "MONTHLY"
	ScheduleFrequencyYearly  ScheduleFrequency = "YEARLY"
)

// ScheduleSort is an order of schedules.
type ScheduleSort string

// The orders that Meta documents.
const (
	ScheduleSortCreatedTimeAscending  ScheduleSort = "created_time.asc"
	ScheduleSortCreatedTimeDescending ScheduleSort = "created_time.desc"
	ScheduleSortUpdatedTimeAscending  ScheduleSort = "updated_time.asc"
	ScheduleSortUpdatedTimeDescending ScheduleSort = "updated_time.desc"
)
