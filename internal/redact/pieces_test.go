package redact_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/internal/redact"
)

func TestPieces(t *testing.T) {
	t.Parallel()
	const secret = "abcdefghijkl"
	for text, want := range map[string]string{
		"":                         "",
		"short":                    "short",
		"abcdefg":                  "abcdefg",
		"abcdefgh":                 "[REDACTED]",
		"abcdefghijkl":             "[REDACTED]",
		"a abcdefghijkl z":         "a [REDACTED] z",
		"cdefghij":                 "[REDACTED]",
		"xcdefghijx":               "x[REDACTED]x",
		"ABCDEFGHi":                "[REDACTED]",
		"abcdefghabcdefgh":         "[REDACTED]",
		"abcdefgh abcdefghi":       "[REDACTED] [REDACTED]",
		"abcdef\\u0067hijkl":       "abcdef\\u0067hijkl",
		"ghijkl abcdefg":           "ghijkl abcdefg",
		"zyxwvuts in between":      "[REDACTED] in between",
		"\u00fcabcdefgh\u00fc":     "\u00fc[REDACTED]\u00fc",
		strings.Repeat("abcde", 9): strings.Repeat("abcde", 9),
	} {
		assert.Equal(t, want, redact.Pieces(text, secret, "zyxwvuts", "brief"), text)
	}
	require.Equal(t, secret, redact.Pieces(secret))
}

func TestLinks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"no link":                                       "no link",
		"see https://host.test":                         "see https://host.test",
		"see https://host.test/a?b=c now":               "see https://host.test/[REDACTED] now",
		"https://host.test?b=c":                         "https://host.test/[REDACTED]",
		"https://host.test#b":                           "https://host.test/[REDACTED]",
		`{"url":"https:\/\/host.test\/a\u0026b","x":1}`: `{"url":"https:\/\/host.test/[REDACTED]","x":1}`,
		`"{\"url\":\"HTTP://host.test/a\"}"`:            `"{\"url\":\"HTTP://host.test/[REDACTED]"}"`,
		"<a href='http://host.test/a'>":                 "<a href='http://host.test/[REDACTED]'>",
		`{"id":"upload:MTph?sig=x"}`:                    `{"id":"upload:[REDACTED]"}`,
	} {
		assert.Equal(t, want, redact.Links(text))
	}
}

// Whatever surrounds a secret, none of its pieces remains.
func FuzzPieces(f *testing.F) {
	f.Add("https://host.test/", "path?oh=0123456789", " and more", 3)
	f.Add("", "aaaaaaaaaaaa", "aaaa", 0)
	f.Fuzz(func(t *testing.T, before, secret, after string, cut int) {
		shown := secret[min(max(cut, 0), len(secret)):]
		text := redact.Pieces(before+shown+after, secret)
		for i := range len(secret) - 7 {
			if piece := secret[i : i+8]; strings.Contains(text, piece) && !strings.ContainsAny(piece, "[]\uFFFD") {
				t.Fatalf("%q is in %q", piece, text)
			}
		}
	})
}
