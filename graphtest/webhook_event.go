package graphtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// Event is an update of any webhook field, such as a rejected template, a
// restricted account or a call.
//
//	graphtest.Event{
//		Field: webhook.FieldAccountReviewUpdate,
//		Value: map[string]any{"decision": "APPROVED"},
//	}
type Event struct {
	// Field is the name of the field, one of the Field constants of package
	// webhook or any other.
	Field string
	// Value is encoded as JSON. For fields of a phone number, such as calls,
	// the number's metadata is added unless the value has it.
	Value any
	// PhoneNumberID is the business phone number, which also determines the
	// account.
	PhoneNumberID string
	// EntryID is the account, or for partner_solutions the business portfolio.
	// By default it is the one of the phone number.
	EntryID string
	// Time is when Meta sends the event, by default now. Like Meta, the server
	// omits it for fields of a phone number.
	Time time.Time
}

// numberFields are the fields whose values name a phone number.
var numberFields = []string{
	webhook.FieldAutomaticEvents, webhook.FieldCalls, webhook.FieldGroupLifecycleUpdate,
	webhook.FieldGroupParticipantUpdate, webhook.FieldGroupParticipantsUpdate, webhook.FieldGroupSettingsUpdate,
	webhook.FieldGroupStatusUpdate, webhook.FieldHistory, webhook.FieldMessageEchoes, webhook.FieldMessages,
	webhook.FieldSMBAppStateSync, webhook.FieldSMBMessageEchoes, webhook.FieldStandby, webhook.FieldTrackingEvents,
	webhook.FieldUserPreferences,
}

func (e Event) change(g *graph) (entry, error) {
	phone, err := g.receiver(e.PhoneNumberID)
	if err != nil {
		return entry{}, err
	}
	value, err := json.Marshal(e.Value)
	if err != nil {
		return entry{}, fmt.Errorf("graphtest: the value of the %s event does not encode: %w", e.Field, err)
	}
	if e.Field == webhook.FieldCalls {
		g.openWindowOfCalls(phone, value)
	}
	event := entry{ID: e.EntryID, Changes: []change{{json.RawMessage(value), e.Field}}}
	if event.ID == "" {
		event.ID = e.owner(phone).id
	}
	if slices.Contains(numberFields, e.Field) {
		event.Changes[0].Value, err = withMetadata(value, phone)
		return event, err
	}
	if e.Field != webhook.FieldMessagingHandovers {
		event.Time = orElse(e.Time, g.now()).Unix()
	}
	return event, nil
}

// owner returns the object that the event belongs to.
func (e Event) owner(phone *node) *node {
	waba := phone.account()
	if e.Field == webhook.FieldPartnerSolutions {
		return waba.links["business"]
	}
	return waba
}

// withMetadata adds the phone number to a value that does not name one. A value
// that is not an object is unchanged.
func withMetadata(value json.RawMessage, phone *node) (json.RawMessage, error) {
	var members map[string]any
	isObject := decodeJSON(value, &members) == nil && members != nil
	if !isObject {
		return value, nil
	}
	added := map[string]any{}
	if members["messaging_product"] == nil {
		added["messaging_product"] = "whatsapp"
	}
	if members["metadata"] == nil {
		added["metadata"] = metadataOf(phone)
	}
	return withFields(value, added)
}
