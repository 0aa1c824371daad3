package main

import (
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// answerTo returns what the bot says to a message, nil for nothing.
func answerTo(message *webhook.Message) whatsapp.Content {
	switch {
	case message.Interactive != nil && message.Interactive.ButtonReply != nil:
		return answerToChoice(message.Interactive.ButtonReply.ID)
	case message.Interactive != nil && message.Interactive.ListReply != nil:
		return whatsapp.Text{Body: "*" + message.Interactive.ListReply.Title + "* it is. See you then!"}
	case message.Order != nil:
		return answerToOrder(message)
	case message.Location != nil:
		return whatsapp.Text{Body: "The shop nearest to you is at 1 Market Square."}
	case message.Media() != nil:
		return whatsapp.Text{Body: "Thank you, it has arrived."}
	case message.Text != nil:
		return answerToText(strings.ToLower(message.Text.Body))
	}
	return nil
}

func answerToText(text string) whatsapp.Content {
	switch {
	case strings.Contains(text, "order"), strings.HasPrefix(text, "/status"):
		return whatsapp.InteractiveButtons{
			Body:   "Your order *7781* is on its way:\n- packed on Monday\n- with the carrier since this morning\n\nIt comes _tomorrow between 9 and 12_.",
			Footer: "Tap to change it",
			Buttons: []whatsapp.ReplyButton{
				{ID: "another-day", Title: "Another day"}, {ID: "track", Title: "Track it"}, {ID: "thanks", Title: "Thanks"},
			},
		}
	case strings.Contains(text, "open"), strings.Contains(text, "hours"):
		return whatsapp.InteractiveURL{
			Body: "We are open *Monday to Friday* from 9 to 17.", DisplayText: "See the map", URL: "https://www.shop.test/hours",
		}
	case strings.Contains(text, "shop"), strings.Contains(text, "buy"):
		return whatsapp.InteractiveCatalog{Body: "Everything that we have.", ThumbnailProductRetailerID: "sku-2"}
	case strings.HasPrefix(text, "/help"):
		return whatsapp.Text{Body: "> Ask about an *order* or our *opening hours*, or *shop* with us.\n1. Tap a button to answer\n2. Send your location to find a shop"}
	}
	return whatsapp.Text{Body: "You said: " + text + "\nWrite */help* to see what I know."}
}

func answerToChoice(id string) whatsapp.Content {
	switch id {
	case "another-day":
		return whatsapp.InteractiveList{
			Body: "Which day suits you?", Button: "Days",
			Sections: []whatsapp.ListSection{{Title: "This week", Rows: []whatsapp.ListRow{
				{ID: "wednesday", Title: "Wednesday", Description: "9 to 12"},
				{ID: "thursday", Title: "Thursday", Description: "9 to 12 or 14 to 17"},
				{ID: "friday", Title: "Friday", Description: "14 to 17"},
			}}},
		}
	case "track":
		return whatsapp.InteractiveLocationRequest{Body: "Send us where you are, and we find the shop nearest to you."}
	}
	return whatsapp.Text{Body: "With pleasure 🙂"}
}
