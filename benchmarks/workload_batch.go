package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

// measureBatch compares the processor time of a batch with what its messages
// cost by themselves. A batch works in several goroutines, so that the time
// that passes says little.
func measureBatch(ctx context.Context, s settings) ([]result, error) {
	mail, err := newMail(2000, s)
	if err != nil {
		return nil, err
	}
	return mail.compare(s, processorTime,
		way{name: "Send, one by one", run: func(string) error { return mail.sendEach(ctx) }},
		way{name: "whatsapp, batch", goal: 1.4, run: func(string) error { return mail.send(ctx, nil) }},
		way{name: "whatsapp, batch with a journal", goal: 2, run: func(path string) error {
			return mail.journaled(ctx, path, false)
		}},
		way{name: "whatsapp, stream", goal: 1.6, run: func(string) error { return mail.stream(ctx) }},
	)
}

// measureSync compares a journal that survives a loss of power with a file that
// is flushed twice for each message, once after the other.
func measureSync(ctx context.Context, s settings) ([]result, error) {
	mail, err := newMail(640, s)
	if err != nil {
		return nil, err
	}
	mail.concurrency = 64
	began := time.Now()
	return mail.compare(s.rarely(), func() time.Duration { return time.Since(began) },
		way{name: "one fsync after the other", run: mail.flushEach},
		way{name: "whatsapp, 64 at a time", goal: 0.2, run: func(path string) error {
			return mail.journaled(ctx, path, true)
		}},
	)
}

// A mail is the messages of a batch.
type mail struct {
	client      *whatsapp.Client
	messages    []whatsapp.Message
	concurrency int
}

func newMail(count int, s settings) (*mail, error) {
	if s.quick {
		count /= 20
	}
	// The receipt names nobody, since it is the same for all recipients.
	client, err := newSDK(graphURL, always(`{"messaging_product":"whatsapp","messages":[{"id":"wamid.1"}]}`))
	if err != nil {
		return nil, err
	}
	m := &mail{client: client, messages: make([]whatsapp.Message, count)}
	for i := range m.messages {
		m.messages[i] = whatsapp.Message{To: fmt.Sprintf("+155501%05d", i), Content: whatsapp.Text{Body: messageText}}
	}
	return m, nil
}

func (m *mail) sendEach(ctx context.Context) error {
	for _, message := range m.messages {
		sent, err := m.client.Messages.Send(ctx, phoneNumberID, message)
		if err != nil {
			return err
		}
		if sent.ID() == "" {
			return errWrongAnswer
		}
	}
	return nil
}

func (m *mail) send(ctx context.Context, journal batch.Journal) error {
	results, err := batch.Send(ctx, m.client.Messages, phoneNumberID, m.messages, &batch.Options{Journal: journal, Concurrency: m.concurrency})
	if err != nil {
		return err
	}
	for _, result := range results {
		if result.MessageID == "" {
			return errWrongAnswer
		}
	}
	return nil
}

func (m *mail) stream(ctx context.Context) error {
	source := func(yield func(whatsapp.Message, error) bool) {
		for _, message := range m.messages {
			if !yield(message, nil) {
				return
			}
		}
	}
	for result, err := range batch.Stream(ctx, m.client.Messages, phoneNumberID, source, &batch.Options{Concurrency: m.concurrency}) {
		if err != nil {
			return err
		}
		if result.MessageID == "" {
			return errWrongAnswer
		}
	}
	return nil
}

func (m *mail) journaled(ctx context.Context, path string, sync bool) error {
	journal, err := batch.OpenFileJournal(path)
	if err != nil {
		return err
	}
	defer journal.Close()
	journal.Sync = sync
	return m.send(ctx, journal)
}

func (m *mail) flushEach(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	for range m.messages {
		for range 2 {
			if _, err := file.WriteString(messageText + "\n"); err != nil {
				return err
			}
			if err := file.Sync(); err != nil {
				return err
			}
		}
	}
	return nil
}

// A way is one of several to send the mail; it gets the path of a new file.
type way struct {
	name string
	goal float64
	run  func(path string) error
}

// compare sends the mail in each way in every round, and takes the medians of
// the ratios to the first.
func (m *mail) compare(s settings, clock func() time.Duration, ways ...way) ([]result, error) {
	folder, err := os.MkdirTemp("", "mail")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	ratios := make([][]float64, len(ways))
	for range s.rounds {
		taken := make([]float64, len(ways))
		for _, i := range rand.Perm(len(ways)) {
			path := filepath.Join(folder, "journal")
			runtime.GC()
			began := clock()
			if err := ways[i].run(path); err != nil {
				return nil, fmt.Errorf("%s: %w", ways[i].name, err)
			}
			taken[i] = float64(clock() - began)
			if err := os.RemoveAll(path); err != nil {
				return nil, err
			}
		}
		for i := range ways {
			ratios[i] = append(ratios[i], taken[i]/max(1, taken[0]))
		}
	}
	results := make([]result, len(ways))
	for i, way := range ways {
		results[i] = result{Implementation: way.name, Figures: figures{Time: abx.Median(ratios[i])}, Goal: figures{Time: way.goal}}
	}
	return results, nil
}
