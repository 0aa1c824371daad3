package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

// A summary says in one line what an event is.
type summary struct{ who, text, id string }

// summaryOf reads what people want to know of an event.
//
//nolint:funlen // one case for each type of event
func summaryOf(event webhook.Event) summary {
	switch e := event.(type) {
	case *webhook.MessageEvent:
		return summary{userText(e.Sender()), messageText(&e.Message), e.Message.ID}
	case *webhook.MessageEchoEvent:
		return summary{userText(e.Recipient()), messageText(&e.Message), e.Message.ID}
	case *webhook.HistoryMessageEvent:
		return summary{cmp.Or(e.Message.From, e.Message.FromUserID), messageText(&e.Message), e.Message.ID}
	case *webhook.StatusEvent:
		// The error is the longer one, and a line has room for the beginning.
		return summary{userText(e.Recipient()), join(excerpt(e.Status.BizOpaqueCallbackData, 60), errorsText(e.Status.Errors)), e.Status.ID}
	case *webhook.StandbyEvent:
		return standbySummary(e)
	case *webhook.CallEvent:
		text := string(e.Call.Status)
		if e.Call.Duration > 0 {
			text = fmt.Sprintf("%s after %d s", text, e.Call.Duration)
		}
		return summary{userText(e.Caller()), join(text, errorsText(e.Call.Errors)), e.Call.ID}
	case *webhook.CallStatusEvent:
		return summary{userText(e.Recipient()), errorsText(e.Status.Errors), e.Status.ID}
	case *webhook.ErrorEvent:
		return summary{text: e.Error.Error()}
	case *webhook.GroupLifecycleEvent:
		return summary{text: join(e.Group.Subject, errorsText(e.Group.Errors)), id: e.Group.GroupID}
	case *webhook.GroupParticipantsEvent:
		var people []string
		for _, person := range append(e.Group.AddedParticipants, e.Group.RemovedParticipants...) {
			people = append(people, cmp.Or(person.WAID, person.UserID, person.Input))
		}
		return summary{cmp.Or(e.Group.WAID, e.Group.UserID), join(strings.Join(people, ", "), errorsText(e.Group.Errors)), e.Group.GroupID}
	case *webhook.GroupSettingsEvent:
		return summary{text: errorsText(e.Group.Errors), id: e.Group.GroupID}
	case *webhook.GroupStatusEvent:
		return summary{text: errorsText(e.Group.Errors), id: e.Group.GroupID}
	case *webhook.TemplateStatusEvent:
		return summary{text: join(e.MessageTemplateName+" "+e.MessageTemplateLanguage, reason(e.Reason)), id: e.MessageTemplateID}
	case *webhook.TemplateQualityEvent:
		return summary{text: e.MessageTemplateName + ": from " + e.PreviousQualityScore + " to " + e.NewQualityScore, id: e.MessageTemplateID}
	case *webhook.TemplateCategoryEvent:
		return summary{text: e.MessageTemplateName + ": " + e.NewCategory, id: e.MessageTemplateID}
	case *webhook.TemplateCorrectCategoryEvent:
		return summary{text: e.MessageTemplateName + ": " + e.CorrectCategory, id: e.MessageTemplateID}
	case *webhook.TemplateComponentsEvent:
		return summary{text: e.MessageTemplateName + ": " + e.MessageTemplateElement, id: e.MessageTemplateID}
	case *webhook.FlowEvent:
		return summary{text: join(cmp.Or(e.Message, e.Warning, e.AlertState), e.NewStatus), id: e.FlowID}
	case *webhook.UserPreferenceEvent:
		return summary{who: cmp.Or(e.Preference.WAID, e.Preference.UserID), text: e.Preference.Detail}
	case *webhook.AutomaticEvent:
		return summary{id: e.Conversion.ID}
	case *webhook.PhoneNumberNameEvent:
		return summary{text: join(e.DisplayPhoneNumber, e.RequestedVerifiedName, e.Decision, reason(e.RejectionReason))}
	case *webhook.PhoneNumberQualityEvent:
		return summary{text: join(e.DisplayPhoneNumber, e.Event, e.CurrentLimit)}
	case *webhook.SecurityEvent:
		return summary{text: e.DisplayPhoneNumber}
	case *webhook.AccountAlertEvent:
		return summary{text: join(e.AlertInfo.AlertSeverity, e.AlertInfo.AlertDescription), id: e.EntityID}
	case *webhook.AccountReviewEvent:
		return summary{text: e.Decision, id: e.EntryID()}
	}
	return summary{text: valueText(event), id: event.EntryID()}
}

func standbySummary(e *webhook.StandbyEvent) summary {
	switch {
	case e.Message != nil:
		return summary{cmp.Or(e.Message.From, e.Message.FromUserID), messageText(e.Message), e.Message.ID}
	case e.Echo != nil:
		return summary{cmp.Or(e.Echo.To, e.Echo.ToUserID), messageText(e.Echo), e.Echo.ID}
	case e.Status != nil:
		return summary{cmp.Or(e.Status.RecipientID, e.Status.RecipientUserID), string(e.Status.Status), e.Status.ID}
	}
	return summary{}
}

func userText(u webhook.User) string {
	name := cmp.Or(u.Name, u.Username)
	if name == "" {
		return cmp.Or(u.WAID, u.UserID)
	}
	return cmp.Or(u.WAID, u.UserID) + " " + name
}

// messageText returns what a user has written, tapped or sent.
func messageText(m *webhook.Message) string {
	switch {
	case m.Text != nil:
		return m.Text.Body
	case m.Button != nil:
		return m.Button.Text
	case m.Interactive != nil && m.Interactive.ButtonReply != nil:
		return join(m.Interactive.ButtonReply.Title, m.Interactive.ButtonReply.ID)
	case m.Interactive != nil && m.Interactive.ListReply != nil:
		return join(m.Interactive.ListReply.Title, m.Interactive.ListReply.ID)
	case m.Interactive != nil && m.Interactive.NFMReply != nil:
		return m.Interactive.NFMReply.ResponseJSON
	case m.Interactive != nil && m.Interactive.CallPermissionReply != nil:
		return string(m.Interactive.CallPermissionReply.Response)
	case m.Reaction != nil:
		return cmp.Or(m.Reaction.Emoji, "taken back")
	case m.Document != nil:
		return join(m.Document.Filename, m.Document.Caption)
	case m.Media() != nil:
		return join(m.Media().MIMEType, m.Media().Caption)
	case m.Location != nil:
		return join(fmt.Sprintf("%g, %g", m.Location.Latitude, m.Location.Longitude), m.Location.Name)
	case m.Order != nil:
		return join(fmt.Sprintf("%d items", len(m.Order.ProductItems)), m.Order.Text)
	case m.Edit != nil && m.Edit.Message != nil:
		return messageText(m.Edit.Message)
	case m.System != nil:
		return m.System.Body
	case len(m.Contacts) > 0:
		return m.Contacts[0].Name.FormattedName
	}
	return errorsText(m.Errors)
}

func errorsText(all []webhook.Error) string {
	if len(all) == 0 {
		return ""
	}
	return all[0].Error()
}

// reason leaves out what stands for no reason.
func reason(text string) string {
	if text == "NONE" {
		return ""
	}
	return text
}

// join puts what is there of several texts next to each other.
func join(texts ...string) string {
	var there []string
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			there = append(there, text)
		}
	}
	return strings.Join(there, " · ")
}

// valueText returns the JSON of an event of which nothing better is known.
func valueText(event webhook.Event) string {
	var change struct {
		Value json.RawMessage `json:"value"`
	}
	raw := event.Raw()
	if json.Unmarshal(raw, &change) == nil && len(change.Value) > 0 {
		raw = change.Value
	}
	var text bytes.Buffer
	if json.Compact(&text, raw) != nil {
		return string(raw)
	}
	return text.String()
}
