package graphtest

import "time"

// countedDays are the days of a request.
type countedDays struct {
	start, end time.Time
	zone       string // the account's, if the days are in it
}

// tally counts messages that have the same labels.
func (d countedDays) tally(labels map[string]any) *tally {
	return &tally{
		start: d.start, end: d.end, granularity: "DAILY",
		labels: func(*trafficEntry) map[string]any { return labels }, count: numbersOfMessages,
	}
}

// losAngeles is the time zone of all accounts, without daylight-saving time.
var losAngeles = time.FixedZone("America/Los_Angeles", -8*60*60)

// days reads the time of a request, which is rounded down to days.
func (c *call) days() (countedDays, *failure) {
	if granularity, given := c.params.text("granularity"); !given && c.elements[1] != "group_analytics" {
		return countedDays{}, missing("granularity")
	} else if given && !isAmong(granularity, "DAILY") {
		return countedDays{}, notAmong("granularity", granularity, []string{"DAILY"})
	}
	inZone, _, f := c.params.flag("use_waba_timezone")
	if f != nil {
		return countedDays{}, f
	}
	start, f := c.day("start", inZone)
	if f != nil {
		return countedDays{}, f
	}
	end, f := c.day("end", inZone)
	if f != nil {
		return countedDays{}, f
	}
	// A request for part of a day is for all of it.
	if end.Equal(start) {
		end = end.AddDate(0, 0, 1)
	}
	days := countedDays{start: start, end: end}
	if inZone {
		days.zone = losAngeles.String()
	}
	return days, checkPeriod(start, end, c.now().AddDate(0, 0, -daysOfTemplates-1))
}

// day reads a date, or unless the days are in the account's time zone, the day
// that a time is in.
func (c *call) day(name string, inZone bool) (time.Time, *failure) {
	text, given := c.params.text(name)
	if !given {
		return time.Time{}, missing(name)
	}
	zone := time.UTC
	if inZone {
		zone = losAngeles
	}
	if date, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return date, nil
	}
	if inZone {
		return time.Time{}, invalid("Param %s must be a date in the format YYYY-MM-DD if use_waba_timezone is true - got %q", name, text)
	}
	q := countQuery{parameters: map[string]string{name: text}}
	moment, f := q.moment(name)
	return moment.Truncate(24 * time.Hour), f
}
