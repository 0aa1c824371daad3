package whatsapp_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// seed adds the bodies of all fixtures, and values of every kind.
func seed(f *testing.F) {
	f.Helper()
	for _, name := range fixtureNames(f, "*") {
		f.Add(readFixture(f, name).Response.body())
	}
	for _, text := range []string{
		``, ` `, `null`, `true`, `0`, `-1.5e3`, `1e400`, `"text"`, `"\ud800"`, `[]`, `{}`, `[null]`, `{"data":null}`,
		`{"data":[null,{"id":{}}]}`, `{"error":null}`, `{"error":"text"}`, `{"error":{"code":"4","error_data":"{\"details\":1}"}}`,
		`{"error":{"code":1.5,"error_data":[]}}`, `{"text":1}`, `"{\"text\":1}"`, `"\"{}\""`,
		`"2026-03-02T09:00:00+0000"`, `"2026-03-02 09:00:00"`, `"2026-03-02"`, `1772442000`, `"1772442000"`, `1772442000.5`,
		`253402300800`, `"0000-00-00"`, `99999999999999999999`,
	} {
		f.Add([]byte(text))
	}
}

// requireEncodes checks that a decoded value encodes, and that decoding the
// result leads to the same encoding.
func requireEncodes[T any](t *testing.T, value *T) {
	t.Helper()
	encoded, err := json.Marshal(value)
	require.NoError(t, err)
	require.True(t, json.Valid(encoded))
	var again T
	require.NoError(t, json.Unmarshal(encoded, &again), "%s", encoded)
	twice, err := json.Marshal(&again)
	require.NoError(t, err)
	require.Equal(t, parse(t, encoded), parse(t, twice))
}

func FuzzDecodePage(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var sequences whatsapp.Page[whatsapp.WelcomeSequence]
		if json.Unmarshal(data, &sequences) == nil {
			requireEncodes(t, &sequences)
			sequences.NextCursor()
			sequences.PreviousCursor()
		}
		var accounts whatsapp.Page[whatsapp.WABA]
		if json.Unmarshal(data, &accounts) == nil {
			requireEncodes(t, &accounts)
		}
		var events whatsapp.Page[whatsapp.MessageHistoryEvent]
		if json.Unmarshal(data, &events) == nil {
			requireEncodes(t, &events)
		}
	})
}

func FuzzGraphAPIError(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var failure whatsapp.GraphAPIError
		if json.Unmarshal(data, &failure) != nil {
			return
		}
		require.NotContains(t, failure.Error(), "\n")
		for _, class := range sentinels() {
			failure.Is(class)
		}
		failure.LogValue()
		encoded, err := json.Marshal(&failure)
		require.NoError(t, err)
		require.Equal(t, parse(t, data), parse(t, encoded))
		failure.Body = nil
		requireEncodes(t, &failure)
	})
}

func FuzzTime(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var moment whatsapp.Time
		if json.Unmarshal(data, &moment) != nil {
			require.False(t, json.Valid(data), "every JSON value is taken")
			return
		}
		encoded, err := json.Marshal(moment)
		require.NoError(t, err)
		require.Equal(t, parse(t, data), parse(t, encoded))
		if moment.Time.IsZero() {
			return
		}
		year := moment.Year()
		require.True(t, year >= -9999 && year <= 9999, "%d", year)
		made, err := json.Marshal(whatsapp.Time{Time: moment.Time})
		if err == nil {
			var again whatsapp.Time
			require.NoError(t, json.Unmarshal(made, &again))
			require.True(t, again.Equal(moment.Time), "%s became %s", data, made)
		}
	})
}

func FuzzWelcomeMessage(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var message whatsapp.WelcomeMessage
		if json.Unmarshal(data, &message) != nil {
			require.False(t, json.Valid(data), "every JSON value is taken")
			return
		}
		requireEncodes(t, &message)
		message.Text += "!"
		changed, err := json.Marshal(message)
		require.NoError(t, err)
		var again whatsapp.WelcomeMessage
		require.NoError(t, json.Unmarshal(changed, &again))
		require.Equal(t, message.Text, again.Text)
		require.Equal(t, message.AutofillMessage, again.AutofillMessage)
		require.Len(t, again.IceBreakers, len(message.IceBreakers))
	})
}
