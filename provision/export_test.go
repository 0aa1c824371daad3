package provision_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

func newWorld(t *testing.T, opts ...graphtest.Option) (*graphtest.Server, *whatsapp.Client) {
	t.Helper()
	srv := graphtest.New(opts...)
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(srv.Client()))
	require.NoError(t, err)
	return srv, client
}

var sampleAccounts = []string{graphtest.WABAID, graphtest.SecondWABAID, graphtest.ClientWABAID}

func TestExportThenPlanIsEmpty(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	document, err := provision.Export(t.Context(), client, sampleAccounts)
	require.NoError(t, err)

	text, err := json.MarshalIndent(document, "", "  ")
	require.NoError(t, err)
	parsed, err := provision.Parse(text)
	require.NoError(t, err)

	plan, err := provision.NewPlan(t.Context(), client, parsed)
	require.NoError(t, err)
	require.True(t, plan.Empty(), plan.String())
}
