package graphtest

// outbox holds the sent messages.
type outbox struct {
	latest history[*Sent]
	byID   map[string]*Sent
}

func newOutbox(most int) outbox {
	return outbox{latest: history[*Sent]{most: most}, byID: map[string]*Sent{}}
}

func (o *outbox) add(message *Sent) {
	if forgotten, full := o.latest.add(message); full {
		delete(o.byID, forgotten.ID)
	}
	o.byID[message.ID] = message
}

// message returns the message with this id, or an empty one.
func (o *outbox) message(id string) Sent {
	if message := o.byID[id]; message != nil {
		return *message
	}
	return Sent{}
}

// Outbox returns the messages that the server accepted, in order, as far as it
// remembers them: see [WithHistory].
func (s *Server) Outbox() []Sent {
	s.world.Lock()
	defer s.world.Unlock()
	latest := s.graph.outbox.latest.all()
	messages := make([]Sent, len(latest))
	for i, message := range latest {
		messages[i] = *message
	}
	return messages
}
