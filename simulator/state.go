package simulator

import (
	"encoding/json"
	"net/url"
	"slices"
	"time"
)

// number is a phone number of a business as its customers see it.
type number struct {
	ID         string     `json:"id"`
	WABAID     string     `json:"waba_id"`
	Display    string     `json:"display_phone_number"`
	Name       string     `json:"verified_name"`
	Quality    string     `json:"quality_rating,omitempty"`
	Status     string     `json:"status,omitempty"`
	Limit      string     `json:"messaging_limit_tier,omitempty"`
	NewName    string     `json:"new_display_name,omitempty"`
	Commerce   commerce   `json:"commerce"`
	Automation automation `json:"automation"`
	Profile    profile    `json:"profile"`
}

type automation struct {
	EnableWelcomeMessage bool      `json:"enable_welcome_message"`
	Prompts              []string  `json:"prompts"`
	Commands             []command `json:"commands"`
}

type command struct {
	Name        string `json:"command_name"`
	Description string `json:"command_description"`
}

type profile struct {
	About       string   `json:"about,omitempty"`
	Address     string   `json:"address,omitempty"`
	Description string   `json:"description,omitempty"`
	Email       string   `json:"email,omitempty"`
	Vertical    string   `json:"vertical,omitempty"`
	Websites    []string `json:"websites,omitempty"`
}

// read decodes what the Graph API has at a path, and leaves value alone if it
// has nothing.
//
//nolint:contextcheck,nolintlint // it reads memory; the linter looks here for those who call it
func (w *world) read(path string, value any) {
	if text, err := w.graph.Read(path); err == nil {
		_ = json.Unmarshal(text, value)
	}
}

// numbers returns the phone numbers of all accounts.
func (w *world) numbers() []number {
	all := []number{}
	for _, waba := range w.graph.IDs("waba") {
		var page struct {
			Data []struct {
				number
				Automation automation `json:"conversational_automation"`
			} `json:"data"`
		}
		w.read("/"+waba+"/phone_numbers?limit=100&fields="+url.QueryEscape(
			"id,display_phone_number,verified_name,quality_rating,status,messaging_limit_tier,new_display_name,conversational_automation"), &page)
		for _, found := range page.Data {
			n := found.number
			n.WABAID, n.Automation = waba, found.Automation
			n.Profile, n.Commerce = w.profile(n.ID), w.commerce(waba, n.ID)
			all = append(all, n)
		}
	}
	return all
}

// accountOf returns the id of the account that a phone number belongs to.
func (w *world) accountOf(phoneNumberID string) string {
	for _, waba := range w.graph.IDs("waba") {
		var page struct {
			Data []number `json:"data"`
		}
		w.read("/"+waba+"/phone_numbers?limit=100&fields=id", &page)
		for _, n := range page.Data {
			if n.ID == phoneNumberID {
				return waba
			}
		}
	}
	return ""
}

func (w *world) profile(phoneNumberID string) profile {
	var page struct {
		Data []profile `json:"data"`
	}
	w.read("/"+phoneNumberID+"/whatsapp_business_profile?fields=about,address,description,email,vertical,websites", &page)
	if len(page.Data) == 0 {
		return profile{}
	}
	return page.Data[0]
}

func (s *Simulator) automationOf(phoneNumberID string) automation {
	var found struct {
		Automation automation `json:"conversational_automation"`
	}
	s.current().read("/"+phoneNumberID+"?fields=conversational_automation", &found)
	return found.Automation
}

// displayDigits returns the phone number of a business as webhooks have it. The
// mutex must be held.
func (s *Simulator) displayDigits(phoneNumberID string) string {
	var found number
	s.world.read("/"+phoneNumberID+"?fields=display_phone_number", &found)
	return digitsOf(found.Display)
}

// chatState is a chat as lists have it.
type chatState struct {
	chat
	Last *message `json:"last,omitempty"`
	// WindowEnds is when the customer service window closes, if it is open.
	WindowEnds *time.Time `json:"window_ends,omitempty"`
}

// chatState returns a chat with its last message. The mutex must be held.
func (s *Simulator) chatState(of *chat) chatState {
	state := chatState{chat: *of}
	if at := len(of.messages) - 1; at >= 0 {
		last := *of.messages[at]
		state.Last = &last
	}
	if ends := s.windowEnds(of); !ends.IsZero() {
		state.WindowEnds = &ends
	}
	return state
}

// state is everything that a page begins with.
type state struct {
	Event    int64      `json:"event"` // the last one that it has
	Settings settings   `json:"settings"`
	Clock    clockState `json:"clock"`
	Secret   string     `json:"app_secret"`
	Verify   string     `json:"verify_token"`
	// Remote says that hosts elsewhere are called: see WithRemoteHosts.
	Remote   bool        `json:"remote_hosts"`
	Numbers  []number    `json:"numbers"`
	Users    []user      `json:"users"`
	Chats    []chatState `json:"chats"`
	Accounts []account   `json:"accounts"`
	Groups   []group     `json:"groups"`
	Products []product   `json:"products"`
	Calls    []phoneCall `json:"calls"`
	Rules    []rule      `json:"rules"`
}

func (s *Simulator) state() state {
	event := s.events.lastID() // what follows may already have later ones
	numbers, accounts := s.current().numbers(), s.current().accounts()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	shown := state{
		Event: event, Settings: s.settings, Clock: s.clockState(), Secret: s.config.appSecret, Verify: s.config.verifyToken, Remote: s.config.remoteHosts,
		Numbers: numbers, Accounts: accounts, Groups: s.groups(), Products: slices.Clone(s.products), Users: []user{}, Chats: []chatState{}, Calls: s.calls(), Rules: s.rules.list(),
	}
	for _, u := range s.people.all {
		shown.Users = append(shown.Users, *u)
	}
	for _, of := range s.chats.byKey {
		shown.Chats = append(shown.Chats, s.chatState(of))
	}
	return shown
}
