package whatsapp_test

import (
	"slices"

	"github.com/wabakit/whatsapp"
)

func messageHistoryMethods() []method { return slices.Concat(historyLists(), historyEventLists()) }

func historyLists() []method {
	return listRow[whatsapp.MessageHistory, whatsapp.ListMessageHistoryOptions]{
		list:      (*whatsapp.MessageHistoryService).List,
		all:       (*whatsapp.MessageHistoryService).All,
		operation: "GET /{phone-number-id}/message_history",
		ids:       []string{phoneNumberID},
		options:   whatsapp.ListMessageHistoryOptions{ListOptions: secondPage, MessageID: "wamid.HBgLMTY0NQ=="},
		fields:    []string{"id", "events{id}"},
		page: &whatsapp.Page[whatsapp.MessageHistory]{Paging: lastPage, Data: []whatsapp.MessageHistory{
			{
				ID: messageHistoryID, MessageID: "wamid.HBgLMTY0NQ==",
				Events: &whatsapp.Page[whatsapp.DeliveryEvent]{
					Paging: &whatsapp.Paging{Cursors: &whatsapp.Cursors{Before: "QVFIa", After: "QVFIb"}},
					Data: []whatsapp.DeliveryEvent{{
						ID: "913370458813001", DeliveryStatus: whatsapp.DeliveryStatusFailed, Timestamp: moment(`1772442000`),
						ErrorDescription:   "The webhook endpoint answered 500",
						WebhookUpdateState: whatsapp.WebhookUpdateStateRetrying, WebhookURI: "https://hooks.shop.test/",
						Application: &whatsapp.Application{ID: appID},
					}},
				},
			},
			{ID: "913370458812047", MessageID: "wamid.HBgLMTY0Ng=="},
		}},
	}.methods()
}

func historyEventLists() []method {
	return listRow[whatsapp.MessageHistoryEvent, whatsapp.ListEventsOptions]{
		list:      (*whatsapp.MessageHistoryService).ListEvents,
		all:       (*whatsapp.MessageHistoryService).AllEvents,
		operation: "GET /{message-history-id}/events",
		ids:       []string{messageHistoryID},
		options:   whatsapp.ListEventsOptions{ListOptions: secondPage, Status: whatsapp.DeliveryStatusError},
		fields:    []string{"node{id}"},
		page: &whatsapp.Page[whatsapp.MessageHistoryEvent]{Paging: lastPage, Data: []whatsapp.MessageHistoryEvent{
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
		}},
	}.methods()
}
