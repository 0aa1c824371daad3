package graphtest

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	badgeField        = "official_business_account"
	badgeRejected     = "badge rejected"
	badgeWait         = 30 * 24 * time.Hour // after a rejection
	maxBusinessName   = 255
	maxBusinessText   = 1000
	minSupporting     = 5
	maxSupporting     = 10
	submitApplication = "SUBMIT_APPLICATION"
)

// badgeMessages say what the states of the request for the badge mean.
var badgeMessages = map[string]string{
	"NOT_STARTED":  "No request was made",
	"PENDING":      "The request is under review",
	"UNDER_REVIEW": "The request is under review",
	"APPROVED":     "The phone number is an Official Business Account",
	"REJECTED":     "The request was rejected",
	"EXPIRED":      "The request has expired",
	"CANCELLED":    "The request was taken back",
}

// ReviewOfficialBusinessAccount ends the review of the request for the badge of
// an Official Business Account: with APPROVED, REJECTED or any other status. It
// panics if no request is under review.
func (s *Server) ReviewOfficialBusinessAccount(phoneNumberID, status string) {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	if !phone.isBadgeUnderReview() {
		panic("graphtest: no request of " + phoneNumberID + " for the badge is under review")
	}
	phone.setBadge(status)
	switch status {
	case "APPROVED":
		phone.values["is_official_business_account"] = true
	case "REJECTED":
		phone.hidden[badgeRejected] = s.now().Format(time.RFC3339Nano)
	}
}

func (n *node) badge() string {
	request, _ := n.values[badgeField].(map[string]any)
	status, _ := request["oba_status"].(string)
	return orElse(status, "NOT_STARTED")
}

func (n *node) setBadge(status string) { n.values[badgeField] = map[string]any{"oba_status": status} }

func (n *node) isBadgeUnderReview() bool {
	return n.badge() == "PENDING" || n.badge() == "UNDER_REVIEW"
}

// badgeAnswer is the status of a number's request, with its message.
func (n *node) badgeAnswer() map[string]any {
	return map[string]any{"id": n.id, "oba_status": n.badge(), "status_message": orElse(badgeMessages[n.badge()], "The status is "+n.badge())}
}

func (c *call) readBadge() (any, *failure) { return c.node.badgeAnswer(), nil }

// requestBadge takes both forms of Meta's pages: the guides' and the
// reference's, which has an action.
func (c *call) requestBadge() (any, *failure) {
	action, byReference := c.params.text("action")
	if !byReference {
		if f := c.checkBadgeRequest(); f != nil {
			return nil, f
		}
		return c.applyForBadge()
	}
	switch action {
	case submitApplication, "RESUBMIT_APPLICATION":
		if f := c.checkApplication(action); f != nil {
			return nil, f
		}
		return c.applyForBadge()
	case "WITHDRAW_APPLICATION":
		if !c.node.isBadgeUnderReview() {
			return nil, &failure{http.StatusConflict, Error{
				Message: "(#100) Cannot withdraw application: No pending application found", Type: graphMethodException, Code: 100,
			}}
		}
		c.node.setBadge("CANCELLED")
		return c.badgeChanged(), nil
	}
	return nil, notAmong("action", action, []string{submitApplication, "RESUBMIT_APPLICATION", "WITHDRAW_APPLICATION"})
}

func (c *call) applyForBadge() (any, *failure) {
	rejected, err := time.Parse(time.RFC3339Nano, c.node.hidden[badgeRejected])
	switch {
	case c.node.isBadgeUnderReview(), c.node.badge() == "APPROVED":
		return nil, invalid("Cannot submit application: An active application already exists")
	case err == nil && c.now().Sub(rejected) < badgeWait:
		return nil, invalid("Cannot submit application: An application was rejected within the last 30 days")
	}
	c.node.setBadge("PENDING")
	return c.badgeChanged(), nil
}

// badgeChanged is the answer to a change. Live servers say no more than that it
// succeeded.
func (c *call) badgeChanged() map[string]any {
	answer := success()
	if c.server.config.documentedTypes {
		answer["message"] = badgeMessages[c.node.badge()]
		answer["tracking_id"] = "oba_req_" + c.graph.newID()
		answer["updated_status"] = c.node.badgeAnswer()
	}
	return answer
}

func (c *call) checkBadgeRequest() *failure {
	site, _ := c.params.text("business_website_url")
	country, _ := c.params.text("primary_country_of_operation")
	brand, _ := c.params.text("parent_business_or_brand")
	more, _ := c.params.text("additional_supporting_information")
	links, given, f := c.params.texts("supporting_links")
	switch {
	case f != nil:
		return f
	case site == "":
		return missing("business_website_url")
	case !isWebAddress(site):
		return invalid("Param business_website_url must be a valid URI")
	case country == "":
		return missing("primary_country_of_operation")
	case utf8.RuneCountInString(brand) > maxBusinessName:
		return invalid("Param parent_business_or_brand must be at most %d characters long", maxBusinessName)
	case utf8.RuneCountInString(more) > maxBusinessText:
		return invalid("Param additional_supporting_information must be at most %d characters long", maxBusinessText)
	case given && (len(links) < minSupporting || len(links) > maxSupporting):
		return invalid("Param supporting_links must have %d to %d items", minSupporting, maxSupporting)
	}
	return nil
}

func (c *call) checkApplication(action string) *failure {
	value, _ := c.params.object("application_data")
	data, _ := value.(map[string]any)
	name, _ := data["business_name"].(string)
	site, hasSite := data["website_url"].(string)
	about, _ := data["business_description"].(string)
	switch {
	case name == "":
		return invalid("Missing required application data: business_name is required for %s", action)
	case utf8.RuneCountInString(name) > maxBusinessName:
		return unprocessable("Business name cannot exceed %d characters", maxBusinessName)
	case utf8.RuneCountInString(about) > maxBusinessText:
		return unprocessable("Business description cannot exceed %d characters", maxBusinessText)
	case hasSite && !strings.HasPrefix(site, "https://"):
		return unprocessable("Invalid website URL format: URL must be a valid HTTPS URL")
	}
	return nil
}

func isWebAddress(text string) bool {
	return strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
}
