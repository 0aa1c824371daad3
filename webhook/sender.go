package webhook

import "cmp"

// A User is a WhatsApp user, by everything that an event says about them.
//
// Users who adopt a username can hide their phone number: WAID is empty then
// and UserID identifies them. UserID is the business-scoped user id (BSUID): it
// is the same for all numbers of a business portfolio, and changes when the
// user changes their phone number, which a system message of type
// [SystemTypeUserChangedUserID] announces.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
type User struct {
	WAID         string // phone number: send to it with "to"
	UserID       string // business-scoped user id: send to it with "recipient"
	ParentUserID string
	Name         string
	Username     string
}

// ID returns the business-scoped user id, or the phone number if there is none.
func (u User) ID() string { return cmp.Or(u.UserID, u.WAID) }

// newUser joins what an element says about a user with the user's contact.
func newUser(waID, userID, parentUserID string, contact *Contact) User {
	u := User{WAID: waID, UserID: userID, ParentUserID: parentUserID}
	if contact != nil {
		u.WAID = cmp.Or(u.WAID, contact.WAID)
		u.UserID = cmp.Or(u.UserID, contact.UserID)
		u.ParentUserID = cmp.Or(u.ParentUserID, contact.ParentUserID)
		u.Name = contact.Profile.Name
		u.Username = contact.Profile.Username
	}
	return u
}

// Sender returns who sent the message. For a system message it is the user that
// the change is about, by the number and id they had before it.
func (e *MessageEvent) Sender() User {
	m := &e.Message
	sender := newUser(m.From, m.FromUserID, m.FromParentUserID, e.Contact)
	if m.System != nil {
		sender.WAID = cmp.Or(sender.WAID, m.System.Customer)
		sender.UserID = cmp.Or(sender.UserID, m.System.PreviousUserID)
		sender.ParentUserID = cmp.Or(sender.ParentUserID, m.System.PreviousParentUserID)
	}
	return sender
}

// Recipient returns who the status is about. For a group it is the participant.
func (e *StatusEvent) Recipient() User {
	s := &e.Status
	waID := s.RecipientID
	if s.RecipientType == RecipientTypeGroup {
		waID = s.RecipientParticipantID
	}
	return newUser(waID, s.userID(), s.parentUserID(), e.Contact)
}

// Recipient returns who the business sent the message to.
func (e *MessageEchoEvent) Recipient() User {
	m := &e.Message
	return newUser(m.To, m.ToUserID, m.ToParentUserID, e.Contact)
}

// Recipient returns the user whom the business calls.
func (e *CallStatusEvent) Recipient() User {
	s := &e.Status
	return newUser(s.RecipientID, s.RecipientUserID, s.RecipientParentUserID, e.Contact)
}

// Caller returns the user at the other end of the call, whoever started it.
func (e *CallEvent) Caller() User {
	u := e.Call.user()
	return newUser(u.WAID, u.UserID, u.ParentUserID, e.Contact)
}

// user returns the user by what the call itself says.
func (c *Call) user() User {
	if c.Direction == CallDirectionBusinessInitiated {
		return User{WAID: c.To, UserID: c.ToUserID, ParentUserID: c.ToParentUserID}
	}
	return User{WAID: c.From, UserID: c.FromUserID, ParentUserID: c.FromParentUserID}
}
