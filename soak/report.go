package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

// report writes a line now and then.
func (r *run) report(ctx context.Context) {
	for sleep(ctx, 10*time.Second) {
		var stats durable.Stats
		_, err := r.meta.ask(ctx, "/stats", request{}, &stats)
		asked := fmt.Sprintf("%d events and %d messages wait, %d unknown, %d dead letters", stats.Events, stats.Due, stats.Unknown, stats.DeadLetters)
		if err != nil {
			asked = "nobody answers at present"
		}
		accepted, refused, _ := r.ledger.sentSince(0)
		fmt.Fprintf(r.out, "%5.0f s: %d accepted, %d refused, %d killed; %s; %d webhooks wait\n", time.Since(r.began).Seconds(),
			accepted, refused, r.ledger.counted("processes killed"), asked, r.meta.left())
	}
}

// read returns what is in the database.
func (r *run) read(ctx context.Context) (stored, error) {
	kept := stored{effects: map[string]int{}}
	store, err := durable.Open(ctx, r.source, durable.Options{SkipMigration: true})
	if err != nil {
		return kept, err
	}
	defer store.Close()
	outbox, err := store.NewOutbox(durable.OutboxConfig{})
	if err != nil {
		return kept, err
	}
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: webhook.Config{AppSecrets: []string{appSecret}, VerifyToken: "verify"}})
	if err != nil {
		return kept, err
	}
	stats, err := store.Stats(ctx)
	if err != nil {
		return kept, err
	}
	kept.pending = stats.Events
	for message, err := range outbox.AllMessages(ctx, durable.ListMessages{}) {
		if err != nil {
			return kept, err
		}
		kept.messages = append(kept.messages, message)
	}
	if err := kept.readLetters(ctx, inbox); err != nil {
		return kept, err
	}
	return kept, kept.readEffects(ctx, store)
}

func (s *stored) readLetters(ctx context.Context, inbox *durable.Inbox) error {
	for letter, err := range inbox.AllDeadLetters(ctx) {
		switch {
		case err != nil:
			return err
		case letter.Field == "":
			s.malformed++
		default:
			s.letters = append(s.letters, idOf(letter))
		}
	}
	return nil
}

// idOf returns the id of the event in a dead letter.
func idOf(letter *durable.DeadLetter) string {
	notification, err := webhook.Parse(letter.Body)
	if err != nil {
		return err.Error()
	}
	for found := range notification.Events() {
		if message, ok := found.(*webhook.MessageEvent); ok && message.Message.Text != nil {
			_, id, _ := strings.Cut(message.Message.Text.Body, " ")
			return id
		}
	}
	return letter.Key
}

func (s *stored) readEffects(ctx context.Context, store *durable.Store) error {
	rows, err := store.DB().QueryContext(ctx, "SELECT event, COUNT(*) FROM soak_effects GROUP BY event")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var times int
		if err := rows.Scan(&id, &times); err != nil {
			return err
		}
		s.effects[id] = times
	}
	return rows.Err()
}

// complaints are those of the processes, in their logs.
func (r *run) complaints() []string {
	var found []string
	logs, _ := filepath.Glob(filepath.Join(r.folder, "process-*.log"))
	for _, name := range logs {
		file, err := os.Open(name)
		if err != nil {
			return append(found, err.Error())
		}
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			text, complains := strings.CutPrefix(lines.Text(), complaintMark)
			if complains || strings.HasPrefix(text, "panic:") || strings.HasPrefix(text, "fatal error:") || strings.Contains(text, "DATA RACE") {
				found = append(found, fmt.Sprintf("%s: %s", name, text))
			}
		}
		file.Close()
	}
	return found
}

// print writes the table.
func (r *run) print(kept stored) {
	table := tabwriter.NewWriter(r.out, 0, 0, 2, ' ', 0)
	row := func(name, format string, arguments ...any) { fmt.Fprintf(table, name+"\t"+format+"\n", arguments...) }
	row("took", "%s", time.Since(r.began).Round(time.Second))
	counts := r.ledger.counts
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		row(name, "%d", counts[name])
	}
	row("events acknowledged", "%d, and %d that do not parse", len(r.ledger.events), r.ledger.malformed)
	row("dead letters", "%d, and %d that do not parse", len(kept.letters), kept.malformed)
	states, outcomes := map[string]int{}, map[string]int{}
	for _, m := range kept.messages {
		states["messages "+string(m.State)]++
	}
	for _, made := range r.ledger.attempts {
		outcomes["attempts "+made.outcome]++
	}
	for _, counted := range []map[string]int{states, outcomes} {
		for _, name := range slices.Sorted(maps.Keys(counted)) {
			row(name, "%d", counted[name])
		}
	}
	for i, p := range append(slices.Clone(r.pace), together(r.pace)) {
		name := fmt.Sprintf("calm time %d", i+1)
		if i == len(r.pace) {
			name = "all calm times"
		}
		row(name, "%.1f %% of %d messages a second used, %.2f %% refused, in %s; at least %d waited",
			p.usedPercent(r.throughput), r.throughput, p.refusedPercent(), p.lasted.Round(time.Second), p.leastDue)
	}
	row("webhooks answered in calm times", "half within %s, 99 %% within %s",
		r.meta.percentile(50).Round(time.Millisecond), r.meta.percentile(99).Round(time.Millisecond))
	table.Flush()
}

// addressOf returns host and port of a server.
func addressOf(source string) (string, error) {
	parsed, err := url.Parse(source)
	if err != nil || parsed.Hostname() == "" {
		return "", errors.New("invalid -postgres; want postgres://user@host:port/database")
	}
	port := parsed.Port()
	if port == "" {
		port = "5432"
	}
	return net.JoinHostPort(parsed.Hostname(), port), nil
}

// throughProxy returns the URL of the same database by another way.
func throughProxy(source, address string) (string, error) {
	parsed, err := url.Parse(source)
	if err != nil {
		return "", err
	}
	parsed.Host = address
	return parsed.String(), nil
}
