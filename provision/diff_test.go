package provision_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/provision"
)

// TestDifferencesDeepInside changes what has the name of a member that is not
// compared at the top, and a number that a float64 would round.
func TestDifferencesDeepInside(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	survey := account(`"flows": [{"name": "survey", "json": {"version": "7.3", "name": "first", "state": "absent", "count": 12345678901234567}}]`)
	_, err := planFor(t, client, parse(t, survey)).Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)
	require.True(t, planFor(t, client, parse(t, survey)).Empty())
	for old, changed := range map[string]string{`"first"`: `"second"`, `"absent"`: `"present"`, "567}": "568}"} {
		plan := planFor(t, client, parse(t, strings.Replace(survey, old, changed, 1)))
		require.Len(t, plan.Changes, 1, old)
		require.Len(t, plan.Changes[0].Differences, 1, old)
	}
}

// TestTextsAreCleared tells an empty text from one that is not mentioned.
func TestTextsAreCleared(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	_, err := planFor(t, client, parse(t, number(`"profile": {"description": "Shoes of every kind"}`))).Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)
	cleared := parse(t, number(`"profile": {"description": ""}`))
	plan := planFor(t, client, cleared)
	require.Len(t, plan.Changes, 1)
	require.Contains(t, plan.String(), `description: "Shoes of every kind" -> ""`)
	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)
	require.True(t, planFor(t, client, cleared).Empty())
}
