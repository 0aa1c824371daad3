package whatsapp

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
)

// ConversionUserData says who an event is about. What identifies a person
// beyond the click goes to Meta as hashes only: [HashEmail], [HashPhone],
// [HashName], [HashPlace] and [HashText] make them.
type ConversionUserData struct {
	// CTWAClid is required: the click id in the referral of the first message
	// after the ad, which is Message.Referral.CTWAClid of package webhook. Keep
	// it when the message arrives. It is not hashed.
	CTWAClid string `json:"ctwa_clid"`
	// WABAID or PageID is the account, or the page of the ad, that the chat
	// belongs to. They are not hashed.
	WABAID string `json:"whatsapp_business_account_id,omitempty"`
	PageID string `json:"page_id,omitempty"`

	Emails       []UserDataHash `json:"em,omitzero"`
	PhoneNumbers []UserDataHash `json:"ph,omitzero"`
	FirstNames   []UserDataHash `json:"fn,omitzero"`
	LastNames    []UserDataHash `json:"ln,omitzero"`
	Cities       []UserDataHash `json:"ct,omitzero"`
	States       []UserDataHash `json:"st,omitzero"` // two letters in the United States
	PostalCodes  []UserDataHash `json:"zp,omitzero"`
	Countries    []UserDataHash `json:"country,omitzero"` // ISO 3166-1: "de"
	DatesOfBirth []UserDataHash `json:"db,omitzero"`      // "19770225"
	Genders      []UserDataHash `json:"ge,omitzero"`      // "f" or "m"
	// ExternalIDs are your own ids of the person. Meta recommends to hash them.
	ExternalIDs []string `json:"external_id,omitzero"`
}

func (u *ConversionUserData) violations() violations {
	var found violations
	found.require("ctwa_clid", u.CTWAClid)
	if u.WABAID != "" {
		found.digits("whatsapp_business_account_id", u.WABAID)
	}
	if u.PageID != "" {
		found.digits("page_id", u.PageID)
	}
	for _, field := range [...]struct {
		name   string
		hashes []UserDataHash
	}{
		{"em", u.Emails},
		{"ph", u.PhoneNumbers},
		{"fn", u.FirstNames},
		{"ln", u.LastNames},
		{"ct", u.Cities},
		{"st", u.States},
		{"zp", u.PostalCodes},
		{"country", u.Countries},
		{"db", u.DatesOfBirth},
		{"ge", u.Genders},
	} {
		for i, hash := range field.hashes {
			found.addEntry(field.name, i, hash.violations())
		}
	}
	return found
}

// A UserDataHash is a detail of a person as Meta takes it: SHA-256 over the
// text in a form that Meta prescribes, in hexadecimal digits.
type UserDataHash string

// problems does not show the text: it may be the detail itself.
func (h UserDataHash) violations() violations {
	var found violations
	if h == HashText("") {
		found.add("", "is the hash of an empty text; leave it out")
	}
	digest, err := hex.DecodeString(string(h))
	if err != nil || len(digest) != sha256.Size || strings.ToLower(string(h)) != string(h) {
		found.add("", "must be a SHA-256 hash of 64 hexadecimal digits; make it with a function such as HashEmail")
	}
	return found
}

// HashText hashes a text in small letters and without blanks around it: a date
// of birth such as "19770225", or a gender such as "f".
func HashText(text string) UserDataHash {
	digest := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(text))))
	return UserDataHash(hex.EncodeToString(digest[:]))
}

// HashEmail hashes an email address.
func HashEmail(address string) UserDataHash { return HashText(address) }

// HashPhone hashes a phone number with its country code: its digits alone,
// without zeros in front.
func HashPhone(number string) UserDataHash {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
	return HashText(strings.TrimLeft(digits, "0"))
}

// HashName hashes a first or a last name, without punctuation.
func HashName(name string) UserDataHash {
	return HashText(strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) {
			return -1
		}
		return r
	}, name))
}

// HashPlace hashes a city, a state, a postal code or a country, without blanks
// and punctuation. Of a postal code of the United States, pass the first five
// digits.
func HashPlace(place string) UserDataHash {
	return HashText(strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, place))
}
