package otelwhatsapp_test

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The program writes what a collector would get.
func TestProgram(t *testing.T) {
	t.Parallel()
	output, err := exec.CommandContext(t.Context(), "go", "run", "./example").CombinedOutput()
	require.NoError(t, err, "%s", output)
	for _, want := range []string{
		`"process messages"`, `"POST /{phone-number-id}/messages"`, `"http.request.resend_count"`, `"rate_limited"`,
		`"whatsapp.client.throttles"`, `"messaging.process.duration"`, `"whatsapp.webhook.request.duration"`,
	} {
		assert.Contains(t, string(output), want)
	}
	assert.NotContains(t, string(output), "Good morning")
}
