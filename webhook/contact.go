package webhook

// Contact is the profile of a WhatsApp user, as "contacts" beside messages, statuses and calls carry it.
type Contact struct {
	Profile Profile `json:"profile,omitzero"`
	// WAID is the user's phone number. It is empty for users who hide it behind a username.
	WAID string `json:"wa_id,omitzero"`
	// UserID is the business-scoped user id.
	UserID string `json:"user_id,omitzero"`
	// ParentUserID is the user's id in the parent portfolio, for linked portfolios.
	ParentUserID string `json:"parent_user_id,omitzero"`
	// IdentityKeyHash changes when the user's identity key does, for numbers with the identity check on.
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
	index map[string]*Contact // by user id and by phone number, made for large batches only
}

// indexFrom is the number of contacts from which an index is worth its memory.
const indexFrom = 8

// find returns the first contact with the user id, or else with the phone number, or nil. An element that names nobody
// is about the only contact there is.
func (b *contactBook) find(userID, waID string) *Contact {
	if userID == "" && waID == "" && len(b.all) == 1 {
		return &b.all[0]
	}
	if len(b.all) >= indexFrom {
		return b.lookUp(userID, waID)
	}
	if userID != "" {
		for i := range b.all {
			if b.all[i].UserID == userID {
				return &b.all[i]
			}
		}
	}
	if waID != "" {
		for i := range b.all {
			if b.all[i].WAID == waID {
				return &b.all[i]
			}
		}
	}
	return nil
}

func (b *contactBook) lookUp(userID, waID string) *Contact {
	if b.index == nil {
		b.index = make(map[string]*Contact, 2*len(b.all))
		for i := len(b.all) - 1; i >= 0; i-- {
			b.index["user "+b.all[i].UserID] = &b.all[i]
			b.index["phone "+b.all[i].WAID] = &b.all[i]
		}
	}
	if contact := b.index["user "+userID]; contact != nil && userID != "" {
		return contact
	}
	if contact := b.index["phone "+waID]; contact != nil && waID != "" {
		return contact
	}
	return nil
}
