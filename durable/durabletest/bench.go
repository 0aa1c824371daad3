package durabletest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	appSecret   = "0123456789abcdef0123456789abcdef"
	verifyToken = "verify"

	numberID = "106540352242922"
	other    = "106540352242923" // another number

	alice = "15550100123"
	bob   = "15550100124"

	// glance is how often it looks meanwhile.
	glance = 5 * time.Millisecond
	// moment is the time between attempts at an event.
	moment = 10 * time.Millisecond
)

// patience is how long a test waits before it fails.
var patience = time.Minute

// A bench is one test at work: the queue, what its callback saw, and a Graph
// that takes its messages.
type bench struct {
	*testing.T

	Queue

	engine Engine
	setup  Setup
	graph  *graph

	mutex sync.Mutex
	seen  []string // ids of messages, in the order in which the callback was called
	on    func(ctx context.Context, e webhook.Event) error
}

func newBench(t *testing.T, engine Engine) *bench {
	t.Helper()
	b := &bench{T: t, engine: engine, graph: &graph{}}
	b.setup = Setup{
		Inbox: durable.InboxConfig{
			Webhook:     webhook.Config{AppSecrets: []string{appSecret}, VerifyToken: verifyToken},
			Callback:    b.callback,
			MaxAttempts: 3,
			Backoff:     func(int) time.Duration { return moment },
		},
		Outbox: durable.OutboxConfig{Sender: b.graph},
	}
	return b
}

// open opens the queue, start also starts it.
func (b *bench) open() {
	b.Helper()
	b.Queue = b.engine(b.T, b.setup)
}

func (b *bench) start() {
	b.Helper()
	b.open()
	b.ok(b.Start(b.Context()))
}

func (b *bench) callback(ctx context.Context, e webhook.Event) error {
	b.mutex.Lock()
	b.seen = append(b.seen, idOf(e))
	on := b.on
	b.mutex.Unlock()
	if on == nil {
		return nil
	}
	return on(ctx, e)
}

func (b *bench) whenever(on func(ctx context.Context, e webhook.Event) error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.on = on
}

func idOf(e webhook.Event) string {
	switch e := e.(type) {
	case *webhook.MessageEvent:
		return e.Message.ID
	case *webhook.StatusEvent:
		return string(e.Status.Status)
	}
	return e.Key()
}

// calls returns the ids of the events that the callback was called with.
func (b *bench) calls() []string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return append([]string(nil), b.seen...)
}

func (b *bench) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatalf("unexpected error: %v", err)
	}
}

func (b *bench) is(err, want error) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Fatalf("the error is %v, want %v", err, want)
	}
}

func (b *bench) check(ok bool, format string, arguments ...any) {
	b.Helper()
	if !ok {
		b.Fatalf(format, arguments...)
	}
}

// eventually waits until done returns true.
func (b *bench) eventually(what string, done func() bool) {
	b.Helper()
	for end := time.Now().Add(patience); !done(); time.Sleep(glance) {
		if time.Now().After(end) {
			b.Fatalf("it never happened: %s\ncalled: %q\nsent: %q", what, b.calls(), b.graph.bodies())
		}
	}
}

// receive waits for a channel.
func receive[T any](b *bench, what string, from <-chan T) T {
	b.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(patience):
		b.Fatalf("it never happened: %s", what)
		panic("unreachable")
	}
}

// post delivers a body as Meta does, and returns the status of the answer.
func (b *bench) post(body string) int {
	return b.postSigned(body, webhook.Sign([]byte(body), appSecret))
}

func (b *bench) postSigned(body, signature string) int {
	b.Helper()
	request := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/", strings.NewReader(body))
	request.Header.Set(webhook.SignatureHeader, signature)
	answer := httptest.NewRecorder()
	b.ServeHTTP(answer, request)
	return answer.Code
}

// deliver posts a body that must be taken.
func (b *bench) deliver(body string) {
	b.Helper()
	if code := b.post(body); code != http.StatusOK {
		b.Fatalf("the answer is %d, want 200", code)
	}
}

// inbound is a body with text messages of one user.
func inbound(from string, ids ...string) string {
	messages := make([]string, len(ids))
	for i, id := range ids {
		messages[i] = fmt.Sprintf(`{"from":%q,"id":%q,"timestamp":"1700000000","type":"text","text":{"body":"hello"}}`, from, id)
	}
	return change(`"messages":[` + strings.Join(messages, ",") + `]`)
}

func change(members string) string {
	return fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages",`+
		`"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100000","phone_number_id":%q},%s}}]}]}`, numberID, members)
}

// status is a body with a status of a message that was sent. Errors are codes,
// each with its text three times, as Meta often has it.
func status(m sent, what webhook.MessageStatus, codes ...int) string {
	failures := ""
	for _, code := range codes {
		failures += fmt.Sprintf(`,"errors":[{"code":%d,"title":"refused","message":"refused","error_data":{"details":"Refused."}}]`, code) //nolint:modernize,perfsprint // there are few
	}
	return change(fmt.Sprintf(`"statuses":[{"id":%q,"status":%q,"timestamp":"1700000001","recipient_id":%q,"biz_opaque_callback_data":%q%s}]`,
		m.id, what, strings.TrimPrefix(m.to, "+"), m.callbackData, failures))
}

// text is a message to be enqueued.
func text(to, body string) durable.Outgoing {
	return durable.Outgoing{PhoneNumberID: numberID, Message: whatsapp.Message{To: to, Content: whatsapp.Text{Body: body}}}
}

func (b *bench) enqueue(outgoing durable.Outgoing) string {
	b.Helper()
	queued, err := b.Enqueue(b.Context(), outgoing)
	b.ok(err)
	b.check(queued.ID != "", "the message has no id")
	return queued.ID
}

func (b *bench) message(id string) *durable.Message {
	b.Helper()
	message, err := b.Message(b.Context(), id)
	b.ok(err)
	return message
}

// becomes waits until a message has a state.
func (b *bench) becomes(id string, state durable.State) *durable.Message {
	b.Helper()
	var message *durable.Message
	for end := time.Now().Add(patience); ; time.Sleep(glance) {
		if message = b.message(id); message.State == state {
			return message
		}
		if time.Now().After(end) {
			b.Fatalf("the message is %s (%s), want %s", message.State, message.Reason, state)
		}
	}
}
