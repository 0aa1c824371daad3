package graphtest

import (
	"bytes"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Exchange is a request and how it was answered.
type Exchange struct {
	// Request has secrets redacted, like those of [Server.Requests]. Its status
	// is 0 if the caller got no reply.
	Request
	// Processed says that the server has carried the request out, or refused
	// it, by itself: also where the reply was lost, and not if a fault
	// answered.
	Processed bool
	// At is when the request arrived, and Took how long it was under way.
	At   time.Time
	Took time.Duration
	// ResponseHeader and ResponseBody are the reply, as far as it was
	// delivered.
	ResponseHeader http.Header
	ResponseBody   []byte
}

// Observer is told what happens in a [Server], as it happens. A nil function is
// not called. The functions may call the server; they should return quickly,
// since the caller of the server waits for them.
type Observer struct {
	// Sent is called for every message that the server accepts, before the
	// program that sent it has the reply.
	Sent func(Sent)
	// Exchange is called for every request, before its reply is delivered.
	Exchange func(Exchange)
}

// Observe adds an observer, which is told what happens from now on.
func (s *Server) Observe(observer Observer) {
	s.observers.mutex.Lock()
	defer s.observers.mutex.Unlock()
	s.observers.all = append(s.observers.all, observer)
}

// observers are those of a server, and the messages that they wait for.
type observers struct {
	mutex   sync.Mutex // guards what follows
	all     []Observer
	waiting []Sent
}

// accepted keeps a message until no lock is held.
func (o *observers) accepted(message Sent) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if len(o.all) > 0 {
		o.waiting = append(o.waiting, message)
	}
}

// take returns the observers, and the messages that they have not been told of.
func (o *observers) take() ([]Observer, []Sent) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	messages := o.waiting
	o.waiting = nil
	return slices.Clone(o.all), messages
}

// tellObservers tells of an exchange that is over. The answer is nil if the
// caller gets none.
func (s *Server) tellObservers(entry *loggedRequest, answer *reply, began time.Time) {
	all, messages := s.observers.take()
	if len(all) == 0 {
		return
	}
	for _, message := range messages {
		for _, observer := range all {
			if observer.Sent != nil {
				observer.Sent(message)
			}
		}
	}
	for _, observer := range all {
		if observer.Exchange != nil {
			observer.Exchange(s.exchangeOf(entry, answer, began))
		}
	}
}

func (s *Server) exchangeOf(entry *loggedRequest, answer *reply, began time.Time) Exchange {
	s.log.mutex.Lock()
	defer s.log.mutex.Unlock()
	took := time.Since(began)
	told := Exchange{Request: entry.clone(), Processed: entry.processed, At: s.now().Add(-took), Took: took}
	if answer != nil {
		told.ResponseHeader = answer.header.Clone()
		told.ResponseBody = bytes.Clone(answer.body[:answer.delivered()])
	}
	return told
}
