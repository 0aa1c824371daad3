package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func TestReachEstimates(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	const path = "/" + graphtest.WABAID + "/reachestimate"
	found := get(t, srv, path+query("targeting_spec", `{"geo_locations":{"countries":["IN"]}}`)+"&date_interval=L7D").object(t)
	require.Equal(t, "USD", found["waba_currency"])
	require.Len(t, found["estimates"], 3)
	for _, wrong := range []string{
		"", "?date_interval=L7D", "?date_interval=L2D", query("targeting_spec", `{"geo_locations":{"countries":[]}}`) + "&date_interval=L7D",
	} {
		get(t, srv, path+wrong).requireError(t, http.StatusBadRequest, 100)
	}
}
