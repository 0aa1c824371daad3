package graphtest

import (
	"slices"
	"strings"
	"time"
)

// reports are the fields of an account that take parameters and count.
var reports = map[string]func(*call, *node, selection) (any, *failure){
	"analytics":              (*call).reportMessages,
	"conversation_analytics": (*call).reportConversations,
	"pricing_analytics":      (*call).reportPrices,
	"call_analytics":         (*call).reportCalls,
}

var (
	directionsOfCalls = []string{"BUSINESS_INITIATED", "UNKNOWN", "USER_INITIATED"}
	pricingTypes      = []string{"FREE_CUSTOMER_SERVICE", "FREE_ENTRY_POINT", "FREE_GROUP_CUSTOMER_SERVICE", "REGULAR"}
	pricingCategories = []string{
		"AI_BOT", "AUTHENTICATION", "AUTHENTICATION_INTERNATIONAL", "GROUP_MARKETING", "GROUP_MARKETING_LITE", "GROUP_SERVICE",
		"GROUP_UTILITY", "MARKETING", "MARKETING_LITE", "MARKETING_LITE_DYNAMIC", "REFERRAL_CONVERSION", "SERVICE", "UTILITY",
	}
	conversationCategories = []string{"AUTHENTICATION", "AUTHENTICATION_INTERNATIONAL", "MARKETING", "MARKETING_LITE", "SERVICE", "UTILITY"}
	conversationTypes      = []string{"FREE_ENTRY_POINT", "FREE_TIER", "REGULAR", "UNKNOWN"}
)

// reportMessages counts messages. Those of users count as sent and delivered,
// and only where their type is asked for.
func (c *call) reportMessages(waba *node, field selection) (any, *failure) {
	q, f := readQuery(field, c.now(), "DAY", "HALF_HOUR", "MONTH")
	if f != nil {
		return nil, f
	}
	types := q.list("product_types", "0", "100", "2")
	if q.failed != nil {
		return nil, q.failed
	}
	points := q.tally(c.graph, waba, nil, func(a *trafficEntry) map[string]float64 { return messagesOf(a, types) })
	if len(points) == 0 {
		return nil, nil
	}
	report := map[string]any{"granularity": q.granularity, "data_points": shown(points, "sent", "delivered")}
	if report["phone_numbers"] = q.numbers; len(q.numbers) == 0 {
		report["phone_numbers"] = numbersOf(waba)
	}
	if len(q.countries) > 0 {
		report["country_codes"] = q.countries
	}
	return report, nil
}

// messagesOf counts the messages of the types that are asked for: "0" with a
// template, "2" without one, and "100" of users.
func messagesOf(a *trafficEntry, types []string) map[string]float64 {
	kind := "2"
	if a.TemplateID != "" || a.PricingCategory != "SERVICE" {
		kind = "0"
	}
	sent, delivered := 0, 0
	if len(types) == 0 || slices.Contains(types, kind) {
		sent, delivered = a.Sent, a.Delivered
	}
	if slices.Contains(types, "100") {
		sent, delivered = sent+a.Received, delivered+a.Received
	}
	if sent == 0 {
		return nil
	}
	return map[string]float64{"sent": float64(sent), "delivered": float64(delivered)}
}

// numbersOf returns the phone numbers of an account, digits only.
func numbersOf(waba *node) []string {
	numbers := []string{}
	for _, phone := range waba.connected(phoneNumbers.edge) {
		numbers = append(numbers, digitsOf(phone.text("display_phone_number")))
	}
	return numbers
}

func (c *call) reportConversations(waba *node, field selection) (any, *failure) {
	q, f := readQuery(field, c.now(), "DAILY", "HALF_HOUR", "MONTHLY")
	if f != nil {
		return nil, f
	}
	metrics := q.metrics(waba, "CONVERSATION", "COST")
	categories := q.list("conversation_categories", conversationCategories...)
	types := q.list("conversation_types", conversationTypes...)
	directions := q.list("conversation_directions", directionsOfCalls...)
	labels := q.labels(map[string]string{
		"CONVERSATION_CATEGORY": "conversation_category", "CONVERSATION_DIRECTION": "conversation_direction",
		"CONVERSATION_TYPE": "conversation_type", "COUNTRY": "country", "PHONE": "phone_number",
	})
	if q.failed != nil {
		return nil, q.failed
	}
	opened := conversationsOf(c.graph.traffic.of(waba))
	points := q.tally(c.graph, waba, labels, func(a *trafficEntry) map[string]float64 {
		members := a.members()
		if opened[a] == 0 || !allows(categories, members["conversation_category"]) || !allows(types, members["conversation_type"]) ||
			!allows(directions, members["conversation_direction"]) {
			return nil
		}
		return map[string]float64{"conversation": float64(opened[a]), "cost": a.Cost}
	})
	return series(points, metrics), nil
}

// conversationsOf counts the conversations that traffic has opened. A
// conversation is of one user and one category, and lasts 24 hours.
func conversationsOf(log []*trafficEntry) map[*trafficEntry]int {
	type conversation struct{ number, user, category string }
	latest, opened := map[conversation]time.Time{}, map[*trafficEntry]int{}
	for _, one := range log {
		opened[one] = one.Conversations
		kind := conversation{one.number, one.user, one.PricingCategory}
		if one.user == "" || one.Delivered == 0 || one.At.Sub(latest[kind]) < 24*time.Hour {
			continue
		}
		latest[kind] = one.At
		opened[one]++
	}
	return opened
}

func (c *call) reportPrices(waba *node, field selection) (any, *failure) {
	q, f := readQuery(field, c.now(), "DAILY", "HALF_HOUR", "MONTHLY")
	if f != nil {
		return nil, f
	}
	metrics := q.metrics(waba, "COST", "VOLUME")
	types := q.list("pricing_types", pricingTypes...)
	categories := q.list("pricing_categories", pricingCategories...)
	labels := q.labels(map[string]string{
		"COUNTRY": "country", "PHONE": "phone_number", "PRICING_CATEGORY": "pricing_category", "PRICING_TYPE": "pricing_type", "TIER": "tier",
	})
	if q.failed != nil {
		return nil, q.failed
	}
	points := q.tally(c.graph, waba, labels, func(a *trafficEntry) map[string]float64 {
		if a.Delivered == 0 || !allows(types, a.PricingType) || !allows(categories, a.PricingCategory) {
			return nil
		}
		return map[string]float64{"volume": float64(a.Delivered), "cost": a.Cost}
	})
	return series(points, metrics), nil
}

func (c *call) reportCalls(waba *node, field selection) (any, *failure) {
	q, f := readQuery(field, c.now(), "DAILY", "HALF_HOUR", "MONTHLY")
	if f != nil {
		return nil, f
	}
	metrics := q.metrics(waba, "AVERAGE_DURATION", "COST", "COUNT")
	directions := q.list("directions", directionsOfCalls...)
	labels := q.labels(map[string]string{"COUNTRY": "country", "DIRECTION": "direction", "PHONE": "phone_number", "TIER": "tier"})
	if q.failed != nil {
		return nil, q.failed
	}
	points := q.tally(c.graph, waba, labels, func(a *trafficEntry) map[string]float64 {
		if a.Calls == 0 || !allows(directions, a.CallDirection) {
			return nil
		}
		return map[string]float64{"count": float64(a.Calls), "seconds": float64(a.CallSeconds), "cost": a.Cost}
	})
	if len(points) == 0 {
		return nil, nil
	}
	for _, point := range points {
		point.sums["average_duration"] = point.sums["seconds"] / point.sums["count"]
	}
	report := map[string]any{"granularity": q.granularity, "data_points": shown(points, metrics...)}
	switch len(directions) {
	case 0:
	case 1:
		report["directions"] = directions[0]
	default:
		report["directions"] = directions
	}
	return report, nil
}

// members are what an entry can be broken down by.
func (a *trafficEntry) members() map[string]string {
	conversation, direction := "FREE_TIER", a.CallDirection
	if a.PricingType == "REGULAR" {
		conversation = "REGULAR"
	}
	return map[string]string{
		"phone_number": a.number, "country": a.Country, "direction": direction,
		"tier": a.Tier, "pricing_type": a.PricingType, "pricing_category": a.PricingCategory,
		"conversation_type": conversation, "conversation_category": a.PricingCategory, "conversation_direction": "UNKNOWN",
	}
}

// allows reports whether a filter keeps a value. An empty one keeps all.
func allows(filter []string, value string) bool { return len(filter) == 0 || isAmong(value, filter...) }

// shown returns the JSON of data points.
func shown(points []*dataPoint, names ...string) []any {
	list := make([]any, len(points))
	for i, point := range points {
		object := point.members()
		point.show(object, names...)
		list[i] = object
	}
	return list
}

// series returns data points as Graph does where a field is an edge.
func series(points []*dataPoint, metrics []string) any {
	if len(points) == 0 {
		return nil
	}
	return map[string]any{"data": []any{map[string]any{"data_points": shown(points, metrics...)}}}
}

// isCost reports whether a metric is the cost.
func isCost(metric string) bool { return strings.EqualFold(metric, "cost") }
