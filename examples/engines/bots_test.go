package engines_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/examples/engines/internal/redisserver"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

func TestBotsInMemory(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"slow-bot", "jetstream", "redis-streams"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "redis-streams" {
				requireRedis(t)
			}
			lines := strings.Split(run(t, t.TempDir(), name, nil, "-delay", "50ms"), "\n")
			for _, person := range []string{"15550100123", "15550100124", "15550100125"} {
				assert.Contains(t, lines, "  "+person+"   Good morning / Is my order on its way?")
			}
			assert.Contains(t, lines, "  accepted    14 bodies")
		})
	}
}

const (
	people    = 4
	perPerson = 12
	kills     = 3
	delay     = 100 * time.Millisecond
	// Meta hangs up after impatience, and each time later: a machine that has
	// other things to do may take that long to store a body.
	impatience = delay / 5
	patience   = 10 * time.Second
)

func TestKilledJetStream(t *testing.T) {
	t.Parallel()
	killed(t, "jetstream", (*bot).keptLetter, "-data", "data")
}

func TestKilledRedisStreams(t *testing.T) {
	t.Parallel()
	requireRedis(t)
	address, stop, err := redisserver.Start(t.Context(), t.TempDir(), "--appendonly", "yes", "--appendfsync", "always")
	require.NoError(t, err)
	t.Cleanup(stop)
	killed(t, "redis-streams", (*bot).keptLetter, "-redis", "redis://"+address)
}

func TestKilledSlowBot(t *testing.T) {
	t.Parallel()
	killed(t, "slow-bot", (*bot).isUnknown, "-database", "bot.db")
}

// A bot is a program that is killed again and again while people write to it.
type bot struct {
	folder string
	meta   *graphtest.Server
	before strings.Builder // what its earlier processes have printed
	*process
}

// killed has people write to a bot whose sender hangs up soon and delivers
// everything twice, kills it meanwhile, and waits until it is known of every
// message what became of it.
func killed(t *testing.T, name string, known func(b *bot, t *testing.T, id string) bool, arguments ...string) {
	t.Helper()
	b := &bot{folder: t.TempDir()}
	meta, environment := standIn(t)
	b.meta = meta
	arguments = append(arguments, "-apply", "-delay", delay.String(), "-listen", "127.0.0.1:0")
	var address atomic.Value
	begin := func() {
		b.process = start(t, programIn(t, b.folder, name, environment, arguments...))
		address.Store(b.await(t, "Listening on "))
	}
	begin()
	hooks := meta.Webhooks(http.NotFoundHandler(), appSecret, graphtest.WithStatuses())
	var writing sync.WaitGroup
	for person := range people {
		writing.Go(func() {
			for i := range perPerson {
				text := fmt.Sprint(person, ".", i)
				body, err := hooks.Body(graphtest.Inbound{
					From: fmt.Sprint("1555010010", person), Text: text, Message: webhook.Message{ID: "wamid." + text},
				})
				if !assert.NoError(t, err) {
					return
				}
				for range 2 {
					for wait := impatience; !post(&address, body, wait); wait = min(2*wait, patience) {
						time.Sleep(10 * time.Millisecond)
					}
				}
			}
		})
	}
	for range kills {
		time.Sleep(time.Duration(rand.IntN(int(8 * delay))))
		b.kill(t)
		b.before.WriteString(b.printed())
		begin()
	}
	writing.Wait()
	for end := time.Now().Add(2 * time.Minute); b.missing(t, known) != ""; time.Sleep(100 * time.Millisecond) {
		require.True(t, time.Now().Before(end), "message %s was lost\n%s%s", b.missing(t, known), &b.before, b.printed())
	}
	b.interrupt(t)
	b.account(t)
}

// post delivers a body, and hangs up after a time.
func post(address *atomic.Value, body []byte, wait time.Duration) bool {
	request, err := http.NewRequest(http.MethodPost, "http://"+address.Load().(string)+"/webhook", bytes.NewReader(body))
	if err != nil {
		return false
	}
	request.Header.Set(webhook.SignatureHeader, webhook.Sign(body, appSecret))
	answer, err := (&http.Client{Timeout: wait}).Do(request)
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// missing returns a message that was not answered, unless it is known that it
// may not have been.
func (b *bot) missing(t *testing.T, known func(b *bot, t *testing.T, id string) bool) string {
	t.Helper()
	answered := map[string]bool{}
	for _, sent := range b.meta.Outbox() {
		answered[sent.Text()] = true
	}
	for person := range people {
		for i := range perPerson {
			text := fmt.Sprint(person, ".", i)
			if !answered[text] && !known(b, t, "wamid."+text) {
				return text
			}
		}
	}
	return ""
}

// keptLetter reports whether a message was kept as a dead letter.
func (b *bot) keptLetter(_ *testing.T, id string) bool {
	return strings.Contains(b.before.String()+b.printed(), "messages event "+id+": kept as a dead letter")
}

// isUnknown reports whether it is recorded as unknown whether the answer to a
// message was sent.
func (b *bot) isUnknown(t *testing.T, id string) bool {
	t.Helper()
	store, err := durable.Open(t.Context(), filepath.Join(b.folder, "bot.db"), durable.Options{SkipMigration: true})
	require.NoError(t, err)
	defer store.Close()
	outbox, err := store.NewOutbox(durable.OutboxConfig{})
	require.NoError(t, err)
	unknown, err := outbox.Messages(t.Context(), durable.ListMessages{State: durable.StateUnknown})
	require.NoError(t, err)
	return slices.ContainsFunc(unknown, func(m *durable.Message) bool { return strings.Contains(m.CallbackData, ":"+id+":") })
}

// account looks whether every message was answered once at most, and each
// person's in order.
func (b *bot) account(t *testing.T) {
	t.Helper()
	times, last := map[string]int{}, map[string]int{}
	for _, sent := range b.meta.Outbox() {
		var person, number int
		_, err := fmt.Sscanf(sent.Text(), "%d.%d", &person, &number)
		require.NoError(t, err)
		times[sent.Text()]++
		assert.Equal(t, 1, times[sent.Text()], "answers to %s", sent.Text())
		if before, found := last[sent.To]; found {
			assert.Greater(t, number, before, "%s got answer %d after answer %d", sent.To, number, before)
		}
		last[sent.To] = number
	}
	t.Logf("%d of %d messages were answered", len(times), people*perPerson)
	assert.GreaterOrEqual(t, len(times), people*perPerson-kills*people, "one answer of each person may be missing after each kill")
}
