package graphjson_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

func FuzzAppendString(f *testing.F) {
	for _, value := range []string{
		"", "Your order is on its way.", "Olá, São Paulo 👋\n\"Café\" \\o/", "\n", "\"", `\`, "\n\n\"", "\x1f", "a\rb\tc\bd\fe\x00f\x7f",
		"<b>&</b>", "a\u2028b\u2029c", "\u0085\u00a0\ufeff", "\ufffd", "broken \xff\xc3", "\xed\xa0\x80", "\" then <", "日本語",
	} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		want, err := json.Marshal(value)
		require.NoError(t, err)
		require.Equal(t, "before"+string(want), string(graphjson.AppendString([]byte("before"), value)))
	})
}
