package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp"
)

// checkAccount looks at the account: its state, its review, and whether it can
// send.
func (d *doctor) checkAccount() {
	const area = "account"
	if d.settings.WABAID == "" {
		d.unknown(area, "give its id with --account or WHATSAPP_BUSINESS_ACCOUNT_ID", "no account id is set")
		return
	}
	waba, err := d.client.WABAs.Get(d.ctx, d.settings.WABAID, whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.WABA]()...))
	if err != nil {
		d.failed(area, err)
		return
	}
	switch waba.Status {
	case whatsapp.WABAStatusDisabled, whatsapp.WABAStatusRestricted:
		d.problem(area, "see Account quality in Meta's business support, and appeal there", "%q is %s", waba.Name, waba.Status)
	default:
		d.ok(area, "%q is %s, pays in %s", waba.Name, orNone(string(waba.Status)), orNone(waba.Currency))
	}
	switch waba.AccountReviewStatus {
	case whatsapp.ReviewStatusRejected, whatsapp.ReviewStatusRestricted:
		d.problem(area, "see the reason in WhatsApp Manager", "its review says %s", waba.AccountReviewStatus)
	case whatsapp.ReviewStatusPending, whatsapp.ReviewStatusDeferred:
		d.warn(area, "wait for Meta's review", "its review is %s", waba.AccountReviewStatus)
	}
	if waba.BusinessVerificationStatus != whatsapp.VerificationStatusVerified && waba.BusinessVerificationStatus != "" {
		d.warn(area, "verify the business in the Security Center: until then, limits are low", "the verification of the business is %s", waba.BusinessVerificationStatus)
	}
	if waba.MessagingLimit != "" {
		d.ok(area, "its portfolio may write first to %s people in 24 hours", limitText(waba.MessagingLimit))
	}
	d.judgeHealth(area, waba.HealthStatus)
}

// limitText returns a limit as a number: "1000" for TIER_1K.
func limitText(limit whatsapp.MessagingLimit) string {
	text := strings.TrimPrefix(string(limit), "TIER_")
	if text == "UNLIMITED" {
		return "any number of"
	}
	return strings.Replace(text, "K", ",000", 1)
}

func orNone(value string) string {
	if value == "" {
		return "(not said)"
	}
	return value
}

// judgeHealth repeats what Meta says of each object that sending depends on.
func (d *doctor) judgeHealth(area string, health *whatsapp.HealthStatus) {
	if health == nil {
		return
	}
	for _, entity := range health.Entities {
		for _, failure := range entity.Errors {
			detail := fmt.Sprintf("%s %s: %s (code %d)", strings.ToLower(entity.EntityType), entity.ID, failure.Description, failure.Code)
			if entity.CanSendMessage == whatsapp.SendAbilityBlocked {
				d.problem(area, failure.PossibleSolution, "%s", detail)
			} else {
				d.warn(area, failure.PossibleSolution, "%s", detail)
			}
		}
	}
	switch health.CanSendMessage {
	case whatsapp.SendAbilityBlocked:
		d.problem(area, "", "Meta says that it cannot send messages")
	case whatsapp.SendAbilityLimited:
		d.warn(area, "", "Meta says that it can send messages with limits")
	case whatsapp.SendAbilityAvailable:
		d.ok(area, "Meta says that it can send messages")
	}
}

// checkNumber looks at the phone number: of this account, verified, registered,
// with a name, and how well it stands.
func (d *doctor) checkNumber() {
	const area = "number"
	if d.settings.PhoneNumberID == "" {
		d.unknown(area, "give its id with --number or WHATSAPP_PHONE_NUMBER_ID", "no phone number id is set")
		return
	}
	n, err := getNumber(d.ctx, d.client, d.settings.PhoneNumberID)
	if err != nil {
		d.failed(area, err)
		d.unreadable = true
		return
	}
	d.judgeNumber(n)
	d.judgeHealth(area, n.HealthStatus)
	d.checkBelongs(n)
}

func (d *doctor) judgeNumber(n *whatsapp.PhoneNumber) {
	const area = "number"
	switch n.Status {
	case whatsapp.PhoneNumberStatusConnected:
		d.ok(area, "%s, %q, is connected", n.DisplayPhoneNumber, n.VerifiedName)
	case whatsapp.PhoneNumberStatusBanned, whatsapp.PhoneNumberStatusRestricted, whatsapp.PhoneNumberStatusDeleted, whatsapp.PhoneNumberStatusMigrated:
		d.problem(area, "see Account quality in Meta's business support", "%s is %s", n.DisplayPhoneNumber, n.Status)
	case whatsapp.PhoneNumberStatusFlagged, whatsapp.PhoneNumberStatusRateLimited:
		d.warn(area, "send less, and only what people want; it ends by itself", "%s is %s", n.DisplayPhoneNumber, n.Status)
	default:
		d.problem(area, "verify it, then register it with its PIN: \"whatsapp numbers register\"", "%s is %s, so it cannot send", n.DisplayPhoneNumber, orNone(string(n.Status)))
	}
	if n.CodeVerificationStatus != whatsapp.CodeVerificationStatusVerified && n.CodeVerificationStatus != "" && n.Status != whatsapp.PhoneNumberStatusConnected {
		d.warn(area, "ask for a code and give it back: \"whatsapp numbers request-code\"", "its verification by code is %s", n.CodeVerificationStatus)
	}
	switch n.QualityRating {
	case whatsapp.QualityRatingRed:
		d.warn(area, "people block or report its messages: send less marketing, and only to people who asked for it", "its quality is RED")
	case whatsapp.QualityRatingYellow:
		d.warn(area, "look at the templates that people block", "its quality is YELLOW")
	case whatsapp.QualityRatingGreen:
		d.ok(area, "its quality is GREEN")
	}
	switch n.NameStatus {
	case whatsapp.NameStatusDeclined:
		d.warn(area, "ask for another display name", "its display name was declined")
	case whatsapp.NameStatusPendingReview:
		d.warn(area, "wait for Meta's review", "its display name is in review")
	}
	if n.AccountMode == whatsapp.AccountModeSandbox {
		d.warn(area, "it reaches the numbers of its list only; add a number of your own", "it is a test number")
	}
	if perSecond := n.MessagesPerSecond(); perSecond > 0 {
		d.ok(area, "it may send %d messages a second", perSecond)
	}
}

// checkBelongs looks for the number in the account: ids of two accounts in one
// profile are a common mistake.
func (d *doctor) checkBelongs(n *whatsapp.PhoneNumber) {
	const area = "number"
	if d.settings.WABAID == "" {
		return
	}
	for other, err := range d.client.PhoneNumbers.All(d.ctx, d.settings.WABAID, nil, whatsapp.WithFields("id")) {
		if err != nil {
			d.unknown(area, "", "the numbers of the account cannot be listed: %v", err)
			return
		}
		if other.ID == n.ID {
			d.ok(area, "it belongs to the account")
			return
		}
	}
	d.problem(area, "the ids are of two accounts; \"whatsapp numbers list\" shows those of this one",
		"%s does not belong to the account %s", n.DisplayPhoneNumber, d.settings.WABAID)
}

// checkTemplates counts the templates that cannot be sent.
func (d *doctor) checkTemplates() {
	const area = "templates"
	if d.settings.WABAID == "" {
		return
	}
	counts, total := map[whatsapp.MessageTemplateStatus]int{}, 0
	for template, err := range d.client.Templates.All(d.ctx, d.settings.WABAID, nil, whatsapp.WithFields("name", "status")) {
		if err != nil {
			d.failed(area, err)
			return
		}
		counts[template.Status]++
		total++
	}
	approved := counts[whatsapp.MessageTemplateStatusApproved]
	var others []string
	for _, status := range []whatsapp.MessageTemplateStatus{whatsapp.MessageTemplateStatusPaused, whatsapp.MessageTemplateStatusDisabled, whatsapp.MessageTemplateStatusRejected} {
		if counts[status] > 0 {
			others = append(others, fmt.Sprintf("%d %s", counts[status], status))
		}
	}
	switch {
	case total == 0:
		d.warn(area, "without one, only people who wrote in the last 24 hours can be answered", "there are no templates")
	case approved == 0:
		d.warn(area, "without one, only people who wrote in the last 24 hours can be answered", "none of %d is approved", total)
	case len(others) > 0:
		d.warn(area, "\"whatsapp templates list\" shows them", "%d of %d are approved; %s", approved, total, strings.Join(slices.Sorted(slices.Values(others)), ", "))
	default:
		d.ok(area, "%d of %d are approved", approved, total)
	}
}
