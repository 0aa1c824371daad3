package whatsapp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// An object without members says nothing, however it is written.
func TestEmptyObjectsWithBlanksAreNoAnswers(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		if method.mayBeEmpty {
			continue
		}
		for _, body := range []string{"{ }", "{\r\n}"} {
			requireUnreadable(t, method, body)
		}
	}
}

// A method that returns an error only takes an object or true for success.
func TestBareValuesAreNoSuccess(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		if method.first().want != nil {
			continue
		}
		for _, body := range []string{"false", "[]", "0", `"Service Unavailable"`} {
			requireUnreadable(t, method, body)
		}
	}
}

func requireUnreadable(t *testing.T, method method, body string) {
	t.Helper()
	recorded := method.first().load(t)[0]
	recorded.Response = recorded.Response.with(body)
	transport, _ := replay(t, recorded)
	got, err := method.run(t.Context(), newClient(t, transport), once)
	require.Nil(t, got, "%s: %q", method.name, body)
	var failure *whatsapp.GraphAPIError
	require.ErrorAs(t, err, &failure, "%s: %q", method.name, body)
}
