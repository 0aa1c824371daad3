package graphtest

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

// Callback is where an app gets the webhooks of an account.
type Callback struct {
	AppID string
	// URL is empty if the app has set none.
	URL string
	// Level says whose URL it is.
	Level CallbackLevel
	// Ignored says that the app's subscription lists fields, and not this one:
	// Meta sends nothing, wherever the URL is set.
	Ignored bool
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
// overridden. There is none for an account that does not exist. Without a
// field, they are the apps' callback URLs.
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
		callback := Callback{AppID: subscribed.id, Level: CallbackLevelApp, Ignored: s.graph.ignores(subscribed.id, field)}
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
	subscription := g.subscriptionOf(id)
	if subscription == nil {
		return ""
	}
	return subscription.text("callback_url")
}

// subscriptionOf returns what an app has subscribed to, or nil.
func (g *graph) subscriptionOf(appID string) *node {
	app := g.find(appKind, appID)
	if app == nil {
		return nil
	}
	return app.item(appSubscriptionsEdge, webhookObject)
}

// ignores reports whether the subscription of an app lists fields, and not this
// one.
func (g *graph) ignores(appID, field string) bool {
	subscription := g.subscriptionOf(appID)
	if subscription == nil || field == "" {
		return false
	}
	fields, _ := subscription.values["fields"].([]any)
	return len(fields) > 0 && !slices.ContainsFunc(fields, func(listed any) bool { return nameOf(listed) == field })
}

// WithLoopbackCallbacks accepts callback URLs that are http and on a loopback
// address, in subscriptions and overrides. Without it they must be https, as
// Graph demands.
func WithLoopbackCallbacks() Option { return func(c *config) { c.loopbackCallbacks = true } }

// WithCallbackVerification has callback URLs verified when they are set, in
// subscriptions and overrides, as Meta does: the function asks the address for
// a challenge. Its error is the reply's, with the code 2200, and the URL is not
// set. The function may call the server. Without it, every URL is taken.
func WithCallbackVerification(verify func(ctx context.Context, address, verifyToken string) error) Option {
	return func(c *config) { c.verifyCallback = verify }
}

// verifyCallback refuses an address that does not return a challenge.
func (c *call) verifyCallback(address, token string) *failure {
	verify := c.server.config.verifyCallback
	if verify == nil {
		return nil
	}
	if err := c.withoutLock(func() error { return verify(c.request.Context(), address, token) }); err != nil {
		return &failure{http.StatusBadRequest, Error{
			Message: "(#2200) Callback verification failed with the following errors: " + strings.TrimPrefix(err.Error(), "graphtest: "),
			Type:    oauthException,
			Code:    2200,
		}}
	}
	return nil
}

// withoutLock does something that may call the server.
func (c *call) withoutLock(do func() error) error {
	c.server.world.Unlock()
	defer c.server.world.Lock()
	return do()
}

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
