package webhook

// Card is one contact card of a contacts message. The [Contact] of an event is
// something else: who sent it.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/contacts
type Card struct {
	Name      CardName      `json:"name"`
	Phones    []CardPhone   `json:"phones,omitzero"`
	Emails    []CardEmail   `json:"emails,omitzero"`
	Addresses []CardAddress `json:"addresses,omitzero"`
	Org       *CardOrg      `json:"org,omitzero"`
	URLs      []CardURL     `json:"urls,omitzero"`
	Birthday  string        `json:"birthday,omitzero"` // YYYY-MM-DD
	Origin    string        `json:"origin,omitzero"`
	VCard     string        `json:"vcard,omitzero"`
}

// CardName is the name on a [Card].
type CardName struct {
	FormattedName string `json:"formatted_name"`
	FirstName     string `json:"first_name,omitzero"`
	LastName      string `json:"last_name,omitzero"`
	MiddleName    string `json:"middle_name,omitzero"`
	Suffix        string `json:"suffix,omitzero"`
	Prefix        string `json:"prefix,omitzero"`
}

// CardPhone is a phone number on a [Card].
type CardPhone struct {
	Phone string `json:"phone,omitzero"`
	WAID  string `json:"wa_id,omitzero"`
	Type  string `json:"type,omitzero"`
}

// CardEmail is an email address on a [Card].
type CardEmail struct {
	Email string `json:"email,omitzero"`
	Type  string `json:"type,omitzero"`
}

// CardAddress is a postal address on a [Card].
type CardAddress struct {
	Street      string `json:"street,omitzero"`
	City        string `json:"city,omitzero"`
	State       string `json:"state,omitzero"`
	Zip         string `json:"zip,omitzero"`
	Country     string `json:"country,omitzero"`
	CountryCode string `json:"country_code,omitzero"`
	Type        string `json:"type,omitzero"`
}

// CardOrg is the employer on a [Card].
type CardOrg struct {
	Company    string `json:"company,omitzero"`
	Department string `json:"department,omitzero"`
	Title      string `json:"title,omitzero"`
}

// CardURL is a website on a [Card].
type CardURL struct {
	URL  string `json:"url,omitzero"`
	Type string `json:"type,omitzero"`
}
