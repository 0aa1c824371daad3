package simulator

import (
	"net/http"
	"time"
)

const (
	maxList     = 1000
	defaultList = 100
	longestPoll = time.Minute
)

// messageList is an answer to a search for messages.
type messageList struct {
	Messages []message `json:"messages"`
	// Next is what after is to be for those that come later.
	Next int64 `json:"next"`
	// Complete says that there are as many as were waited for.
	Complete bool `json:"complete"`
}

// getMessages lists messages. With wait it returns as soon as there are as many
// as min says.
func (s *Simulator) getMessages(r *http.Request) (any, error) {
	query := r.URL.Query()
	q := messageQuery{
		chat: query.Get("chat"), group: query.Get("group_id"), phoneNumberID: query.Get("phone_number_id"), kind: query.Get("type"),
		contains: query.Get("contains"), direction: query.Get("direction"), fromOldest: query.Get("after") != "",
	}
	switch q.direction {
	case "", "sent", "received":
	default:
		return nil, invalid("invalid direction %q; want sent or received", q.direction)
	}
	if ref := query.Get("user"); ref != "" {
		u := s.findUser(ref)
		if u == nil && query.Get("wait") == "" {
			return nil, notFound("there is no user %q", ref)
		}
		q.user = "nobody yet"
		if u != nil {
			q.user = u.Key
		}
	}
	numbers := map[string]*int64{"after": &q.after, "before": &q.before}
	for name, number := range numbers {
		var err error
		if *number, err = intQuery(r, name, 0); err != nil {
			return nil, err
		}
	}
	limit, err := intQuery(r, "limit", defaultList)
	if err != nil {
		return nil, err
	}
	q.limit = int(max(1, min(limit, maxList)))
	least, err := intQuery(r, "min", 1)
	if err != nil {
		return nil, err
	}
	if query.Get("wait") == "" {
		list, _ := s.listMessages(q)
		list.Complete = int64(len(list.Messages)) >= least
		return list, nil
	}
	wait, err := durationOf("wait", query.Get("wait"))
	if err != nil {
		return nil, err
	}
	return s.awaitMessages(r, q, least, min(wait, longestPoll)), nil
}

func (s *Simulator) awaitMessages(r *http.Request, q messageQuery, least int64, wait time.Duration) messageList {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		if q.user == "nobody yet" {
			if u := s.findUser(r.URL.Query().Get("user")); u != nil {
				q.user = u.Key
			}
		}
		list, changed := s.listMessages(q)
		if list.Complete = int64(len(list.Messages)) >= least; list.Complete {
			return list
		}
		select {
		case <-changed:
		case <-timer.C:
			return list
		case <-s.events.ended:
			return list
		case <-r.Context().Done():
			return list
		}
	}
}

func (s *Simulator) listMessages(q messageQuery) (list messageList, changed <-chan struct{}) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	list = messageList{Messages: s.chats.list(q), Next: s.chats.last}
	if n := len(list.Messages); n == q.limit && q.fromOldest {
		list.Next = list.Messages[n-1].Sequence
	}
	return list, s.waiters
}

// findUser returns a copy of a user, or nil.
func (s *Simulator) findUser(ref string) *user {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if u := s.people.find(ref); u != nil {
		return new(*u)
	}
	return nil
}
