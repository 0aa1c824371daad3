package simulator

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

// user returns the user that a path names.
func (s *Simulator) pathUser(r *http.Request) (*user, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	ref := r.PathValue("user")
	if u := s.people.find(ref); u != nil {
		return u, nil
	}
	return nil, notFound("there is no user %q; want a key, a wa_id or a user_id", ref)
}

// numberOrFirst returns a phone number's id, the first one if it is empty.
func (s *Simulator) numberOrFirst(id string) (string, error) {
	numbers := s.current().numbers()
	for _, n := range numbers {
		if id == "" || n.ID == id {
			return n.ID, nil
		}
	}
	return "", notFound("there is no phone number %q", id)
}

// userFields are what the page and tests say about a user.
type userFields struct {
	Name        *string `json:"name"`
	WAID        *string `json:"wa_id"`
	UserID      *string `json:"user_id"`
	Username    *string `json:"username"`
	HidesNumber *bool   `json:"hides_number"`
	Blocks      *bool   `json:"blocks"`
}

// userChanges are what becomes of a user.
type userChanges struct {
	userFields
	OptedOut *bool `json:"opted_out"`
	// PhoneNumberID is the number whose marketing messages are meant.
	PhoneNumberID string `json:"phone_number_id"`
}

func (s *Simulator) postUser(r *http.Request) (any, error) {
	var fields userFields
	if err := readJSON(r, &fields); err != nil {
		return nil, err
	}
	var added user
	assign(&added.Name, fields.Name)
	assign(&added.WAID, fields.WAID)
	assign(&added.UserID, fields.UserID)
	assign(&added.Username, fields.Username)
	assign(&added.HidesNumber, fields.HidesNumber)
	assign(&added.Blocks, fields.Blocks)
	added.WAID = digitsOf(added.WAID)
	if added.WAID != "" && (len(added.WAID) < 7 || len(added.WAID) > 15) {
		return nil, invalid("invalid wa_id %q; want 7 to 15 digits", added.WAID)
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, ref := range []string{added.WAID, added.UserID} {
		if ref != "" && s.people.byRef[ref] != nil {
			return nil, invalid("there is a user %s already", ref)
		}
	}
	added.Name = firstOf(added.Name, added.Username, "WhatsApp user")
	u := s.people.add(added)
	s.events.publish("user", u)
	return *u, nil
}

// assign sets a member that the request has.
func assign[T any](to, given *T) {
	if given != nil {
		*to = *given
	}
}

func (s *Simulator) patchUser(r *http.Request) (any, error) {
	u, err := s.pathUser(r)
	if err != nil {
		return nil, err
	}
	var fields userChanges
	if err := readJSON(r, &fields); err != nil {
		return nil, err
	}
	if fields.WAID != nil || fields.UserID != nil {
		return nil, invalid("a user changes the number with POST /users/{user}/number")
	}
	number, err := s.numberOrFirst(fields.PhoneNumberID)
	if err != nil {
		return nil, err
	}
	if fields.OptedOut != nil {
		if err := s.optOut(u, number, *fields.OptedOut); err != nil {
			return nil, err
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if fields.HidesNumber != nil && *fields.HidesNumber && u.UserID == "" {
		s.people.giveUserID(u)
	}
	assign(&u.Name, fields.Name)
	assign(&u.Username, fields.Username)
	assign(&u.HidesNumber, fields.HidesNumber)
	assign(&u.Blocks, fields.Blocks)
	s.events.publish("user", u)
	return *u, nil
}

func (s *Simulator) postNumber(r *http.Request) (any, error) {
	u, err := s.pathUser(r)
	if err != nil {
		return nil, err
	}
	var fields struct {
		WAID string `json:"wa_id"`
	}
	if err := readJSON(r, &fields); err != nil {
		return nil, err
	}
	if err := s.changeNumber(u, fields.WAID); err != nil {
		return nil, err
	}
	return *s.findUser(u.Key), nil
}

// ofChat names the phone number that a user is in a chat with.
type ofChat struct {
	PhoneNumberID string `json:"phone_number_id"`
}

// ofGroup says that the chat is the one of a group.
type ofGroup struct {
	ofChat
	GroupID string `json:"group_id"`
}

// readChatOf returns the user of a path, and the phone number of a body.
func (s *Simulator) readChatOf(r *http.Request) (u *user, phoneNumberID string, err error) {
	if u, err = s.pathUser(r); err != nil {
		return nil, "", err
	}
	var fields ofChat
	if err := readJSON(r, &fields); err != nil {
		return nil, "", err
	}
	phoneNumberID, err = s.numberOrFirst(fields.PhoneNumberID)
	return u, phoneNumberID, err
}

func (s *Simulator) postOpen(r *http.Request) (any, error) {
	u, number, err := s.readChatOf(r)
	if err != nil {
		return nil, err
	}
	return nil, s.openChat(u, number)
}

func (s *Simulator) postRead(r *http.Request) (any, error) {
	u, err := s.pathUser(r)
	if err != nil {
		return nil, err
	}
	var in ofGroup
	if err := readJSON(r, &in); err != nil {
		return nil, err
	}
	if in.PhoneNumberID, err = s.numberOrFirst(in.PhoneNumberID); err != nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if g := s.group(in.GroupID); in.GroupID != "" && (g == nil || g.PhoneNumberID != in.PhoneNumberID || !slices.Contains(g.Participants, u.Key)) {
		return nil, notFound("%s is in no group %q of the phone number %s", u.Key, in.GroupID, in.PhoneNumberID)
	}
	of := s.chats.place(&message{PhoneNumberID: in.PhoneNumberID, User: u.Key, Group: in.GroupID})
	if s.settings.Reading == ReadingNever {
		of.Unread = 0
		s.events.publish("chat", s.chatState(of))
		return nil, nil
	}
	s.readChat(of)
	return nil, nil
}

// postMessage has a user send a message: a message as webhooks have it, or a
// text as a string, and the phone_number_id that it is for.
func (s *Simulator) postMessage(r *http.Request) (any, error) {
	u, err := s.pathUser(r)
	if err != nil {
		return nil, err
	}
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	var fields struct {
		ofGroup
		Text    json.RawMessage `json:"text"`
		ReplyTo string          `json:"reply_to"`
	}
	var content webhook.Message
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, invalid("the body does not parse: %v", err)
	}
	if bytes.HasPrefix(bytes.TrimSpace(fields.Text), []byte(`"`)) {
		content.Text = new(webhook.Text)
		if err := json.Unmarshal(fields.Text, &content.Text.Body); err != nil {
			return nil, invalid("the text does not parse: %v", err)
		}
		body, err = withoutMember(body, "text")
		if err != nil {
			return nil, err
		}
	}
	if err := json.Unmarshal(body, &content); err != nil {
		return nil, invalid("the message does not parse: %v", strings.TrimPrefix(err.Error(), "json: "))
	}
	if fields.ReplyTo != "" {
		if content.Context == nil {
			content.Context = new(webhook.Context)
		}
		content.Context.ID = fields.ReplyTo
	}
	if fields.GroupID != "" {
		content.GroupID = fields.GroupID
	}
	content.ID, content.From, content.Timestamp = "", "", webhook.Time{}
	number, err := s.numberOrFirst(fields.PhoneNumberID)
	if err != nil {
		return nil, err
	}
	return answerOf(s.receive(u, number, content))
}

func withoutMember(body []byte, name string) ([]byte, error) {
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, invalid("the body does not parse: %v", err)
	}
	delete(members, name)
	return json.Marshal(members)
}

func (s *Simulator) postTap(r *http.Request) (any, error) {
	u, err := s.pathUser(r)
	if err != nil {
		return nil, err
	}
	var t tap
	if err := readJSON(r, &t); err != nil {
		return nil, err
	}
	if t.Accept != nil {
		return nil, s.answerCallRequest(u, t)
	}
	return answerOf(s.tap(u, t))
}
