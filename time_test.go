package whatsapp_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestTimeWithoutWire(t *testing.T) {
	t.Parallel()
	encoded, err := json.Marshal(whatsapp.Time{Time: time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	assert.Equal(t, `"2025-06-01T12:00:00Z"`, string(encoded))

	encoded, err = json.Marshal(struct {
		At whatsapp.Time `json:"at,omitzero"`
	}{})
	require.NoError(t, err)
	assert.Equal(t, `{}`, string(encoded))

	var moment whatsapp.Time
	require.NoError(t, json.Unmarshal([]byte(`1748779200`), &moment))
	moment.Time = moment.Add(time.Hour)
	encoded, err = json.Marshal(moment)
	require.NoError(t, err)
	assert.Equal(t, `"2025-06-01T13:00:00Z"`, string(encoded), "a change is not lost to the old text")

	require.NoError(t, json.Unmarshal([]byte(`null`), &moment))
	assert.True(t, moment.IsZero())
	encoded, err = json.Marshal(moment)
	require.NoError(t, err)
	assert.Equal(t, `null`, string(encoded))
}
