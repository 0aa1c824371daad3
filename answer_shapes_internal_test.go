package whatsapp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// An attempt whose answer was cut off leaves nothing to the next one.
func TestEntriesForgetACutAnswer(t *testing.T) {
	t.Parallel()
	type thing struct{ ID, Name string }
	var found entries[thing]
	_, err := codec.Decode([]byte(`[{"ID":"1","Name":"a"},`), &found)
	require.Error(t, err)
	_, err = codec.Decode([]byte(`[{"ID":"2"}]`), &found)
	require.NoError(t, err)
	require.Equal(t, entries[thing]{{ID: "2"}}, found)
}
