package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func TestMediaMemory(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithMediaMemory(1000))
	add := func(size int) string { return srv.AddMedia(graphtest.PhoneNumberID, "image/png", make([]byte, size)) }
	first, second := add(400), add(400)
	third := add(400)
	_, _, found := srv.MediaContent(first)
	require.False(t, found, "the oldest is gone")
	get(t, srv, "/"+first).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "DELETE", "/"+second, jsonBody(`{}`)).object(t)
	fourth := add(500)
	for _, id := range []string{third, fourth} {
		_, _, found := srv.MediaContent(id)
		require.True(t, found, "what was deleted takes no place")
	}
	large := add(5000)
	_, content, found := srv.MediaContent(large)
	require.True(t, found, "the latest is kept")
	require.Len(t, content, 5000)
	_, _, found = srv.MediaContent(fourth)
	require.False(t, found)
}
