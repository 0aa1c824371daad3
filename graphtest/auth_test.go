package graphtest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func TestToken(t *testing.T) {
	t.Parallel()
	only := graphtest.WithAccessToken("right")
	tests := map[string]struct {
		options       []graphtest.Option
		authorization string
		query         string
		status        int
		subcode       int
	}{
		"any token":                {nil, "Bearer anything", "", 200, 0},
		"scheme in lower case":     {nil, "bearer anything", "", 200, 0},
		"scheme of uploads":        {nil, "OAuth anything", "", 200, 0},
		"token in the query":       {nil, "", "?access_token=anything", 200, 0},
		"no token":                 {nil, "", "", 401, 0},
		"empty token":              {nil, "Bearer ", "", 401, 0},
		"empty token in the query": {nil, "", "?access_token=", 401, 0},
		"other scheme":             {nil, "Basic anything", "", 401, 0},
		"expired token":            {nil, "Bearer " + graphtest.ExpiredToken, "", 401, 463},
		"the one token":            {[]graphtest.Option{only}, "Bearer right", "", 200, 0},
		"not the one token":        {[]graphtest.Option{only}, "Bearer wrong", "", 401, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New(test.options...)
			request := newRequest(t, "GET", "/"+graphtest.WABAID+test.query)
			request.Header.Del("Authorization")
			if test.authorization != "" {
				request.Header.Set("Authorization", test.authorization)
			}

			reply := do(t, srv.Client(), request)

			require.Equal(t, test.status == http.StatusOK, srv.Requests()[0].TokenAccepted)
			if test.status == http.StatusOK {
				require.Equal(t, http.StatusOK, reply.Status, reply.Body)
				return
			}
			reply.requireError(t, test.status, 190)
			require.Equal(t, test.subcode, reply.graphError(t).Subcode)
			require.Equal(t, "OAuthException", reply.graphError(t).Type)
		})
	}
}

func TestTokenInTheBody(t *testing.T) {
	t.Parallel()
	const secret, token = "test_app_secret", "EAA|body token"
	signed := proof(secret, token)
	for name, body := range map[string]payload{
		"JSON":  jsonBody(`{"user":"` + graphtest.UserID + `","tasks":["MANAGE"],"access_token":"` + token + `","appsecret_proof":"` + signed + `"}`),
		"form":  form("user", graphtest.UserID, "tasks", `["MANAGE"]`, "access_token", token, "appsecret_proof", signed),
		"parts": multipartForm("user", graphtest.UserID, "tasks", `["MANAGE"]`, "access_token", token, "appsecret_proof", signed),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New(graphtest.WithAccessToken(token), graphtest.WithAppSecret(secret))
			request := newRequest(t, http.MethodPost, "/"+graphtest.WABAID+"/assigned_users", body)
			request.Header.Del("Authorization")
			reply := do(t, srv.Client(), request)
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			recorded := srv.Requests()[0]
			require.True(t, recorded.TokenAccepted)
			require.Contains(t, string(recorded.Body), "REDACTED")
			require.NotContains(t, string(recorded.Body), "body token")
			require.NotContains(t, string(recorded.Body), "body+token")

			other := newRequest(t, http.MethodPost, "/"+graphtest.WABAID+"/assigned_users", body)
			do(t, srv.Client(), other).requireError(t, http.StatusUnauthorized, 190) // the header takes precedence
		})
	}
}

// proof computes an appsecret_proof independently of this package.
func proof(secret, message string) string {
	code := hmac.New(sha256.New, []byte(secret))
	code.Write([]byte(message))
	return hex.EncodeToString(code.Sum(nil))
}

func TestAppSecretProof(t *testing.T) {
	t.Parallel()
	const secret = "test_app_secret"
	const token = graphtest.AccessToken
	stamp := func(offset time.Duration) string {
		return strconv.FormatInt(time.Now().Add(offset).Unix(), 10)
	}
	const required = "API calls from the server require an appsecret_proof argument"
	const wrong = "Invalid appsecret_proof"
	tests := map[string]struct {
		pairs   func() []string
		message string
	}{
		"no proof":         {func() []string { return nil }, required},
		"empty proof":      {func() []string { return []string{"appsecret_proof", ""} }, required},
		"plain":            {func() []string { return []string{"appsecret_proof", proof(secret, token)} }, ""},
		"another secret":   {func() []string { return []string{"appsecret_proof", proof("other", token)} }, wrong},
		"another token":    {func() []string { return []string{"appsecret_proof", proof(secret, "other")} }, wrong},
		"with time":        {func() []string { return timed(secret, token, stamp(0)) }, ""},
		"4 minutes old":    {func() []string { return timed(secret, token, stamp(-4*time.Minute)) }, ""},
		"6 minutes old":    {func() []string { return timed(secret, token, stamp(-6*time.Minute)) }, wrong},
		"6 minutes ahead":  {func() []string { return timed(secret, token, stamp(6*time.Minute)) }, wrong},
		"time of no sense": {func() []string { return timed(secret, token, "soon") }, wrong},
		"plain proof with a time": {func() []string {
			return []string{"appsecret_proof", proof(secret, token), "appsecret_time", stamp(0)}
		}, wrong},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := graphtest.New(graphtest.WithAppSecret(secret))
				reply := get(t, srv, "/"+graphtest.WABAID+query(test.pairs()...))
				if test.message == "" {
					require.Equal(t, http.StatusOK, reply.Status, reply.Body)
					return
				}
				reply.requireError(t, http.StatusBadRequest, 100)
				require.Equal(t, test.message, reply.graphError(t).Message)
				require.Equal(t, "GraphMethodException", reply.graphError(t).Type)
			})
		})
	}
}

func timed(secret, token, stamp string) []string {
	return []string{"appsecret_proof", proof(secret, token+"|"+stamp), "appsecret_time", stamp}
}

func TestAppSecretProofInForm(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithAppSecret("test_app_secret"))
	reply := call(t, srv, "POST", "/"+graphtest.WABAID+"/assigned_users",
		form("user", graphtest.UserID, "tasks", "MANAGE", "appsecret_proof", proof("test_app_secret", graphtest.AccessToken)))
	require.JSONEq(t, `{"success":true}`, reply.Body)
}

// The proof is tied to the token, so a page without it is rejected like the
// first.
func TestNextPageNeedsItsOwnProof(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithAppSecret("test_app_secret"))
	reply := get(t, srv, "/"+graphtest.WABAID+"/phone_numbers"+
		query("limit", "1", "appsecret_proof", proof("test_app_secret", graphtest.AccessToken)))
	next := reply.object(t)["paging"].(map[string]any)["next"].(string)

	request, err := http.NewRequest(http.MethodGet, next, nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+graphtest.AccessToken)
	do(t, srv.Client(), request).requireError(t, http.StatusBadRequest, 100)
}
