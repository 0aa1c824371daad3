package durable

import (
	"fmt"
	"hash/crc32"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// A model is what the test knows of all events and messages, from what it has
// done itself, what Graph has seen, and the log of changes.
type model struct {
	events   map[string]*simEvent   // by key
	messages map[string]*simMessage // by token
	stored   map[string]int         // messages, by label
	owing    map[string]bool        // labels of messages whose enqueuing has been confirmed
	lanes    map[int64][]*simMessage
	threads  map[int64][]*simEvent
	seen     int64 // of the log
}

// A simEvent is an event that Meta has.
type simEvent struct {
	label, key   string
	from, number string
	status       *webhook.Status // of a status

	// What the callback does with it.
	answers, keyed, permanent bool
	panics, failures          int
	stage                     int // where a call fails
	slow                      time.Duration

	row            int64
	state          string
	acknowledged   bool
	mended         bool // the callback
	rerun, decided bool // by the operator
	dropped        bool
	pruned         bool
	calls          int
}

// Where a call of the callback fails: at its beginning, when it has enqueued
// its answer, or in what it has left for the end.
const (
	stageBegin = iota
	stageEnqueued
	stageLast
	simStages
)

// A simMessage is a message of the outbox.
type simMessage struct {
	label, token string
	row, lane    int64
	state        State
	attempts     int
	campaign     int64

	accepted     int
	graphID      string
	best         webhook.MessageStatus // what Meta has told, and had confirmed
	excused      bool                  // later ones may go first
	wasUnknown   bool
	unknownSince time.Time
	requeued     bool
	abandoned    bool
	pruned       bool
}

func newModel() model {
	return model{
		events: map[string]*simEvent{}, messages: map[string]*simMessage{}, stored: map[string]int{},
		owing: map[string]bool{}, lanes: map[int64][]*simMessage{}, threads: map[int64][]*simEvent{},
	}
}

// expect adds an event that is about to be delivered, with what the callback
// will do with it.
func (m *model) expect(e webhook.Event, random *rand.Rand) *simEvent {
	key := indexed(e.Key())
	if known := m.events[key]; known != nil {
		return known
	}
	event := &simEvent{key: key, label: key, answers: random.IntN(10) < 7, keyed: random.IntN(2) == 0}
	switch e := e.(type) {
	case *webhook.MessageEvent:
		event.label, event.from, event.number = e.Message.Text.Body, e.Message.From, e.Metadata.PhoneNumberID
	case *webhook.StatusEvent:
		event.status = &e.Status
		event.label = fmt.Sprintf("%s of %s", e.Status.Status, m.labelOf(e.Status.BizOpaqueCallbackData))
	}
	switch random.IntN(12) {
	case 0:
		event.permanent = true
	case 1:
		event.failures = simAttempts + 1
	case 2:
		event.failures = 1 + random.IntN(simAttempts-1)
	case 3:
		event.panics = 1
	case 4:
		event.slow = time.Duration(random.Int64N(int64(time.Minute)))
	}
	event.stage = int(crc32.ChecksumIEEE([]byte(event.label)) % simStages)
	m.events[key] = event
	return event
}

func (m *model) labelOf(data string) string {
	token, _, _ := ownCallbackData(data)
	if message := m.messages[token]; message != nil {
		return message.label
	}
	return "?"
}

// taken notes that the callback URL has confirmed an event.
func (m *model) taken(event *simEvent) {
	event.acknowledged = true
	if event.status == nil {
		return
	}
	token, _, _ := ownCallbackData(event.status.BizOpaqueCallbackData)
	if message := m.messages[token]; message != nil && event.status.Status.Supersedes(message.best) {
		message.best = event.status.Status
	}
}

func (m *model) owed(label string) { m.owing[label] = true }

// givenBack looks at the callback data in a status.
func (m *model) givenBack(e *webhook.StatusEvent) error {
	for _, token := range slices.Sorted(maps.Keys(m.messages)) {
		message := m.messages[token]
		if message.graphID == e.Status.ID && !message.pruned && e.Status.BizOpaqueCallbackData != message.label {
			return fmt.Errorf("the callback data of %s came back as %q", message.label, e.Status.BizOpaqueCallbackData)
		}
	}
	return nil
}

// someToken is a message that has been enqueued.
func (m *model) someToken(random *rand.Rand) string {
	var waiting []*simMessage
	for _, message := range m.messages {
		if !message.pruned && message.state == StateQueued {
			waiting = append(waiting, message)
		}
	}
	if len(waiting) == 0 {
		return ""
	}
	slices.SortFunc(waiting, func(a, b *simMessage) int { return int(a.row - b.row) })
	return waiting[random.IntN(len(waiting))].token
}

// accept notes that Graph has accepted a message.
func (m *model) accept(sent graphtest.Sent) (*simMessage, error) {
	token, attempt, _ := ownCallbackData(sent.BizOpaqueCallbackData)
	message := m.messages[token]
	switch {
	case message == nil:
		return nil, fmt.Errorf("Graph got a message that nobody has enqueued: %s", sent.Text())
	case message.label != sent.Text():
		return nil, fmt.Errorf("Graph got %q in the place of %s", sent.Text(), message.label)
	case message.accepted > 0:
		return nil, fmt.Errorf("%s was sent twice", message.label)
	case attempt > message.attempts:
		return nil, fmt.Errorf("%s was sent before that was recorded", message.label)
	}
	message.accepted++
	message.graphID = sent.ID
	for _, other := range m.lanes[message.lane] {
		if other.row > message.row && other.accepted > 0 && !message.excused && !message.wasUnknown {
			return nil, fmt.Errorf("Graph got %s after %s", message.label, other.label)
		}
	}
	return message, nil
}

// steps says which states follow each.
var steps = map[State][]State{
	"":             {StateQueued},
	StateQueued:    {StateSending, StateFailed, StateCancelled},
	StateSending:   {StateQueued, StateAccepted, StateHeld, StateSent, StateDelivered, StateRead, StateFailed, StateUnknown, StateCancelled},
	StateAccepted:  {StateSent, StateDelivered, StateRead, StateFailed},
	StateHeld:      {StateSent, StateDelivered, StateRead, StateFailed},
	StateSent:      {StateDelivered, StateRead, StateFailed},
	StateDelivered: {StateRead},
	StateRead:      {},
	StateFailed:    {StateDelivered, StateRead},
	StateUnknown:   {StateQueued, StateAccepted, StateHeld, StateSent, StateDelivered, StateRead, StateFailed},
	StateCancelled: {},
}

// A change is a line of the log.
type change struct {
	kind        string
	row, lane   int64
	name        string
	was, became string
	attempts    int
	wait        int64 // until it is due
	note, token string
	campaign    int64
}

// apply checks a change against the model, and adds it.
func (m *model) apply(c change) error {
	switch c.kind {
	case "event":
		return m.applyEvent(c)
	case "campaign":
		return m.applyCampaign(c)
	}
	message := m.messages[c.token]
	if message == nil {
		if c.was != "" {
			return fmt.Errorf("%s was not there before it changed", c.name)
		}
		message = &simMessage{label: c.name, token: c.token, row: c.row, lane: c.lane, campaign: c.campaign, excused: c.note != ""}
		m.messages[c.token] = message
		m.stored[c.name]++
		m.lanes[c.lane] = append(m.lanes[c.lane], message)
	}
	was, became := State(c.was), State(c.became)
	switch {
	case became == "":
		message.pruned = true
		if slices.Contains([]State{StateQueued, StateSending, StateUnknown}, was) {
			return fmt.Errorf("%s was deleted while it was %s", c.name, was)
		}
		return nil
	case was != message.state:
		return fmt.Errorf("%s was %s, and then %s", c.name, message.state, was)
	case was != became && !m.mayBecome(message, was, became):
		return fmt.Errorf("%s went from %s to %s", c.name, was, became)
	}
	message.state, message.attempts = became, c.attempts
	message.excused = message.excused || c.wait > 0 && became == StateQueued
	if was == became {
		return nil
	}
	switch became {
	case StateSending:
		return m.applyClaim(message, c)
	case StateUnknown:
		message.wasUnknown, message.unknownSince = true, time.Now()
	}
	return nil
}

func (m *model) mayBecome(message *simMessage, was, became State) bool {
	if message.requeued && (was == StateUnknown) && became == StateQueued {
		message.excused = true
		return true
	}
	if was == StateUnknown && became == StateQueued {
		message.excused = true // a refusal that came after all
	}
	if was == StateFailed && became == StateSent && message.abandoned {
		return true
	}
	return slices.Contains(steps[was], became)
}

// applyClaim checks that it is the message's turn.
func (m *model) applyClaim(message *simMessage, c change) error {
	if c.note != "" {
		return fmt.Errorf("%s was begun although %s", c.name, c.note)
	}
	for _, other := range m.lanes[c.lane] {
		switch {
		case other == message || other.pruned:
		case other.state == StateSending:
			return fmt.Errorf("%s was begun while %s was on its way", c.name, other.label)
		case other.row < c.row && other.state == StateQueued && !other.excused:
			return fmt.Errorf("%s was begun while %s was waiting", c.name, other.label)
		}
	}
	return nil
}

var campaignSteps = map[string][]string{"running": {"paused", "cancelled"}, "paused": {"running", "cancelled"}}

// applyCampaign has later messages go before those of a campaign that stops.
func (m *model) applyCampaign(c change) error {
	if !slices.Contains(campaignSteps[c.was], c.became) {
		return fmt.Errorf("%s went from %s to %s", c.name, c.was, c.became)
	}
	for _, message := range m.messages {
		if message.campaign == c.campaign {
			message.excused = true
		}
	}
	return nil
}

var eventSteps = map[string][]string{
	"": {eventPending, eventDead}, eventPending: {eventDone, eventDead}, eventDead: {eventPending, eventDone},
}

func (m *model) applyEvent(c change) error {
	event := m.events[c.name]
	if event == nil {
		if strings.HasPrefix(c.name, bodyKey) {
			return nil
		}
		return fmt.Errorf("an event that nobody has sent was stored: %s", c.name)
	}
	switch {
	case c.was == "" && event.row != 0 && !event.pruned:
		return fmt.Errorf("%s was stored twice", event.label)
	case c.was == "" && event.pruned:
		return fmt.Errorf("%s was stored again after it had been deleted", event.label)
	case c.was == "":
		event.row = c.row
		m.threads[c.lane] = append(m.threads[c.lane], event)
	case c.became == "":
		event.pruned = true
		if c.was != eventDone {
			return fmt.Errorf("%s was deleted while it was %s", event.label, c.was)
		}
		return nil
	case c.was != event.state:
		return fmt.Errorf("%s was %s, and then %s", event.label, event.state, c.was)
	}
	if c.was == c.became {
		return nil
	}
	if !slices.Contains(eventSteps[c.was], c.became) || c.was == eventDead && !event.decided {
		return fmt.Errorf("%s went from %s to %s", event.label, c.was, c.became)
	}
	event.state = c.became
	event.dropped = c.was == eventDead && c.became == eventDone
	if c.became != eventDone || event.dropped {
		return nil
	}
	for _, other := range m.threads[c.lane] {
		if other.row < event.row && other.state == eventPending && !other.rerun {
			return fmt.Errorf("%s was done before %s", event.label, other.label)
		}
	}
	return nil
}
