package simulator

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// flowDates says how the dates of a flow are written: before version 5.0 of the
// Flow JSON a DatePicker has milliseconds since 1970.
type flowDates struct{ areTimestamps bool }

// dateOf reads a date in either form.
func dateOf(value any) (time.Time, bool) {
	text := textOf(value)
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, true
	}
	if milliseconds, err := strconv.ParseInt(text, 10, 64); err == nil && len(text) > len("2006") {
		return time.UnixMilli(milliseconds).UTC().Truncate(24 * time.Hour), true
	}
	return time.Time{}, false
}

// shown returns dates as a browser's field takes them.
func (d flowDates) shown(value any) any {
	switch value := value.(type) {
	case []any:
		var days []any
		for _, item := range value {
			days = append(days, d.shown(item))
		}
		return days
	case map[string]any:
		days := map[string]any{}
		for name, item := range value {
			days[name] = d.shown(item)
		}
		return days
	}
	if day, isDate := dateOf(value); isDate {
		return day.Format(time.DateOnly)
	}
	return value
}

// written returns a date in the form that the flow has.
func (d flowDates) written(kind string, day time.Time) string {
	if d.areTimestamps && kind == "DatePicker" {
		return strconv.FormatInt(day.UnixMilli(), 10)
	}
	return day.Format(time.DateOnly)
}

// checkDate says what is wrong with a date that was chosen.
func (c *flowComponent) checkDate(value any) string {
	day, isDate := dateOf(value)
	if !isDate {
		return "Enter a date"
	}
	if least, limited := dateOf(c.members["min-date"]); limited && day.Before(least) {
		return "Choose " + least.Format(time.DateOnly) + " or later"
	}
	if most, limited := dateOf(c.members["max-date"]); limited && day.After(most) {
		return "Choose " + most.Format(time.DateOnly) + " or earlier"
	}
	taken, _ := c.members["unavailable-dates"].([]any)
	for _, item := range taken {
		if other, isDate := dateOf(item); isDate && other.Equal(day) {
			return "This date is not available"
		}
	}
	days, limited := c.members["include-days"].([]any)
	if limited && len(days) > 0 && !slices.Contains(days, any(day.Format("Mon"))) {
		return "This day of the week is not available"
	}
	return ""
}

// checkRange says what is wrong with the two dates of a calendar.
func (c *flowComponent) checkRange(value map[string]any) string {
	for _, name := range []string{"start-date", "end-date"} {
		if value[name] == nil {
			if c.requires(name) {
				return "Choose both dates"
			}
			continue
		}
		if fault := c.checkDate(value[name]); fault != "" {
			return fault
		}
	}
	begin, begins := dateOf(value["start-date"])
	end, ends := dateOf(value["end-date"])
	if !begins || !ends {
		return ""
	}
	if end.Before(begin) {
		return "The end is before the start"
	}
	days := end.Sub(begin).Hours() / 24
	if least, limited := numberOf(c.members["min-days"]); limited && days < least {
		return fmt.Sprintf("Choose at least %v days", least)
	}
	if most, limited := numberOf(c.members["max-days"]); limited && days > most {
		return fmt.Sprintf("Choose at most %v days", most)
	}
	return ""
}

// requires reports whether a field has to be filled in. A calendar says it for
// each of its two dates.
func (c *flowComponent) requires(part string) bool {
	if parts, isObject := c.members["required"].(map[string]any); isObject {
		return isTrue(parts[part])
	}
	return isTrue(c.members["required"])
}
