package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// worldFile is a world as a file: the changes that were made to the sample
// world, or are to be made. A file by hand needs steps with method, path and
// body only.
type worldFile struct {
	// Now is when it was saved; without it the clock is left alone.
	Now     time.Time `json:"now,omitzero"`
	Reading Reading   `json:"reading,omitempty"`
	Rules   []rule    `json:"rules,omitempty"`
	Steps   []step    `json:"steps"`
}

// Save returns the world as a file for [Simulator.Load]: JSON that describes
// every change since the beginning, or the last reset. It fails if there were
// more than 50,000, or their bodies take more than 128 MiB.
func (s *Simulator) Save() ([]byte, error) {
	s.mutex.Lock()
	saved := worldFile{Now: s.now().UTC(), Reading: s.settings.Reading, Rules: s.rules.list(), Steps: append([]step{}, s.journal.steps...)}
	overflown := s.journal.overflown
	s.mutex.Unlock()
	if overflown {
		return nil, errors.New("simulator: the world has changed too often to be saved; reset it first")
	}
	// A bot can have answered a message before the message is in the journal.
	slices.SortStableFunc(saved.Steps, func(a, b step) int { return a.At.Compare(b.At) })
	return json.Marshal(saved)
}

// Load begins again with a world that was saved, or written by hand: ids,
// chats, templates and the time are as they were then. Webhooks that have been
// delivered are not delivered again, and the traffic is not in the file. The
// error names the first step that the world refuses; those before it remain.
// While it is loaded, requests are answered with HTTP 503. The steps have an
// access token of their own, which graphtest.WithAccessToken would refuse.
//
//	{"steps": [{"method": "POST",
//		"path": "/v23.0/102290129340398/message_templates",
//		"body": {"name": "order_shipped", "language": "en_US", ...}}]}
func (s *Simulator) Load(file []byte) error {
	var world worldFile
	if err := json.Unmarshal(file, &world); err != nil {
		return fmt.Errorf("simulator: the world does not parse: %w", err)
	}
	if world.Reading != "" {
		if err := checkReading(world.Reading); err != nil {
			return err
		}
	}
	s.loading.Lock()
	defer s.loading.Unlock()
	s.beginLoading(world.Reading)
	done, err := s.replay(world.Steps)
	s.endLoading(world, done)
	return err
}

func (s *Simulator) beginLoading(reading Reading) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	close(s.waiters)
	s.begin()
	s.journal.replaying = true
	s.settings.Reading = Reading(firstOf(string(reading), string(s.settings.Reading)))
}

// endLoading has the clock go on after these steps.
func (s *Simulator) endLoading(world worldFile, done []step) {
	if !world.Now.IsZero() {
		s.ringOut(world.Now)
		s.clock.goOn(world.Now)
	} else {
		s.clock.stopped.Store(nil)
	}
	s.mutex.Lock()
	s.journal.replaying = false
	s.journal.steps = done
	for _, r := range world.Rules {
		_, _ = s.rules.add(r)
	}
	s.mutex.Unlock()
	s.publishCalls()
	s.publishClock()
	s.events.publish("reload", nil)
	s.agenda.wake()
}

// replay does every step at its time, and returns those that were done.
func (s *Simulator) replay(steps []step) ([]step, error) {
	for i, made := range steps {
		if !made.At.IsZero() {
			s.ringOut(made.At)
			s.clock.stop(made.At)
		}
		if err := s.redo(made); err != nil {
			return steps[:i:i], fmt.Errorf("simulator: step %d of the world, %s %s: %w", i+1, made.Method, made.Path, err)
		}
	}
	return steps, nil
}

// redo carries out a step.
func (s *Simulator) redo(made step) error {
	request, err := http.NewRequestWithContext(context.Background(), made.Method, "http://localhost"+made.Path, bytes.NewReader(made.content()))
	if err != nil {
		return errors.New("the path does not parse")
	}
	request.Header.Set("Content-Type", firstOf(made.Type, jsonType))
	request.Header.Set("Authorization", "Bearer "+replayToken)
	answer := &answerRecorder{header: http.Header{}, status: http.StatusOK}
	s.dispatch(answer, request)
	if answer.status >= http.StatusMultipleChoices {
		return fmt.Errorf("HTTP %d: %s", answer.status, bytes.TrimSpace(answer.body.Bytes()))
	}
	return nil
}

// replayToken is the access token of the steps.
const replayToken = "simulator-world"

// answerRecorder keeps what a step is answered with.
type answerRecorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answerRecorder) Header() http.Header            { return a.header }
func (a *answerRecorder) WriteHeader(status int)         { a.status = status }
func (a *answerRecorder) Write(text []byte) (int, error) { return a.body.Write(text) }

// getWorld returns the world as a file.
func (s *Simulator) getWorld(*http.Request) (any, error) {
	file, err := s.Save()
	if err != nil {
		return nil, &apiError{http.StatusConflict, "the world has changed too often to be saved; reset it first"}
	}
	return json.RawMessage(file), nil
}

// putWorld loads a file.
func (s *Simulator) putWorld(r *http.Request) (any, error) {
	file, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, invalid("the file is larger than %d bytes", 2*maxJournalBytes)
	}
	if err := s.Load(file); err != nil {
		return nil, invalid("%v", err)
	}
	return nil, nil
}
