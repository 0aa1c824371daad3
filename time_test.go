package whatsapp_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestTimeReadsEveryForm(t *testing.T) {
	t.Parallel()
	noon := time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)
	tests := map[string]time.Time{
		`"2025-06-01T12:00:00Z"`:         noon,
		`"2025-06-01T14:00:00+02:00"`:    noon,
		`"2025-06-01T12:00:00+0000"`:     noon,
		`"2025-06-01T05:00:00-0700"`:     noon,
		`"2025-06-01T12:00:00.5Z"`:       noon.Add(500 * time.Millisecond),
		`"2025-06-01T12:00:00"`:          noon,
		`"2025-06-01 12:00:00"`:          noon,
		`"2025-06-01"`:                   noon.Truncate(24 * time.Hour),
		`1748779200`:                     noon,
		`"1748779200"`:                   noon,
		`" 1748779200 "`:                 noon,
		`1748779200.5`:                   noon.Add(500 * time.Millisecond),
		`"soon"`:                         {},
		`"April 17, 2025"`:               {},
		`""`:                             {},
		`true`:                           {},
		`{"a":1}`:                        {},
		`1e300`:                          {},
		`"NaN"`:                          {},
		`99999999999999999`:              {},
		`"\u0032025-06-01T12:00:00Z"`:    noon,
		`-1`:                             time.Unix(-1, 0),
		`0`:                              time.Unix(0, 0),
		`"2025-06-01T12:00:00.000+0000"`: noon,
	}
	for wire, want := range tests {
		var moment whatsapp.Time
		require.NoError(t, json.Unmarshal([]byte(wire), &moment), wire)
		assert.True(t, want.Equal(moment.Time), "%s: %s", wire, moment.Time)
		encoded, err := json.Marshal(moment)
		require.NoError(t, err)
		assert.Equal(t, wire, string(encoded), "it encodes as it was decoded")
		assert.False(t, moment.IsZero(), "a text that is no time is not lost")
	}
}

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
