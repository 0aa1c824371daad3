package graphtest

import (
	"net/http"
	"strings"
	"time"
)

// These paths issue and revoke tokens: the app secret identifies the caller.

// oauthFailure is a refusal of such a path.
func oauthFailure(code, subcode int, message string) *failure {
	return &failure{http.StatusBadRequest, Error{Message: message, Type: oauthException, Code: code, Subcode: subcode}}
}

// identifiedApp is the app that a request names, with its secret. The secret is
// checked if the server knows it.
func (c *call) identifiedApp() (*node, *failure) {
	id, _ := c.params.text("client_id")
	if id == "" {
		return nil, oauthFailure(101, 0, "Missing client_id parameter.")
	}
	app := c.graph.find(appKind, id)
	if app == nil {
		return nil, oauthFailure(101, 0, "Error validating application. Cannot get application info due to a system error.")
	}
	secret, _ := c.params.text("client_secret")
	switch known := c.server.config.appSecret; {
	case secret == "":
		return nil, oauthFailure(1, 0, "Missing client_secret parameter.")
	case known != "" && secret != known:
		return nil, oauthFailure(1, 0, "Error validating client secret.")
	}
	return app, nil
}

// issueToken answers GET /oauth/access_token: a code, an app that asks for its
// own token, or a token that expires, for another token.
func (c *call) issueToken() (any, *failure) {
	app, f := c.identifiedApp()
	if f != nil {
		return nil, f
	}
	var issued *issuedToken
	switch grant, _ := c.params.text("grant_type"); grant {
	case "", "authorization_code":
		issued, f = c.exchangeCode(app)
	case "client_credentials":
		secret, _ := c.params.text("client_secret")
		return map[string]any{"access_token": app.id + "|" + secret, "token_type": "bearer"}, nil
	case "fb_exchange_token":
		issued, f = c.refreshToken(app)
	default:
		return nil, oauthFailure(100, 0, "Unsupported grant_type")
	}
	if f != nil {
		return nil, f
	}
	answer := issued.answer()
	answer["token_type"] = "bearer"
	return answer, nil
}

func (c *call) exchangeCode(app *node) (*issuedToken, *failure) {
	text, _ := c.params.text("code")
	code := c.graph.tokens.codes[text]
	_, redirected := c.params.text("redirect_uri")
	switch {
	case text == "":
		return nil, oauthFailure(100, 0, "Missing authorization code")
	case code == nil:
		return nil, oauthFailure(100, 0, "Invalid verification code format.")
	case code.grant.AppID != app.id, redirected:
		return nil, oauthFailure(100, 36008, "Error validating verification code. "+
			"Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request")
	case code.used:
		return nil, oauthFailure(100, 36009, "This authorization code has been used.")
	case c.now().Sub(code.issuedAt) >= signupCodeLifetime:
		return nil, oauthFailure(100, 36007, "This authorization code has expired.")
	}
	code.used = true
	grant := code.grant
	grant.UserID = orElse(grant.UserID, c.graph.newID())
	return c.graph.issue("", grant), nil
}

// refreshToken issues a token with the same permissions, for 60 days from now.
func (c *call) refreshToken(app *node) (*issuedToken, *failure) {
	text, _ := c.params.text("fb_exchange_token")
	if text == "" {
		return nil, missing("fb_exchange_token")
	}
	if f := c.server.checkText(text); f != nil {
		return nil, f
	}
	known := c.graph.tokens.issued[text]
	if known == nil {
		known = c.graph.unlisted(time.Time{})
	}
	if known.AppID != app.id {
		return nil, oauthFailure(100, 0, "The access token does not belong to application "+app.id)
	}
	refreshed := known.Token
	refreshed.ExpiresAt = c.now().Add(refreshedLifetime)
	return c.graph.issue("", refreshed), nil
}

// revokeToken ends a token. The caller's own must be of the same app.
func (c *call) revokeToken() (any, *failure) {
	app, f := c.identifiedApp()
	if f != nil {
		return nil, f
	}
	own := accessToken(c.request, c.params)
	if f := c.server.checkText(own); f != nil {
		return nil, f
	}
	text, _ := c.params.text("revoke_token")
	if text == "" {
		return nil, missing("revoke_token")
	}
	if caller, f := c.callingApp(); f != nil || caller != app {
		return nil, oauthFailure(100, 0, "The access token does not belong to application "+app.id)
	}
	if f := c.server.checkText(text); f != nil {
		return nil, f
	}
	revoked := c.graph.tokens.issued[text]
	if revoked == nil {
		if strings.Contains(text, "|") {
			return nil, invalid("The token of an app cannot be revoked")
		}
		revoked = c.graph.issue(text, Token{})
	}
	if revoked.AppID != app.id {
		return nil, oauthFailure(100, 0, "The access token does not belong to application "+app.id)
	}
	revoked.revoked = true
	return success(), nil
}
