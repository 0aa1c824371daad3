package examples_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
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
}
