package main

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"time"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// A graph is the emulator on the other side of a network that loses things. It
// writes every attempt into the ledger, and has statuses for what it accepts.
type graph struct {
	server  *graphtest.Server
	hooks   *graphtest.Webhooks
	ledger  *ledger
	meta    *meta
	seed    uint64
	drops   float64
	weather atomic.Bool // whether anything is lost
}

func newGraph(s settings, l *ledger) *graph {
	g := &graph{
		server: graphtest.New(graphtest.WithThroughput(s.throughput), graphtest.WithHistory(1)),
		ledger: l, seed: s.seed, drops: s.drops / 100,
	}
	g.hooks = g.server.Webhooks(http.NotFoundHandler(), appSecret, graphtest.WithStatuses())
	return g
}

// share returns a number between 0 and 1 that depends on the seed and a text.
func (g *graph) share(text string) float64 {
	hash := fnv.New64a()
	io.WriteString(hash, text)
	return rand.New(rand.NewPCG(g.seed, hash.Sum64())).Float64()
}

// The way to Graph takes as long as the way back.
const (
	shortestWay = 20 * time.Millisecond
	longestWay  = 60 * time.Millisecond
)

func way() { time.Sleep(shortestWay + time.Duration(rand.Int64N(int64(longestWay-shortestWay)))) }

// ServeHTTP takes a message.
func (g *graph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // its sender is gone
	}
	var message struct {
		To           string `json:"to"`
		CallbackData string `json:"biz_opaque_callback_data"`
		Text         struct {
			Body string `json:"body"`
		} `json:"text"`
	}
	json.Unmarshal(body, &message)
	made := attempt{token: tokenOf(message.CallbackData), to: message.To, text: message.Text.Body}
	lost := 1.0
	if g.weather.Load() {
		lost = g.share("lost " + message.CallbackData)
	}
	way()
	made.at = time.Now()
	if lost < g.drops {
		made.outcome = attemptDropped
		g.ledger.attempted(made)
		drop(w)
		return
	}
	answer := httptest.NewRecorder()
	r.Body = io.NopCloser(bytes.NewReader(body))
	g.server.ServeHTTP(answer, r)
	made.outcome = outcomeOf(answer)
	if made.outcome == attemptAccepted && lost < 2*g.drops {
		made.outcome = attemptLost
	}
	g.ledger.attempted(made)
	if made.wasAccepted() {
		g.report(answer.Body.Bytes(), made, message.CallbackData)
	}
	way()
	if made.outcome == attemptLost {
		drop(w)
		return
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	w.Write(answer.Body.Bytes())
}

func outcomeOf(answer *httptest.ResponseRecorder) string {
	switch {
	case answer.Code == http.StatusOK:
		return attemptAccepted
	case strings.Contains(answer.Body.String(), "130429"):
		return attemptRefused
	}
	return attemptOther
}

func drop(w http.ResponseWriter) {
	if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
		abort(connection)
	}
}

// How many messages come how far: the others are read.
const (
	failingShare   = 0.03
	sentShare      = 0.1
	deliveredShare = 0.5
)

// report has the statuses of a message delivered, in any order.
func (g *graph) report(answer []byte, made attempt, callbackData string) {
	var sent struct {
		Messages []struct {
			ID string `json:"id"`
		} `json:"messages"`
	}
	if err := json.Unmarshal(answer, &sent); err != nil || len(sent.Messages) != 1 {
		g.ledger.complain("the emulator answered %q", answer)
		return
	}
	statuses := []webhook.MessageStatus{webhook.MessageStatusSent, webhook.MessageStatusDelivered, webhook.MessageStatusRead}
	last := durable.StateRead
	switch share := g.share("status " + made.token); {
	case share < failingShare:
		statuses, last = []webhook.MessageStatus{webhook.MessageStatusFailed}, durable.StateFailed
	case share < failingShare+sentShare:
		statuses, last = statuses[:1], durable.StateSent
	case share < failingShare+sentShare+deliveredShare:
		statuses, last = statuses[:2], durable.StateDelivered
	}
	g.ledger.willBecome(made.token, last)
	for _, status := range statuses {
		g.meta.add(graphtest.StatusUpdate{
			MessageID: sent.Messages[0].ID, Status: status, To: made.to, Time: made.at,
			Fields: map[string]any{"biz_opaque_callback_data": callbackData},
		})
	}
}
