package batch_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// A delivery is a message as it reached the server.
type delivery struct {
	to   string
	body string
	at   time.Duration // since the server was made
}

// A post office accepts messages, each after a delay, and refuses what its
// rules refuse.
type postOffice struct {
	delay time.Duration
	// refuse returns the answer to a message that is not accepted, or nil.
	refuse func(d delivery, earlier []delivery) step

	mutex    sync.Mutex
	opened   time.Time
	accepted []delivery
	refused  []delivery
	onTheWay int
	most     int // in flight at a time
}

func newPostOffice() *postOffice {
	return &postOffice{delay: 100 * time.Millisecond, opened: time.Now()}
}

func (p *postOffice) RoundTrip(request *http.Request) (*http.Response, error) {
	var message struct {
		To   string
		Text struct{ Body string }
	}
	if err := json.NewDecoder(request.Body).Decode(&message); err != nil {
		return nil, err
	}
	p.mutex.Lock()
	p.onTheWay++
	p.most = max(p.most, p.onTheWay)
	p.mutex.Unlock()
	select {
	case <-time.After(p.delay):
	case <-request.Context().Done():
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.onTheWay--
	arrived := delivery{to: message.To, body: message.Text.Body, at: time.Since(p.opened)}
	if p.refuse != nil {
		if refusal := p.refuse(arrived, p.accepted); refusal != nil {
			p.refused = append(p.refused, arrived)
			return refusal(request)
		}
	}
	p.accepted = append(p.accepted, arrived)
	if err := request.Context().Err(); err != nil {
		return nil, err
	}
	return answer(200, `{"messaging_product":"whatsapp","messages":[{"id":"wamid.`+arrived.body+`"}]}`)(request)
}

// bodies returns the texts that were accepted, in order.
func (p *postOffice) bodies(to string) []string {
	var found []string
	for _, accepted := range p.accepted {
		if to == "" || accepted.to == to {
			found = append(found, accepted.body)
		}
	}
	return found
}

func number(i int) string { return fmt.Sprintf("+155501%05d", i) }

// texts returns messages to as many recipients, with their positions as bodies.
func texts(count, recipients int) []whatsapp.Message {
	messages := make([]whatsapp.Message, count)
	for i := range messages {
		messages[i] = whatsapp.Message{To: number(i % recipients), Content: whatsapp.Text{Body: itoa(i)}}
	}
	return messages
}

// states counts the results by state, and checks their positions.
func states(t *testing.T, results []batch.Result) map[batch.State]int {
	t.Helper()
	found := map[batch.State]int{}
	for i, result := range results {
		require.Equal(t, i, result.Index)
		require.Equal(t, result.State == batch.StateAccepted, result.Err == nil, "%d: %v", i, result.Err)
		if result.State == batch.StateAccepted {
			require.Equal(t, "wamid."+itoa(i), result.MessageID)
		}
		found[result.State]++
	}
	return found
}
