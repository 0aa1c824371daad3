package whatsapp_test

import (
	"context"

	"github.com/wabakit/whatsapp"
)

func messageHistoryMethods() []method {
	options := &whatsapp.ListEventsOptions{ListOptions: secondPage, Status: whatsapp.DeliveryStatusError}
	list := func(options *whatsapp.ListEventsOptions, fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.MessageHistory.ListEvents(ctx, id, options, withFields(opts, fields...)...))
		}
	}
	all := func(options *whatsapp.ListEventsOptions, fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return drain(client.MessageHistory.AllEvents(ctx, id, options, withFields(opts, fields...)...))
		}
	}
	page := &whatsapp.Page[whatsapp.MessageHistoryEvent]{Paging: lastPage, Data: []whatsapp.MessageHistoryEvent{
		{
			Cursor: "QVFIone",
			Node: whatsapp.DeliveryOccurrence{
				ID: "913370458813001", DeliveryStatus: whatsapp.DeliveryStatusError,
				ErrorDescription: "The webhook endpoint did not answer in time",
				OccurrenceTime:   moment(`1772442000`), StatusTime: moment(`1772442060`),
				Application: &whatsapp.Application{ID: appID, Name: "Messaging console"},
			},
		},
		{Node: whatsapp.DeliveryOccurrence{
			ID: "913370458813002", DeliveryStatus: whatsapp.DeliveryStatusRead, OccurrenceTime: moment(`"1772442120"`),
		}},
	}}
	empty := &whatsapp.Page[whatsapp.MessageHistoryEvent]{Data: []whatsapp.MessageHistoryEvent{}}
	operation := "GET /{message-history-id}/events"
	return []method{
		{
			name: "MessageHistory.ListEvents", operation: operation, repeat: whatsapp.RepeatSafe, id: messageHistoryID,
			cases: []exchange{
				one("message_history/list_events_success", list(options, "node{id}"), page),
				one("message_history/list_events_empty", list(nil), empty),
				one("message_history/list_events_empty", list(&whatsapp.ListEventsOptions{}), empty),
			},
		},
		{
			name: "MessageHistory.AllEvents", operation: operation, repeat: whatsapp.RepeatSafe, id: messageHistoryID, holds: entries,
			cases: []exchange{
				one("message_history/list_events_success", all(options, "node{id}"), pointers(page)),
				one("message_history/list_events_empty", all(nil), pointers(empty)),
			},
		},
	}
}
