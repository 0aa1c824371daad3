package redact_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/internal/redact"
)

func TestText(t *testing.T) {
	t.Parallel()
	const opaque = "12|ab+cd/ef=&gh"
	secrets := redact.Secrets{Values: []string{opaque, "EAAknown", `a"b\c'd-e-f`, "short"}, Codes: []string{"914207", "123"}}
	tests := map[string]string{
		"":                                       "",
		"nothing here":                           "nothing here",
		"a " + opaque + " b":                     "a [REDACTED] b",
		opaque + opaque:                          "[REDACTED][REDACTED]",
		"12|12|ab+cd/ef=&gh":                     "12|[REDACTED]",
		url.QueryEscape(opaque) + "&x=1":         "[REDACTED]&x=1",
		url.PathEscape(opaque):                   "[REDACTED]",
		"12%7cab%2bcd%2fef%3d%26gh!":             "[REDACTED]!",
		"12%257Cab%252Bcd%25252Fef%3D%26gh":      "[REDACTED]",
		`12\u007Cab\u002bcd\/ef\u003d\u0026gh.`:  "[REDACTED].",
		`12|ab\\u002bcd\\\/ef=\\u0026gh`:         "[REDACTED]",
		"12|ab&#43;cd&#x2F;ef=&amp;gh;":          "[REDACTED];",
		`a\"b\\c'd-e-f`:                          "[REDACTED]",
		`a\\\"b\\\\c'd-e-f`:                      "[REDACTED]",
		"a&quot;b\\c&apos;d-e-f":                 "[REDACTED]",
		"cut 12|ab+c":                            "cut [REDACTED]",
		"cut 12|ab%":                             "cut [REDACTED]",
		`cut 12|ab\u00`:                          "cut [REDACTED]",
		"cut 12|":                                "cut 12|",
		"12|ab+xx/ef=&gh":                        "12|ab+xx/ef=&gh",
		"a short word":                           "a short word",
		"code 914207, (914207)":                  "code [REDACTED], ([REDACTED])",
		"1914207 914207a 914207":                 "1914207 914207a [REDACTED]",
		"#123":                                   "#123",
		"EAAunknown12 and xEAAinside":            "[REDACTED] and xEAAinside",
		"access_token=abc%2Fdef&x=1":             "access_token=[REDACTED]&x=1",
		`{"access_token":"abc\/def","x":1}`:      `{"access_token":"[REDACTED]","x":1}`,
		`"{\"access_token\":\"abc\",\"x\":1}"`:   `"{\"access_token\":\"[REDACTED]\",\"x\":1}"`,
		`{"client_secret":"cut`:                  `{"client_secret":"[REDACTED]`,
		"https://a.test/?oh=1234_5&oe=6":         "https://a.test/?oh=[REDACTED]&oe=6",
		`https:\/\/a.test\/?a=1\u0026hash=x\/y"`: `https:\/\/a.test\/?a=1\u0026hash=[REDACTED]"`,
		"error code=7":                           "error code=7",
	}
	for text, want := range tests {
		assert.Equal(t, want, secrets.Text(text), "%s", text)
	}
}

// Half a token is not recognised any more, so that what is cut is redacted
// first.
func TestCuts(t *testing.T) {
	t.Parallel()
	token := "opaque/" + strings.Repeat("secret", 40)
	secrets := redact.Secrets{Values: []string{token}}
	for length := range 700 {
		text := strings.Repeat("x", length) + token + " the end"
		for _, cut := range []string{secrets.Line(text), secrets.Excerpt([]byte(text)), secrets.Excerpt([]byte("  \n" + text))} {
			require.NotContains(t, cut, "opaque")
			require.LessOrEqual(t, len(cut), 503)
		}
	}
	assert.Equal(t, "a b c", redact.Line(" a\n\tb\r\n c "))
	assert.Equal(t, "ab", redact.Line("a\xffb"))
	assert.Len(t, redact.Line(strings.Repeat("ü", 1000)), 503)
	assert.Len(t, redact.Secrets{}.Excerpt([]byte(strings.Repeat("a", 1<<20))), 123)
}

func TestParametersAndURLs(t *testing.T) {
	t.Parallel()
	secrets := redact.Parameters(url.Values{"client_secret": {"sssssssss"}, "pin": {"473829"}, "limit": {"limitless"}}, nil)
	assert.Equal(t, "[REDACTED] [REDACTED] limitless", secrets.Text("sssssssss 473829 limitless"))

	link, err := url.Parse("https://host.test/first/attachments-of-1/?oh=one%2Ftwo_three&oe=66666666")
	require.NoError(t, err)
	secrets.AddURL(link)
	for _, text := range []string{link.String(), link.RequestURI(), "attachments-of-1", "one%2Ftwo_three", "one/two_three", "66666666"} {
		assert.Equal(t, "about [REDACTED]", secrets.Text("about "+text), text)
	}
}

func TestError(t *testing.T) {
	t.Parallel()
	secrets := redact.Secrets{Values: []string{"opaque-secret"}}
	plain := errors.New("refused")
	require.Same(t, plain, secrets.Error(plain))
	require.Same(t, plain, secrets.Error(&url.Error{Op: "Get", URL: "https://a.test/", Err: plain}))

	nested := fmt.Errorf("vault: %w", &url.Error{Op: "Get", URL: "https://a.test/?unknown=1", Err: fmt.Errorf("again: %w", &url.Error{Op: "Get", URL: "https://b.test/", Err: plain})})
	clean := secrets.Error(nested)
	require.EqualError(t, clean, "vault: again: refused")
	require.ErrorIs(t, clean, plain)

	clean = secrets.Error(fmt.Errorf("bad opaque-secret: %w", context.Canceled))
	require.EqualError(t, clean, "bad [REDACTED]: context canceled")
	require.ErrorIs(t, clean, context.Canceled)
	require.NotContains(t, fmt.Sprintf("%+v %#v", clean, clean), "opaque-secret")
	require.NotErrorIs(t, redact.NotTheCallers(clean), context.Canceled)
	require.Same(t, plain, redact.NotTheCallers(plain))
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	secret := redact.Hide("opaque-secret")
	require.Equal(t, "opaque-secret", secret())
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", struct{ S redact.Secret }{secret}, &secret, secret), "opaque")
}
