package simulator

import (
	"encoding/json"
	"sync"
)

// hub keeps the latest events for the pages that listen. An event that a page
// has missed for good tells it to read everything again.
type hub struct {
	mutex   sync.Mutex // guards what follows
	latest  []event    // oldest first
	last    int64
	changed chan struct{} // closed by the next event

	ended     chan struct{} // closed at the end of Run
	endedOnce sync.Once
}

type event struct {
	id   int64
	kind string
	data []byte
}

const maxEvents = 1024

func newHub() *hub { return &hub{changed: make(chan struct{}), ended: make(chan struct{})} }

// end lets go of everybody who waits, so that a server can shut down.
func (h *hub) end() { h.endedOnce.Do(func() { close(h.ended) }) }

// publish tells all pages of something.
func (h *hub) publish(kind string, data any) {
	encoded, err := json.Marshal(data)
	if err != nil {
		return // only strings that are not UTF-8 come close, and those encode
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.last++
	if len(h.latest) == maxEvents {
		h.latest = append([]event{}, h.latest[maxEvents/2:]...)
	}
	h.latest = append(h.latest, event{h.last, kind, encoded})
	close(h.changed)
	h.changed = make(chan struct{})
}

// since returns the events after one, whether some of them are lost, and what
// is closed when there are more.
func (h *hub) since(id int64) (events []event, lost bool, changed <-chan struct{}) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	missed := h.last - id
	switch {
	case missed < 0 || missed > int64(len(h.latest)):
		return nil, true, h.changed
	case missed == 0:
		return nil, false, h.changed
	}
	return append([]event{}, h.latest[int64(len(h.latest))-missed:]...), false, h.changed
}

func (h *hub) lastID() int64 {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.last
}
