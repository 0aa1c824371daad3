package examples_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// testSimulator opens the page of the simulator, and sends it a request as a
// program does.
func testSimulator(t *testing.T, binary string) {
	address, stop := startServing(t, binary, []string{"WHATSAPP_ACCESS_TOKEN=never used"})
	for _, path := range []string{"/", "/_simulator/js/main.js", "/_simulator/api/state", "/v23.0/106540352242922?access_token=any"} {
		assert.Equal(t, http.StatusOK, statusOf(t, "http://"+address+path), path)
	}
	output := stop()
	assert.Contains(t, output, "This example never talks to Meta; WHATSAPP_ACCESS_TOKEN is not used.")
	assert.Contains(t, output, "Shutting down")

	const unknown = `{"messaging_product": "whatsapp", "to": "+15550100123", "type": "template",
		"template": {"name": "order_shipped", "language": {"code": "en_US"}}}`
	for status, arguments := range map[int][]string{http.StatusOK: nil, http.StatusNotFound: {"-known-templates"}} {
		address, stop := startServing(t, binary, nil, arguments...)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/v23.0/106540352242922/messages?access_token=any", strings.NewReader(unknown))
		require.NoError(t, err)
		request.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		assert.Equal(t, status, answer.StatusCode, arguments)
		stop()
	}
}
