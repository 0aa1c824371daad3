package graphtest

import (
	"net/http"
	"slices"
	"strings"
)

// SubscribedApp is an app that receives the webhooks of a WABA.
type SubscribedApp struct {
	AppID string
	// OverrideCallbackURI takes the place of the app's callback URL.
	OverrideCallbackURI string
}

// AppSubscription is an app's callback URL and fields for a kind of object.
type AppSubscription struct {
	// Object is whatsapp_business_account if it is empty.
	Object      string
	CallbackURL string
	Fields      []string
	// Inactive says that the callback URL could not be verified.
	Inactive bool
}

var subscribedAppKind = &kind{
	typeName: "WhatsAppBusinessAccountSubscribedApp",
	idField:  "whatsapp_business_api_data",
	standard: "whatsapp_business_api_data override_callback_uri",
}

var appSubscriptionKind = &kind{
	typeName: "AppSubscription",
	idField:  "object",
	standard: "object callback_url active fields",
}

const (
	subscribedAppsEdge   = "subscribed_apps"
	appSubscriptionsEdge = "subscriptions"
	webhookObject        = "whatsapp_business_account"
)

var subscribedApps = listing{edge: subscribedAppsEdge, view: subscribedAppKind}

// AddSubscribedApp subscribes an app to a WABA.
func (s *Server) AddSubscribedApp(wabaID string, subscribed SubscribedApp) {
	s.world.Lock()
	defer s.world.Unlock()
	waba, app := s.graph.must(wabaKind, wabaID), s.graph.must(appKind, subscribed.AppID)
	waba.subscribe(app, subscribed.OverrideCallbackURI)
}

// AddAppSubscription sets what an app receives, and where.
func (s *Server) AddAppSubscription(appID string, subscription AppSubscription) {
	s.world.Lock()
	defer s.world.Unlock()
	s.graph.must(appKind, appID).setSubscription(subscription)
}

// subscribe replaces the subscription of an app to a WABA.
func (n *node) subscribe(app *node, override string) *node {
	n.disconnect(subscribedAppsEdge, app.id)
	entry := newNode(subscribedAppKind, app.id, map[string]any{})
	entry.values[subscribedAppKind.idField] = map[string]any{
		"id": app.id, "name": app.values["name"], "link": "https://www.facebook.com/games/?app_id=" + app.id,
	}
	if override != "" {
		entry.values["override_callback_uri"] = override
	}
	n.connect(subscribedAppsEdge, entry)
	return entry
}

func (n *node) setSubscription(s AppSubscription) {
	object := orElse(s.Object, webhookObject)
	n.disconnect(appSubscriptionsEdge, object)
	fields := []any{}
	for _, name := range s.Fields {
		fields = append(fields, map[string]any{"name": name, "version": defaultVersion})
	}
	n.connect(appSubscriptionsEdge, newNode(appSubscriptionKind, object, map[string]any{
		"callback_url": s.CallbackURL, "active": !s.Inactive, "fields": fields,
	}))
}

func (c *call) listSubscribedApps() (any, *failure) { return c.list(subscribedApps) }

func (c *call) subscribeApp() (any, *failure) {
	app, f := c.callingApp()
	if f != nil {
		return nil, f
	}
	override, given := c.params.text("override_callback_uri")
	if !given {
		c.node.subscribe(app, "")
		return success(), nil
	}
	if f := c.checkCallback("override_callback_uri"); f != nil {
		return nil, f
	}
	token, _ := c.params.text("verify_token")
	if f := c.verifyCallback(override, token); f != nil {
		return nil, f
	}
	entry := c.node.subscribe(app, override)
	return map[string]any{"success": true, "data": []any{entry.values}}, nil
}

func (c *call) unsubscribeApp() (any, *failure) {
	app, f := c.callingApp()
	if f != nil {
		return nil, f
	}
	c.node.disconnect(subscribedAppsEdge, app.id)
	return success(), nil
}

// callingApp is the app that the token belongs to. Of a token that does not
// say, it is the first that was added.
func (c *call) callingApp() (*node, *failure) {
	if app := c.namedApp(); app != nil {
		return app, nil
	}
	if c.graph.firstApp == nil {
		return nil, invalid("The access token belongs to no app").because("graphtest has none: add it with Server.AddApplication")
	}
	return c.graph.firstApp, nil
}

// namedApp is the app that the token names, or was issued to, or nil.
func (c *call) namedApp() *node {
	token := accessToken(c.request, c.params)
	id, _, _ := strings.Cut(token, "|") // of an app's own token
	if issued := c.graph.tokens.issued[token]; issued != nil {
		id = issued.AppID
	}
	return c.graph.find(appKind, id)
}

// checkCallback refuses an address that Graph does not call, and one without
// the token that it would have to say.
func (c *call) checkCallback(name string) *failure {
	address, given := c.params.text(name)
	if !given {
		return missing(name)
	}
	if !c.isCallback(address) {
		return invalid("Param %s must be a secure URL - got %q", name, address)
	}
	if token, _ := c.params.text("verify_token"); token == "" {
		return missing("verify_token")
	}
	return nil
}

// checkAppToken asks for the app's own token, if the server knows the app
// secret and so can tell.
func (c *call) checkAppToken() *failure {
	token := accessToken(c.request, c.params)
	id, _, isPair := strings.Cut(token, "|")
	if isPair && id == c.node.id && c.server.isAppToken(token) || !isPair && c.server.config.appSecret == "" {
		return nil
	}
	return &failure{http.StatusBadRequest, Error{
		Message: "(#15) This method must be called with an app access_token.",
		Type:    oauthException,
		Code:    15,
	}}
}

func (c *call) listAppSubscriptions() (any, *failure) {
	if f := c.checkAppToken(); f != nil {
		return nil, f
	}
	return c.list(listing{edge: appSubscriptionsEdge, view: appSubscriptionKind})
}

func (c *call) setAppSubscription() (any, *failure) {
	if f := c.checkAppToken(); f != nil {
		return nil, f
	}
	object, given := c.params.text("object")
	if !given {
		return nil, missing("object")
	}
	if f := c.checkCallback("callback_url"); f != nil {
		return nil, f
	}
	fields, given, f := c.params.texts("fields")
	if f != nil {
		return nil, f
	}
	if !given {
		return nil, missing("fields")
	}
	address, _ := c.params.text("callback_url")
	token, _ := c.params.text("verify_token")
	if f := c.verifyCallback(address, token); f != nil {
		return nil, f
	}
	c.node.setSubscription(AppSubscription{Object: object, CallbackURL: address, Fields: fields})
	return success(), nil
}

func (c *call) deleteAppSubscription() (any, *failure) {
	if f := c.checkAppToken(); f != nil {
		return nil, f
	}
	object, _ := c.params.text("object")
	ended, some, f := c.params.texts("fields")
	if f != nil {
		return nil, f
	}
	for _, subscription := range slices.Clone(c.node.connected(appSubscriptionsEdge)) {
		if object != "" && subscription.id != object {
			continue
		}
		if !some {
			c.node.disconnect(appSubscriptionsEdge, subscription.id)
			continue
		}
		fields, _ := subscription.values["fields"].([]any)
		left := slices.DeleteFunc(slices.Clone(fields), func(field any) bool { return slices.Contains(ended, nameOf(field)) })
		if len(left) == 0 {
			c.node.disconnect(appSubscriptionsEdge, subscription.id)
		}
		subscription.values["fields"] = left
	}
	return success(), nil
}

// nameOf returns the name of a field that is subscribed to.
func nameOf(field any) string {
	object, _ := field.(map[string]any)
	return plainText(object["name"])
}
