package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/simulator"
)

// shown is a message as the REST interface tells of it.
type shown struct {
	ID       string `json:"id"`
	Sequence int64  `json:"sequence"`
	Type     string `json:"type"`
	Status   string `json:"status"`
	Content  struct {
		Body any `json:"body"`
	} `json:"content"`
}

// converse has one conversation through the REST interface, as a test in any
// language would.
func converse(ctx context.Context) error {
	sim, err := simulator.New(simulator.WithReading(simulator.ReadingAlways))
	if err != nil {
		return err
	}
	stopBot, err := startBot(ctx, sim)
	if err != nil {
		return err
	}
	defer stopBot()
	running, stop := context.WithCancel(ctx)
	defer stop()
	go func() { _ = sim.Run(running) }()
	base, stopServing, err := serveOnLoopback(ctx, sim)
	if err != nil {
		return err
	}
	defer stopServing()

	demo.Title("A user asks")
	question, err := call(ctx, base, http.MethodPost, "/users/u1/messages", `{"text":"Where is my order?"}`)
	if err != nil {
		return err
	}
	answer, err := await(ctx, base, question.Sequence)
	if err != nil {
		return err
	}
	demo.Title("The user taps a button")
	tapped, err := call(ctx, base, http.MethodPost, "/users/u1/taps", `{"message_id":"`+answer.ID+`","id":"another-day"}`)
	if err != nil {
		return err
	}
	_, err = await(ctx, base, tapped.Sequence)
	return err
}

// await waits for the answer of the bot, and prints it.
func await(ctx context.Context, base string, after int64) (shown, error) {
	path := fmt.Sprintf("/messages?direction=sent&wait=30s&after=%d", after)
	var list struct{ Messages []shown }
	if err := ask(ctx, base, http.MethodGet, path, "", &list); err != nil {
		return shown{}, err
	}
	if len(list.Messages) == 0 {
		return shown{}, errors.New("nobody answered")
	}
	answer := list.Messages[0]
	fmt.Printf("  %-12s %s\n", answer.Type, answer.text())
	return answer, nil
}

func (m shown) text() string {
	body := m.Content.Body
	if object, isObject := body.(map[string]any); isObject {
		body = object["text"]
	}
	text, _ := body.(string)
	line, _, _ := strings.Cut(text, "\n")
	return line
}

func call(ctx context.Context, base, method, path, body string) (shown, error) {
	var message shown
	err := ask(ctx, base, method, path, body, &message)
	return message, err
}

// ask calls the REST interface.
func ask(ctx context.Context, base, method, path, body string, answer any) error {
	request, err := http.NewRequestWithContext(ctx, method, base+"/_simulator/api"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the simulator answered %s", response.Status)
	}
	return json.NewDecoder(response.Body).Decode(answer)
}
