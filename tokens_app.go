package whatsapp

import "slices"

// AppToken returns the access token of an app itself, which the subscriptions
// of an app and [TokenService.Debug] need. It holds the app secret: keep it on
// the server.
//
// A client with [WithAppSecret] makes it by itself, unless a request has
// [WithToken].
func AppToken(appID, appSecret string) string { return appID + "|" + appSecret }

// asApp puts the app's own token in front of the options, if the client has the
// app secret.
func (c *Client) asApp(appID string, opts []RequestOption) []RequestOption {
	proof := c.config.proof
	if proof == nil || appID == "" {
		return opts
	}
	return slices.Concat([]RequestOption{WithToken(AppToken(appID, proof.Secret()))}, opts)
}
