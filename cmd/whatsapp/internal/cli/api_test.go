package cli_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// Graph puts the access token into the links of pages. It is not printed.
func TestAPIHidesTheTokenInLinks(t *testing.T) {
	t.Parallel()
	graph := graphtest.New()
	graph.HandleFunc("GET /{waba}/things", func(w http.ResponseWriter, _ *http.Request) {
		link := `"https:\/\/graph.facebook.com\/v23.0\/1\/things?access_token=` + graphtest.AccessToken + `&limit=1"`
		_, _ = w.Write([]byte(`{"data":[{"id":"1","inner":{"paging":{"next":` + link + `}}}],"paging":{"previous":` + link + `}}`))
	})
	environment := account(t, graph)
	for _, args := range [][]string{{"api", "{account}/things"}, {"api", "{account}/things", "--paginate"}} {
		printed := run(t, environment, args...)
		require.Equal(t, 0, printed.code, printed.err)
		require.Contains(t, printed.out, "[REDACTED]&limit=1")
		require.NotContains(t, printed.out, graphtest.AccessToken)
	}
	environment["WHATSAPP_ACCESS_TOKEN"] = "things"
	require.Contains(t, run(t, environment, "api", "{account}/things").out, "/things?", "a word is not a secret")
}
