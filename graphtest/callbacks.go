package graphtest

import (
	"net"
	"net/url"
	"slices"

	"github.com/wabakit/whatsapp/webhook"
)

// Callback is where an app gets the webhooks of an account.
type Callback struct {
	AppID string
	// URL is empty if the app has set none.
	URL string
	// Level says whose URL it is.
	Level CallbackLevel
}

// CallbackLevel is what a callback URL is set for.
type CallbackLevel string

// The levels of callback URLs. A number's comes before its account's, and that
// before the app's.
const (
	CallbackLevelApp         CallbackLevel = "app"
	CallbackLevelWABA        CallbackLevel = "waba"
	CallbackLevelPhoneNumber CallbackLevel = "phone_number"
)

// overridable are the fields whose callback can be overridden. All others go to
// the app's.
var overridable = []string{
	webhook.FieldMessages, webhook.FieldMessageEchoes, webhook.FieldCalls, webhook.FieldConsumerProfile,
	webhook.FieldMessagingHandovers, webhook.FieldGroupLifecycleUpdate, webhook.FieldGroupParticipantsUpdate,
	webhook.FieldGroupSettingsUpdate, webhook.FieldGroupStatusUpdate, webhook.FieldSMBMessageEchoes,
	webhook.FieldSMBAppStateSync, webhook.FieldHistory, webhook.FieldAccountSettingsUpdate,
}

// Callbacks returns where a webhook of a field goes: one callback for each app
// that is subscribed to the account. The override of the phone number, which
// may be empty, comes before that of the account, and that before the app's
// callback URL; only some fields, such as messages and calls, can be
// overridden. There is none for an account that does not exist.
//
// [Webhooks] deliver everything to the callback under test, whatever is set.
func (s *Server) Callbacks(field, wabaID, phoneNumberID string) []Callback {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.find(wabaKind, wabaID)
	if waba == nil {
		return nil
	}
	ofNumber := ""
	if phone := s.graph.find(phoneKind, phoneNumberID); phone != nil {
		configuration, _ := phone.values["webhook_configuration"].(map[string]any)
		ofNumber, _ = configuration["phone_number"].(string)
	}
	var all []Callback
	for _, subscribed := range waba.connected(subscribedAppsEdge) {
		callback := Callback{AppID: subscribed.id, Level: CallbackLevelApp}
		switch ofAccount := subscribed.text("override_callback_uri"); {
		case slices.Contains(overridable, field) && ofNumber != "":
			callback.URL, callback.Level = ofNumber, CallbackLevelPhoneNumber
		case slices.Contains(overridable, field) && ofAccount != "":
			callback.URL, callback.Level = ofAccount, CallbackLevelWABA
		default:
			callback.URL = s.graph.callbackOfApp(subscribed.id)
		}
		all = append(all, callback)
	}
	return all
}

func (g *graph) callbackOfApp(id string) string {
	app := g.find(appKind, id)
	if app == nil {
		return ""
	}
	subscription := app.item(appSubscriptionsEdge, webhookObject)
	if subscription == nil {
		return ""
	}
	return subscription.text("callback_url")
}

// WithLoopbackCallbacks accepts callback URLs that are http and on a loopback
// address, in subscriptions and overrides. Without it they must be https, as
// Graph demands.
func WithLoopbackCallbacks() Option { return func(c *config) { c.loopbackCallbacks = true } }

// isCallback reports whether Graph would call an address.
func (c *call) isCallback(address string) bool {
	target, err := url.Parse(address)
	if err != nil || target.Host == "" {
		return false
	}
	return target.Scheme == "https" || target.Scheme == "http" && c.server.config.loopbackCallbacks && isLoopback(target.Hostname())
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
