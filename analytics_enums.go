package whatsapp

import (
	"strings"
	"time"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// AnalyticsGranularity is the length of the intervals that are counted.
type AnalyticsGranularity string

// The lengths that Meta documents. Messaging analytics call the last two DAY
// and MONTH; [AnalyticsService.GetMessaging] takes either name, and its report
// has these.
const (
	AnalyticsGranularityHalfHour AnalyticsGranularity = "HALF_HOUR"
	AnalyticsGranularityDaily    AnalyticsGranularity = "DAILY"
	AnalyticsGranularityMonthly  AnalyticsGranularity = "MONTHLY"
	AnalyticsGranularityDay      AnalyticsGranularity = "DAY"
	AnalyticsGranularityMonth    AnalyticsGranularity = "MONTH"
)

// inMessaging returns the name that messaging analytics have for a length.
func (g AnalyticsGranularity) inMessaging() string {
	switch upper := AnalyticsGranularity(strings.ToUpper(string(g))); upper {
	case AnalyticsGranularityDaily:
		return string(AnalyticsGranularityDay)
	case AnalyticsGranularityMonthly:
		return string(AnalyticsGranularityMonth)
	default:
		return string(upper)
	}
}

// inReports returns the name that all others have.
func (g AnalyticsGranularity) inReports() string {
	switch upper := AnalyticsGranularity(strings.ToUpper(string(g))); upper {
	case AnalyticsGranularityDay:
		return string(AnalyticsGranularityDaily)
	case AnalyticsGranularityMonth:
		return string(AnalyticsGranularityMonthly)
	default:
		return string(upper)
	}
}

// analytics checks what all analytics need.
func (v *violations) analytics(start, end time.Time, granularity AnalyticsGranularity) {
	v.period(start, end)
	v.require("granularity", string(granularity))
}

// period checks the time that is asked for. How far back it may go depends on
// the day of the request, and is left to Graph.
func (v *violations) period(start, end time.Time) {
	v.require("start", unixSeconds(start))
	v.require("end", unixSeconds(end))
	if !start.IsZero() && !end.IsZero() && end.Unix() <= start.Unix() { // Graph gets seconds
		v.add("end", "must be after start")
	}
}

func (v *violations) analyticsFilters(phoneNumbers, countryCodes []string) {
	for i, number := range phoneNumbers {
		var entry violations
		entry.digits("", number)
		v.addEntry("phone_numbers", i, entry)
	}
	for i, code := range countryCodes {
		var entry violations
		if len(code) != 2 || strings.ContainsFunc(strings.ToUpper(code), func(r rune) bool { return r < 'A' || r > 'Z' }) {
			entry.add("", "must be two letters such as %q, not %q", "DE", code)
		}
		v.addEntry("country_codes", i, entry)
	}
}

// Graph writes the values below in capitals or in small letters, depending on
// the edge and on the year.

func (g *AnalyticsGranularity) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, g,
		AnalyticsGranularityHalfHour, AnalyticsGranularityDaily, AnalyticsGranularityMonthly,
		AnalyticsGranularityDay, AnalyticsGranularityMonth)
}

func (c *ConversationCategory) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, c,
		ConversationCategoryAuthentication, ConversationCategoryAuthenticationInternational, ConversationCategoryMarketing,
		ConversationCategoryMarketingLite, ConversationCategoryService, ConversationCategoryUtility)
}

func (t *ConversationType) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, t,
		ConversationTypeFreeEntryPoint, ConversationTypeFreeTier, ConversationTypeRegular, ConversationTypeUnknown)
}

func (c *ConversationDirection) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, c,
		ConversationDirectionBusinessInitiated, ConversationDirectionUserInitiated, ConversationDirectionUnknown)
}

func (t *PricingType) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, t,
		PricingTypeRegular, PricingTypeFreeCustomerService, PricingTypeFreeEntryPoint, PricingTypeFreeGroupCustomerService)
}

func (c *PricingCategory) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, c,
		PricingCategoryAIBot, PricingCategoryAuthentication, PricingCategoryAuthenticationInternational,
		PricingCategoryGroupMarketing, PricingCategoryGroupMarketingLite, PricingCategoryGroupService,
		PricingCategoryGroupUtility, PricingCategoryMarketing, PricingCategoryMarketingLite,
		PricingCategoryMarketingLiteDynamic, PricingCategoryReferralConversion, PricingCategoryService, PricingCategoryUtility)
}

func (c *CallAnalyticsDirection) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, c,
		CallAnalyticsDirectionBusinessInitiated, CallAnalyticsDirectionUserInitiated, CallAnalyticsDirectionUnknown)
}

func (p *TemplateProductType) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, p,
		TemplateProductTypeCloudAPI, TemplateProductTypeMarketingMessages, TemplateProductTypeMarketingMessagesLite)
}

func (t *TemplateCostType) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, t,
		TemplateCostTypeAmountSpent, TemplateCostTypeCostPerDelivered, TemplateCostTypeCostPerURLButtonClick)
}

func (t *TemplateClickType) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, t,
		TemplateClickTypeQuickReplyButton, TemplateClickTypeURLButton, TemplateClickTypeUniqueURLButton)
}
