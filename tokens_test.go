package whatsapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	issuedToken = "EAAtokenOfTheBusiness1"
	signupCode  = "AQDcodeOfTheSignup"
)

func tokenMethods() []method {
	return slices.Concat(tokensOfApps(), debuggingTokens(), systemUserLists(), systemUsers(), tokensOfBusinesses())
}

// signing is the client with the app secret, in the form whose proof does not
// depend on the time.
func signing(client *whatsapp.Client) *whatsapp.Client {
	signed, err := client.Clone(whatsapp.WithPlainAppSecretProof(appSecret), whatsapp.WithSharedRetryBudget())
	if err != nil {
		panic(err)
	}
	return signed
}

func tokensOfApps() []method {
	spend := func(ctx context.Context, client *whatsapp.Client, _ string, opts ...whatsapp.RequestOption) (any, error) {
		return result(signing(client).Tokens.ExchangeCode(ctx, appID, signupCode, opts...))
	}
	getForApp := func(ctx context.Context, client *whatsapp.Client, _ string, opts ...whatsapp.RequestOption) (any, error) {
		return result(signing(client).Tokens.GetForApp(ctx, appID, opts...))
	}
	refresh := func(ctx context.Context, client *whatsapp.Client, _ string, opts ...whatsapp.RequestOption) (any, error) {
		return result(signing(client).Tokens.Refresh(ctx, appID, "EAAtokenThatExpires", opts...))
	}
	revoke := func(ctx context.Context, client *whatsapp.Client, _ string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(signing(client).Tokens.Revoke(ctx, appID, "EAAtokenThatLeaked", opts...))
	}
	expiring := &whatsapp.AccessToken{Token: issuedToken, TokenType: "bearer", ExpiresIn: 5183944}
	return []method{
		{
			name: "Tokens.ExchangeCode", operation: "GET /oauth/access_token", repeat: whatsapp.RepeatNever,
			cases: []exchange{
				one("tokens/exchange_code_success", spend, &whatsapp.AccessToken{Token: issuedToken, TokenType: "bearer"}),
				one("tokens/exchange_code_expiring", spend, expiring),
			},
		},
		{
			name: "Tokens.GetForApp", operation: "GET /oauth/access_token", repeat: whatsapp.RepeatSafe,
			cases: []exchange{one("tokens/get_for_app_success", getForApp, &whatsapp.AccessToken{Token: appID + "|EAAtokenOfTheApp", TokenType: "bearer"})},
		},
		{
			name: "Tokens.Refresh", operation: "GET /oauth/access_token", repeat: whatsapp.RepeatSafe,
			cases: []exchange{one("tokens/refresh_success", refresh, expiring)},
		},
		{
			name: "Tokens.Revoke", operation: "GET /oauth/revoke", repeat: whatsapp.RepeatSafe,
			cases: []exchange{one("tokens/revoke_success", revoke, nil)},
		},
	}
}

func debuggingTokens() []method {
	debug := func(ctx context.Context, client *whatsapp.Client, _ string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Tokens.Debug(ctx, appID, "EAAtokenToLookAt", opts...))
	}
	return []method{{
		name: "Tokens.Debug", operation: "GET /debug_token", repeat: whatsapp.RepeatSafe, holds: member("data"),
		cases: []exchange{
			one("tokens/debug_success", debug, &whatsapp.TokenInfo{
				AppID: appID, Application: "Messaging console", Type: whatsapp.TokenTypeSystemUser, IsValid: true, IssuedAt: moment("1772442000"),
				Scopes: []whatsapp.Scope{whatsapp.ScopeWhatsAppBusinessManagement, whatsapp.ScopeWhatsAppBusinessMessaging},
				GranularScopes: []whatsapp.GranularScope{
					{Scope: whatsapp.ScopeWhatsAppBusinessManagement, TargetIDs: []string{wabaID, "102290129340777"}},
					{Scope: whatsapp.ScopeWhatsAppBusinessMessaging},
				},
				UserID: userID, ProfileID: "122106287650000", Metadata: json.RawMessage(`{"auth_type":"rerequest"}`),
			}),
			one("tokens/debug_expired", debug, &whatsapp.TokenInfo{
				AppID: appID, Application: "Messaging console", Type: whatsapp.TokenTypeUser, IssuedAt: moment("1772442000"),
				ExpiresAt: expiry("1772445600"), DataAccessExpiresAt: expiry("1780218000"),
				Scopes: []whatsapp.Scope{whatsapp.ScopeWhatsAppBusinessMessaging}, UserID: userID,
				Error: &whatsapp.TokenError{Code: 190, Message: "Error validating access token: the session has expired", Subcode: 463},
			}),
		},
	}}
}

func expiry(wire string) whatsapp.Expiry { return whatsapp.Expiry{Time: moment(wire).Time} }

func systemUserLists() []method {
	return listRow[whatsapp.SystemUser, whatsapp.ListOptions]{
		list:      (*whatsapp.TokenService).ListSystemUsers,
		all:       (*whatsapp.TokenService).AllSystemUsers,
		operation: "GET /{business-id}/system_users",
		ids:       []string{businessID},
		options:   secondPage,
		fields:    []string{"name", "role"},
		page: &whatsapp.Page[whatsapp.SystemUser]{Paging: lastPage, Data: []whatsapp.SystemUser{
			{
				ID: userID, Name: "Messaging service", Role: whatsapp.SystemUserRoleAdmin, CreatedTime: moment(`"2026-03-02T09:00:00+0000"`),
				CreatedBy: &whatsapp.UserSummary{ID: "122106287654398", Name: "Account manager"}, FinancePermission: "Editor", IPPermission: "Reviewer",
			},
			{ID: "122106287654477", Name: "Reporting service", Role: whatsapp.SystemUserRoleEmployee},
		}},
	}.methods()
}

func systemUsers() []method {
	create := func(request whatsapp.CreateSystemUserRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Tokens.CreateSystemUser(ctx, id, request, append(first, opts...)...))
		}
	}
	install := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Tokens.InstallApp(ctx, id, appID, opts...))
	}
	created := &whatsapp.CreatedSystemUser{ID: userID}
	return []method{
		{
			name: "Tokens.CreateSystemUser", operation: "POST /{business-id}/system_users", id: businessID,
			cases: []exchange{
				one("tokens/create_system_user_success", create(whatsapp.CreateSystemUserRequest{Name: "Messaging service", Role: whatsapp.SystemUserRoleAdmin}), created),
				one("tokens/create_system_user_beyond_limits", create(whatsapp.CreateSystemUserRequest{}, whatsapp.WithoutValidation()), created),
			},
		},
		{
			name: "Tokens.InstallApp", operation: "POST /{system-user-id}/applications", repeat: whatsapp.RepeatSafe, id: userID,
			cases: []exchange{one("tokens/install_app_success", install, nil)},
		},
	}
}

func tokensOfBusinesses() []method {
	scopes := []whatsapp.Scope{whatsapp.ScopeBusinessManagement, whatsapp.ScopeWhatsAppBusinessManagement}
	forUser := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(signing(client).Tokens.CreateForSystemUser(ctx, id, whatsapp.CreateSystemUserTokenRequest{AppID: appID, Scopes: scopes, ExpiresIn60Days: true}, opts...))
	}
	forBusiness := func(request whatsapp.CreateBusinessTokenRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(signing(client).Tokens.CreateForBusiness(ctx, id, request, opts...))
		}
	}
	forApp := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(signing(client).Tokens.CreateForApp(ctx, id, whatsapp.CreateAppTokenRequest{
			AppID: appID, Scopes: scopes, SystemUserName: "Messaging service", ExternalBusinessID: "shop-17",
		}, opts...))
	}
	issued := &whatsapp.AccessToken{Token: issuedToken}
	return []method{
		{
			name: "Tokens.CreateForSystemUser", operation: "POST /{system-user-id}/access_tokens", id: userID,
			cases: []exchange{one("tokens/create_for_system_user_success", forUser, issued)},
		},
		{
			name: "Tokens.CreateForBusiness", operation: "POST /{business-id}/system_user_access_tokens", id: businessID,
			cases: []exchange{
				one("tokens/create_for_business_success", forBusiness(whatsapp.CreateBusinessTokenRequest{
					SystemUserID: userID, AssetIDs: []string{wabaID}, Scopes: scopes, ExpiresIn60Days: true,
				}), issued),
				one("tokens/create_for_business_fetch", forBusiness(whatsapp.CreateBusinessTokenRequest{FetchOnly: true}), issued),
			},
		},
		{
			name: "Tokens.CreateForApp", operation: "POST /{business-id}/access_token", id: businessID,
			cases: []exchange{one("tokens/create_for_app_success", forApp, issued)},
		},
	}
}

// What comes out of an exchange makes a client, and the code does not serve a
// second time.
func TestExchangedTokenMakesAClient(t *testing.T) {
	t.Parallel()
	server := graphtest.New(graphtest.WithAppSecret(appSecret), graphtest.WithAccessToken(testToken))
	client := newClient(t, server.Client().Transport, whatsapp.WithAppSecret(appSecret))
	code := whatsapp.Secret(server.IssueSignupCode(graphtest.Token{WABAIDs: []string{graphtest.ClientWABAID}}))
	token, err := client.Tokens.ExchangeCode(t.Context(), graphtest.AppID, code)
	require.NoError(t, err)
	require.Empty(t, server.Requests()[0].Header.Get("Authorization"))

	tenant, err := client.Clone(whatsapp.WithToken(string(token.Token)))
	require.NoError(t, err)
	_, err = tenant.WABAs.Get(t.Context(), graphtest.ClientWABAID)
	require.NoError(t, err)
	info, err := client.Tokens.Debug(t.Context(), graphtest.AppID, token.Token)
	require.NoError(t, err)
	require.True(t, info.IsValid)
	require.True(t, info.Has(whatsapp.ScopeWhatsAppBusinessManagement, whatsapp.ScopeWhatsAppBusinessMessaging))
	require.False(t, info.Has(whatsapp.ScopeWhatsAppBusinessManagement, whatsapp.ScopeBusinessManagement))
	require.Equal(t, []string{graphtest.ClientWABAID}, info.TargetIDs(whatsapp.ScopeWhatsAppBusinessManagement))
	require.Empty(t, info.TargetIDs(whatsapp.ScopeBusinessManagement))
	require.True(t, info.ExpiresAt.IsZero())

	_, err = client.Tokens.ExchangeCode(t.Context(), graphtest.AppID, code)
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	require.ErrorContains(t, err, "the authorization code has been used; have the customer go through Embedded Signup again")
	require.Equal(t, whatsapp.ActionChange, whatsapp.Decide(err).Action)

	require.NoError(t, client.Tokens.Revoke(t.Context(), graphtest.AppID, token.Token))
	_, err = tenant.WABAs.Get(t.Context(), graphtest.ClientWABAID)
	require.ErrorIs(t, err, whatsapp.ErrTokenExpired)
	info, err = client.Tokens.Debug(t.Context(), graphtest.AppID, token.Token)
	require.NoError(t, err)
	require.False(t, info.IsValid)
	require.Equal(t, 467, info.Error.Subcode)
}

// A wrong secret has Graph's code for unknown errors, but nothing about it is
// unknown.
func TestWrongAppSecret(t *testing.T) {
	t.Parallel()
	server := graphtest.New(graphtest.WithAppSecret("another"))
	client := newClient(t, server.Client().Transport, whatsapp.WithAppSecret(appSecret))
	_, err := client.Tokens.ExchangeCode(t.Context(), graphtest.AppID, whatsapp.Secret(server.IssueSignupCode(graphtest.Token{})))
	require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	require.ErrorContains(t, err, "the app secret is wrong")
	require.Equal(t, whatsapp.ActionEscalate, whatsapp.Decide(err).Action)
	_, err = client.Tokens.ExchangeCode(t.Context(), "1", "AQ")
	require.ErrorContains(t, err, "check the app id and the app secret")
}

// An exchange is about the code and not about the client's token, so a refusal
// costs no token of a source.
func TestRefusedExchangeKeepsTheToken(t *testing.T) {
	t.Parallel()
	source := &rotated{last: 2}
	transport := script(answer(http.StatusUnauthorized, `{"error":{"message":"Invalid OAuth access token","code":190}}`))
	client := newClient(t, transport, whatsapp.WithTokenSource(source), whatsapp.WithAppSecret(appSecret))
	_, err := client.Tokens.Refresh(t.Context(), appID, "EAAtokenThatExpires")
	require.ErrorIs(t, err, whatsapp.ErrUnauthorized)
	require.Zero(t, source.asked)
	require.Empty(t, source.forgotten)
	require.Equal(t, 1, transport.count())
}

func TestTokensNeedTheAppSecret(t *testing.T) {
	t.Parallel()
	transport, log := replay(t)
	client := newClient(t, transport)
	calls := map[string]func() error{
		"ExchangeCode": func() error { _, err := client.Tokens.ExchangeCode(t.Context(), appID, signupCode); return err },
		"GetForApp":    func() error { _, err := client.Tokens.GetForApp(t.Context(), appID); return err },
		"Refresh":      func() error { _, err := client.Tokens.Refresh(t.Context(), appID, issuedToken); return err },
		"Revoke":       func() error { return client.Tokens.Revoke(t.Context(), appID, issuedToken) },
		"CreateForSystemUser": func() error {
			_, err := client.Tokens.CreateForSystemUser(t.Context(), userID, whatsapp.CreateSystemUserTokenRequest{AppID: appID})
			return err
		},
		"CreateForBusiness": func() error {
			_, err := client.Tokens.CreateForBusiness(t.Context(), businessID, whatsapp.CreateBusinessTokenRequest{})
			return err
		},
		"CreateForApp": func() error {
			_, err := client.Tokens.CreateForApp(t.Context(), businessID, whatsapp.CreateAppTokenRequest{AppID: appID})
			return err
		},
	}
	for name, call := range calls {
		err := call()
		require.ErrorContains(t, err, "WithAppSecret", name)
		require.Equal(t, whatsapp.ActionEscalate, whatsapp.Decide(err).Action, name)
	}
	require.Empty(t, log.sent())
}

func TestTokenRequestsAreChecked(t *testing.T) {
	t.Parallel()
	server := graphtest.New()
	client := newClient(t, server.Client().Transport, whatsapp.WithAppSecret(appSecret))
	_, err := client.Tokens.ExchangeCode(t.Context(), "app", "")
	requireViolations(t, err, `client_id must contain only digits, not "app"`, "code is required")
	_, err = client.Tokens.Refresh(t.Context(), "", "")
	requireViolations(t, err, "client_id is required", "fb_exchange_token is required")
	requireViolations(t, client.Tokens.Revoke(t.Context(), appID, ""), "revoke_token is required")
	_, err = client.Tokens.Debug(t.Context(), "", "")
	requireViolations(t, err, "app_id is required", "input_token is required")
	requireViolations(t, client.Tokens.InstallApp(t.Context(), userID, "app"), `business_app must contain only digits, not "app"`)
	require.Empty(t, server.Requests())

	for want, request := range map[string]interface{ Validate() error }{
		"name is required": whatsapp.CreateSystemUserRequest{},
		"business_app is required; scope needs at least one permission":    whatsapp.CreateSystemUserTokenRequest{},
		`scope[1] must be one name, not "a,b"`:                             whatsapp.CreateSystemUserTokenRequest{AppID: appID, Scopes: []whatsapp.Scope{"a", "a,b"}},
		`system_user_id must contain only digits, not "me"`:                whatsapp.CreateBusinessTokenRequest{SystemUserID: "me"},
		`asset[0] must contain only digits, not "a"; scope[0] is required`: whatsapp.CreateBusinessTokenRequest{AssetIDs: []string{"a"}, Scopes: []whatsapp.Scope{""}},
		"app_id is required": whatsapp.CreateAppTokenRequest{},
	} {
		require.ErrorContains(t, request.Validate(), want)
	}
	require.NoError(t, whatsapp.CreateBusinessTokenRequest{FetchOnly: true}.Validate())
}

// Fetching a token that exists is repeated, creating one is not.
func TestFetchingATokenIsRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for fetch, want := range map[bool]int{true: 2, false: 1} {
			server := graphtest.New()
			server.AddToken(issuedToken, graphtest.Token{BusinessID: graphtest.BusinessID})
			server.Script("POST /{business}/system_user_access_tokens", graphtest.DropAfter())
			client := newClient(t, server.Client().Transport, whatsapp.WithAppSecret(appSecret))
			token, err := client.Tokens.CreateForBusiness(t.Context(), graphtest.BusinessID, whatsapp.CreateBusinessTokenRequest{FetchOnly: fetch})
			require.Len(t, server.Requests(), want)
			if fetch {
				require.NoError(t, err)
				require.Equal(t, whatsapp.Secret(issuedToken), token.Token)
			} else {
				require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
			}
		}
	})
}

// A page of Meta's shows the token without an object around it.
func TestTokenAlone(t *testing.T) {
	t.Parallel()
	var token whatsapp.AccessToken
	require.NoError(t, json.Unmarshal([]byte(`"`+issuedToken+`"`), &token))
	require.Equal(t, whatsapp.AccessToken{Token: issuedToken}, token)
	require.NoError(t, json.Unmarshal([]byte(`"text"`), &token))
	require.Empty(t, token.Token)
}

func TestTokenExpiry(t *testing.T) {
	t.Parallel()
	issued := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	require.Equal(t, issued.Add(time.Hour), whatsapp.AccessToken{ExpiresIn: 3600}.Expires(issued))
	require.Zero(t, whatsapp.AccessToken{}.Expires(issued))
	const longest = math.MaxInt64 / int64(time.Second)
	require.Equal(t, issued.Add(time.Duration(longest)*time.Second), whatsapp.AccessToken{ExpiresIn: longest}.Expires(issued))
	require.Zero(t, whatsapp.AccessToken{ExpiresIn: longest + 1}.Expires(issued), "it does not lie in the past")
	require.Equal(t, issued.Add(-time.Duration(longest)*time.Second), whatsapp.AccessToken{ExpiresIn: math.MinInt64}.Expires(issued))

	never := whatsapp.Expiry{}
	require.False(t, never.HasPassed(issued))
	at := whatsapp.Expiry{Time: issued}
	require.False(t, at.HasPassed(issued.Add(-time.Second)))
	require.True(t, at.HasPassed(issued))
	for wire, want := range map[string]whatsapp.Expiry{
		"0": never, "1772442000": at, `"1772442000"`: at, `"2026-03-02T09:00:00+0000"`: at, "null": never,
	} {
		var got whatsapp.Expiry
		require.NoError(t, json.Unmarshal([]byte(wire), &got))
		require.True(t, want.Equal(got.Time), wire)
	}
}

// Neither the secret of the app, nor a code, nor a token reaches an error or a
// log, whatever the server and the network say.
func TestTokensStaySecret(t *testing.T) {
	t.Parallel()
	const about, answered = "EAAtheTokenOrCodeOfTheCall", "opaqueTokenWithoutItsUsualPrefix"
	steps := map[string]step{
		"in an envelope":      answer(400, `{"error":{"message":"bad `+about+` of `+appSecret+`","code":100,"error_data":{"details":"`+about+`,`+appSecret+`"}}}`),
		"in a page":           answer(502, "<html>client_secret="+appSecret+"&code="+about+"&fb_exchange_token="+about+"</html>"),
		"a token alone":       answer(200, answered),
		"a token in quotes":   answer(200, `"`+answered+`"`),
		"half of an answer":   answer(200, `{"access_token":"`+answered),
		"in a network error":  fail(fmt.Errorf("Get https://proxy.test/?client_secret=%s&code=%s: refused", appSecret, about)),
		"in a redirect":       answer(302, "", "Location", "https://elsewhere.test/?client_secret="+appSecret),
		"in a form of before": answer(200, "access_token="+answered+"&expires=5183944"),
	}
	calls := map[string]func(*whatsapp.Client) (any, error){
		"exchange": func(c *whatsapp.Client) (any, error) { return result(c.Tokens.ExchangeCode(t.Context(), appID, about)) },
		"refresh":  func(c *whatsapp.Client) (any, error) { return result(c.Tokens.Refresh(t.Context(), appID, about)) },
		"revoke":   func(c *whatsapp.Client) (any, error) { return nothing(c.Tokens.Revoke(t.Context(), appID, about)) },
		"debug":    func(c *whatsapp.Client) (any, error) { return result(c.Tokens.Debug(t.Context(), appID, about)) },
	}
	for situation, step := range steps {
		for name, call := range calls {
			if strings.HasPrefix(situation, "a token") && (name == "revoke" || name == "debug") {
				continue // they answer no token
			}
			t.Run(name+"/"+situation, func(t *testing.T) {
				t.Parallel()
				var log bytes.Buffer
				client := newClient(t, script(step), whatsapp.WithAppSecret(appSecret), whatsapp.WithMaxRetries(0),
					whatsapp.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
				got, err := call(client)
				require.Error(t, err)
				require.Nil(t, got)
				text := fmt.Sprintf("%v|%+v|%#v|%s|%s", err, err, err, printTree(err), log.String())
				if failure, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok {
					text += string(failure.Body)
				}
				for _, secret := range []string{appSecret, about, answered} {
					assert.NotContains(t, text, secret)
				}
			})
		}
	}
}

func TestIssuedTokenPrintsRedacted(t *testing.T) {
	t.Parallel()
	token := whatsapp.AccessToken{Token: issuedToken, TokenType: "bearer", ExpiresIn: 60}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("issued", "token", token)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", token, &token, token)+log.String(), issuedToken)
	require.Contains(t, log.String(), `"expires_in":60`)
}
