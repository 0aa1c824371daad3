package graphtest

import (
	"fmt"
	"maps"
	"time"
)

// Traffic is what the analytics of a WABA count. The server counts
// by itself what happens in it: messages that are sent and received, their
// statuses, and taps on the quick replies of templates. Traffic adds what
// has happened elsewhere or earlier, such as the cost of last month:
//
//	srv.AddTraffic(graphtest.WABAID, graphtest.Traffic{
//		At: lastMonth, Delivered: 120, PricingCategory: "MARKETING", Cost: 3,
//	})
type Traffic struct {
	// At is when it happened, by default now.
	At time.Time
	// PhoneNumberID is a phone number of the account, by default its first.
	PhoneNumberID string
	// Country is that of the user, by default US.
	Country string

	// Sent, Delivered, Read and Replied are messages of the business, and
	// Received those of users. Delivered messages count as sent at least.
	Sent, Delivered, Read, Replied, Received int
	// Cost is that of all messages, conversations or calls together.
	Cost float64
	// PricingType, PricingCategory and Tier are those of the messages. By
	// default the category is that of the template, or else SERVICE, and a
	// template is REGULAR, anything else FREE_CUSTOMER_SERVICE.
	PricingType, PricingCategory, Tier string
	// TemplateID is a template of the account, and GroupID any group.
	TemplateID, GroupID string
	// Marketing counts for the Marketing Messages API.
	Marketing bool
	// Clicks counts taps on the quick replies of the template, by their text.
	Clicks map[string]int

	// Conversations is a number of conversations. Messages in the server open
	// conversations by themselves.
	Conversations int

	// Joined and Left are participants of the group.
	Joined, Left int

	// Calls is a number of calls that lasted CallSeconds together.
	// CallDirection is USER_INITIATED unless it is BUSINESS_INITIATED.
	Calls, CallSeconds int
	CallDirection      string
}

// AddTraffic adds what the analytics of a WABA count.
func (s *Server) AddTraffic(wabaID string, a Traffic) {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.must(wabaKind, wabaID)
	if a.TemplateID != "" && waba.item(templatesEdge, a.TemplateID) == nil {
		panic(fmt.Sprintf("graphtest: %s has no template with the id %q: add it first", wabaID, a.TemplateID))
	}
	if a.PhoneNumberID != "" && waba.item(phoneNumbers.edge, a.PhoneNumberID) == nil {
		panic(fmt.Sprintf("graphtest: %s has no phone number with the id %q: add it first", wabaID, a.PhoneNumberID))
	}
	s.graph.traffic.add(waba, trafficEntry{Traffic: a})
}

// A trafficLog is what has happened in all accounts, as far as the server
// remembers: see [WithHistory].
type trafficLog struct {
	latest    history[*trafficEntry]
	byMessage map[string]*trafficEntry
	clock     func() time.Time
}

// A trafficEntry is a Traffic of an account, with the phone number of the user
// and the id of the message if it is one.
type trafficEntry struct {
	Traffic

	waba    *node
	number  string // of the business, digits only
	user    string
	message string
}

func newTrafficLog(most int, clock func() time.Time) trafficLog {
	return trafficLog{latest: history[*trafficEntry]{most: most}, byMessage: map[string]*trafficEntry{}, clock: clock}
}

// add completes an entry with typical values.
func (l *trafficLog) add(waba *node, a trafficEntry) {
	a.waba = waba
	a.At = orElse(a.At, l.clock())
	a.Country = orElse(a.Country, "US")
	phone := waba.item(phoneNumbers.edge, a.PhoneNumberID)
	if numbers := waba.connected(phoneNumbers.edge); phone == nil && len(numbers) > 0 {
		phone = numbers[0]
	}
	if phone != nil {
		a.number = digitsOf(phone.text("display_phone_number"))
	}
	category, pricing := "SERVICE", "FREE_CUSTOMER_SERVICE"
	if template := waba.item(templatesEdge, a.TemplateID); template != nil {
		category, pricing = template.text("category"), "REGULAR"
	}
	a.PricingCategory = orElse(a.PricingCategory, category)
	if a.PricingCategory != "SERVICE" {
		pricing = "REGULAR"
	}
	a.PricingType = orElse(a.PricingType, pricing)
	a.CallDirection = orElse(a.CallDirection, "USER_INITIATED")
	a.Sent = max(a.Sent, a.Delivered)
	a.Clicks = maps.Clone(a.Clicks)
	if forgotten, full := l.latest.add(&a); full {
		delete(l.byMessage, forgotten.message)
	}
	if a.message != "" {
		l.byMessage[a.message] = &a
	}
}

// of returns what has happened in an account.
func (l *trafficLog) of(waba *node) []*trafficEntry {
	var found []*trafficEntry
	for _, one := range l.latest.all() {
		if one.waba == waba {
			found = append(found, one)
		}
	}
	return found
}
