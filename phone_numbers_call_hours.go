package whatsapp

import (
	"fmt"
	"regexp"
	"slices"
	"time"
)

// CallHours says when people can call, in place of always. A change replaces
// the whole of it.
type CallHours struct {
	// Status says whether the hours apply.
	Status FeatureStatus `json:"status"`
	// TimezoneID is a name such as "America/Manaus".
	TimezoneID string `json:"timezone_id,omitzero"`
	// Timezone is the same under the name in Meta's reference.
	Timezone string `json:"timezone,omitzero"`
	// WeeklyOperatingHours have at most two entries for each day, which do not
	// overlap.
	WeeklyOperatingHours []OperatingHours `json:"weekly_operating_hours,omitzero"`
	// HolidaySchedule has at most 20 exceptions from the weekly hours. A change
	// without it deletes what there was.
	HolidaySchedule []HolidayHours `json:"holiday_schedule,omitzero"`
	// DayOfWeekStart is the first day of the week.
	DayOfWeekStart DayOfWeek `json:"day_of_week_start,omitzero"`
}

// OperatingHours are hours of a day of the week, as "0930".
type OperatingHours struct {
	// DayOfWeek is the day that the hours are for.
	DayOfWeek DayOfWeek `json:"day_of_week"`
	// OpenTime is when calls begin, as "0930".
	OpenTime string `json:"open_time"`
	// CloseTime is when they end, as "1730".
	CloseTime string `json:"close_time"`
}

// HolidayHours are hours of one date, which is as "2026-01-01".
type HolidayHours struct {
	// Date is the day, as "2026-01-01".
	Date string `json:"date"`
	// StartTime is when the exception begins, as "0000".
	StartTime string `json:"start_time"`
	// EndTime is when it ends, as "2359".
	EndTime string `json:"end_time"`
}

const (
	maxHolidays   = 20
	maxHoursOfDay = 2
)

var clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3])[0-5][0-9]$`)

// hoursOf are hours of a day, with their place in the request.
type hoursOf struct{ day, from, to, place string }

func (h *CallHours) check() violations {
	var found violations
	found.require("status", string(h.Status))
	if h.Status.IsEnabled() {
		found.require("timezone_id", h.TimezoneID)
		if len(h.WeeklyOperatingHours) == 0 {
			found.add("weekly_operating_hours", "needs at least one entry")
		}
	}
	found.atMost("holiday_schedule", len(h.HolidaySchedule), maxHolidays)
	var week, holidays []hoursOf
	for i, hours := range h.WeeklyOperatingHours {
		place := fmt.Sprintf("weekly_operating_hours[%d]", i)
		found.require(place+".day_of_week", string(hours.DayOfWeek))
		week = append(week, hoursOf{string(hours.DayOfWeek), hours.OpenTime, hours.CloseTime, place})
	}
	for i, hours := range h.HolidaySchedule {
		place := fmt.Sprintf("holiday_schedule[%d]", i)
		if _, err := time.Parse(time.DateOnly, hours.Date); err != nil {
			found.add(place+".date", "must be a date such as 2026-01-01, not %q", hours.Date)
		}
		holidays = append(holidays, hoursOf{hours.Date, hours.StartTime, hours.EndTime, place})
	}
	found.hours(week, "open_time", "close_time")
	found.hours(holidays, "start_time", "end_time")
	return found
}

// hours checks the hours of days: two for each, which do not overlap.
func (v *violations) hours(list []hoursOf, from, to string) {
	days := map[string][]hoursOf{}
	for _, hours := range list {
		good := true
		for _, end := range [][2]string{{from, hours.from}, {to, hours.to}} {
			if !clockPattern.MatchString(end[1]) {
				v.add(hours.place+"."+end[0], "must be a time such as 0930, not %q", end[1])
				good = false
			}
		}
		switch {
		case !good:
			continue
		case hours.from >= hours.to:
			v.add(hours.place+"."+from, "must be before %s", to)
			continue
		}
		before := days[hours.day]
		days[hours.day] = append(before, hours)
		if len(before) == maxHoursOfDay {
			v.add(hours.place, "is one too many for %s, at most %d are allowed", hours.day, maxHoursOfDay)
		}
		if i := slices.IndexFunc(before, func(b hoursOf) bool { return b.from < hours.to && hours.from < b.to }); i >= 0 {
			v.add(hours.place, "overlaps with %s", before[i].place)
		}
	}
}
