package durabletest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/wabakit/whatsapp"
)

// A graph takes messages as Graph does. What on returns is the answer.
type graph struct {
	mutex sync.Mutex
	taken []sent
	on    func(ctx context.Context, m sent) error
}

// sent is a message that was sent, or was tried to.
type sent struct {
	number, to, body, callbackData string
	marketing                      bool
	id                             string
	err                            error
}

var errLostAnswer = errors.New("the answer was lost")

func refusal(code int) error {
	return &whatsapp.GraphAPIError{StatusCode: http.StatusBadRequest, Code: code, Type: "OAuthException", Message: fmt.Sprintf("(#%d) refused", code)}
}

func (g *graph) Send(ctx context.Context, number string, message whatsapp.Message, _ ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	body := ""
	switch content := message.Content.(type) {
	case whatsapp.Text:
		body = content.Body
	case *whatsapp.Text:
		body = content.Body
	}
	return g.take(ctx, sent{number: number, to: message.To, body: body, callbackData: message.CallbackData})
}

func (g *graph) SendMarketing(ctx context.Context, number string, message whatsapp.MarketingMessage, _ ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return g.take(ctx, sent{number: number, to: message.To, body: message.Template.Name, callbackData: message.CallbackData, marketing: true})
}

func (g *graph) take(ctx context.Context, m sent) (*whatsapp.SentMessage, error) {
	g.mutex.Lock()
	on := g.on
	place := len(g.taken)
	m.id = fmt.Sprintf("wamid.%s.%d", m.callbackData, place)
	g.taken = append(g.taken, m)
	g.mutex.Unlock()
	if on != nil {
		m.err = on(ctx, m)
	}
	g.mutex.Lock()
	g.taken[place] = m
	g.mutex.Unlock()
	if m.err != nil {
		return nil, m.err
	}
	return &whatsapp.SentMessage{Messages: []whatsapp.AcceptedMessage{{ID: m.id}}}, nil
}

func (g *graph) whenever(on func(ctx context.Context, m sent) error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.on = on
}

// all returns what was sent, in that order.
func (g *graph) all() []sent {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return append([]sent(nil), g.taken...)
}

func (g *graph) bodies() []string {
	var bodies []string
	for _, m := range g.all() {
		bodies = append(bodies, m.body)
	}
	return bodies
}

// of returns the latest attempt at a message with a body.
func (g *graph) of(body string) sent {
	for _, latest := range slices.Backward(g.all()) {
		if latest.body == body {
			return latest
		}
	}
	return sent{}
}

// once returns a function that refuses the first message with a body.
func once(body string, err error) func(ctx context.Context, m sent) error {
	var first sync.Once
	return func(_ context.Context, m sent) (answer error) {
		if m.body == body {
			first.Do(func() { answer = err })
		}
		return answer
	}
}
