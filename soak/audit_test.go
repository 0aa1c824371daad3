package main

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/wabakit/whatsapp/durable"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// account is a ledger and what the database has of it, in which all is right.
func account() (*ledger, *stored) {
	l := newLedger()
	l.acknowledged("u1.0", event{kind: kindHello, user: "u1"})
	l.acknowledged("u1.1", event{kind: kindPanic, user: "u1", number: 1})
	l.acknowledged("u1.2", event{kind: kindHello, user: "u1", number: 2})
	l.malformed = 1
	l.stored("e0.0", enqueued{id: "T3", source: "e0"})
	l.stored("e0.1", enqueued{source: "e0", number: 1})
	for i, text := range []string{"re u1.0", "re u1.2", "e0.0"} {
		token := []string{"T1", "T2", "T3"}[i]
		l.attempted(attempt{token: token, to: "+" + text[:2], text: text, outcome: attemptRefused, at: noon})
		l.attempted(attempt{token: token, to: "+" + text[:2], text: text, outcome: attemptAccepted, at: noon})
		l.willBecome(token, durable.StateRead)
	}
	l.attempted(attempt{token: "T4", to: "+e0", text: "e0.1", outcome: attemptDropped, at: noon})
	kept := &stored{
		letters: []string{"u1.1"}, malformed: 1, effects: map[string]int{"u1.0": 1, "u1.2": 1},
		messages: []*durable.Message{
			{ID: "T1", CallbackData: "re u1.0", State: durable.StateRead},
			{ID: "T2", CallbackData: "re u1.2", State: durable.StateRead},
			{ID: "T3", CallbackData: "e0.0", State: durable.StateRead},
			{ID: "T4", CallbackData: "e0.1", State: durable.StateUnknown},
		},
	}
	return l, kept
}

func TestAudit(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(l *ledger, kept *stored)
		want  string
	}{
		"all is right":   {func(*ledger, *stored) {}, ""},
		"a complaint":    {func(l *ledger, _ *stored) { l.complain("of %d", 1) }, "of 1"},
		"two ids":        {func(l *ledger, _ *stored) { l.stored("e0.0", enqueued{id: "T9"}) }, `the message with the key "e0.0" has two ids: T3 and T9`},
		"a lost message": {func(_ *ledger, kept *stored) { kept.messages = kept.messages[:3] }, `there are 0 messages with the key "e0.1"`},
		"a lost answer": {func(_ *ledger, kept *stored) {
			kept.messages[3].State = durable.StateQueued
		}, `message "e0.1" is still queued (), and Graph has accepted it 0 times`},
		"sent without having been": {func(_ *ledger, kept *stored) {
			kept.messages[3].State = durable.StateSent
		}, `message "e0.1" is sent (), Graph has accepted it 0 times, and its statuses say ""`},
		"a status that was lost": {func(_ *ledger, kept *stored) {
			kept.messages[2].State = durable.StateSent
		}, `message "e0.0" is sent (), Graph has accepted it 1 times, and its statuses say "read"`},
		"unknown in spite of its status": {func(_ *ledger, kept *stored) {
			kept.messages[2].State = durable.StateUnknown
		}, `message "e0.0" is unknown, and its statuses say read`},
		"sent twice": {func(l *ledger, _ *stored) {
			l.attempted(attempt{token: "T3", to: "+other", text: "e0.0", outcome: attemptLost, at: noon})
		}, `Graph has accepted "e0.0" 2 times`},
		"sent by nobody": {func(l *ledger, _ *stored) {
			l.attempted(attempt{token: "T9", to: "+other", text: "x", outcome: attemptAccepted, at: noon})
		}, "Graph has accepted message T9, and the outbox does not have it"},
		"asked for by nobody": {func(_ *ledger, kept *stored) {
			kept.messages = append(kept.messages, &durable.Message{ID: "T9", CallbackData: "e9.9", State: durable.StateUnknown})
		}, `nobody asked for message "e9.9"`},
		"an event without an effect": {func(_ *ledger, kept *stored) { delete(kept.effects, "u1.0") }, "event u1.0 (hello) has had 0 effects and 1 replies; want 1"},
		"an event with two effects":  {func(_ *ledger, kept *stored) { kept.effects["u1.0"] = 2 }, "event u1.0 (hello) has had 2 effects and 1 replies; want 1"},
		"an event with two replies": {func(_ *ledger, kept *stored) {
			kept.messages = append(kept.messages, &durable.Message{ID: "T9", CallbackData: "re u1.0", State: durable.StateUnknown})
		}, "event u1.0 (hello) has had 1 effects and 2 replies; want 1"},
		"a poison event with an effect": {func(_ *ledger, kept *stored) { kept.effects["u1.1"] = 1 }, "event u1.1 (panic) has had 1 effects and 0 replies; want 0"},
		"an event that waits":           {func(_ *ledger, kept *stored) { kept.pending = 2 }, "2 events are neither done nor dead letters"},
		"a dead letter that was lost":   {func(_ *ledger, kept *stored) { kept.letters = nil }, "event u1.1 (panic) is 0 dead letters"},
		"a dead letter too many": {func(_ *ledger, kept *stored) {
			kept.letters = append(kept.letters, "u1.0")
		}, "event u1.0 (hello) is a dead letter"},
		"a body that was lost": {func(_ *ledger, kept *stored) { kept.malformed = 0 }, "0 bodies that do not parse are dead letters; want 1"},
		"another order than stored": {func(_ *ledger, kept *stored) {
			kept.messages[0], kept.messages[1] = kept.messages[1], kept.messages[0]
		}, `+re got "re u1.2" after "re u1.0"`},
		"another order than written": {func(l *ledger, kept *stored) {
			slices.Reverse(l.attempts)
			kept.messages[0], kept.messages[1] = kept.messages[1], kept.messages[0]
		}, `+re got "re u1.0" after number 2`},
		"late after a suspension": {func(l *ledger, kept *stored) {
			kept.messages[0], kept.messages[1] = kept.messages[1], kept.messages[0]
			l.troubles = []trouble{{noon.Add(-3 * time.Second), noon.Add(-time.Second)}}
		}, ""},
		"late during a suspension": {func(l *ledger, kept *stored) {
			kept.messages[0], kept.messages[1] = kept.messages[1], kept.messages[0]
			l.troubles = []trouble{{noon.Add(-time.Second), noon.Add(time.Minute)}}
		}, ""},
		"before a suspension": {func(l *ledger, kept *stored) {
			kept.messages[0], kept.messages[1] = kept.messages[1], kept.messages[0]
			l.troubles = []trouble{{noon.Add(time.Second), noon.Add(time.Minute)}}
		}, `+re got "re u1.2" after "re u1.0"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, kept := account()
			test.spoil(l, kept)
			found := newAudit(l, *kept).run()
			if test.want == "" {
				assert.Empty(t, found)
				return
			}
			assert.Equal(t, []string{test.want}, found)
		})
	}
}
