package webhook_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

const (
	vectorSecret    = "test_app_secret"
	vectorBody      = `{"object":"whatsapp_business_account","entry":[]}`
	vectorSignature = "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"
)

func TestSignatureVector(t *testing.T) {
	t.Parallel()
	require.Equal(t, vectorSignature, webhook.Sign([]byte(vectorBody), vectorSecret))
	require.NoError(t, webhook.Verify([]byte(vectorBody), vectorSignature, vectorSecret))
	require.Empty(t, parse(t, []byte(vectorBody)))
}

func TestVerify(t *testing.T) {
	t.Parallel()
	digits := strings.TrimPrefix(vectorSignature, "sha256=")
	for _, test := range []struct {
		name      string
		body      string
		signature string
		secrets   []string
		valid     bool
	}{
		{"upper case", vectorBody, "sha256=" + strings.ToUpper(digits), []string{vectorSecret}, true},
		{"old secret during rotation", vectorBody, vectorSignature, []string{"another", vectorSecret}, true},
		{"new secret during rotation", vectorBody, vectorSignature, []string{vectorSecret, "another"}, true},
		{"other secret", vectorBody, vectorSignature, []string{"another"}, false},
		{"no secret", vectorBody, vectorSignature, nil, false},
		{"empty secret", vectorBody, webhook.Sign([]byte(vectorBody), ""), []string{""}, false},
		{"an empty secret among others", vectorBody, vectorSignature, []string{vectorSecret, ""}, false},
		{"other body", vectorBody + " ", vectorSignature, []string{vectorSecret}, false},
		{"empty body", "", vectorSignature, []string{vectorSecret}, false},
		{"no signature", vectorBody, "", []string{vectorSecret}, false},
		{"no digits", vectorBody, "sha256=", []string{vectorSecret}, false},
		{"no prefix", vectorBody, digits, []string{vectorSecret}, false},
		{"legacy algorithm", vectorBody, "sha1=" + digits[:40], []string{vectorSecret}, false},
		{"too short", vectorBody, vectorSignature[:len(vectorSignature)-2], []string{vectorSecret}, false},
		{"too long", vectorBody, vectorSignature + "00", []string{vectorSecret}, false},
		{"white space", vectorBody, vectorSignature + " ", []string{vectorSecret}, false},
		{"not hexadecimal", vectorBody, "sha256=" + strings.Repeat("g", 64), []string{vectorSecret}, false},
		{"last digit differs", vectorBody, vectorSignature[:len(vectorSignature)-1] + "7", []string{vectorSecret}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := webhook.Verify([]byte(test.body), test.signature, test.secrets...)
			if test.valid {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, webhook.ErrSignature)
			assert.NotContains(t, err.Error(), vectorSecret)
			assert.NotContains(t, err.Error(), digits[:8])
		})
	}
}
