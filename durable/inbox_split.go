package durable

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// bodyOf returns a body that has the event in it.
func bodyOf(event webhook.Event) []byte {
	envelope := reflect.ValueOf(event).Elem().FieldByName("Envelope").Addr().Interface().(*webhook.Envelope)
	quoted := func(text string) string { encoded, _ := json.Marshal(text); return string(encoded) }
	head := `"id":` + quoted(event.EntryID()) + `,"field":` + quoted(event.Field()) + `,`
	if sent := envelope.Time(); !sent.IsZero() {
		head += `"time":` + quoted(sent.Format(time.RFC3339Nano)) + `,`
	}
	return fmt.Appendf(nil, `{"object":%s,"entry":[{%s"changes":[%s]}]}`, quoted(envelope.Object()), head, event.RawChange())
}

func conversationOf(event webhook.Event) string {
	number, other := "", ""
	switch e := event.(type) {
	case *webhook.MessageEvent:
		number, other = e.Metadata.PhoneNumberID, cmp.Or(e.Message.GroupID, e.Sender().ID())
	case *webhook.StatusEvent:
		number, other = e.Metadata.PhoneNumberID, e.Recipient().ID()
	}
	if other == "" {
		return ""
	}
	return number + ":" + other
}

// restored returns the event of a body that has it in it.
func restored(body []byte, key string) (webhook.Event, error) {
	notification, err := webhook.Parse(body)
	if err != nil {
		return nil, err
	}
	for event := range notification.Events() {
		if indexed(event.Key()) == key {
			return event, nil
		}
	}
	return nil, errors.New("the kept body does not have the event")
}
