package whatsapp_test

import "github.com/wabakit/whatsapp"

func messageHistoryMethods() []method {
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
