package graphtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

const maxHolidays = 20

var (
	clockPattern    = regexp.MustCompile(`^([01][0-9]|2[0-3])[0-5][0-9]$`)
	timezonePattern = regexp.MustCompile(`^[A-Z][A-Za-z_]*(/[A-Za-z0-9_+-]+)*$`)
	daysOfWeek      = strings.Fields("MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY")
	// lowLimits are messaging limits below the 2,000 that calls need.
	lowLimits = strings.Fields("TIER_50 TIER_250 TIER_1K TIER_NOT_SET")
)

// callingWords are members of the calling settings that are words.
var callingWords = map[string][]string{
	"status":                     {enabled, disabled},
	"callback_permission_status": {enabled, disabled},
	"call_icon_visibility":       {"DEFAULT", "DISABLE_ALL", "VISIBLE", "HIDDEN"},
	"srtp_key_exchange_protocol": {"DTLS", "SDES", "DTLS-SRTP", "SDES-SRTP"},
}

// callingObjects are the members that are objects, with what judges them.
var callingObjects = map[string]func(c *call, object map[string]any) *failure{
	"call_hours": (*call).checkCallHours,
	"call_icons": func(_ *call, m map[string]any) *failure { return checkCallIcons(m) },
	"sip":        func(_ *call, m map[string]any) *failure { return checkSIP(m) },
	"voicemail":  func(_ *call, m map[string]any) *failure { return checkVoicemail(m) },
	"video":      func(_ *call, m map[string]any) *failure { return checkStatus(m, "calling['video']") },
	"audio":      func(*call, map[string]any) *failure { return nil },
}

// changeCalling replaces the members that the request has and keeps the others.
func (c *call) changeCalling(members map[string]any) (map[string]any, *failure) {
	calling := maps.Clone(c.node.settings()["calling"])
	for name, value := range members {
		path := "calling['" + name + "']"
		words, isWord := callingWords[name]
		check, isObject := callingObjects[name]
		switch {
		case isWord:
			word, _ := value.(string)
			if !isAmong(word, words...) {
				return nil, notAmong(path, word, words)
			}
			calling[name] = strings.ToUpper(word)
		case isObject:
			object, given := value.(map[string]any)
			if !given {
				return nil, invalid("Param %s must be an object", path)
			}
			if f := check(c, object); f != nil {
				return nil, f
			}
			calling[name] = object
		default:
			return nil, invalid("Unexpected key %q on param calling", name)
		}
	}
	if sip, given := calling["sip"].(map[string]any); given {
		calling["sip"] = c.ownServers(sip)
	}
	if calling["status"] == enabled && slices.Contains(lowLimits, c.node.text("whatsapp_business_manager_messaging_limit")) {
		return nil, callingRefused()
	}
	return withOneName(calling), nil
}

// ownServers marks the servers with the app that has set them up.
func (c *call) ownServers(sip map[string]any) map[string]any {
	servers, _ := sip["servers"].([]any)
	marked := []any{}
	for _, server := range servers {
		members, _ := server.(map[string]any)
		members = maps.Clone(members)
		if c.graph.firstApp != nil {
			members["app_id"] = c.graph.firstApp.id
		}
		marked = append(marked, members)
	}
	sip = maps.Clone(sip)
	sip["status"] = strings.ToUpper(fmt.Sprint(sip["status"]))
	sip["servers"] = marked
	return sip
}

// withOneName keeps words under the names that live servers give them.
func withOneName(calling map[string]any) map[string]any {
	for old, name := range map[string]string{"VISIBLE": "DEFAULT", "HIDDEN": "DISABLE_ALL"} {
		if calling["call_icon_visibility"] == old {
			calling["call_icon_visibility"] = name
		}
	}
	if protocol, given := calling["srtp_key_exchange_protocol"].(string); given {
		calling["srtp_key_exchange_protocol"] = strings.TrimSuffix(protocol, "-SRTP")
	}
	return calling
}

func checkStatus(members map[string]any, path string) *failure {
	_, f := featureStatus(members, path+"['status']")
	return f
}

func checkCallIcons(icons map[string]any) *failure {
	countries, _ := icons["restrict_to_user_countries"].([]any)
	for _, country := range countries {
		if code, _ := country.(string); len(code) != 2 || code != strings.ToUpper(code) {
			return invalid("Param calling['call_icons']['restrict_to_user_countries'] must hold ISO 3166 countries - got %v", country)
		}
	}
	return nil
}

func (c *call) checkCallHours(hours map[string]any) *failure {
	const path = "calling['call_hours']"
	if f := checkStatus(hours, path); f != nil {
		return f
	}
	week, _ := hours["weekly_operating_hours"].([]any)
	holidays, _ := hours["holiday_schedule"].([]any)
	zone, _ := hours["timezone_id"].(string)
	on := isAmong(fmt.Sprint(hours["status"]), enabled)
	switch {
	case on && !timezonePattern.MatchString(zone):
		return invalid("Timezone is invalid in call_hours")
	case on && len(week) == 0:
		return invalid("weekly_operating_hours in call_hours cannot be empty")
	case len(holidays) > maxHolidays:
		return invalid("At most %d entries are allowed in holiday_schedule in call_hours", maxHolidays)
	}
	if f := c.checkSchedule(week, "day_of_week", "open_time", "close_time"); f != nil {
		return f
	}
	return c.checkSchedule(holidays, "date", "start_time", "end_time")
}

// checkSchedule checks hours of days, which are named by the member day.
func (c *call) checkSchedule(entries []any, day, from, to string) *failure {
	days := map[string][][2]string{}
	for _, entry := range entries {
		members, _ := entry.(map[string]any)
		name, _ := members[day].(string)
		start, _ := members[from].(string)
		end, _ := members[to].(string)
		if f := c.checkDay(day, name); f != nil {
			return f
		}
		if !clockPattern.MatchString(start) || !clockPattern.MatchString(end) || start >= end {
			return invalid("Invalid schedule for call_hours: want %s before %s, both as HHMM", from, to)
		}
		for _, other := range days[name] {
			if start < other[1] && other[0] < end {
				return invalid("Overlapping schedule in call_hours is not allowed")
			}
		}
		if days[name] = append(days[name], [2]string{start, end}); len(days[name]) > 2 {
			return invalid("More than 2 entries not allowed in weekly_operating_hours schedule in call_hours")
		}
	}
	return nil
}

func (c *call) checkDay(member, name string) *failure {
	if member == "day_of_week" {
		if !slices.Contains(daysOfWeek, name) {
			return notAmong("calling['call_hours']['day_of_week']", name, daysOfWeek)
		}
		return nil
	}
	date, err := time.Parse(time.DateOnly, name)
	switch {
	case err != nil:
		return invalid("Date format in holiday_schedule for call_hours is invalid")
	case date.Before(c.now().UTC().Truncate(24 * time.Hour)):
		return invalid("Holiday given in call_hours is a past date")
	}
	return nil
}

func checkSIP(sip map[string]any) *failure {
	const path = "calling['sip']"
	if f := checkStatus(sip, path); f != nil {
		return f
	}
	servers, _ := sip["servers"].([]any)
	for i, server := range servers {
		members, _ := server.(map[string]any)
		if host, _ := members["hostname"].(string); host == "" {
			return required(fmt.Sprintf("%s['servers'][%d]['hostname']", path, i))
		}
		if port, given := members["port"]; given && (numberOf(port) < 1 || numberOf(port) > 65535) {
			return invalid("Param %s['servers'][%d]['port'] must be a port", path, i)
		}
	}
	return nil
}

func checkVoicemail(voicemail map[string]any) *failure {
	const path = "calling['voicemail']"
	status, f := featureStatus(voicemail, path+"['status']")
	if f != nil || status == disabled {
		return f
	}
	triggers, _ := voicemail["triggers"].([]any)
	audio, _ := voicemail["audio"].(map[string]any)
	announcement, _ := audio["default"].(map[string]any)
	switch seconds, given := announcement["timeout_seconds"]; {
	case len(triggers) == 0:
		return required(path + "['triggers']")
	case announcement["announcement_media_id"] == nil:
		return required(path + "['audio']['default']['announcement_media_id']")
	case given && (numberOf(seconds) < 0 || numberOf(seconds) > 30):
		return invalid("Param %s['audio']['default']['timeout_seconds'] must be between 0 and 30", path)
	}
	return nil
}

// numberOf returns a whole number of a request, or -1.
func numberOf(value any) int64 {
	number, isNumber := value.(json.Number)
	whole, err := number.Int64()
	if !isNumber || err != nil {
		return -1
	}
	return whole
}
