package webhook

import "context"

// A Router passes each event to the function for its type. Its Handle method is
// a [Callback]:
//
//	router := &webhook.Router{OnMessage: answer, OnStatus: record, Default: log}
//	handler, err := webhook.NewHandler(config, router.Handle)
//
// An event whose function is nil goes to Default, and is dropped if that is nil
// too. Set the functions before the first event arrives.
type Router struct {
	// Messages and their statuses.
	OnMessage        func(ctx context.Context, event *MessageEvent) error
	OnStatus         func(ctx context.Context, event *StatusEvent) error
	OnError          func(ctx context.Context, event *ErrorEvent) error
	OnUserAction     func(ctx context.Context, event *UserActionEvent) error
	OnMessageEcho    func(ctx context.Context, event *MessageEchoEvent) error
	OnStandby        func(ctx context.Context, event *StandbyEvent) error
	OnHandover       func(ctx context.Context, event *HandoverEvent) error
	OnHistory        func(ctx context.Context, event *HistoryEvent) error
	OnHistoryMessage func(ctx context.Context, event *HistoryMessageEvent) error
	OnAppStateSync   func(ctx context.Context, event *AppStateSyncEvent) error

	// Calls and groups.
	OnCall              func(ctx context.Context, event *CallEvent) error
	OnCallStatus        func(ctx context.Context, event *CallStatusEvent) error
	OnGroupLifecycle    func(ctx context.Context, event *GroupLifecycleEvent) error
	OnGroupParticipants func(ctx context.Context, event *GroupParticipantsEvent) error
	OnGroupSettings     func(ctx context.Context, event *GroupSettingsEvent) error
	OnGroupStatus       func(ctx context.Context, event *GroupStatusEvent) error

	// Templates and flows.
	OnTemplateStatus          func(ctx context.Context, event *TemplateStatusEvent) error
	OnTemplateQuality         func(ctx context.Context, event *TemplateQualityEvent) error
	OnTemplateComponents      func(ctx context.Context, event *TemplateComponentsEvent) error
	OnTemplateCategory        func(ctx context.Context, event *TemplateCategoryEvent) error
	OnTemplateCorrectCategory func(ctx context.Context, event *TemplateCorrectCategoryEvent) error
	OnFlow                    func(ctx context.Context, event *FlowEvent) error

	// Marketing.
	OnUserPreference func(ctx context.Context, event *UserPreferenceEvent) error
	OnAutomatic      func(ctx context.Context, event *AutomaticEvent) error
	OnTracking       func(ctx context.Context, event *TrackingEvent) error

	// Phone numbers, accounts and businesses.
	OnPhoneNumberName      func(ctx context.Context, event *PhoneNumberNameEvent) error
	OnPhoneNumberQuality   func(ctx context.Context, event *PhoneNumberQualityEvent) error
	OnSecurity             func(ctx context.Context, event *SecurityEvent) error
	OnAccountAlert         func(ctx context.Context, event *AccountAlertEvent) error
	OnAccountReview        func(ctx context.Context, event *AccountReviewEvent) error
	OnAccountSettings      func(ctx context.Context, event *AccountSettingsEvent) error
	OnAccountUpdate        func(ctx context.Context, event *AccountUpdateEvent) error
	OnBusinessCapability   func(ctx context.Context, event *BusinessCapabilityEvent) error
	OnBusinessStatus       func(ctx context.Context, event *BusinessStatusEvent) error
	OnBusinessUsername     func(ctx context.Context, event *BusinessUsernameEvent) error
	OnPartnerSolution      func(ctx context.Context, event *PartnerSolutionEvent) error
	OnPaymentConfiguration func(ctx context.Context, event *PaymentConfigurationEvent) error
	OnCampaignStatus       func(ctx context.Context, event *CampaignStatusEvent) error
	OnConsumerProfile      func(ctx context.Context, event *ConsumerProfileEvent) error

	// OnUnknown receives events without a type of their own, and events that
	// did not decode.
	OnUnknown func(ctx context.Context, event *UnknownEvent) error

	// Default receives every event that has no function of its own above.
	Default Callback
}

// Handle passes the event to the function for its type.
//
//nolint:funlen,gocyclo // one case for each type of event
func (r *Router) Handle(ctx context.Context, event Event) error {
	switch e := event.(type) {
	case *MessageEvent:
		return route(ctx, e, r.OnMessage, r.Default)
	case *StatusEvent:
		return route(ctx, e, r.OnStatus, r.Default)
	case *ErrorEvent:
		return route(ctx, e, r.OnError, r.Default)
	case *UserActionEvent:
		return route(ctx, e, r.OnUserAction, r.Default)
	case *MessageEchoEvent:
		return route(ctx, e, r.OnMessageEcho, r.Default)
	case *StandbyEvent:
		return route(ctx, e, r.OnStandby, r.Default)
	case *HandoverEvent:
		return route(ctx, e, r.OnHandover, r.Default)
	case *HistoryEvent:
		return route(ctx, e, r.OnHistory, r.Default)
	case *HistoryMessageEvent:
		return route(ctx, e, r.OnHistoryMessage, r.Default)
	case *AppStateSyncEvent:
		return route(ctx, e, r.OnAppStateSync, r.Default)
	case *CallEvent:
		return route(ctx, e, r.OnCall, r.Default)
	case *CallStatusEvent:
		return route(ctx, e, r.OnCallStatus, r.Default)
	case *GroupLifecycleEvent:
		return route(ctx, e, r.OnGroupLifecycle, r.Default)
	case *GroupParticipantsEvent:
		return route(ctx, e, r.OnGroupParticipants, r.Default)
	case *GroupSettingsEvent:
		return route(ctx, e, r.OnGroupSettings, r.Default)
	case *GroupStatusEvent:
		return route(ctx, e, r.OnGroupStatus, r.Default)
	case *TemplateStatusEvent:
		return route(ctx, e, r.OnTemplateStatus, r.Default)
	case *TemplateQualityEvent:
		return route(ctx, e, r.OnTemplateQuality, r.Default)
	case *TemplateComponentsEvent:
		return route(ctx, e, r.OnTemplateComponents, r.Default)
	case *TemplateCategoryEvent:
		return route(ctx, e, r.OnTemplateCategory, r.Default)
	case *TemplateCorrectCategoryEvent:
		return route(ctx, e, r.OnTemplateCorrectCategory, r.Default)
	case *FlowEvent:
		return route(ctx, e, r.OnFlow, r.Default)
	case *UserPreferenceEvent:
		return route(ctx, e, r.OnUserPreference, r.Default)
	case *AutomaticEvent:
		return route(ctx, e, r.OnAutomatic, r.Default)
	case *TrackingEvent:
		return route(ctx, e, r.OnTracking, r.Default)
	case *PhoneNumberNameEvent:
		return route(ctx, e, r.OnPhoneNumberName, r.Default)
	case *PhoneNumberQualityEvent:
		return route(ctx, e, r.OnPhoneNumberQuality, r.Default)
	case *SecurityEvent:
		return route(ctx, e, r.OnSecurity, r.Default)
	case *AccountAlertEvent:
		return route(ctx, e, r.OnAccountAlert, r.Default)
	case *AccountReviewEvent:
		return route(ctx, e, r.OnAccountReview, r.Default)
	case *AccountSettingsEvent:
		return route(ctx, e, r.OnAccountSettings, r.Default)
	case *AccountUpdateEvent:
		return route(ctx, e, r.OnAccountUpdate, r.Default)
	case *BusinessCapabilityEvent:
		return route(ctx, e, r.OnBusinessCapability, r.Default)
	case *BusinessStatusEvent:
		return route(ctx, e, r.OnBusinessStatus, r.Default)
	case *BusinessUsernameEvent:
		return route(ctx, e, r.OnBusinessUsername, r.Default)
	case *PartnerSolutionEvent:
		return route(ctx, e, r.OnPartnerSolution, r.Default)
	case *PaymentConfigurationEvent:
		return route(ctx, e, r.OnPaymentConfiguration, r.Default)
	case *CampaignStatusEvent:
		return route(ctx, e, r.OnCampaignStatus, r.Default)
	case *ConsumerProfileEvent:
		return route(ctx, e, r.OnConsumerProfile, r.Default)
	case *UnknownEvent:
		return route(ctx, e, r.OnUnknown, r.Default)
	}
	return route(ctx, event, nil, r.Default)
}

func route[E Event](ctx context.Context, event E, on func(context.Context, E) error, otherwise Callback) error {
	switch {
	case on != nil:
		return on(ctx, event)
	case otherwise != nil:
		return otherwise(ctx, event)
	}
	return nil
}
