package redact_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/internal/redact"
)

// The caller's context goes on: no error may claim that it has ended, and none
// loses what else it is.
func TestNotTheCallersKeepsTheRest(t *testing.T) {
	t.Parallel()
	for _, ended := range []error{context.DeadlineExceeded, context.Canceled} {
		err := redact.NotTheCallers(fmt.Errorf("dial: %w", errors.Join(ended, io.ErrUnexpectedEOF)))
		require.NotErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.NotErrorIs(t, err, io.EOF)
		require.Contains(t, err.Error(), "dial: ")
	}
	plain := fmt.Errorf("dial: %w", io.EOF)
	require.Same(t, plain, redact.NotTheCallers(plain))
}

// A code and a PIN are secrets by the names of their parameters, short or long.
func TestParametersTakesCodes(t *testing.T) {
	t.Parallel()
	secrets := redact.Parameters(url.Values{"code": {"135790", "AQD-long-code-of-a-login"}, "pin": {"246801"}})
	text := secrets.Text("tried 135790, 246801 and AQD-long-code-of-a-login, 5 times")
	require.NotContains(t, text, "135790")
	require.NotContains(t, text, "246801")
	require.NotContains(t, text, "long-code-of")
	require.Contains(t, text, "5 times")
}

// A code is one where neither a letter nor a digit touches it, from the first
// to the last of each.
func TestCodesStandAlone(t *testing.T) {
	t.Parallel()
	var secrets redact.Secrets
	secrets.Add("4738")
	for touching := range strings.SplitSeq("0 9 A Z a z", " ") {
		require.Equal(t, "x "+touching+"4738 y", secrets.Text("x "+touching+"4738 y"))
		require.Equal(t, "x 4738"+touching+" y", secrets.Text("x 4738"+touching+" y"))
	}
	for _, text := range []string{"4738", "4738 y", "x 4738", "/4738:", "@4738[", "`4738{", "x 4738 4738"} {
		require.NotContains(t, secrets.Text(text), "4738", text)
	}
}

func TestPiecesIgnoresCaseFromAToZ(t *testing.T) {
	t.Parallel()
	require.NotContains(t, redact.Pieces("the key azAZ@[0189xyz", "AZaz@[0189XYZ"), "azAZ")
	for text, secret := range map[string]string{"`````````": "@@@@@@@@@", "{{{{{{{{{": "[[[[[[[[["} {
		require.Equal(t, text, redact.Pieces(text, secret), "only letters have a case")
	}
}

// A secret that begins with a mark is found where the mark is escaped and the
// rest is too short for a piece.
func TestMarkAtTheBeginning(t *testing.T) {
	t.Parallel()
	secrets := redact.Secrets{Values: []string{"/4738291"}}
	for _, text := range []string{"x /4738291 y", "x %2F4738291 y", `x \/4738291 y`, "x &#47;4738291 y"} {
		require.NotContains(t, secrets.Text(text), "4738291", text)
	}
}

// From eight characters on, a secret is hidden inside a word as well.
func TestSecretsInsideAWord(t *testing.T) {
	t.Parallel()
	var secrets redact.Secrets
	secrets.Add("4738291")
	secrets.Add("q7Wp2Zx9")
	require.Equal(t, "x4738291y x[REDACTED]y", secrets.Text("x4738291y xq7Wp2Zx9y"))
}

// A value that cannot be unescaped is hidden as it is.
func TestQueriesThatCannotBeUnescaped(t *testing.T) {
	t.Parallel()
	var secrets redact.Secrets
	secrets.AddQuery("a=q7Wp%2&b=x9Lk%2FmN4")
	require.Equal(t, "[REDACTED] [REDACTED]", secrets.Text("x9Lk/mN4 x9Lk%2FmN4"))
	secrets.AddQuery("a=q7Wp2Zx9%2")
	require.Equal(t, "is [REDACTED]", secrets.Text("is q7Wp2Zx9%2"))
}

func TestRewrite(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("open q7Wp2Zx9Lk: %w", io.ErrUnexpectedEOF)
	clean := redact.Rewrite(err, func(text string) string { return strings.ReplaceAll(text, "q7Wp2Zx9Lk", "it") })
	require.EqualError(t, clean, "open it: unexpected EOF")
	require.ErrorIs(t, clean, io.ErrUnexpectedEOF)
	require.NotErrorIs(t, clean, io.EOF)
	require.NotContains(t, fmt.Sprintf("%+v %#v", clean, clean), "q7Wp2Zx9Lk")
	require.Same(t, err, redact.Rewrite(err, strings.Clone))
}

// An escape that is cut at the end of a text is one where the secret goes on
// so.
func TestStartOfASecretWithAnEscape(t *testing.T) {
	t.Parallel()
	secrets := redact.Secrets{Values: []string{"/473/8291"}}
	for text, want := range map[string]string{
		`is \/47`:    `is \/47`,
		`is \/473`:   `is [REDACTED]`,
		"is /473%":   "is [REDACTED]",
		"is /473%2":  "is [REDACTED]",
		"is /473%x":  "is /473%x",
		"is /473%2x": "is /473%2x",
	} {
		require.Equal(t, want, secrets.Text(text), text)
	}
}

// A secret that is cut at the end of a text is hidden from the fourth character
// on.
func TestStartOfASecret(t *testing.T) {
	t.Parallel()
	secrets := redact.Secrets{Values: []string{"q7Wp2Zx9Lk"}}
	for length := 1; length <= 7; length++ {
		start := "q7Wp2Zx9Lk"[:length]
		require.Equal(t, length >= 4, !strings.HasSuffix(secrets.Text("it is "+start), start), start)
	}
}
