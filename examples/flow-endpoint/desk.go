package main

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/wabakit/whatsapp/flowcrypto"
)

// A desk gives appointments to those who have a flow token that it knows.
type desk struct {
	open bool // to everyone

	mutex  sync.Mutex
	tokens map[string]bool // true once there is an appointment
}

// option is an entry of a list on a screen.
type option struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

var days = []option{{"monday", "Monday"}, {"friday", "Friday"}}

// answer is the callback of the endpoint.
func (d *desk) answer(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
	if message := d.check(r.FlowToken); message != "" {
		return nil, &flowcrypto.InvalidTokenError{Message: message}
	}
	var chosen struct {
		Day string `json:"day"`
	}
	if err := r.DecodeData(&chosen); err != nil {
		return nil, err
	}
	first := &flowcrypto.Response{Screen: "APPOINTMENT", Data: map[string]any{"days": days}}
	switch {
	case r.Action == flowcrypto.ActionInit, r.Action == flowcrypto.ActionBack:
		return first, nil
	case !slices.ContainsFunc(days, func(o option) bool { return o.ID == chosen.Day }):
		first.ErrorMessage = "Choose one of the days."
		return first, nil
	case r.Screen == "APPOINTMENT":
		text := strings.ToUpper(chosen.Day[:1]) + chosen.Day[1:] + " at nine"
		return &flowcrypto.Response{Screen: "SUMMARY", Data: map[string]any{"day": chosen.Day, "text": text}}, nil
	}
	d.book(r.FlowToken)
	return r.Complete(chosen) // comes back in the message that ends the flow
}

// check says why a token is not, or no longer, good for an appointment.
func (d *desk) check(token string) string {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	booked, known := d.tokens[token]
	switch {
	case booked:
		return "You have an appointment already."
	case !known && !d.open:
		return "This form is no longer open."
	}
	return ""
}

func (d *desk) invite(token string) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.tokens[token] = false
}

func (d *desk) book(token string) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.tokens[token] = true
}
