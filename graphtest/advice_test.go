package graphtest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// A server for programs in other languages does not tell them of Go.
func TestAdvice(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithAdvice("the office", "look for another one", "ask somebody else"))
	for path, want := range map[string]string{
		"/999":                                   "this operation. the office has no object with this id: look for another one",
		"/" + graphtest.WABAID + "/nothing":      "(WhatsAppBusinessAccount). the office does not model GET /{waba}/nothing: ask somebody else",
		"/" + graphtest.WABAID + "?fields=score": "(WhatsAppBusinessAccount). the office does not model it: ask somebody else",
	} {
		message := get(t, srv, path).graphError(t).Message
		require.Contains(t, message, want)
		require.NotContains(t, message, "Server.")
	}
	refused := get(t, srv, "/"+graphtest.PhoneNumberID+"/conversational_automation").graphError(t).Message
	require.NotContains(t, refused, "the office")
}
