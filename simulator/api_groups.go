package simulator

import (
	"net/http"
	"slices"

	"github.com/wabakit/whatsapp/graphtest"
)

func (s *Simulator) getGroups(*http.Request) (any, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return map[string]any{"groups": s.groups()}, nil
}

// postJoin has a user open the invite link of a group.
func (s *Simulator) postJoin(r *http.Request) (any, error) {
	u, err := s.pathUser(r)
	if err != nil {
		return nil, err
	}
	var fields struct {
		InviteLink string `json:"invite_link"`
	}
	if err := readJSON(r, &fields); err != nil {
		return nil, err
	}
	joined, err := s.join(u, fields.InviteLink)
	if err != nil {
		return nil, err
	}
	s.settleGroups()
	return map[string]any{"group_id": joined.ID, "joined": slices.Contains(joined.Participants, u.Key)}, nil
}

// deleteMember has a user leave a group, or take back the wish to join it.
func (s *Simulator) deleteMember(r *http.Request) (any, error) {
	u, err := s.pathUser(r)
	if err != nil {
		return nil, err
	}
	if err := s.leave(u, r.PathValue("group")); err != nil {
		return nil, err
	}
	s.settleGroups()
	return nil, nil
}

// postGroupAction does with a group what WhatsApp does.
func (s *Simulator) postGroupAction(r *http.Request) (any, error) {
	id, act := r.PathValue("group"), groupActions[r.PathValue("action")]
	if act == nil {
		return nil, notFound("WhatsApp does nothing like %q to a group; want suspend or reinstate", r.PathValue("action"))
	}
	w := s.current()
	if !slices.Contains(w.graph.IDs("group"), id) {
		return nil, notFound("there is no group %q", id)
	}
	if err := attempted(func() { act(w.graph, id) }); err != nil {
		return nil, err
	}
	s.settleGroups()
	return nil, nil
}

// settleGroups sends the webhooks about a group that has changed, and tells the
// pages.
func (s *Simulator) settleGroups() {
	s.drain()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.publishGroups()
}

// observeGroups tells the pages what a request has done to a group.
func (s *Simulator) observeGroups(exchange graphtest.Exchange) {
	if exchange.Method == http.MethodGet || !exchange.Processed || isFrequent(exchange.Path) {
		return
	}
	if concernsGroups(exchange.Path, s.current().graph.IDs("group")) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.publishGroups()
	}
}
