package batch_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// With these in its environment, the test binary is a process that sends a
// batch, instead of running tests.
const (
	officeVariable  = "WHATSAPP_TEST_OFFICE"
	journalVariable = "WHATSAPP_TEST_JOURNAL"
)

func TestMain(m *testing.M) {
	office := os.Getenv(officeVariable)
	if office == "" {
		os.Exit(m.Run())
	}
	if err := sendInProcess(office, os.Getenv(journalVariable)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// limitFiles simulates a full disk if a test asks for it.
var limitFiles = func() error { return nil }

// sendInProcess sends a batch in the child process.
func sendInProcess(office, path string) error {
	if err := limitFiles(); err != nil {
		return err
	}
	journal, err := batch.OpenFileJournal(path)
	if err != nil {
		return err
	}
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(office))
	if err != nil {
		return err
	}
	_, err = batch.Send(context.Background(), client.Messages, phoneNumberID, texts(40, 15), &batch.Options{
		Concurrency: 4, Journal: &announced{Journal: journal, office: office},
	})
	return errors.Join(err, journal.Close())
}

// announced is a journal that tells the office what it is about to record.
type announced struct {
	batch.Journal
	office string
}

func (a *announced) Record(ctx context.Context, entry batch.JournalEntry) error {
	moment := beforeOutcome
	if entry.State == batch.StateSending {
		moment = beforeIntent
	}
	body := url.Values{"moment": {moment}, "index": {itoa(entry.Index)}}
	response, err := http.PostForm(a.office+"/moment", body)
	if err != nil {
		return err
	}
	response.Body.Close()
	return a.Journal.Record(ctx, entry)
}

// The moments at which a process may die, seen from one message.
const (
	beforeIntent   = "before the intent is written"
	beforeEffect   = "before the message is accepted"
	afterEffect    = "after the message is accepted"
	afterAnswer    = "after the answer is sent"
	beforeOutcome  = "before the outcome is written"
	messageRefused = 131026
)

// A deadlyOffice accepts the messages of a child process, and kills it at a
// given moment.
type deadlyOffice struct {
	server  *httptest.Server
	journal string
	watch   func() // runs before the child is killed

	mutex    sync.Mutex
	accepted map[string]int // how often, by the text
	moment   string         // when to kill
	left     int            // how many such moments pass before
	victim   string         // the message at that moment
	child    *os.Process
	ended    chan struct{}
}

func newDeadlyOffice(t *testing.T) *deadlyOffice {
	t.Helper()
	o := &deadlyOffice{journal: filepath.Join(t.TempDir(), "journal"), accepted: map[string]int{}, watch: func() {}}
	o.server = httptest.NewServer(o)
	t.Cleanup(o.server.Close)
	return o
}

func (o *deadlyOffice) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/moment" {
		o.pass(r.FormValue("moment"), r.FormValue("index"))
		return
	}
	var message struct{ Text struct{ Body string } }
	if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	body := message.Text.Body
	o.pass(beforeEffect, body)
	if refusedAnyway(body) {
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, graphError(itoa(messageRefused)))
		return
	}
	o.mutex.Lock()
	o.accepted[body]++
	o.mutex.Unlock()
	o.pass(afterEffect, body)
	fmt.Fprintf(w, `{"messaging_product":"whatsapp","messages":[{"id":"wamid.%s"}]}`, body)
	http.NewResponseController(w).Flush()
	o.pass(afterAnswer, body)
}

func refusedAnyway(body string) bool { return body[len(body)-1] == '7' }

// pass kills the child if this is the moment. The request is then not answered.
func (o *deadlyOffice) pass(moment, index string) {
	o.mutex.Lock()
	child, ended := o.child, o.ended
	strikes := moment == o.moment && o.left == 0
	if moment == o.moment {
		o.left--
	}
	if strikes {
		o.victim = index
	}
	o.mutex.Unlock()
	if strikes {
		o.watch()
		child.Kill()
		<-ended
		panic(http.ErrAbortHandler)
	}
}

// run starts a child and kills it at the given moment, after letting some pass.
// It returns the message at which it was killed, and the child's output.
func (o *deadlyOffice) run(t *testing.T, moment string, left int, environment ...string) (victim, output string, err error) {
	t.Helper()
	executable, err := os.Executable()
	require.NoError(t, err)
	child := exec.Command(executable)
	child.Env = append(os.Environ(), officeVariable+"="+o.server.URL, journalVariable+"="+o.journal)
	child.Env = append(child.Env, environment...)
	var printed bytes.Buffer
	child.Stdout, child.Stderr = &printed, &printed
	ended := make(chan struct{})

	o.mutex.Lock()
	o.moment, o.left, o.victim, o.ended = moment, left, "", ended
	err = child.Start()
	o.child = child.Process
	o.mutex.Unlock()
	require.NoError(t, err)
	err = child.Wait()
	close(ended)

	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.victim, printed.String(), err
}

// resume sends the rest from this process, and checks that every message is
// accounted for.
func (o *deadlyOffice) resume(t *testing.T) []batch.Result {
	t.Helper()
	journal, err := batch.OpenFileJournal(o.journal)
	require.NoError(t, err)
	client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(o.server.URL))
	require.NoError(t, err)
	results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(40, 15), &batch.Options{Journal: journal})
	require.NoError(t, err)
	require.NoError(t, journal.Close())

	o.mutex.Lock()
	defer o.mutex.Unlock()
	states(t, results)
	for i, result := range results {
		arrivals := o.accepted[itoa(i)]
		assert.LessOrEqual(t, arrivals, 1, "message %d is sent twice", i)
		switch result.State {
		case batch.StateAccepted:
			assert.Equal(t, 1, arrivals, "message %d", i)
		case batch.StateRejected:
			assert.True(t, refusedAnyway(itoa(i)), "message %d", i)
			assert.ErrorContains(t, result.Err, itoa(messageRefused))
		case batch.StateUnknown:
			assert.ErrorIs(t, result.Err, whatsapp.ErrOutcomeUnknown)
		default:
			assert.Fail(t, "not accounted for", "message %d is %s", i, result.State)
		}
	}
	return results
}

// A process is killed in the middle of a batch, again and again. After
// resuming, every message is accounted for, and none is sent twice.
func TestSurvivesItsProcess(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		victims []batch.State // what may become of the message at the moment
	}{
		beforeIntent:  {[]batch.State{batch.StateAccepted, batch.StateRejected}},
		beforeEffect:  {[]batch.State{batch.StateUnknown}},
		afterEffect:   {[]batch.State{batch.StateUnknown}},
		afterAnswer:   {[]batch.State{batch.StateAccepted, batch.StateUnknown}},
		beforeOutcome: {[]batch.State{batch.StateUnknown}},
	}
	for moment, test := range tests {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			office := newDeadlyOffice(t)
			var victims []string
			for _, left := range []int{0, 6, 3} {
				victim, output, err := office.run(t, moment, left)
				require.Error(t, err, "it was killed")
				require.NotEmpty(t, victim, output)
				require.NotContains(t, victims, victim, "nothing comes to this moment twice")
				if moment != beforeIntent {
					victims = append(victims, victim)
				}
			}
			results := office.resume(t)
			unknown := 0
			for i, result := range results {
				if result.State == batch.StateUnknown {
					unknown++
				}
				for _, victim := range victims {
					if victim == itoa(i) {
						require.Contains(t, test.victims, result.State, "message %d", i)
					}
				}
			}
			require.LessOrEqual(t, unknown, 3*4, "no more than were on their way")
		})
	}
}

// Two processes must not send one batch at the same time.
func TestFileJournalIsForOneProcess(t *testing.T) {
	t.Parallel()
	office := newDeadlyOffice(t)
	var refusal error
	office.watch = func() { _, refusal = batch.OpenFileJournal(office.journal) }
	_, output, err := office.run(t, afterEffect, 3)
	require.Error(t, err, "it was killed")
	require.ErrorContains(t, refusal, "already open", output)
	office.resume(t)
}
