package simulator

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// deliveryState is how far a webhook has come.
type deliveryState string

const (
	statePending     deliveryState = "pending"     // to be delivered, perhaps again
	stateHeld        deliveryState = "held"        // until somebody delivers it by hand
	stateDone        deliveryState = "done"        // answered with 200
	stateDropped     deliveryState = "dropped"     // given up
	stateUndelivered deliveryState = "undelivered" // nobody wants it, or may be called
)

// attempt is one request to the callback.
type attempt struct {
	At     time.Time `json:"at"`
	Status int       `json:"status"`
	TookMS int64     `json:"took_ms"`
	Error  string    `json:"error,omitempty"`
	Answer string    `json:"answer,omitempty"`
}

// delivery is a webhook on its way.
type delivery struct {
	entry *entry
	body  []byte
	lane  string // deliveries of a lane keep their order
	world *world // that it belongs to
}

// redeliveryGaps are the waits after failures. Meta goes on for seven days, and
// documents only that the gaps grow.
var redeliveryGaps = []time.Duration{
	10 * time.Second, time.Minute, 10 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour,
	24 * time.Hour, 24 * time.Hour, 48 * time.Hour, 48 * time.Hour,
}

const (
	deliveryTimeout = 10 * time.Second
	maxAnswer       = 4 << 10
)

// mostReordering is how much later than it should a webhook arrives where they
// are delivered in any order.
const mostReordering = 2 * time.Second

// collect takes what the Graph API has queued by itself, such as a template
// that was rejected.
func (s *Simulator) collect(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.noteWebhook(body)
		s.send(body, "")
	}
}

// drain collects everything that waits in the Graph API.
func (s *Simulator) drain() {
	if w := s.current(); w.hooks.Pending() > 0 {
		_ = w.hooks.Flush(context.Background())
	}
}

// send puts a webhook on its way, and its duplicates. The mutex must be held.
func (s *Simulator) send(body []byte, lane string) *entry {
	var first *entry
	for _, to := range s.destinationsOf(body) {
		for range 1 + s.settings.Duplicates {
			sent := s.sendOnce(body, lane, to)
			if first == nil {
				first = sent
			}
		}
	}
	return first
}

func (s *Simulator) sendOnce(body []byte, lane string, to destination) *entry {
	e := s.newWebhook(body)
	if to.url != "" {
		e.callback, e.Callback, e.Level = to.url, hideAddress(to.url), to.level
		lane += " " + to.url // one callback does not wait for another
	}
	if s.journal.replaying {
		return e // it was delivered when it happened
	}
	s.traffic.add(e)
	d := s.newDelivery(e, lane)
	_, reason := s.callbackOf(e)
	switch {
	case reason != "" || to.reason != "":
		e.State, e.Reason = stateUndelivered, firstOf(reason, to.reason)
	case s.settings.Paused:
		e.State = stateHeld
	case s.settings.Reorder:
		d.lane = "webhook " + strconv.FormatInt(e.ID, 10)
		s.schedule(d, rand.N(mostReordering))
	default:
		s.schedule(d, 0)
	}
	s.events.publish("traffic", e.summary())
	return e
}

func (s *Simulator) newWebhook(body []byte) *entry {
	title, detail := titleOf(body)
	return &entry{
		Kind: "webhook", At: s.now().UTC(), Title: title, Detail: detail, Body: readable(body), raw: body,
		Signature: webhook.Sign(body, s.config.appSecret), State: statePending,
	}
}

// newDelivery returns the delivery of a webhook. The mutex must be held.
func (s *Simulator) newDelivery(e *entry, lane string) *delivery {
	return &delivery{entry: e, body: e.raw, lane: lane, world: s.world}
}

// publishEntry tells the pages of a webhook that has changed, unless nobody
// knows it any more. The mutex must be held.
func (s *Simulator) publishEntry(e *entry) {
	if s.traffic.find(e.ID) == e {
		s.events.publish("traffic", e.summary())
	}
}

// schedule has a delivery attempted after a while. The mutex must be held.
func (s *Simulator) schedule(d *delivery, after time.Duration) {
	due := s.now().Add(after).UTC()
	d.entry.State, d.entry.Due, d.entry.Reason = statePending, &due, ""
	s.agenda.add(due, func(ctx context.Context, running *sync.WaitGroup) { s.enterLane(ctx, running, d) })
}

// enterLane attempts a delivery after those of its lane, alongside those of
// other lanes: a user's messages arrive in their order, and a callback that
// waits for another webhook gets it.
func (s *Simulator) enterLane(ctx context.Context, running *sync.WaitGroup, d *delivery) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	waiting, isBusy := s.lanes[d.lane]
	s.lanes[d.lane] = append(waiting, d)
	if isBusy {
		return
	}
	lanes := s.lanes // after a reset, the old lanes empty by themselves
	running.Go(func() {
		for {
			s.mutex.Lock()
			if len(lanes[d.lane]) == 0 {
				delete(lanes, d.lane)
				s.mutex.Unlock()
				return
			}
			next := lanes[d.lane][0]
			lanes[d.lane] = lanes[d.lane][1:]
			s.mutex.Unlock()
			s.attempt(ctx, next)
		}
	})
}

// attempt posts a delivery once, unless somebody has dropped it meanwhile.
func (s *Simulator) attempt(ctx context.Context, d *delivery) {
	s.mutex.Lock()
	callback, _ := s.callbackOf(d.entry)
	isPending := d.entry.State == statePending && d.world == s.world
	s.mutex.Unlock()
	if !isPending || callback == "" || ctx.Err() != nil {
		return
	}
	made := post(ctx, callback, d.body, d.entry.Signature)
	made.At = s.now().UTC()

	s.mutex.Lock()
	defer s.mutex.Unlock()
	e := d.entry
	if d.world != s.world {
		return // there was a reset meanwhile
	}
	e.Attempts = append(e.Attempts, made)
	e.Status, e.TookMS, e.Due = made.Status, made.TookMS, nil
	failed := len(e.Attempts)
	switch {
	case made.Status == http.StatusOK:
		e.State = stateDone
	case e.State != statePending: // dropped while it was under way
	case failed > len(redeliveryGaps):
		e.State = stateDropped
	default:
		s.schedule(d, redeliveryGaps[failed-1])
	}
	s.publishEntry(e)
}

// callbackClient follows no redirect, as Meta does.
var callbackClient = &http.Client{
	Timeout:       deliveryTimeout,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func post(ctx context.Context, callback string, body []byte, signature string) attempt {
	began := time.Now()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, callback, bytes.NewReader(body))
	if err != nil {
		return attempt{Error: "the callback URL does not parse"}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "facebookexternalua")
	request.Header.Set(webhook.SignatureHeader, signature)
	response, err := callbackClient.Do(request)
	if err != nil {
		return attempt{Error: reasonOf(err), TookMS: time.Since(began).Milliseconds()}
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	text, _ := cutBody(answer)
	return attempt{Status: response.StatusCode, Answer: text, TookMS: time.Since(began).Milliseconds()}
}

// reasonOf returns why there was no answer, without the URL, which everybody
// knows.
func reasonOf(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
