package whatsapp

import "time"

// Contacts are one or more contact cards, at most 257.
type Contacts []Contact

// Contact is a contact card.
type Contact struct {
	// Name is required.
	Name         ContactName          `json:"name"`
	Phones       []ContactPhone       `json:"phones,omitzero"`
	Emails       []ContactEmail       `json:"emails,omitzero"`
	Addresses    []ContactAddress     `json:"addresses,omitzero"`
	Organization *ContactOrganization `json:"org,omitzero"`
	URLs         []ContactURL         `json:"urls,omitzero"`
	// Birthday is of the form 2012-08-18.
	Birthday string `json:"birthday,omitzero"`
}

// ContactName is the name on a contact card.
type ContactName struct {
	// FormattedName is the full name as it is shown. It is required.
	FormattedName string `json:"formatted_name"`
	FirstName     string `json:"first_name,omitzero"`
	LastName      string `json:"last_name,omitzero"`
	MiddleName    string `json:"middle_name,omitzero"`
	Suffix        string `json:"suffix,omitzero"`
	Prefix        string `json:"prefix,omitzero"`
}

// ContactPhone is a phone number on a contact card.
type ContactPhone struct {
	Phone string      `json:"phone"`
	Type  ContactType `json:"type,omitzero"`
	// WAID is the number's WhatsApp id; with it, the card offers to chat.
	WAID string `json:"wa_id,omitzero"`
}

// ContactEmail is an email address on a contact card.
type ContactEmail struct {
	Email string      `json:"email"`
	Type  ContactType `json:"type,omitzero"`
}

// ContactAddress is a postal address on a contact card.
type ContactAddress struct {
	Street string `json:"street,omitzero"`
	City   string `json:"city,omitzero"`
	State  string `json:"state,omitzero"`
	// Zip is the postal code.
	Zip     string `json:"zip,omitzero"`
	Country string `json:"country,omitzero"`
	// CountryCode has two letters.
	CountryCode string      `json:"country_code,omitzero"`
	Type        ContactType `json:"type,omitzero"`
}

// ContactOrganization is where the person of a contact card works.
type ContactOrganization struct {
	Company    string `json:"company,omitzero"`
	Department string `json:"department,omitzero"`
	Title      string `json:"title,omitzero"`
}

// ContactURL is a web address on a contact card.
type ContactURL struct {
	URL  string      `json:"url"`
	Type ContactType `json:"type,omitzero"`
}

// ContactType says what an entry of a contact card is for.
type ContactType string

// The contact types that Meta documents.
const (
	ContactTypeHome ContactType = "HOME"
	ContactTypeWork ContactType = "WORK"
)

// maxContacts is the limit of Meta's guide; the OpenAPI document has 5.
const maxContacts = 257

func (Contacts) contentType() string { return contentContacts }

func (c Contacts) violations() violations {
	var found violations
	if len(c) == 0 {
		found.add("", "needs at least one contact")
	}
	found.atMost("", len(c), maxContacts)
	for i, contact := range c {
		found.addEntry("", i, contact.violations())
	}
	return found
}

func (c Contact) violations() violations {
	var found violations
	found.require("name.formatted_name", c.Name.FormattedName)
	for i, phone := range c.Phones {
		found.requireEntry("phones", i, "phone", phone.Phone)
	}
	for i, email := range c.Emails {
		found.requireEntry("emails", i, "email", email.Email)
	}
	for i, link := range c.URLs {
		found.requireEntry("urls", i, "url", link.URL)
	}
	if _, err := time.Parse(time.DateOnly, c.Birthday); c.Birthday != "" && err != nil {
		found.add("birthday", "must be of the form 2012-08-18, not %q", c.Birthday)
	}
	return found
}
