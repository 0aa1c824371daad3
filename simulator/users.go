package simulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// people are the users of WhatsApp who have a phone here.
type people struct {
	all   []*user // oldest first
	last  int
	byRef map[string]*user // by key, phone number and user id
}

// user is somebody with a phone.
type user struct {
	// Key stays the same whatever else changes.
	Key  string `json:"key"`
	Name string `json:"name"`
	// WAID is the phone number, UserID the business-scoped user id.
	WAID     string `json:"wa_id,omitempty"`
	UserID   string `json:"user_id,omitempty"`
	Username string `json:"username,omitempty"`
	// HidesNumber says that businesses do not see the phone number.
	HidesNumber bool `json:"hides_number,omitempty"`
	// Blocks says that the user has blocked the business: nothing is delivered.
	Blocks bool `json:"blocks,omitempty"`
	// OptedOut says that the user wants no marketing messages.
	OptedOut bool `json:"opted_out,omitempty"`
	// Guest was not added by anybody: a program has written to it, or has it in
	// a group.
	Guest bool `json:"guest,omitempty"`
}

const maxUsers = 2000

// The users that a new world has.
func newPeople() people {
	p := people{byRef: map[string]*user{}}
	p.add(user{Name: "First user", WAID: "15550100123"})
	p.add(user{Name: "Second user", WAID: "15550100127"})
	p.add(user{Name: "Quiet reader", WAID: "15550100128", UserID: "US.13491208655302741918", Username: "quiet_reader", HidesNumber: true})
	return p
}

// add adds a user with a key, and for one without a number a user id.
func (p *people) add(u user) *user {
	p.last++
	u.Key = "u" + strconv.Itoa(p.last)
	if u.WAID == "" && u.UserID == "" {
		u.UserID = newUserID(p.last)
	}
	if len(p.all) >= maxUsers {
		p.forget()
	}
	added := &u
	p.all = append(p.all, added)
	p.index(added)
	return added
}

func newUserID(number int) string { return fmt.Sprintf("US.1349120%013d", number) }

// giveUserID gives a user the id that a business needs who does not see the
// phone number.
func (p *people) giveUserID(u *user) {
	u.UserID = newUserID(keyNumber(u.Key))
	p.index(u)
}

// keyNumber returns how many users had been added with this one.
func keyNumber(key string) int {
	number, _ := strconv.Atoi(strings.TrimPrefix(key, "u"))
	return number
}

// forget removes the guest who has been there for longest.
func (p *people) forget() {
	at := max(0, slices.IndexFunc(p.all, func(u *user) bool { return u.Guest }))
	for ref, u := range p.byRef {
		if u == p.all[at] {
			delete(p.byRef, ref)
		}
	}
	p.all = slices.Delete(p.all, at, at+1)
}

func (p *people) index(u *user) {
	for _, ref := range []string{u.Key, u.WAID, u.UserID} {
		if ref != "" {
			p.byRef[ref] = u
		}
	}
}

// find returns the user with this key, phone number or user id, or nil.
func (p *people) find(ref string) *user {
	if u := p.byRef[ref]; u != nil {
		return u
	}
	return p.byRef[digitsOf(ref)]
}

// recipient returns whom a program or a webhook means, a new guest if nobody
// has the number. The mutex must be held.
func (s *Simulator) recipient(to, userID string) *user {
	if u := s.people.find(firstOf(to, userID)); u != nil {
		return u
	}
	guest := user{WAID: digitsOf(to), Guest: true}
	guest.Name = "+" + guest.WAID
	if to == "" {
		guest.UserID, guest.Name = userID, userID
	}
	added := s.people.add(guest)
	s.events.publish("user", added)
	return added
}

// number returns the phone number that businesses see.
func (u *user) number() string {
	if u.HidesNumber {
		return ""
	}
	return u.WAID
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func digitsOf(number string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, number)
}
