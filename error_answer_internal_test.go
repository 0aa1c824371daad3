package whatsapp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// An answer that is one word may be the token that was asked for.
func TestATokenThatStandsAlone(t *testing.T) {
	t.Parallel()
	for _, inside := range "09AZaz_-|" {
		require.False(t, isOutsideToken(inside), "%c", inside)
	}
	for _, outside := range "/:@[`{.+ \n~é" {
		require.True(t, isOutsideToken(outside), "%c", outside)
	}
	const sixteen = "0123456789abcdef"
	client, err := NewClient("EAAtesttoken")
	require.NoError(t, err)
	asked, other := &call{client: client, out: new(AccessToken)}, &call{client: client, out: new(createdNode)}
	require.NotContains(t, asked.secretsWith([]byte(`"`+sixteen+`"`)).Text(sixteen), sixteen)
	require.Contains(t, asked.secretsWith([]byte(sixteen[1:])).Text(sixteen[1:]), sixteen[1:])
	require.Contains(t, asked.secretsWith([]byte("<"+sixteen+">")).Text(sixteen), sixteen)
	require.Contains(t, other.secretsWith([]byte(sixteen)).Text(sixteen), sixteen)
}
