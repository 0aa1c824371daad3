package graphtest

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Schedule is a schedule of a WABA.
type Schedule struct {
	ID   string
	Name string
	// Type is BUSINESS_HOURS if it is empty.
	Type string
	// StartTime and EndTime are hours and minutes: "09:00" and "17:00" if they
	// are empty.
	StartTime string
	EndTime   string
	// Inactive says that the schedule is not in use.
	Inactive bool
	// CreatedAt is the time that sort=created_time sorts by.
	CreatedAt time.Time
	Fields    map[string]any
}

var scheduleKind = &kind{
	typeName: "WhatsAppBusinessAccountSchedule",
	standard: "id name status schedule_type start_time end_time is_active",
	optional: "description days_of_week timezone recurrence_pattern created_time updated_time",
}

var (
	scheduleTypes       = strings.Fields("BUSINESS_HOURS AUTOMATED_RESPONSE MESSAGE_CAMPAIGN MAINTENANCE_WINDOW CUSTOM")
	scheduleFrequencies = strings.Fields("DAILY WEEKLY MONTHLY YEARLY")
	timeOfDay           = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
)

const (
	schedulesEdge          = "schedules"
	maxScheduleName        = 100
	maxScheduleDescription = 500
)

// AddSchedule adds a schedule to a WABA and returns its id.
func (s *Server) AddSchedule(wabaID string, schedule Schedule) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addSchedule(s.graph.must(wabaKind, wabaID), schedule).id
}

func (g *graph) addSchedule(waba *node, s Schedule) *node {
	if s.ID == "" {
		s.ID = g.newID()
	}
	created := orElse(s.CreatedAt, sampleMoment).UTC().Format(time.RFC3339)
	values := map[string]any{
		"name":          orElse(s.Name, "Business hours"),
		"schedule_type": orElse(s.Type, scheduleTypes[0]),
		"start_time":    orElse(s.StartTime, "09:00"),
		"end_time":      orElse(s.EndTime, "17:00"),
		"timezone":      "UTC",
		"is_active":     !s.Inactive,
		"status":        "ACTIVE",
		"created_time":  created,
		"updated_time":  created,
	}
	if s.Inactive {
		values["status"] = "INACTIVE"
	}
	maps.Copy(values, s.Fields)
	added := newNode(scheduleKind, s.ID, values)
	waba.connect(schedulesEdge, added)
	return added
}

func (c *call) listSchedules() (any, *failure) {
	connection := listing{edge: schedulesEdge, view: scheduleKind}
	var f *failure
	if connection.keep, f = c.filtering(scheduleKind); f != nil {
		return nil, f
	}
	connection.order, f = c.params.choice("sort", "created_time.asc", "created_time.desc", "updated_time.asc", "updated_time.desc")
	if f != nil {
		return nil, f
	}
	return c.list(connection)
}

func (c *call) createSchedule() (any, *failure) {
	schedule, f := c.requestedSchedule()
	if f != nil {
		return nil, f
	}
	if slices.ContainsFunc(c.node.connected(schedulesEdge), func(other *node) bool { return other.text("name") == schedule.Name }) {
		f := unprocessable("Schedule name already exists in this WhatsApp Business Account")
		f.status = http.StatusConflict
		return nil, f
	}
	return map[string]any{"id": c.graph.addSchedule(c.node, schedule).id}, nil
}

// requestedSchedule reads the schedule that a request describes.
func (c *call) requestedSchedule() (schedule Schedule, f *failure) {
	schedule = Schedule{CreatedAt: c.now()}
	if schedule.Name, f = c.params.bounded("name", 1, maxScheduleName); f != nil {
		return schedule, f
	}
	if schedule.Type, f = c.params.choice("schedule_type", scheduleTypes...); f != nil {
		return schedule, f
	}
	if schedule.Type == "" {
		return schedule, missing("schedule_type")
	}
	if schedule.StartTime, f = c.params.timeOfDay("start_time"); f != nil {
		return schedule, f
	}
	if schedule.EndTime, f = c.params.timeOfDay("end_time"); f != nil {
		return schedule, f
	}
	// Meta's own example of automated responses lasts over night.
	if schedule.StartTime >= schedule.EndTime && schedule.Type != "AUTOMATED_RESPONSE" {
		return schedule, invalid("Invalid parameter: start_time must be before end_time")
	}
	active, given, f := c.params.flag("is_active")
	schedule.Inactive = given && !active
	if f == nil {
		schedule.Fields, f = c.scheduleExtras()
	}
	return schedule, f
}

// scheduleExtras reads the optional fields of a schedule.
func (c *call) scheduleExtras() (map[string]any, *failure) {
	extras := map[string]any{}
	if _, given := c.params["description"]; given {
		description, f := c.params.bounded("description", 0, maxScheduleDescription)
		if f != nil {
			return nil, f
		}
		extras["description"] = description
	}
	if timezone, given := c.params.text("timezone"); given {
		if !isTimezone(timezone) {
			return nil, unprocessable("Schedule validation failed: invalid timezone identifier")
		}
		extras["timezone"] = timezone
	}
	days, given, f := c.params.choices("days_of_week", daysOfWeek)
	if f != nil {
		return nil, f
	}
	if given {
		extras["days_of_week"] = days
	}
	if pattern, given := c.params.object("recurrence_pattern"); given {
		recurrence, _ := pattern.(map[string]any)
		if f := checkRecurrence(recurrence); f != nil {
			return nil, f
		}
		extras["recurrence_pattern"] = recurrence
	}
	return extras, nil
}

// isTimezone takes every name where the system has no list of them.
func isTimezone(name string) bool {
	_, unknown := time.LoadLocation(name)
	_, noList := time.LoadLocation("America/New_York")
	return unknown == nil || noList != nil
}

func checkRecurrence(recurrence parameters) *failure {
	if recurrence == nil {
		return invalid("Param recurrence_pattern must be an object")
	}
	if _, f := recurrence.choice("frequency", scheduleFrequencies...); f != nil {
		return f
	}
	if interval, given := recurrence.text("interval"); given && (!digits.MatchString(interval) || interval == "0") {
		return invalid("Param recurrence_pattern['interval'] must be at least 1 - got %q", interval)
	}
	if end, given := recurrence.text("end_date"); given {
		if _, err := time.Parse(time.DateOnly, end); err != nil {
			return invalid("Param recurrence_pattern['end_date'] must be a date - got %q", end)
		}
	}
	return nil
}

func (p parameters) timeOfDay(name string) (string, *failure) {
	text, given := p.text(name)
	switch {
	case !given:
		return "", missing(name)
	case !timeOfDay.MatchString(text):
		return "", invalid("Param %s must be hours and minutes as in 09:00 - got %q", name, text)
	}
	return text, nil
}
