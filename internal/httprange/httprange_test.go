package httprange_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/internal/httprange"
)

func TestParse(t *testing.T) {
	t.Parallel()
	type part = httprange.ContentRange
	for header, want := range map[string]part{
		"bytes 5-9/10":                    {First: 5, Last: 9, Total: 10},
		"bytes 0-0/1":                     {First: 0, Last: 0, Total: 1},
		"bytes 5-9/*":                     {First: 5, Last: 9, Total: -1},
		"bytes 0-4611686018427387902/*":   {First: 0, Last: 1<<62 - 2, Total: -1},
		"bytes 10-19/4611686018427387903": {First: 10, Last: 19, Total: 1<<62 - 1},
	} {
		got, ok := httprange.Parse(header)
		require.True(t, ok, header)
		require.Equal(t, want, got, header)
		require.Equal(t, want.Last-want.First+1, got.Len())
	}
	for _, header := range []string{
		"", "bytes", "bytes ", "5-9/10", "items 5-9/10", "bytes 5-9", "bytes 5-9/", "bytes 5-9/9", "bytes 9-5/10", "bytes -5/10",
		"bytes 5-/10", "bytes */10", "bytes +5-9/10", "bytes 5-9/-1", "bytes 5-9/10 ", "bytes 5-9/x", "bytes 5-9/18446744073709551616",
		"bytes 4611686018427387904-4611686018427387905/*",
	} {
		_, ok := httprange.Parse(header)
		require.False(t, ok, header)
	}
}
