package durable_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

// killsVariable is how often the processes are killed; a few times if it is not
// set.
const killsVariable = "DURABLE_KILLS"

func TestKillSQLite(t *testing.T) {
	t.Parallel()
	killing(t, filepath.Join(t.TempDir(), "test.db"), 1, 5)
}

func TestKillPostgreSQL(t *testing.T) {
	t.Parallel()
	killing(t, emptyDatabase(t, postgres(t)), 3, 5)
}

// killing has processes work on an inbox and an outbox, kills them again and
// again, and then accounts for every event and every message.
func killing(t *testing.T, source string, processes, kills int) {
	t.Helper()
	if text := os.Getenv(killsVariable); text != "" {
		var err error
		kills, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	graph := newCountingGraph(t)
	meta := &sender{t: t, children: make([]*child, processes), statuses: graph.statuses}
	for i := range meta.children {
		meta.children[i] = startChild(t, source, graph.url)
	}
	delivering, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	for line := range 4 {
		work.Go(func() { meta.deliver(delivering, line) })
	}
	work.Go(func() { meta.deliverStatuses(delivering) })
	for range kills {
		time.Sleep(time.Duration(50+rand.IntN(700)) * time.Millisecond)
		meta.replace(rand.IntN(processes), func() *child { return startChild(t, source, graph.url) })
	}
	stop()
	work.Wait()
	meta.settle(t)
	for _, c := range meta.children {
		c.stop(t)
	}
	account(t, source, graph, meta)
}

// account looks at what is stored, and at what the server has counted.
func account(t *testing.T, source string, graph *countingGraph, meta *sender) {
	t.Helper()
	store, err := durable.Open(t.Context(), source, durable.Options{})
	require.NoError(t, err)
	defer store.Close()
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook})
	require.NoError(t, err)
	outbox, err := store.NewOutbox(durable.OutboxConfig{})
	require.NoError(t, err)

	stats, err := store.Stats(t.Context())
	require.NoError(t, err)
	letters, err := inbox.DeadLetters(t.Context(), 0, 0)
	require.NoError(t, err)
	assert.Zero(t, stats.Events, "events that are neither done nor dead")
	assert.Zero(t, stats.Due+stats.Sending, "messages that are neither sent nor parked")

	states := map[durable.State]int{}
	for _, id := range meta.accepted() {
		reply, err := outbox.MessageByKey(t.Context(), "reply to "+id)
		require.NoError(t, err, "event %s was lost", id)
		states[reply.State]++
		times := graph.times(reply.ID)
		switch reply.State {
		case durable.StateDelivered:
			assert.Equal(t, 1, times, "%s was sent %d times", id, times)
		case durable.StateUnknown:
			assert.Zero(t, times, "%s was sent, its status was delivered, and it is still unknown", id)
		default:
			t.Errorf("the reply to %s is %s (%s), and was sent %d times", id, reply.State, reply.Reason, times)
		}
	}
	graph.checkOrder(t)
	t.Logf("%d events, %d dead letters, messages: %v", len(meta.accepted()), len(letters), states)
	assert.Empty(t, letters)
	assert.NotEmpty(t, states[durable.StateDelivered])
}

// A sender delivers events and statuses as Meta does: again, until they are
// taken.
type sender struct {
	t        *testing.T
	statuses chan string

	mutex    sync.Mutex
	children []*child
	taken    []string
}

func (s *sender) replace(which int, by func() *child) {
	s.mutex.Lock()
	old := s.children[which]
	s.mutex.Unlock()
	old.kill(s.t)
	started := by()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.children[which] = started
}

func (s *sender) accepted() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return append([]string(nil), s.taken...)
}

// deliver delivers the messages of one user, one after the other.
func (s *sender) deliver(ctx context.Context, line int) {
	for i := 0; ctx.Err() == nil; i++ {
		id := fmt.Sprintf("wamid.%d.%d", line, i)
		s.insist(inbound(fmt.Sprintf("1555010%04d", line), id))
		s.mutex.Lock()
		s.taken = append(s.taken, id)
		s.mutex.Unlock()
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
	}
}

func (s *sender) deliverStatuses(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case status := <-s.statuses:
			s.insist(status)
		}
	}
}

// settle waits until everything is done, and all statuses are delivered.
func (s *sender) settle(t *testing.T) {
	t.Helper()
	quiet := 0
	for end := time.Now().Add(2 * time.Minute); quiet < 3; time.Sleep(100 * time.Millisecond) {
		require.True(t, time.Now().Before(end), "it never came to rest: %s", s.ask("/stats"))
		for len(s.statuses) > 0 {
			s.insist(<-s.statuses)
		}
		if s.ask("/stats") == "idle" {
			quiet++
		} else {
			quiet = 0
		}
	}
}

func (s *sender) insist(body string) {
	for s.post(body) != http.StatusOK {
		time.Sleep(5 * time.Millisecond)
	}
}

func (s *sender) anyone() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.children[rand.IntN(len(s.children))].url
}

func (s *sender) post(body string) int {
	request, _ := http.NewRequestWithContext(context.Background(), http.MethodPost, s.anyone(), strings.NewReader(body))
	request.Header.Set(webhook.SignatureHeader, webhook.Sign([]byte(body), childSecret))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

func (s *sender) ask(path string) string {
	answer, err := http.Get(s.anyone() + path)
	if err != nil {
		return err.Error()
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return string(text)
}

// A child is a process that works on an inbox and an outbox.
type child struct {
	command *exec.Cmd
	url     string
	errors  *bytes.Buffer
	input   io.Closer
}

func startChild(t *testing.T, source, graph string) *child {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	c := &child{command: exec.CommandContext(t.Context(), program, "-test.run=^TestChild$"), errors: &bytes.Buffer{}}
	c.command.Env = append(os.Environ(), childSource+"="+source, childGraph+"="+graph)
	c.command.Stderr = c.errors
	output, err := c.command.StdoutPipe()
	require.NoError(t, err)
	c.input, err = c.command.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, c.command.Start())
	line, err := bufio.NewReader(output).ReadString('\n')
	require.NoError(t, err, "%s %s", line, c.errors)
	c.url = strings.TrimSpace(line)
	require.Contains(t, c.url, "http://")
	return c
}

func (c *child) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, c.command.Process.Kill())
	_ = c.command.Wait() // it was killed
}

// stop has the process end in an orderly way.
func (c *child) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, c.input.Close())
	require.NoError(t, c.command.Wait(), "%s", c.errors)
}
