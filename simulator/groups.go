package simulator

import (
	"net/url"
	"slices"
	"strings"
)

// group is a group of a phone number as the phone shows it.
type group struct {
	ID               string `json:"id"`
	PhoneNumberID    string `json:"phone_number_id"`
	Subject          string `json:"subject"`
	Description      string `json:"description,omitempty"`
	JoinApprovalMode string `json:"join_approval_mode"`
	Suspended        bool   `json:"suspended,omitempty"`
	InviteLink       string `json:"invite_link,omitempty"`
	// Participants are the keys of the users in it.
	Participants []string      `json:"participants"`
	JoinRequests []joinRequest `json:"join_requests"`
}

// joinRequest is a user who waits for the business to let them in.
type joinRequest struct {
	ID   string `json:"id"`
	User string `json:"user"`
}

// person is somebody in a group as Graph names them.
type person struct {
	WAID   string `json:"wa_id"`
	UserID string `json:"user_id"`
}

// groups returns the groups of all phone numbers, and adds whoever is in one
// and not known yet as a guest. The mutex must be held.
func (s *Simulator) groups() []group {
	all := []group{}
	for _, number := range s.world.graph.IDs("phone") {
		var page struct {
			Data struct {
				Groups []struct{ ID string }
			}
		}
		s.world.read("/"+number+"/groups?limit=100", &page)
		for _, found := range page.Data.Groups {
			all = append(all, s.readGroup(number, found.ID))
		}
	}
	return all
}

// readGroup returns a group. The mutex must be held.
func (s *Simulator) readGroup(number, id string) group {
	g := group{ID: id, PhoneNumberID: number, Participants: []string{}, JoinRequests: []joinRequest{}}
	s.world.read("/"+id+"/invite_link", &g)
	var read struct {
		Subject          string
		Description      string
		JoinApprovalMode string `json:"join_approval_mode"`
		Suspended        bool
		Participants     []person
	}
	s.world.read("/"+id+"?fields="+url.QueryEscape("subject,description,join_approval_mode,suspended,participants"), &read)
	g.Subject, g.Description, g.JoinApprovalMode, g.Suspended = read.Subject, read.Description, read.JoinApprovalMode, read.Suspended
	for _, p := range read.Participants {
		g.Participants = append(g.Participants, s.recipient(p.WAID, p.UserID).Key)
	}
	var requests struct {
		Data []struct {
			ID string `json:"join_request_id"`
			person
		}
	}
	s.world.read("/"+id+"/join_requests", &requests)
	for _, asked := range requests.Data {
		g.JoinRequests = append(g.JoinRequests, joinRequest{asked.ID, s.recipient(asked.WAID, asked.UserID).Key})
	}
	return g
}

// group returns a group by its id, nil if there is none. The mutex must be
// held.
func (s *Simulator) group(id string) *group {
	if !slices.Contains(s.world.graph.IDs("group"), id) {
		return nil
	}
	for _, g := range s.groups() {
		if g.ID == id {
			return &g
		}
	}
	return nil
}

// publishGroups tells the pages of the groups. The mutex must be held.
func (s *Simulator) publishGroups() { s.events.publish("groups", s.groups()) }

// concernsGroups reports whether a request may have changed a group.
func concernsGroups(path string, known []string) bool {
	elements := elementsOf(path)
	return slices.ContainsFunc(elements, func(element string) bool {
		return element == "groups" || slices.Contains(known, element)
	}) || len(elements) > 0 && strings.HasPrefix(elements[len(elements)-1], groupIDPrefix)
}

// groupIDPrefix is how the ids of groups begin that Graph makes: "capi_group:",
// encoded. A group that was just deleted is known by it.
const groupIDPrefix = "Y2FwaV9ncm91cD"
