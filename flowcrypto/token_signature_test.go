package flowcrypto_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/flowcrypto"
)

const appSecret = "an app secret of the tests"

// token makes a JSON Web Token.
func token(header, claims, secret string) string {
	signed := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func TestTokenSignatures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const header, claims = `{"alg":"HS256"}`, `{"flow_token":"a-flow-token"}`
		now := time.Now().Unix()
		good := token(header, claims, appSecret)
		parts := strings.Split(good, ".")
		for name, test := range map[string]struct {
			token, signature string
			secrets          []string
			problem          string
		}{
			"of the vector":      {"a-flow-token", readVector(t).FlowTokenSignature, []string{appSecret}, ""},
			"with more claims":   {"a-flow-token", token(header, fmt.Sprintf(`{"flow_token":"a-flow-token","iat":1,"nbf":%d,"exp":%d}`, now, now+1), appSecret), []string{appSecret}, ""},
			"of an older secret": {"a-flow-token", good, []string{"newer", appSecret}, ""},
			"missing":            {"a-flow-token", "", []string{appSecret}, "it is missing"},
			"without a token":    {"", token(header, `{}`, appSecret), []string{appSecret}, "there is no flow token"},
			"too long":           {"a-flow-token", strings.Repeat("a", 1<<15), []string{appSecret}, "it is too long"},
			"of two parts":       {"a-flow-token", parts[0] + "." + parts[1], []string{appSecret}, "not a JSON Web Token"},
			"of four parts":      {"a-flow-token", good + ".a", []string{appSecret}, "not a JSON Web Token"},
			"of no algorithm":    {"a-flow-token", token(`{"alg":"none"}`, claims, appSecret), []string{appSecret}, "its algorithm is not HS256"},
			"of another one":     {"a-flow-token", token(`{"alg":"RS256"}`, claims, appSecret), []string{appSecret}, "its algorithm is not HS256"},
			"of an odd header":   {"a-flow-token", token(`a`, claims, appSecret), []string{appSecret}, "its algorithm is not HS256"},
			"of another secret":  {"a-flow-token", token(header, claims, "guess"), []string{appSecret}, "a known app secret"},
			"of no MAC":          {"a-flow-token", parts[0] + "." + parts[1] + ".", []string{appSecret}, "a known app secret"},
			"not base64":         {"a-flow-token", parts[0] + "." + parts[1] + ".!", []string{appSecret}, "a known app secret"},
			"of other claims":    {"a-flow-token", parts[0] + "." + parts[1][1:] + "." + parts[2], []string{appSecret}, "a known app secret"},
			"of odd claims":      {"a-flow-token", token(header, `[]`, appSecret), []string{appSecret}, "its claims are not a JSON object"},
			"of another token":   {"another", good, []string{appSecret}, "it is for another flow token"},
			"expired":            {"a-flow-token", token(header, fmt.Sprintf(`{"flow_token":"a-flow-token","exp":%d}`, now), appSecret), []string{appSecret}, "it has expired"},
			"too early":          {"a-flow-token", token(header, fmt.Sprintf(`{"flow_token":"a-flow-token","nbf":%d}`, now+1), appSecret), []string{appSecret}, "it is not valid yet"},
			"no secret":          {"a-flow-token", good, nil, "no app secret"},
			"an empty secret":    {"a-flow-token", token(header, claims, ""), []string{""}, "app secret 1 of 1 is empty"},
		} {
			err := flowcrypto.VerifyTokenSignature(test.token, test.signature, test.secrets...)
			if test.problem == "" {
				require.NoError(t, err, name)
				continue
			}
			require.ErrorIs(t, err, flowcrypto.ErrTokenSignature, name)
			require.ErrorContains(t, err, test.problem, name)
			require.NotContains(t, err.Error(), "a-flow-token", name)
			require.NotContains(t, err.Error(), appSecret, name)
		}
	})
}

func FuzzVerifyTokenSignature(f *testing.F) {
	f.Add("a-flow-token", token(`{"alg":"HS256"}`, `{"flow_token":"a-flow-token"}`, appSecret))
	f.Add("", "a.b.c")
	f.Add("a", "..")
	f.Fuzz(func(t *testing.T, flowToken, signature string) {
		err := flowcrypto.VerifyTokenSignature(flowToken, signature, "a secret that the fuzzer does not know")
		require.ErrorIs(t, err, flowcrypto.ErrTokenSignature)
	})
}
