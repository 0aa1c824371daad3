package webhook

import "slices"

// Contact is the profile of a WhatsApp user, as listed in "contacts" next to
// messages, statuses and calls.
type Contact struct {
	Profile Profile `json:"profile,omitzero"`
	// WAID is the user's phone number. It is empty for users who hide it behind
	// a username.
	WAID string `json:"wa_id,omitzero"`
	// UserID is the business-scoped user id.
	UserID string `json:"user_id,omitzero"`
	// ParentUserID is the user's id in the parent portfolio, for linked
	// portfolios.
	ParentUserID string `json:"parent_user_id,omitzero"`
	// IdentityKeyHash changes when the user's identity key does, for numbers
	// with the identity check on.
	IdentityKeyHash string `json:"identity_key_hash,omitzero"`
}

// Profile is what a WhatsApp user shows of themselves.
type Profile struct {
	Name     string `json:"name,omitzero"`
	Username string `json:"username,omitzero"`
}

// contactBook finds the contact that an element is about.
type contactBook struct {
	all   []Contact
	spans []span         // where each stands in the body, if they are in a list
	found span           // of the contact that was found last
	index map[string]int // by user id and by phone number, made for large batches only
	alone bool           // there is one contact, and one element for it
}

// indexFrom is the number of contacts from which an index is worth its memory.
const indexFrom = 8

// find returns the first contact with the user id, or else with the phone
// number, or nil. One contact and one element belong together, whichever ids
// each of them has, unless they have two user ids. Several elements that name
// nobody are about the only contact, too. One of several contacts is copied, so
// that its event does not hold the others.
func (b *contactBook) find(userID, waID string) *Contact {
	i := b.indexOf(userID, waID)
	if i < 0 {
		return nil
	}
	if i < len(b.spans) {
		b.found = b.spans[i]
	}
	if len(b.all) == 1 {
		return &b.all[0]
	}
	contact := b.all[i]
	return &contact
}

func (b *contactBook) indexOf(userID, waID string) int {
	if b.alone && (userID == "" || b.all[0].UserID == "" || userID == b.all[0].UserID) {
		return 0
	}
	if userID == "" && waID == "" && len(b.all) == 1 {
		return 0
	}
	if len(b.all) >= indexFrom {
		return b.lookUp(userID, waID)
	}
	i := -1
	if userID != "" {
		i = slices.IndexFunc(b.all, func(c Contact) bool { return c.UserID == userID })
	}
	if i < 0 && waID != "" {
		i = slices.IndexFunc(b.all, func(c Contact) bool { return c.WAID == waID })
	}
	return i
}

func (b *contactBook) lookUp(userID, waID string) int {
	if b.index == nil {
		b.index = make(map[string]int, 2*len(b.all))
		for i, contact := range slices.Backward(b.all) {
			b.index["user "+contact.UserID] = i
			b.index["phone "+contact.WAID] = i
		}
	}
	if i, ok := b.index["user "+userID]; ok && userID != "" {
		return i
	}
	if i, ok := b.index["phone "+waID]; ok && waID != "" {
		return i
	}
	return -1
}
