package whatsapp

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// TokenService gets access tokens, says what they are good for, and revokes
// them. A token that comes from here makes a client of its own, which shares
// the connections of this one:
//
//	tenant, err := client.Clone(whatsapp.WithToken(string(token.Token)))
//
// Or it serves one call, with [WithToken]. For one that expires, make a
// [NewCachingTokenSource] around [TokenService.Refresh], as its example does.
// [EmbeddedSignup] takes a customer from the code of Embedded Signup to a
// number that can send.
//
// The app secret comes from [WithAppSecret], and is never an argument: methods
// that need it fail before anything is sent if the client has none. The secret
// belongs to one app, so a program with several apps has a client for each,
// with [Client.Clone].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/access-tokens
type TokenService service

const (
	oauthAccessToken = "/oauth/access_token" //nolint:gosec // a path
	oauthRevoke      = "/oauth/revoke"
)

// ExchangeCode returns the access token for the code that Embedded Signup gives
// to the web page when a customer completes it. The token belongs to a system
// user that the business integration has in the customer's portfolio, and
// reaches what the customer has shared.
//
//	GET /oauth/access_token?client_id=&client_secret=&code=
//
// Permission: none; the app secret takes the place of a token. The code serves
// once and lives 30 seconds, so the call is never repeated. Code 100 has
// subcode 36009 if the code was used before and 36007 if it is too old.
//
// A code that came by a redirect also needs that address: add redirect_uri with
// [WithQuery].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/onboarding-customers-as-a-tech-provider
func (s *TokenService) ExchangeCode(ctx context.Context, appID string, code Secret, opts ...RequestOption) (*AccessToken, error) {
	op, err := s.withAppSecret(oauthAccessToken, appID, "code", code)
	if err != nil {
		return nil, err
	}
	op.noToken = true
	op.Repeat = RepeatNever
	op.reconcile = "the code is spent; have the customer go through Embedded Signup again, or fetch the token with Tokens.CreateForBusiness"
	return decode[AccessToken](ctx, s.client, op, opts)
}

// GetForApp returns the access token of an app itself. [AppToken] makes one
// that serves the same without a request.
//
//	GET /oauth/access_token?client_id=&client_secret=&grant_type=client_credentials
//
// Permission: none; the app secret takes the place of a token.
//
// https://developers.facebook.com/docs/facebook-login/guides/access-tokens#apptokens
func (s *TokenService) GetForApp(ctx context.Context, appID string, opts ...RequestOption) (*AccessToken, error) {
	op, err := s.withAppSecret(oauthAccessToken, appID, "grant_type", "client_credentials")
	if err != nil {
		return nil, err
	}
	op.noToken = true
	return decode[AccessToken](ctx, s.client, op, opts)
}

// Refresh returns another token in place of one that expires: it is valid for
// 60 days from now. The first one stays valid until it expires, or until
// [TokenService.Revoke]. One that has expired cannot be refreshed.
//
//	GET /oauth/access_token?client_id=&client_secret=&grant_type=fb_exchange_token&fb_exchange_token=
//
// Permission: none; the app secret takes the place of a token.
//
// https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens/
func (s *TokenService) Refresh(ctx context.Context, appID string, token Secret, opts ...RequestOption) (*AccessToken, error) {
	op, err := s.withAppSecret(oauthAccessToken, appID, "fb_exchange_token", token)
	if err != nil {
		return nil, err
	}
	op.Query.Set("grant_type", "fb_exchange_token")
	op.Query.Set("set_token_expires_in_60_days", "true")
	op.noToken = true
	return decode[AccessToken](ctx, s.client, op, opts)
}

// Revoke ends an access token of a system user at once. The client's own token
// must be one of the same app.
//
//	GET /oauth/revoke?client_id=&client_secret=&revoke_token=
//
// Permission: none besides the app secret.
//
// https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens/
func (s *TokenService) Revoke(ctx context.Context, appID string, token Secret, opts ...RequestOption) error {
	op, err := s.withAppSecret(oauthRevoke, appID, "revoke_token", token)
	if err != nil {
		return err
	}
	return s.client.perform(ctx, op, nil, opts)
}

// withAppSecret describes an operation by which an app identifies itself, with
// the parameter that it is about.
func (s *TokenService) withAppSecret(route, appID, parameter string, value Secret) (Operation, error) {
	proof := s.client.config.proof
	if proof == nil {
		return Operation{}, errNoAppSecret
	}
	op := operation(http.MethodGet, route)
	op.checks = []validator{tokenCheck{"client_id", appID, parameter, value}}
	op.Query = url.Values{"client_id": {appID}, "client_secret": {proof.Secret()}, parameter: {string(value)}}
	return op, nil
}

var errNoAppSecret error = &misuseError{errors.New("whatsapp: the call needs the app secret; make the client with WithAppSecret")}

// tokenCheck refuses a call without the app or the secret that it is about.
type tokenCheck struct {
	app, appID string
	parameter  string
	value      Secret
}

func (c tokenCheck) Validate() error {
	var found violations
	found.digits(c.app, c.appID)
	found.require(c.parameter, string(c.value))
	return found.err()
}

// AccessToken is an access token that was issued. JSON has the token in clear;
// nothing that is printed or logged does.
type AccessToken struct {
	Token Secret `json:"access_token"`
	// TokenType is "bearer", if Graph says so.
	TokenType string `json:"token_type,omitempty"`
	// ExpiresIn is the lifetime in seconds, from the answer on. It is 0 for a
	// token that does not expire, and where Graph does not say:
	// [TokenService.Debug] tells.
	ExpiresIn int64 `json:"expires_in,omitempty"`
}

// Expires returns when the token expires if it was issued at this time. The
// zero time means never, as for [NewCachingTokenSource], or in more than 292
// years.
func (t AccessToken) Expires(issued time.Time) time.Time {
	const longest = math.MaxInt64 / int64(time.Second) // of a time.Duration
	if t.ExpiresIn == 0 || t.ExpiresIn > longest {
		return time.Time{}
	}
	return issued.Add(time.Duration(max(t.ExpiresIn, -longest)) * time.Second)
}

// LogValue returns everything but the token.
func (t AccessToken) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Any("access_token", t.Token),
		slog.String("token_type", t.TokenType),
		slog.Int64("expires_in", t.ExpiresIn),
	)
}

// UnmarshalJSON also accepts the token alone.
func (t *AccessToken) UnmarshalJSON(data []byte) error { return readGraph(data, t) }

func (t *AccessToken) decodeGraph(d *graphjson.Decoder) bool {
	*t = AccessToken{}
	type fields AccessToken
	if d.Peek() != '"' {
		return d.Decode((*fields)(t))
	}
	// Some pages of Meta's document show the token without an object.
	ok := d.Decode(&t.Token)
	if !strings.HasPrefix(string(t.Token), "EAA") {
		t.Token = ""
	}
	return ok
}

// answers reports whether there is a token at all.
func (t *AccessToken) answers(any) error {
	if t.Token == "" {
		return errors.New(`the answer has no "access_token"`)
	}
	return nil
}
