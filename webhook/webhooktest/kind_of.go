package webhooktest

import (
	"strings"
	"unicode"

	"github.com/wabakit/whatsapp/webhook"
)

// KindOf returns the kind of an event, such as message.text. For what Meta adds
// one day, it makes a name of the same form.
//
//nolint:funlen,gocyclo // one case for each type of event
func KindOf(event webhook.Event) string {
	switch e := event.(type) {
	case *webhook.MessageEvent:
		return join("message", messageType(&e.Message))
	case *webhook.StatusEvent:
		if e.Status.Type == webhook.StatusTypePayment {
			return join("payment", string(e.Status.Status))
		}
		return join("status", string(e.Status.Status))
	case *webhook.ErrorEvent:
		return join("error", e.Field())
	case *webhook.UserActionEvent:
		return join("user_action", e.Action.ActionType)
	case *webhook.MessageEchoEvent:
		if e.Field() == webhook.FieldSMBMessageEchoes {
			return join("app_echo", messageType(&e.Message))
		}
		return join("echo", messageType(&e.Message))
	case *webhook.StandbyEvent:
		return join("standby", standbyPart(e))
	case *webhook.HandoverEvent:
		return join("handover", e.Type, "control_")
	case *webhook.HistoryEvent:
		if len(e.History.Errors) > 0 {
			return "history.failed"
		}
		return "history.chunk"
	case *webhook.HistoryMessageEvent:
		if e.Echo {
			return "history.echo"
		}
		return "history.message"
	case *webhook.AppStateSyncEvent:
		return join("app_contact", e.Sync.Action)
	case *webhook.CallEvent:
		return join("call", string(e.Call.Event), "call_")
	case *webhook.CallStatusEvent:
		return join("call", string(e.Status.Status))
	case *webhook.GroupLifecycleEvent:
		return join("group", e.Group.Type, "group_")
	case *webhook.GroupParticipantsEvent:
		return join("group", e.Group.Type, "group_")
	case *webhook.GroupSettingsEvent:
		return join("group", e.Group.Type, "group_")
	case *webhook.GroupStatusEvent:
		return join("group", e.Group.Type, "group_")
	case *webhook.TemplateStatusEvent:
		return join("template", string(e.Event))
	case *webhook.FlowEvent:
		return join("flow", e.Event, "flow_")
	case *webhook.UserPreferenceEvent:
		return join("preference", e.Preference.Value)
	case *webhook.AutomaticEvent:
		return join("automatic", e.Conversion.EventName)
	case *webhook.SecurityEvent:
		return join("security", e.Event)
	case *webhook.AccountUpdateEvent:
		return join("account", string(e.Event), "account_")
	case *webhook.PartnerSolutionEvent:
		return join("solution", e.Event, "solution_")
	case *webhook.TemplateQualityEvent:
		return "template.quality"
	case *webhook.TemplateComponentsEvent:
		return "template.components"
	case *webhook.TemplateCategoryEvent:
		return "template.category"
	case *webhook.TemplateCorrectCategoryEvent:
		return "template.correct_category"
	case *webhook.PhoneNumberNameEvent:
		return "phone_number.name"
	case *webhook.PhoneNumberQualityEvent:
		return "phone_number.quality"
	case *webhook.AccountAlertEvent:
		return "account.alert"
	case *webhook.AccountReviewEvent:
		return "account.review"
	case *webhook.AccountSettingsEvent:
		return "account.settings"
	case *webhook.BusinessCapabilityEvent:
		return "business.capability"
	case *webhook.BusinessStatusEvent:
		return "business.status"
	case *webhook.BusinessUsernameEvent:
		return "business.username"
	case *webhook.CampaignStatusEvent:
		return "campaign.status"
	case *webhook.PaymentConfigurationEvent:
		return "payment_configuration"
	case *webhook.ConsumerProfileEvent:
		return "consumer_profile"
	case *webhook.TrackingEvent:
		return "tracking"
	}
	return "unknown"
}

// messageType returns the type of a message, or what is in it where the type
// says little.
func messageType(m *webhook.Message) string {
	switch {
	case m.System != nil:
		return string(m.System.Type)
	case m.Interactive == nil:
		return string(m.Type)
	}
	switch m.Interactive.Type {
	case webhook.InteractiveTypeNFMReply:
		return "flow_reply"
	case webhook.InteractiveTypeButtonReply, webhook.InteractiveTypeListReply, webhook.InteractiveTypeCallPermissionReply:
		return string(m.Interactive.Type)
	}
	return string(m.Type)
}

func standbyPart(e *webhook.StandbyEvent) string {
	switch {
	case e.Message != nil:
		return "message"
	case e.Echo != nil:
		return "echo"
	}
	return "status"
}

// join returns the name of a kind. What happened is given as Meta writes it, in
// one of its styles, and perhaps with a word in front that says again what it
// is about.
func join(about, happened string, again ...string) string {
	var name strings.Builder
	lower := false
	for _, r := range happened {
		switch {
		case unicode.IsUpper(r):
			if lower {
				name.WriteByte('_')
			}
			name.WriteRune(unicode.ToLower(r))
		case unicode.IsLetter(r), unicode.IsDigit(r):
			name.WriteRune(r)
		default:
			name.WriteByte('_')
		}
		lower = unicode.IsLower(r)
	}
	text := name.String()
	for _, word := range again {
		text = strings.TrimPrefix(text, word)
	}
	if text == "" {
		return about
	}
	return about + "." + text
}
