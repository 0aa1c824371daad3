package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// A meta delivers webhooks to the processes: until they are taken, some of them
// twice, statuses in any order and several in a body.
type meta struct {
	graph  *graph
	ledger *ledger
	slots  []*slot
	client *http.Client

	mutex     sync.Mutex
	updates   []graphtest.Update // statuses that wait
	twice     [][]byte           // what is delivered once more
	onTheWay  int
	durations []time.Duration // of answers in calm times
	calm      bool
}

const (
	statusSenders  = 6
	statusesAtOnce = 4
	twiceShare     = 0.05
	mostDurations  = 200_000
)

func newMeta(l *ledger, slots []*slot) *meta {
	transport := &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}
	return &meta{ledger: l, slots: slots, client: &http.Client{Transport: transport, Timeout: 5 * time.Second}}
}

func (m *meta) add(update graphtest.Update) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.updates = append(m.updates, update)
}

// run delivers statuses until the context ends.
func (m *meta) run(ctx context.Context, work *sync.WaitGroup) {
	for range statusSenders {
		work.Go(func() {
			for ctx.Err() == nil {
				if body := m.next(); body != nil {
					m.insist(ctx, body)
					m.over()
					continue
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
}

// next returns the body of some statuses that wait, or of one that is delivered
// again.
func (m *meta) next() []byte {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if len(m.twice) > 0 && (len(m.updates) == 0 || rand.IntN(4) == 0) {
		at := rand.IntN(len(m.twice))
		body := m.twice[at]
		m.twice = slices.Delete(m.twice, at, at+1)
		m.onTheWay++
		return body
	}
	if len(m.updates) == 0 {
		return nil
	}
	var some []graphtest.Update
	for range min(len(m.updates), 1+rand.IntN(statusesAtOnce)) {
		at := rand.IntN(min(len(m.updates), 200)) // any order, and none waits for long
		some = append(some, m.updates[at])
		m.updates = slices.Delete(m.updates, at, at+1)
	}
	body, err := m.graph.hooks.Body(some...)
	if err != nil {
		m.ledger.complain("the emulator has no body: %s", err)
		return nil
	}
	m.onTheWay++
	return body
}

func (m *meta) over() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.onTheWay--
}

// left is what waits to be delivered.
func (m *meta) left() int {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return len(m.updates) + len(m.twice) + m.onTheWay
}

// insist delivers a body until it is taken, and perhaps once more later. It
// reports whether it was.
func (m *meta) insist(ctx context.Context, body []byte) bool {
	for ctx.Err() == nil {
		if m.deliver(ctx, body) == http.StatusOK {
			if rand.Float64() < twiceShare {
				m.mutex.Lock()
				m.twice = append(m.twice, body)
				m.mutex.Unlock()
				m.ledger.count("webhooks delivered twice")
			}
			return true
		}
		time.Sleep(time.Duration(20+rand.IntN(200)) * time.Millisecond)
	}
	return false
}

// deliver posts a body once, and returns the status of the answer, zero if
// there was none.
func (m *meta) deliver(ctx context.Context, body []byte) int {
	began := time.Now()
	status, _ := m.post(ctx, "/webhook", body, webhook.Sign(body, appSecret))
	if status == 0 {
		m.ledger.count("webhooks that nobody answered")
	} else {
		m.ledger.count(fmt.Sprintf("webhooks answered with %d", status))
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.calm && status == http.StatusOK && len(m.durations) < mostDurations {
		m.durations = append(m.durations, time.Since(began))
	}
	return status
}

// percentile is a duration of calm times.
func (m *meta) percentile(percent int) time.Duration {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if len(m.durations) == 0 {
		return 0
	}
	slices.Sort(m.durations)
	return m.durations[(len(m.durations)-1)*percent/100]
}

func (m *meta) setCalm(calm bool) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.calm = calm
}

// ask asks any process for something.
func (m *meta) ask(ctx context.Context, path string, asked request, into any) (int, error) {
	body, err := json.Marshal(asked)
	if err != nil {
		return 0, err
	}
	status, answer := m.post(ctx, path, body, "")
	if status != http.StatusOK {
		return status, fmt.Errorf("%s: %d %s", path, status, answer)
	}
	return status, json.Unmarshal(answer, into)
}

func (m *meta) post(ctx context.Context, path string, body []byte, signature string) (int, []byte) {
	p := m.slots[rand.IntN(len(m.slots))].get()
	if p == nil {
		return 0, nil
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil
	}
	if signature != "" {
		r.Header.Set(webhook.SignatureHeader, signature)
	}
	answer, err := m.client.Do(r)
	if err != nil {
		return 0, nil
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, nil
	}
	return answer.StatusCode, text
}
