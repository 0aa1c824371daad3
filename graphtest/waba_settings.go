package graphtest

import "net/http"

// maxWABAName is the most characters that a WABA's name may have once it is
// changed.
const maxWABAName = 100

// insightsStayOn is the code of the attempt to turn template analytics off.
const insightsStayOn = 200006

// updateAccount changes what the request names and keeps the rest.
func (c *call) updateAccount() (any, *failure) {
	changed := map[string]any{}
	if _, given := c.params["name"]; given {
		name, f := c.params.bounded("name", 1, maxWABAName)
		if f != nil {
			return nil, f
		}
		changed["name"] = name
	}
	if timezone, given := c.params.text("timezone_id"); given {
		if !digits.MatchString(timezone) {
			return nil, invalid("Param timezone_id must be the id of a time zone - got %q", timezone)
		}
		changed["timezone_id"] = timezone
	}
	for _, name := range []string{"is_enabled_for_insights", "disable_marketing_messages_on_cloud_api", "template_auto_archival_enabled"} {
		on, given, f := c.params.flag(name)
		if f != nil {
			return nil, f
		}
		if given {
			changed[name] = on
		}
	}
	if changed["is_enabled_for_insights"] == false {
		return nil, &failure{http.StatusBadRequest, Error{
			Message: "(#200006) Template insights cannot be disabled once they are enabled",
			Type:    oauthException,
			Code:    insightsStayOn,
		}}
	}
	for name, value := range changed {
		c.node.values[name] = value
	}
	return success(), nil
}
