package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// A number is added, verified with the code that it gets, and registered.
func TestANumberIsVerified(t *testing.T) {
	t.Parallel()
	graph := graphtest.New()
	environment := account(t, graph)
	added := run(t, environment, "api", "{account}/phone_numbers", "-f", `cc="1"`, "-f", `phone_number="5550199"`, "-f", "verified_name=Shop")
	require.Equal(t, 0, added.code, added.err)
	listed := run(t, environment, "api", "{account}/phone_numbers", "--paginate", "-q", "fields=id,code_verification_status")
	require.Contains(t, listed.out, "NOT_VERIFIED")

	id := idOf(t, added.out)
	require.Equal(t, 0, run(t, environment, "numbers", "request-code", "-n", id, "--method", "voice").code)
	require.NotEqual(t, 0, run(t, environment, "numbers", "verify", "000000", "-n", id).code)
	verified := run(t, environment, "numbers", "verify", graph.VerificationCode(id), "-n", id)
	require.Equal(t, 0, verified.code, verified.err)
	require.Contains(t, verified.out, "numbers register")
}

// Whoever creates a template can wait for its review.
func TestATemplateIsReviewed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "parcel.yaml")
	require.NoError(t, os.WriteFile(file, []byte("name: parcel_ready\nlanguage: en_US\ncategory: UTILITY\ncomponents: [{type: BODY, text: It is ready.}]\n"), 0o600))
	args := []string{"templates", "create", file, "--wait", "--poll", "1ms"}

	reviewed := run(t, account(t, graphtest.New(graphtest.WithTemplateReview(1))), args...)
	require.Equal(t, 0, reviewed.code, reviewed.err)
	require.Contains(t, reviewed.out, "parcel_ready is APPROVED, as UTILITY")

	// If that fails, the template is there all the same.
	graph := graphtest.New()
	graph.Script("GET /{template}", graphtest.GraphError(403, graphtest.Error{Code: 200, Message: "No permission"}))
	lost := run(t, account(t, graph), args...)
	require.Equal(t, 4, lost.code, lost.err)
	require.Contains(t, lost.err, "was created, and was still under review")
}

// A number that cannot be looked at is as the list says, and every other
// failure ends the list.
func TestNumbersThatOnlyTheListHas(t *testing.T) {
	t.Parallel()
	graph := graphtest.New()
	graph.Script("GET /{phone}", graphtest.GraphError(403, graphtest.Error{Code: 200, Message: "No permission"}))
	environment := account(t, graph)
	listed := run(t, environment, "numbers", "list")
	require.Equal(t, 0, listed.code, listed.err)
	require.Contains(t, listed.out, "LINKED")
	require.Contains(t, listed.out, "CONNECTED")

	graph.Script("GET /{phone}", graphtest.GraphError(401, graphtest.Error{Code: 190, Message: "Expired"}))
	require.Equal(t, 3, run(t, environment, "numbers", "list").code)
}
