package graphtest

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var phoneNumbers = listing{edge: "phone_numbers", view: phoneOnAccountKind}

func (c *call) listPhoneNumbers() (any, *failure) {
	connection := phoneNumbers
	keep, f := c.filtering(connection.view)
	if f != nil {
		return nil, f
	}
	connection.keep = keep
	order, f := c.params.choice("sort", "creation_time.asc", "creation_time.desc",
		"last_onboarded_time.asc", "last_onboarded_time.desc")
	if f != nil {
		return nil, f
	}
	if order != "" {
		connection.sort = sortBy(order)
	}
	return c.list(connection)
}

// sortBy orders nodes by a field that holds a time, as in "creation_time.asc".
func sortBy(order string) func([]*node) []*node {
	field, direction, _ := strings.Cut(order, ".")
	return func(items []*node) []*node {
		return slices.SortedStableFunc(slices.Values(items), func(a, b *node) int {
			result := cmp.Compare(a.sortKey(field), b.sortKey(field))
			if direction == "desc" {
				return -result
			}
			return result
		})
	}
}

// sortKey is a time in a form that sorts as text.
func (n *node) sortKey(field string) string {
	if text, ok := n.hidden[field]; ok {
		return text
	}
	return n.text(field)
}

// statusOnAccount is the status of a phone number in the list of its WABA.
func statusOnAccount(phone *node) any {
	switch status := phone.text("status"); status {
	case "CONNECTED", "FLAGGED", "RATE_LIMITED":
		return "LINKED"
	case "DISCONNECTED":
		return "UNLINKED"
	case "UNVERIFIED":
		return "PENDING"
	default:
		return status
	}
}

func verificationOnAccount(phone *node) any {
	if phone.text("code_verification_status") == "VERIFIED" {
		return "VERIFIED"
	}
	return "NOT_VERIFIED"
}

// briefPhoneNumbers lists the phone numbers of a WABA inside another object.
func briefPhoneNumbers(waba *node) any {
	numbers := []any{}
	for _, phone := range waba.connected("phone_numbers") {
		numbers = append(numbers, map[string]any{
			"id":                   phone.id,
			"display_phone_number": phone.values["display_phone_number"],
			"verified_name":        phone.values["verified_name"],
			"status":               phone.values["status"],
		})
	}
	return numbers
}

// internationalNumber admits the separators that people write.
var internationalNumber = regexp.MustCompile(`^\+?[-(). ]*[1-9]([-(). ]*[0-9]){6,14}[-(). ]*$`)

func (c *call) addPreverifiedNumber() (any, *failure) {
	number, given := c.params.text("phone_number")
	if !given {
		return nil, missing("phone_number")
	}
	if !internationalNumber.MatchString(number) {
		return nil, invalid("Param phone_number must be an E.164 number such as +15555550100 - got %q", number)
	}
	number = digitsOf(number)
	if c.graph.registered[number] {
		return nil, &failure{http.StatusConflict, Error{
			Message: "(#100) The phone number is already registered",
			Type:    graphMethodException,
			Code:    100,
		}}
	}
	c.graph.registered[number] = true
	return map[string]any{"id": c.graph.newID()}, nil
}

// digitsOf makes the different ways to write a phone number equal.
func digitsOf(number string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, number)
}
