package webhook

// An element is an event as the parser sees it.
type element interface {
	Event
	envelope() *Envelope
}

// An attacher takes what it needs from the rest of the value once all of it is
// known.
type attacher interface {
	attach(v *valueContext)
}

// A finisher mends what its bytes did not say in the usual place. It is given
// the text of the change.
type finisher interface {
	finish(change []byte)
}

// A constructor makes an empty event and says what its bytes decode into.
type constructor func() (event element, target any)

// listOf returns the constructor for the elements of a list in the value of a
// field, or nil if there is none.
//
//nolint:funlen // one case for each list
func listOf(field, list string) constructor {
	switch field {
	case FieldMessages:
		switch list {
		case "messages":
			return func() (element, any) { e := new(MessageEvent); return e, &e.Message }
		case "statuses":
			return func() (element, any) { e := new(StatusEvent); return e, &e.Status }
		case "user_actions":
			return func() (element, any) { e := new(UserActionEvent); return e, &e.Action }
		}
	case FieldHistory:
		switch list {
		case "history":
			return func() (element, any) { e := new(HistoryEvent); return e, &e.History }
		case "messages":
			return func() (element, any) { e := new(HistoryMessageEvent); return e, &e.Message }
		case "message_echoes":
			return func() (element, any) { e := &HistoryMessageEvent{Echo: true}; return e, &e.Message }
		}
	case FieldMessageEchoes, FieldSMBMessageEchoes:
		if list == "message_echoes" {
			return func() (element, any) { e := new(MessageEchoEvent); return e, &e.Message }
		}
	case FieldStandby:
		if build := standbyListOf(list); build != nil {
			return build
		}
	case FieldCalls:
		switch list {
		case "calls":
			return func() (element, any) { e := new(CallEvent); return e, &e.Call }
		case "statuses":
			return func() (element, any) { e := new(CallStatusEvent); return e, &e.Status }
		}
	case FieldGroupLifecycleUpdate, FieldGroupParticipantsUpdate, FieldGroupParticipantUpdate,
		FieldGroupSettingsUpdate, FieldGroupStatusUpdate:
		if list == "groups" {
			return groupOf(field)
		}
	case FieldUserPreferences:
		if list == "user_preferences" {
			return func() (element, any) { e := new(UserPreferenceEvent); return e, &e.Preference }
		}
	case FieldAutomaticEvents:
		if list == "automatic_events" {
			return func() (element, any) { e := new(AutomaticEvent); return e, &e.Conversion }
		}
	case FieldSMBAppStateSync:
		if list == "state_sync" {
			return func() (element, any) { e := new(AppStateSyncEvent); return e, &e.Sync }
		}
	default:
		return nil
	}
	if list == "errors" {
		return func() (element, any) { e := new(ErrorEvent); return e, &e.Error }
	}
	return nil
}

func standbyListOf(list string) constructor {
	switch list {
	case "messages":
		return func() (element, any) { e := &StandbyEvent{Message: new(Message)}; return e, e.Message }
	case "message_echoes":
		return func() (element, any) { e := &StandbyEvent{Echo: new(Message)}; return e, e.Echo }
	case "statuses":
		return func() (element, any) { e := &StandbyEvent{Status: new(Status)}; return e, e.Status }
	}
	return nil
}

func groupOf(field string) constructor {
	switch field {
	case FieldGroupLifecycleUpdate:
		return func() (element, any) { e := new(GroupLifecycleEvent); return e, &e.Group }
	case FieldGroupSettingsUpdate:
		return func() (element, any) { e := new(GroupSettingsEvent); return e, &e.Group }
	case FieldGroupStatusUpdate:
		return func() (element, any) { e := new(GroupStatusEvent); return e, &e.Group }
	}
	return func() (element, any) { e := new(GroupParticipantsEvent); return e, &e.Group }
}

// wholeOf returns the constructor for a field whose value is one event, or nil
// for any other field.
//
//nolint:funlen // one case for each field
func wholeOf(field string) constructor {
	switch field {
	case FieldAccountAlerts:
		return whole[AccountAlertEvent]
	case FieldAccountReviewUpdate:
		return whole[AccountReviewEvent]
	case FieldAccountSettingsUpdate:
		return whole[AccountSettingsEvent]
	case FieldAccountUpdate:
		return whole[AccountUpdateEvent]
	case FieldBusinessCapabilityUpdate:
		return whole[BusinessCapabilityEvent]
	case FieldBusinessStatusUpdate:
		return func() (element, any) { e := new(BusinessStatusEvent); return e, &e.Value }
	case FieldBusinessUsernameUpdate, FieldBusinessUsernameUpdates:
		return whole[BusinessUsernameEvent]
	case FieldCampaignStatusUpdate:
		return func() (element, any) { e := new(CampaignStatusEvent); return e, &e.Value }
	case FieldConsumerProfile:
		return func() (element, any) { e := new(ConsumerProfileEvent); return e, &e.Value }
	case FieldFlows:
		return whole[FlowEvent]
	case FieldMessageTemplateComponentsUpdate:
		return whole[TemplateComponentsEvent]
	case FieldMessageTemplateQualityUpdate:
		return whole[TemplateQualityEvent]
	case FieldMessageTemplateStatusUpdate:
		return whole[TemplateStatusEvent]
	case FieldMessagingHandovers:
		return whole[HandoverEvent]
	case FieldPartnerSolutions:
		return whole[PartnerSolutionEvent]
	case FieldPaymentConfigurationUpdate:
		return whole[PaymentConfigurationEvent]
	case FieldPhoneNumberNameUpdate:
		return whole[PhoneNumberNameEvent]
	case FieldPhoneNumberQualityUpdate:
		return whole[PhoneNumberQualityEvent]
	case FieldSecurity:
		return whole[SecurityEvent]
	case FieldTemplateCategoryUpdate:
		return whole[TemplateCategoryEvent]
	case FieldTemplateCorrectCategoryDetection:
		return whole[TemplateCorrectCategoryEvent]
	case FieldTrackingEvents:
		return func() (element, any) { e := new(TrackingEvent); return e, &e.Value }
	}
	return nil
}

// whole makes an event whose own fields are those of the value.
func whole[T any, E interface {
	*T
	element
}]() (element, any) {
	e := E(new(T))
	return e, e
}
