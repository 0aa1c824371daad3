package durabletest_test

import (
	"context"
	"iter"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/durable/durabletest"
	"github.com/wabakit/whatsapp/webhook"
)

// brokenVariable makes TestEngine test a broken engine.
const brokenVariable = "DURABLETEST_BROKEN"

// Each of these engines breaks one promise, which a test is about.
var brokenEngines = map[string]struct {
	test  string
	setup func(setup durabletest.Setup) durabletest.Setup
	queue func(q durabletest.Queue) durabletest.Queue
}{
	"runs events twice": {test: "an_event_runs_once", setup: func(s durabletest.Setup) durabletest.Setup {
		callback := s.Inbox.Callback
		s.Inbox.Callback = func(ctx context.Context, e webhook.Event) error {
			_ = callback(ctx, e)
			return callback(ctx, e)
		}
		return s
	}},
	"calls nobody dead": {test: "a_permanent_error", setup: func(s durabletest.Setup) durabletest.Setup {
		callback := s.Inbox.Callback
		s.Inbox.Callback = func(ctx context.Context, e webhook.Event) error {
			_ = callback(ctx, e)
			return nil
		}
		return s
	}},
	"takes every body": {test: "what_is_not_signed", queue: func(q durabletest.Queue) durabletest.Queue { return open{q} }},
	"sends at once":    {test: "a_message_from_a_callback", queue: func(q durabletest.Queue) durabletest.Queue { return detached{q} }},
	"sends again what is unknown": {test: "an_unknown_outcome_is_parked", setup: func(s durabletest.Setup) durabletest.Setup {
		s.Outbox.Sender = again{s.Outbox.Sender}
		return s
	}},
	"knows no keys":          {test: "a_key_is_unique", queue: func(q durabletest.Queue) durabletest.Queue { return keyless{q} }},
	"ends after a page":      {test: "all_dead_letters", queue: func(q durabletest.Queue) durabletest.Queue { return brief{q} }},
	"counts what has left":   {test: "all_messages", queue: func(q durabletest.Queue) durabletest.Queue { return counting{q} }},
	"has no order":           {test: "one_recipient_in_order", queue: func(q durabletest.Queue) durabletest.Queue { return unordered{q} }},
	"does not pause":         {test: "progress,_pause", queue: func(q durabletest.Queue) durabletest.Queue { return restless{q} }},
	"gives data back wrong":  {test: "states,_from_queued", queue: func(q durabletest.Queue) durabletest.Queue { return forgetful{q} }},
	"cuts every stop short":  {test: "a_stop_lets_messages_end", queue: func(q durabletest.Queue) durabletest.Queue { return abrupt{q} }},
	"observes nothing":       {test: "observer", setup: func(s durabletest.Setup) durabletest.Setup { s.Observer = durable.Observer{}; return s }},
	"does not ask the pace":  {test: "the_limiter", setup: func(s durabletest.Setup) durabletest.Setup { s.Outbox.Limiter = nil; return s }},
	"never holds a campaign": {test: "a_template_that_is_paused", queue: func(q durabletest.Queue) durabletest.Queue { return uncampaigned{q} }},
}

// The tests must fail for a broken engine, or they would prove nothing.
func TestBrokenEnginesFail(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	require.NoError(t, err)
	for name, broken := range brokenEngines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			child := exec.CommandContext(t.Context(), program, "-test.run=^TestEngine$/"+broken.test)
			child.Env = append(os.Environ(), brokenVariable+"="+name)
			output, err := child.CombinedOutput()
			require.Error(t, err, "%s", output)
			require.Contains(t, string(output), "--- FAIL: TestEngine/")
		})
	}
}

func TestEngine(t *testing.T) {
	t.Parallel()
	broken := brokenEngines[os.Getenv(brokenVariable)]
	if broken.test != "" {
		*durabletest.Patience = 3 * time.Second
	}
	durabletest.Run(t, func(t *testing.T) durabletest.Engine {
		source := filepath.Join(t.TempDir(), "test.db")
		return func(t *testing.T, setup durabletest.Setup) durabletest.Queue {
			if broken.setup != nil {
				setup = broken.setup(setup)
			}
			opened := openQueue(t, source, setup)
			if broken.queue != nil {
				return broken.queue(opened)
			}
			return opened
		}
	})
}

type queue struct {
	*durable.Store
	*durable.Inbox
	*durable.Outbox
}

func openQueue(t *testing.T, source string, setup durabletest.Setup) durabletest.Queue {
	t.Helper()
	store, err := durable.Open(t.Context(), source, durable.Options{Observer: setup.Observer})
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Second)
		defer cancel()
		_ = store.Stop(ctx) // the test may have left callbacks that never end
		require.NoError(t, store.Close())
	})
	opened := queue{Store: store}
	opened.Inbox, err = store.NewInbox(setup.Inbox)
	require.NoError(t, err)
	opened.Outbox, err = store.NewOutbox(setup.Outbox)
	require.NoError(t, err)
	return opened
}

type open struct{ durabletest.Queue }

func (o open) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Header.Del(webhook.SignatureHeader)
}

type detached struct{ durabletest.Queue }

func (d detached) Enqueue(ctx context.Context, outgoing durable.Outgoing) (durable.Queued, error) {
	return d.Queue.Enqueue(context.Background(), outgoing)
}

type again struct{ durable.Sender }

func (a again) Send(ctx context.Context, number string, message whatsapp.Message, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	sent, err := a.Sender.Send(ctx, number, message, opts...)
	if err != nil {
		return a.Sender.Send(ctx, number, message, opts...)
	}
	return sent, nil
}

type keyless struct{ durabletest.Queue }

func (k keyless) Enqueue(ctx context.Context, outgoing durable.Outgoing) (durable.Queued, error) {
	outgoing.Key = ""
	return k.Queue.Enqueue(ctx, outgoing)
}

type brief struct{ durabletest.Queue }

func (b brief) AllDeadLetters(ctx context.Context) iter.Seq2[*durable.DeadLetter, error] {
	return func(yield func(*durable.DeadLetter, error) bool) {
		letters, err := b.DeadLetters(ctx, 0, 0)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, letter := range letters {
			if !yield(letter, nil) {
				return
			}
		}
	}
}

// counting finds the next message by how many it has met, as if none of them
// had left the list.
type counting struct{ durabletest.Queue }

func (c counting) AllMessages(ctx context.Context, list durable.ListMessages) iter.Seq2[*durable.Message, error] {
	list.Limit = 1000
	return func(yield func(*durable.Message, error) bool) {
		for met := 0; ; met++ {
			messages, err := c.Messages(ctx, list)
			switch {
			case err != nil:
				yield(nil, err)
				return
			case met >= len(messages) || !yield(messages[met], nil):
				return
			}
		}
	}
}

type unordered struct{ durabletest.Queue }

func (u unordered) Enqueue(ctx context.Context, outgoing durable.Outgoing) (durable.Queued, error) {
	if text, ok := outgoing.Message.Content.(whatsapp.Text); ok && text.Body == "a2" {
		outgoing.NotBefore = time.Now().Add(time.Hour)
	}
	return u.Queue.Enqueue(ctx, outgoing)
}

type restless struct{ durabletest.Queue }

func (r restless) PauseCampaign(ctx context.Context, name string) error {
	if _, err := r.Campaign(ctx, name); err != nil {
		return err
	}
	return nil
}

type forgetful struct{ durabletest.Queue }

func (f forgetful) Enqueue(ctx context.Context, outgoing durable.Outgoing) (durable.Queued, error) {
	outgoing.Message.CallbackData = strings.ToUpper(outgoing.Message.CallbackData)
	return f.Queue.Enqueue(ctx, outgoing)
}

type abrupt struct{ durabletest.Queue }

func (a abrupt) Stop(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	_ = a.Queue.Stop(ctx)
	return nil
}

type uncampaigned struct{ durabletest.Queue }

func (u uncampaigned) Enqueue(ctx context.Context, outgoing durable.Outgoing) (durable.Queued, error) {
	outgoing.Campaign = ""
	return u.Queue.Enqueue(ctx, outgoing)
}
