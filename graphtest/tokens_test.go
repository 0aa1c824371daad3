package graphtest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const tokenSecret = "app secret"

// asking sends a request without a token, as an app that identifies itself by
// its secret.
func asking(t testing.TB, srv *graphtest.Server, path string, pairs ...string) answer {
	t.Helper()
	request := newRequest(t, http.MethodGet, path+query(pairs...))
	request.Header.Del("Authorization")
	return do(t, srv.Client(), request)
}

func exchanging(t testing.TB, srv *graphtest.Server, code string) answer {
	t.Helper()
	return asking(t, srv, "/oauth/access_token", "client_id", graphtest.AppID, "client_secret", tokenSecret, "code", code)
}

// using sends a request with a token.
func using(t testing.TB, srv *graphtest.Server, token, method, path string, bodies ...payload) answer {
	t.Helper()
	request := newRequest(t, method, path, bodies...)
	request.Header.Set("Authorization", "Bearer "+token)
	return do(t, srv.Client(), request)
}

func tokenIn(t testing.TB, reply answer) string {
	t.Helper()
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	token, _ := reply.object(t)["access_token"].(string)
	require.NotEmpty(t, token)
	return token
}

// debugged is what debug_token says of a token, to the app itself.
func debugged(t testing.TB, srv *graphtest.Server, token string) map[string]any {
	t.Helper()
	reply := using(t, srv, graphtest.AppID+"|"+tokenSecret, "GET", "/debug_token"+query("input_token", token))
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	return reply.object(t)["data"].(map[string]any)
}

// A code serves once and for 30 seconds, and the token that it brings is valid
// where no other is.
func TestSignupCodes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New(graphtest.WithAccessToken("the only one"))
		code := srv.IssueSignupCode(graphtest.Token{BusinessID: graphtest.BusinessID, WABAIDs: []string{graphtest.ClientWABAID, graphtest.WABAID}})
		late := srv.IssueSignupCode(graphtest.Token{ExpiresAt: time.Now().Add(time.Hour)})
		time.Sleep(29 * time.Second)
		token := tokenIn(t, exchanging(t, srv, code))
		require.Equal(t, http.StatusOK, using(t, srv, token, "GET", "/"+graphtest.WABAID).Status)
		require.Equal(t, http.StatusUnauthorized, using(t, srv, token+"x", "GET", "/"+graphtest.WABAID).Status)
		require.Equal(t, 36009, exchanging(t, srv, code).graphError(t).Subcode)

		info := debugged(t, srv, token)
		require.Equal(t, true, info["is_valid"])
		require.Equal(t, graphtest.AppID, info["app_id"])
		require.InDelta(t, 0, info["expires_at"], 0)
		require.Equal(t, []any{
			map[string]any{"scope": "whatsapp_business_management", "target_ids": []any{graphtest.ClientWABAID, graphtest.WABAID}},
			map[string]any{"scope": "whatsapp_business_messaging", "target_ids": []any{graphtest.ClientWABAID, graphtest.WABAID}},
		}, info["granular_scopes"])

		time.Sleep(time.Second)
		require.Equal(t, 36007, exchanging(t, srv, late).graphError(t).Subcode)
	})
}

func TestRefusedSignupCodes(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithAppSecret(tokenSecret))
	for name, test := range map[string]struct {
		parameters    []string
		code, subcode int
	}{
		"no app":           {[]string{"client_secret", tokenSecret}, 101, 0},
		"unknown app":      {[]string{"client_id", "1", "client_secret", tokenSecret}, 101, 0},
		"no secret":        {[]string{"client_id", graphtest.AppID}, 1, 0},
		"wrong secret":     {[]string{"client_id", graphtest.AppID, "client_secret", "x"}, 1, 0},
		"another app":      {[]string{"client_id", graphtest.PartnerAppID, "client_secret", tokenSecret}, 100, 36008},
		"a redirect":       {[]string{"client_id", graphtest.AppID, "client_secret", tokenSecret, "redirect_uri", "https://shop.test"}, 100, 36008},
		"unknown code":     {[]string{"client_id", graphtest.AppID, "client_secret", tokenSecret, "code", "AQ1"}, 100, 0},
		"no code":          {[]string{"client_id", graphtest.AppID, "client_secret", tokenSecret, "code", ""}, 100, 0},
		"unknown grant":    {[]string{"client_id", graphtest.AppID, "client_secret", tokenSecret, "grant_type", "password"}, 100, 0},
		"no token":         {[]string{"client_id", graphtest.AppID, "client_secret", tokenSecret, "grant_type", "fb_exchange_token"}, 100, 0},
		"an expired token": {[]string{"client_id", graphtest.AppID, "client_secret", tokenSecret, "grant_type", "fb_exchange_token", "fb_exchange_token", graphtest.ExpiredToken}, 190, 463},
		"of another app":   {[]string{"client_id", graphtest.PartnerAppID, "client_secret", tokenSecret, "grant_type", "fb_exchange_token", "fb_exchange_token", "any"}, 100, 0},
	} {
		code := srv.IssueSignupCode(graphtest.Token{})
		parameters := test.parameters
		if !strings.Contains(strings.Join(parameters, " "), " code ") {
			parameters = append(parameters, "code", code)
		}
		envelope := asking(t, srv, "/oauth/access_token", parameters...).graphError(t)
		require.Equal(t, test.code, envelope.Code, name)
		require.Equal(t, test.subcode, envelope.Subcode, name)
		require.NotEmpty(t, tokenIn(t, exchanging(t, srv, code)), "%s: the code is not spent", name)
	}
}

func TestTokensOfApps(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithAppSecret(tokenSecret), graphtest.WithAccessToken("the only one"))
	token := tokenIn(t, asking(t, srv, "/oauth/access_token",
		"client_id", graphtest.AppID, "client_secret", tokenSecret, "grant_type", "client_credentials"))
	require.Equal(t, graphtest.AppID+"|"+tokenSecret, token)
	require.NotEqual(t, tokenSecret, srv.Requests()[0].Query.Get("client_secret"))
}

// A token is refused once it has expired, refreshed before, and gone when it is
// revoked.
func TestTokensEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		srv.AddToken("EAAshort", graphtest.Token{ExpiresAt: time.Now().Add(time.Hour), UserID: graphtest.SystemUserID})
		refresh := func(token string) answer {
			return asking(t, srv, "/oauth/access_token", "client_id", graphtest.AppID, "client_secret", tokenSecret,
				"grant_type", "fb_exchange_token", "fb_exchange_token", token)
		}
		reply := refresh("EAAshort")
		require.InDelta(t, 60*24*60*60, reply.object(t)["expires_in"], 0)
		long := tokenIn(t, reply)
		time.Sleep(time.Hour)
		expired := using(t, srv, "EAAshort", "GET", "/"+graphtest.WABAID)
		expired.requireError(t, http.StatusUnauthorized, 190)
		require.Equal(t, 463, expired.graphError(t).Subcode)
		require.Equal(t, false, debugged(t, srv, "EAAshort")["is_valid"])
		refresh("EAAshort").requireError(t, http.StatusUnauthorized, 190)
		require.Equal(t, graphtest.SystemUserID, debugged(t, srv, long)["user_id"])

		revoke := func(own, token string) answer {
			return using(t, srv, own, "GET", "/oauth/revoke"+query("client_id", graphtest.AppID, "client_secret", tokenSecret, "revoke_token", token))
		}
		revoke("EAAshort", long).requireError(t, http.StatusUnauthorized, 190)
		revoke(graphtest.PartnerAppID+"|x", long).requireError(t, http.StatusBadRequest, 100)
		revoke("any", "").requireError(t, http.StatusBadRequest, 100)
		revoke("any", graphtest.AppID+"|x").requireError(t, http.StatusBadRequest, 100)
		require.Equal(t, http.StatusOK, revoke("any", long).Status)
		require.Equal(t, 467, using(t, srv, long, "GET", "/"+graphtest.WABAID).graphError(t).Subcode)
		require.Equal(t, map[string]any{"code": 190.0, "subcode": 467.0, "message": "Error validating access token: the access token was revoked"}, debugged(t, srv, long)["error"])
		require.Equal(t, http.StatusOK, revoke("any", "nobody described it").Status)
		require.Equal(t, 467, using(t, srv, "nobody described it", "GET", "/"+graphtest.WABAID).graphError(t).Subcode)
		require.Panics(t, func() { srv.AddToken(long, graphtest.Token{}) })
	})
}

func TestDebugToken(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithAccessToken("good"))
	srv.AddToken("EAApartner", graphtest.Token{AppID: graphtest.PartnerAppID})
	require.Equal(t, true, debugged(t, srv, "good")["is_valid"], "a token that nobody has described")
	require.Equal(t, map[string]any{"app_id": graphtest.AppID, "type": "APP", "is_valid": true, "scopes": []any{}},
		debugged(t, srv, graphtest.AppID+"|"+tokenSecret))
	require.Equal(t, false, debugged(t, srv, graphtest.ExpiredToken)["is_valid"])
	require.Equal(t, map[string]any{
		"is_valid": false, "scopes": []any{}, "error": map[string]any{"code": 190.0, "message": "Invalid OAuth access token"},
	}, debugged(t, srv, "unknown"))
	using(t, srv, "good", "GET", "/debug_token").requireError(t, http.StatusBadRequest, 100)
	foreign := using(t, srv, "good", "GET", "/debug_token"+query("input_token", "EAApartner"))
	foreign.requireError(t, http.StatusBadRequest, 100)
	require.Contains(t, foreign.Body, "did not match the Viewing App")
	require.Equal(t, http.StatusOK, using(t, srv, "EAApartner", "GET", "/debug_token"+query("input_token", "EAApartner")).Status)
}

const (
	systemUsersPath = "/" + graphtest.BusinessID + "/system_users"
	businessTokens  = "/" + graphtest.BusinessID + "/system_user_access_tokens"
)

func TestSystemUsers(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	user, _ := call(t, srv, "POST", systemUsersPath, form("name", "Campaigns", "role", "DEVELOPER")).object(t)["id"].(string)
	call(t, srv, "POST", systemUsersPath, form("role", "ADMIN")).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", systemUsersPath, form("name", "a", "role", "KING")).requireError(t, http.StatusBadRequest, 100)
	require.Equal(t, []string{"ADMIN", "EMPLOYEE", "EMPLOYEE"}, texts(get(t, srv, systemUsersPath).data(t), "role"))
	require.Equal(t, []string{graphtest.SystemUserID, graphtest.UnassignedUserID, user}, texts(get(t, srv, systemUsersPath).data(t), "id"))

	ask := func(parameters ...string) answer {
		return call(t, srv, "POST", "/"+user+"/access_tokens", form(append(parameters, "appsecret_proof", "x")...))
	}
	ask("business_app", graphtest.AppID, "scope", "business_management").requireError(t, http.StatusBadRequest, 100) // not installed
	call(t, srv, "POST", "/"+user+"/applications", form("business_app", "1")).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", "/"+user+"/applications", form()).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", "/"+graphtest.UserID+"/applications", form("business_app", graphtest.AppID)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", "/"+user+"/applications", form("business_app", graphtest.AppID)).object(t)

	ask("scope", "business_management").requireError(t, http.StatusBadRequest, 100)
	ask("business_app", graphtest.AppID).requireError(t, http.StatusBadRequest, 100)
	ask("business_app", graphtest.AppID, "scope", "fly").requireError(t, http.StatusBadRequest, 3962)
	unsigned := call(t, srv, "POST", "/"+user+"/access_tokens", form("business_app", graphtest.AppID, "scope", "business_management"))
	unsigned.requireError(t, http.StatusBadRequest, 100)
	require.Contains(t, unsigned.Body, "appsecret_proof")
	token := tokenIn(t, ask("business_app", graphtest.AppID, "scope", "business_management,whatsapp_business_messaging", "set_token_expires_in_60_days", "true"))
	info := debugged(t, srv, token)
	require.Equal(t, user, info["user_id"])
	require.Equal(t, []any{"business_management", "whatsapp_business_messaging"}, info["scopes"])
	require.NotZero(t, info["expires_at"])
}

// The token of a customer's portfolio is fetched when its code brought none.
func TestTokensOfBusinesses(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	ask := func(path string, parameters ...string) answer {
		return call(t, srv, "POST", path, form(append(parameters, "appsecret_proof", "x")...))
	}
	ask(businessTokens, "fetch_only", "true").requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", businessTokens, form()).requireError(t, http.StatusBadRequest, 100)
	issued := tokenIn(t, exchanging(t, srv, srv.IssueSignupCode(graphtest.Token{BusinessID: graphtest.BusinessID})))
	require.Equal(t, issued, tokenIn(t, ask(businessTokens, "fetch_only", "true")))

	ask(businessTokens, "system_user_id", "1").requireError(t, http.StatusBadRequest, 100)
	ask(businessTokens, "scope", "fly").requireError(t, http.StatusBadRequest, 3962)
	ask(businessTokens, "fetch_only", "perhaps").requireError(t, http.StatusBadRequest, 100)
	ask(businessTokens, "set_token_expires_in_60_days", "perhaps").requireError(t, http.StatusBadRequest, 100)
	token := tokenIn(t, ask(businessTokens, "system_user_id", graphtest.SystemUserID))
	require.Equal(t, graphtest.SystemUserID, debugged(t, srv, token)["user_id"])

	path := "/" + graphtest.BusinessID + "/access_token"
	call(t, srv, "POST", path, form("app_id", graphtest.AppID)).requireError(t, http.StatusBadRequest, 100)
	ask(path, "app_id", "1").requireError(t, http.StatusBadRequest, 100)
	ask(path, "app_id", graphtest.AppID, "scope", "fly").requireError(t, http.StatusBadRequest, 3962)
	first := debugged(t, srv, tokenIn(t, ask(path, "app_id", graphtest.AppID)))
	again := debugged(t, srv, tokenIn(t, ask(path, "app_id", graphtest.AppID)))
	require.Equal(t, first["user_id"], again["user_id"], "the system user is made once")
	require.Len(t, get(t, srv, systemUsersPath).data(t), 3)
}
