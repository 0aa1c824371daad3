package graphtime_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// Both Time types read the same and write what they have read.
func TestTimeTypes(t *testing.T) {
	t.Parallel()
	for form, want := range forms {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			var ofAnswers whatsapp.Time
			require.NoError(t, json.Unmarshal([]byte(form), &ofAnswers))
			assert.True(t, want.Equal(ofAnswers.Time), "%s", ofAnswers.Time)
			assert.False(t, ofAnswers.IsZero(), "what cannot be read is kept")
			requireEncodes(t, form, ofAnswers)

			var ofWebhooks webhook.Time
			require.NoError(t, json.Unmarshal([]byte(form), &ofWebhooks))
			assert.True(t, want.Equal(ofWebhooks.Time), "%s", ofWebhooks.Time)
			assert.Equal(t, time.UTC, ofWebhooks.Location())
			requireEncodes(t, form, ofWebhooks)

			if want.IsZero() {
				return
			}
			again, err := json.Marshal(whatsapp.Time{Time: ofAnswers.Time})
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(again, &ofAnswers))
			assert.True(t, want.Equal(ofAnswers.Time), "%s", again)
			again, err = json.Marshal(webhook.Time{Time: ofWebhooks.Time})
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(again, &ofWebhooks))
			assert.True(t, want.Equal(ofWebhooks.Time), "%s", again)
		})
	}
}

func requireEncodes(t *testing.T, want string, moment json.Marshaler) {
	t.Helper()
	encoded, err := json.Marshal(moment)
	require.NoError(t, err)
	require.JSONEq(t, want, string(encoded))
	encoded, err = moment.MarshalJSON()
	require.NoError(t, err)
	require.Equal(t, want, string(encoded))
}

func TestNullIsNoTime(t *testing.T) {
	t.Parallel()
	ofAnswers := whatsapp.Time{Time: noon}
	require.NoError(t, json.Unmarshal([]byte(`null`), &ofAnswers))
	assert.Zero(t, ofAnswers)
	var ofWebhooks webhook.Time
	require.NoError(t, json.Unmarshal([]byte(`null`), &ofWebhooks))
	assert.Zero(t, ofWebhooks)
}
