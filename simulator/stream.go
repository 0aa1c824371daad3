package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// heartbeat keeps a stream open, and finds out that nobody listens any more.
const heartbeat = 20 * time.Second

// streamEvents sends everything that happens as Server-Sent Events, after the
// event that the page has seen last.
func (s *Simulator) streamEvents(w http.ResponseWriter, r *http.Request) {
	seen, err := strconv.ParseInt(firstOf(r.Header.Get("Last-Event-ID"), r.URL.Query().Get("after")), 10, 64)
	if err != nil {
		seen = s.events.lastID()
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	stream := http.NewResponseController(w)
	for {
		events, lost, changed := s.events.since(seen)
		if lost {
			seen = s.events.lastID()
			fmt.Fprintf(w, "id: %d\nevent: reload\ndata: null\n\n", seen)
		}
		for _, e := range events {
			seen = e.id
			if _, err := fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", e.id, e.kind, e.data); err != nil {
				return
			}
		}
		if stream.Flush() != nil {
			return
		}
		timer := time.NewTimer(heartbeat)
		select {
		case <-changed:
		case <-timer.C:
			fmt.Fprint(w, ": still here\n\n")
		case <-s.events.ended:
			timer.Stop()
			return
		case <-r.Context().Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}
