package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// Every event comes out of its letter as it went in, by way of JSON.
func TestDeadLettersKeepEvents(t *testing.T) {
	t.Parallel()
	bodies := seeds(t)
	bodies["many changes"] = statusBatch(5)
	bodies["one long change"] = textMessages(200)
	for name, odd := range map[string]string{
		"no entries": `{"object":"x","field":"messages"}`,
		"entry without changes": `{"object":"x","entry":[{"id":"1","time":1760000000,"field":"messages",` +
			`"value":{"messages":[{"id":"wamid.1"}]}}]}`,
		"entry of another form":   `{"object":"x","entry":[5,"<&>",null,[]]}`,
		"changes of another form": `{"object":"x","entry":[{"id":"1","changes":{"field":"calls"},"field":"calls","time":1760000000}]}`,
		"change of another form":  `{"object":"x","entry":[{"id":"1","changes":[7,null,[{"field":"calls"}]],"field":"calls"}]}`,
		"field of the entry":      `{"object":"x","entry":[{"id":"1","changes":[{"value":{"calls":[{"id":"wacid.1"}]}}],"field":"calls"}]}`,
		"field twice": `{"object":"x","entry":[{"id":"1","changes":[{"field":"calls","value":{"calls":[{"id":"wacid.1"}]}},` +
			`{"value":{"calls":[{"id":"wacid.2"}]}}],"field":"messages"}]}`,
		"milliseconds": `{"object":"x","entry":[{"id":"1","time":1760000000123,"changes":[{"field":"new","value":{}}]}]}`,
		"empty":        `{}`,
		"the same key twice": `{"object":"x","entry":[{"id":"1","changes":[{"field":"messages","value":{` +
			`"messages":[{"id":"wamid.1"},{"id":"wamid.1" }]}}]}]}`,
	} {
		bodies[name] = []byte(odd)
	}
	for name, body := range bodies {
		for i, event := range parse(t, body) {
			letter := webhook.NewDeadLetter(event, errLost, 3)
			text, err := json.Marshal(letter)
			require.NoError(t, err)
			var stored webhook.DeadLetter
			require.NoError(t, json.Unmarshal(text, &stored))
			require.Equal(t, letter, stored)
			assert.Equal(t, event.Key(), stored.Key)
			assert.Equal(t, event.Field(), stored.Field)
			assert.Equal(t, "connection lost", stored.Reason)
			assert.Equal(t, 3, stored.Attempts)

			var again webhook.Event
			require.NoError(t, stored.Run(t.Context(), func(_ context.Context, event webhook.Event) error {
				again = event
				return nil
			}), "%s, event %d", name, i)
			assert.Equal(t, typeName(event), typeName(again))
			assert.Equal(t, event.Key(), again.Key())
			assert.JSONEq(t, string(event.Raw()), string(again.Raw()))
			assert.Equal(t, encode(t, event), encode(t, again))
			assert.Equal(t, event.Time(), again.Time(), "%s, event %d", name, i)
			if _, unknown := event.(*webhook.UnknownEvent); !unknown {
				assert.Equal(t, event.Field(), again.Field())
				assert.Equal(t, event.EntryID(), again.EntryID())
				assert.Equal(t, event.Skipped(), again.Skipped())
			}
		}
	}
}

func TestDeadLetterOfABody(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"entry":[`, "\xff\x00", ""} {
		_, cause := webhook.Parse([]byte(body))
		letter := webhook.NewBodyDeadLetter([]byte(body), cause)
		text, err := json.Marshal(letter)
		require.NoError(t, err)
		var stored webhook.DeadLetter
		require.NoError(t, json.Unmarshal(text, &stored))
		require.Equal(t, letter, stored)
		require.Equal(t, cause.Error(), stored.Reason)
		require.Equal(t, 1, stored.Attempts)

		never := func(context.Context, webhook.Event) error { return errors.New("called") }
		require.ErrorIs(t, stored.Run(t.Context(), never), webhook.ErrMalformed)
		_, err = stored.Event()
		require.ErrorIs(t, err, webhook.ErrMalformed)

		stored.Body = textMessages(3) // somebody has mended it
		ran := 0
		err = stored.Run(t.Context(), func(context.Context, webhook.Event) error {
			ran++
			return fmt.Errorf("failure %d", ran)
		})
		require.Equal(t, 3, ran)
		require.ErrorContains(t, err, "failure 1")
		require.ErrorContains(t, err, "failure 3")
	}
}

func TestDeadLettersAreReadable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		event := parse(t, []byte(`{"object":"o","entry":[{"id":"1","changes":[{"field":"messages","value":`+
			`{"messages":[{"id":"wamid.1"}]}}]}]}`))[0]
		text, err := json.Marshal(webhook.NewDeadLetter(event, errLost, 2))
		require.NoError(t, err)
		require.JSONEq(t, `{"reason":"connection lost","field":"messages","key":"wamid.1","attempts":2,"time":"2000-01-01T00:00:00Z",
			"body":"{\"object\":\"o\",\"entry\":[{\"id\":\"1\",\"field\":\"messages\",\"changes\":[{\"field\":\"messages\",\"value\":{\"messages\":[{\"id\":\"wamid.1\"}]}}]}]}"}`,
			string(text))
		var letter webhook.DeadLetter
		require.Error(t, json.Unmarshal([]byte(`{"time":5}`), &letter))
	})
}

func TestDeadLetterThatWasChanged(t *testing.T) {
	t.Parallel()
	letter := webhook.NewDeadLetter(parse(t, textMessages(1))[0], errLost, 1)
	letter.Body = textMessages(0)
	require.ErrorContains(t, letter.Run(t.Context(), func(context.Context, webhook.Event) error { return nil }), `"wamid.0"`)
	require.ErrorContains(t, letter.Run(t.Context(), nil), "callback is nil")
}

func TestRunReportsWhatFails(t *testing.T) {
	t.Parallel()
	letter := webhook.NewDeadLetter(parse(t, textMessages(1))[0], errLost, 1)
	require.Equal(t, errLost, letter.Run(t.Context(), func(context.Context, webhook.Event) error { return errLost }))
	err := letter.Run(t.Context(), func(context.Context, webhook.Event) error { panic("x") })
	_, panicked := errors.AsType[*webhook.PanicError](err)
	require.True(t, panicked)
}

// An event that was built and not parsed can be kept too, although nothing of
// it is there to run.
func TestDeadLetterOfAnEventThatWasBuilt(t *testing.T) {
	t.Parallel()
	letter := webhook.NewDeadLetter(&webhook.MessageEvent{Message: webhook.Message{ID: "wamid.1"}}, errLost, 1)
	require.Equal(t, "wamid.1", letter.Key)
	_, err := letter.Event()
	require.Error(t, err)
}

// graveyard keeps letters, and says how often an event was tried.
type graveyard struct {
	letters []webhook.DeadLetter
	tried   map[string]int
	failing error // of Keep
}

func (g *graveyard) keep(_ context.Context, letter webhook.DeadLetter) error {
	if g.failing != nil {
		return g.failing
	}
	g.letters = append(g.letters, letter)
	return nil
}

func (g *graveyard) receiver(t *testing.T, letters webhook.DeadLetters, next webhook.Callback) *receiver {
	t.Helper()
	g.tried = map[string]int{}
	letters.Keep = g.keep
	return newReceiver(t, nil, webhook.Deduplicate(webhook.NewMemoryStore(0, 0),
		webhook.WithDeadLetters(letters, func(ctx context.Context, event webhook.Event) error {
			g.tried[event.Key()]++
			return next(ctx, event)
		})))
}

// A poison event is tried as often as was allowed, kept, told of and
// acknowledged, and holds up nobody.
func TestPoisonEvent(t *testing.T) {
	t.Parallel()
	for name, poison := range map[string]func() error{
		"error": func() error { return errLost },
		"panic": func() error { panic(errLost) },
	} {
		var g graveyard
		r := g.receiver(t, webhook.DeadLetters{MaxAttempts: 3}, func(_ context.Context, event webhook.Event) error {
			if event.Key() == "wamid.1" {
				return poison()
			}
			return nil
		})
		deliveries := 0
		for code := 0; code != http.StatusOK; deliveries++ {
			require.Less(t, deliveries, 3, name)
			code = r.post(t, textMessages(3)).Code
		}
		assert.Equal(t, 3, deliveries)
		assert.Equal(t, map[string]int{"wamid.0": 1, "wamid.1": 3, "wamid.2": 1}, g.tried)
		require.Equal(t, http.StatusOK, r.post(t, textMessages(3)).Code)
		assert.Equal(t, 3, g.tried["wamid.1"], "it is done")

		require.Len(t, g.letters, 1)
		assert.Equal(t, "wamid.1", g.letters[0].Key)
		assert.Equal(t, 3, g.letters[0].Attempts)
		assert.Contains(t, g.letters[0].Reason, "connection lost")
		last := r.errors[len(r.errors)-1]
		told, ok := errors.AsType[*webhook.DeadLetterError](last)
		require.True(t, ok)
		assert.Equal(t, g.letters[0], told.Letter)
		assert.ErrorIs(t, last, errLost)
		assert.ErrorContains(t, last, "wamid.1: kept as a dead letter after attempt 3: ")
	}
}

func TestEventThatSucceedsInTime(t *testing.T) {
	t.Parallel()
	var g graveyard
	r := g.receiver(t, webhook.DeadLetters{}, func(context.Context, webhook.Event) error {
		if g.tried["wamid.0"] < webhook.DefaultMaxAttempts {
			return errLost
		}
		return nil
	})
	for range webhook.DefaultMaxAttempts - 1 {
		require.Equal(t, http.StatusInternalServerError, r.post(t, textMessages(1)).Code)
	}
	require.Equal(t, http.StatusOK, r.post(t, textMessages(1)).Code)
	require.Empty(t, g.letters)
}

func TestPermanentErrorIsKeptAtOnce(t *testing.T) {
	t.Parallel()
	var g graveyard
	r := g.receiver(t, webhook.DeadLetters{Counter: brokenCounter{}}, func(context.Context, webhook.Event) error {
		return webhook.Permanent(errLost)
	})
	require.Equal(t, http.StatusOK, r.post(t, textMessages(1)).Code)
	require.Len(t, g.letters, 1)
	require.Equal(t, 1, g.letters[0].Attempts)
}

// What cannot be counted or kept is delivered again.
func TestLetterThatIsNotKept(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	for name, failing := range map[string]error{"plain": full, "permanent": webhook.Permanent(full)} {
		g := graveyard{failing: failing}
		r := g.receiver(t, webhook.DeadLetters{}, func(context.Context, webhook.Event) error { return webhook.Permanent(errLost) })
		require.Equal(t, http.StatusInternalServerError, r.post(t, textMessages(1)).Code, name)
		require.ErrorIs(t, r.errors[0], errLost)
		require.ErrorIs(t, r.errors[0], full)
		require.ErrorContains(t, r.errors[0], "connection lost\nkeeping the dead letter: disk full")
		g.failing = nil
		require.Equal(t, http.StatusOK, r.post(t, textMessages(1)).Code, name)
		require.Len(t, g.letters, 1)
	}

	var g graveyard
	r := g.receiver(t, webhook.DeadLetters{MaxAttempts: 1, Counter: brokenCounter{}},
		func(context.Context, webhook.Event) error { return errLost })
	require.Equal(t, http.StatusInternalServerError, r.post(t, textMessages(1)).Code)
	require.ErrorIs(t, r.errors[0], errLost)
	require.ErrorContains(t, r.errors[0], "counting the failure: counter away")
	require.Empty(t, g.letters)

	callback := webhook.WithDeadLetters(webhook.DeadLetters{MaxAttempts: 1}, func(context.Context, webhook.Event) error { return errLost })
	require.False(t, webhook.IsPermanent(callback(t.Context(), parse(t, textMessages(1))[0])), "there is no Keep")
}

type brokenCounter struct{}

func (brokenCounter) CountFailure(context.Context, string) (int, error) {
	return 0, errors.New("counter away")
}

// A failure that says nothing about the event does not count against it, and
// neither does an attempt elsewhere.
func TestFailuresThatDoNotCount(t *testing.T) {
	t.Parallel()
	away := errors.New("database down")
	var g graveyard
	r := g.receiver(t, webhook.DeadLetters{
		MaxAttempts: 1, Counts: func(err error) bool { return !errors.Is(err, away) },
	}, func(context.Context, webhook.Event) error {
		if g.tried["wamid.0"] <= 5 {
			return away
		}
		return errLost
	})
	for range 5 {
		require.Equal(t, http.StatusInternalServerError, r.post(t, textMessages(1)).Code)
	}
	require.Empty(t, g.letters)
	require.Equal(t, http.StatusOK, r.post(t, textMessages(1)).Code)
	require.Len(t, g.letters, 1)

	letters := webhook.DeadLetters{MaxAttempts: 1, Keep: g.keep}
	outside := webhook.WithDeadLetters(letters, func(context.Context, webhook.Event) error { return webhook.ErrInProgress })
	require.Equal(t, webhook.ErrInProgress, outside(t.Context(), parse(t, textMessages(1))[0]))
	require.Len(t, g.letters, 1)
}

// An attempt that its sender or its lease has ended was one.
func TestFailureOfAnEndedContextCounts(t *testing.T) {
	t.Parallel()
	var g graveyard
	callback := webhook.WithDeadLetters(webhook.DeadLetters{
		MaxAttempts: 1,
		Keep: func(ctx context.Context, letter webhook.DeadLetter) error {
			require.NoError(t, ctx.Err())
			return g.keep(ctx, letter)
		},
	}, func(ctx context.Context, _ webhook.Event) error { return ctx.Err() })
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	require.True(t, webhook.IsPermanent(callback(ctx, parse(t, textMessages(1))[0])))
	require.Len(t, g.letters, 1)
}

func TestMemoryStoreCountsFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := webhook.NewMemoryStore(2, time.Hour)
		count := func(key string) int {
			n, err := store.CountFailure(t.Context(), key)
			require.NoError(t, err)
			return n
		}
		require.Equal(t, 1, count("a"))
		require.Equal(t, 2, count("a"))
		require.Equal(t, 1, count("b"))
		time.Sleep(time.Hour - 1)
		require.Equal(t, 3, count("a"), "it is remembered from the last failure on")
		time.Sleep(time.Hour - 1)
		require.Equal(t, 4, count("a"))
		time.Sleep(time.Hour)
		require.Equal(t, 1, count("a"), "its failures are old")
		require.Equal(t, 1, count("b"))
		require.Equal(t, 1, count("c"), "a has no room")
		require.Equal(t, 2, count("b"))
		require.Equal(t, 1, count("a"))
		require.Equal(t, 1, count("c"), "c was pushed out")
	})
}

func TestConversationKey(t *testing.T) {
	t.Parallel()
	metadata := `"metadata":{"phone_number_id":"1065"},`
	for want, body := range map[string][]byte{
		"1065:15550100123": messageBody(metadata + `"messages":[{"id":"wamid.1","from":"15550100123"}]`),
		"1065:US.1":        messageBody(metadata + `"messages":[{"id":"wamid.1","from":"15550100123","from_user_id":"US.1"}]`),
		"1065:group":       messageBody(metadata + `"messages":[{"id":"wamid.1","from":"15550100123","group_id":"group"}]`),
		"1065:15550100124": messageBody(metadata + `"statuses":[{"id":"wamid.1","recipient_id":"15550100124"}]`),
		"1065:other": messageBody(metadata + `"statuses":[{"id":"wamid.1","recipient_id":"other",` +
			`"recipient_type":"group","recipient_participant_id":"15550100124"}]`),
		"1065:15550100125": fieldBody(webhook.FieldCalls, `{`+metadata+`"calls":[{"id":"wacid.1","from":"15550100125"}]}`),
		"1065:15550100126": fieldBody(webhook.FieldCalls, `{`+metadata+`"statuses":[{"id":"wacid.1","recipient_id":"15550100126"}]}`),
		"1065:15550100127": fieldBody(webhook.FieldMessageEchoes, `{`+metadata+`"message_echoes":[{"id":"wamid.1","to":"15550100127"}]}`),
		"1065:third": fieldBody(webhook.FieldMessageEchoes,
			`{`+metadata+`"message_echoes":[{"id":"wamid.1","to":"15550100127","group_id":"third"}]}`),
		"1065:15550100128": fieldBody(webhook.FieldStandby, `{`+metadata+`"messages":[{"id":"wamid.1","from":"15550100128"}]}`),
		"":                 fieldBody(webhook.FieldAccountUpdate, `{"event":"x"}`),
	} {
		events := parse(t, body)
		require.Len(t, events, 1)
		assert.Equal(t, want, webhook.ConversationKey(events[0]), "%s", body)
	}
	assert.Empty(t, webhook.ConversationKey(parse(t, messageBody(metadata+`"messages":[{"id":"wamid.1"}]`))[0]), "nobody")
	assert.NotEqual(t,
		webhook.ConversationKey(parse(t, messageBody(`"metadata":{"phone_number_id":"1:2"},"messages":[{"from":"3"}]`))[0]),
		webhook.ConversationKey(parse(t, messageBody(`"metadata":{"phone_number_id":"1"},"messages":[{"from":"2:3"}]`))[0]))
	assert.NotContains(t, webhook.ConversationKey(struct{ webhook.Event }{}), ":", "an event of another package")
}
