package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// maxAttempts is how often an event is tried.
const maxAttempts = 8

// The kinds of messages that users send. The first word of their text is the
// kind, the second one identifies them.
const (
	kindHello     = "hello"
	kindSlow      = "slow"
	kindFlaky     = "flaky"     // fails now and then
	kindError     = "error"     // fails always
	kindPanic     = "panic"     // panics always
	kindPermanent = "permanent" // is given up at once
	kindLethal    = "lethal"    // ends the process
)

// callback answers a message, and records that it did so, once.
func (w *worker) callback(ctx context.Context, event webhook.Event) error {
	if status, ok := event.(*webhook.StatusEvent); ok {
		if strings.HasPrefix(status.Status.BizOpaqueCallbackData, "wa.") {
			complain("a callback got the outbox's callback data %q", status.Status.BizOpaqueCallbackData)
		}
		return nil
	}
	message, ok := event.(*webhook.MessageEvent)
	if !ok || message.Message.Text == nil {
		return nil
	}
	kind, id, _ := strings.Cut(message.Message.Text.Body, " ")
	if err := behave(kind); err != nil {
		return err
	}
	err := durable.OnDone(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, w.insert, id)
		return err
	})
	if err != nil {
		return err
	}
	reply := outgoing(message.Sender().WAID, replyPrefix+id)
	if rand.IntN(2) == 0 {
		reply.Key = replyPrefix + id
	}
	_, err = w.outbox.Enqueue(ctx, reply)
	return err
}

const replyPrefix = "re "

func behave(kind string) error {
	switch kind {
	case kindSlow:
		time.Sleep(time.Duration(500+rand.IntN(1500)) * time.Millisecond)
	case kindFlaky:
		if rand.IntN(5) == 0 {
			return errors.New("it fails now and then")
		}
	case kindError:
		return errors.New("it fails always")
	case kindPanic:
		panic("it panics always")
	case kindPermanent:
		return webhook.Permanent(errors.New("it will never do"))
	case kindLethal:
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			self.Kill()
			time.Sleep(time.Minute)
		}
	}
	return nil
}

// outgoing is a message whose text is also its callback data, so that it can be
// found.
func outgoing(to, text string) durable.Outgoing {
	if !strings.HasPrefix(to, "+") {
		to = "+" + to
	}
	return durable.Outgoing{
		PhoneNumberID: graphtest.PhoneNumberID,
		Message:       whatsapp.Message{To: to, Content: whatsapp.Text{Body: text}, CallbackData: text},
	}
}

// A request asks a process to enqueue a message, or many.
type request struct {
	Key, To  string
	Campaign string
	First    int
	Count    int
}

// answer is what became of a request.
type answer struct {
	ID    string
	Known bool
}

func (w *worker) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/webhook", w.inbox)
	mux.HandleFunc("POST /enqueue", serve(w.enqueue))
	mux.HandleFunc("POST /campaign", serve(w.campaign))
	mux.HandleFunc("POST /pause", serve(func(ctx context.Context, asked request) (any, error) {
		return answer{}, w.outbox.PauseCampaign(ctx, asked.Campaign)
	}))
	mux.HandleFunc("POST /resume", serve(func(ctx context.Context, asked request) (any, error) {
		return answer{}, w.outbox.ResumeCampaign(ctx, asked.Campaign)
	}))
	mux.HandleFunc("POST /stats", serve(func(ctx context.Context, _ request) (any, error) { return w.store.Stats(ctx) }))
	return mux
}

func serve(do func(ctx context.Context, asked request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var asked request
		err := json.NewDecoder(r.Body).Decode(&asked)
		var result any
		if err == nil {
			result, err = do(r.Context(), asked)
		}
		switch {
		case errors.Is(err, durable.ErrNotFound):
			http.Error(w, err.Error(), http.StatusNotFound)
		case err != nil:
			http.Error(w, err.Error(), http.StatusInternalServerError)
		default:
			if err := json.NewEncoder(w).Encode(result); err != nil {
				fmt.Fprintln(os.Stderr, "answering:", err)
			}
		}
	}
}

func (w *worker) enqueue(ctx context.Context, asked request) (any, error) {
	message := outgoing(asked.To, asked.Key)
	message.Key = asked.Key
	queued, err := w.outbox.Enqueue(ctx, message)
	return answer{queued.ID, queued.Known}, err
}

func (w *worker) campaign(ctx context.Context, asked request) (any, error) {
	counted, err := w.outbox.EnqueueAll(ctx, func(yield func(durable.Outgoing) bool) {
		for i := range asked.Count {
			key := campaignKey(asked.Campaign, i)
			message := outgoing(bulkRecipient(asked.First+i), key)
			message.Key, message.Campaign = key, asked.Campaign
			if !yield(message) {
				return
			}
		}
	})
	return counted, err
}

// sends remembers what this process has sent.
type sends struct {
	next durable.Sender

	mutex    sync.Mutex
	onTheWay int
	answered []string // the outbox's ids of the latest
}

const rememberedSends = 300

func (s *sends) begin() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.onTheWay++
}

func (s *sends) end(callbackData string, err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.onTheWay--
	if err != nil {
		return
	}
	s.answered = append(s.answered, tokenOf(callbackData))
	s.answered = s.answered[max(0, len(s.answered)-rememberedSends):]
}

func (s *sends) all() (onTheWay int, answered []string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.onTheWay, s.answered
}

// Send implements [durable.Sender].
func (s *sends) Send(ctx context.Context, number string, message whatsapp.Message, opts ...whatsapp.RequestOption) (sent *whatsapp.SentMessage, err error) {
	s.begin()
	defer func() { s.end(message.CallbackData, err) }()
	return s.next.Send(ctx, number, message, opts...)
}

// SendMarketing implements [durable.Sender].
func (s *sends) SendMarketing(ctx context.Context, number string, message whatsapp.MarketingMessage, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return s.next.SendMarketing(ctx, number, message, opts...)
}
