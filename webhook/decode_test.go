package webhook_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

func TestStringsForNumbersAndNumbersForStrings(t *testing.T) {
	t.Parallel()
	event := only[*webhook.MessageEvent](t, messageBody(`"metadata":{"phone_number_id":106540352242922},
		"messages":[{"id":12345678901234567890,"timestamp":1760000000,"type":"order",
		"errors":[{"code":"131051"},{"code":131e3},{"code":""},{"code":null}],
		"audio":{"id":1.5,"voice":"true"},"sticker":{"animated":1},
		"location":{"latitude":"37.5","longitude":-122},
		"order":{"product_items":[{"quantity":"2","item_price":10.10},{"quantity":3,"item_price":"10.10"},{"quantity":""}]}}]`))
	m := event.Message
	assert.Equal(t, "106540352242922", event.Metadata.PhoneNumberID)
	assert.Equal(t, "12345678901234567890", m.ID)
	assert.Equal(t, time.Unix(1760000000, 0).UTC(), event.Time())
	assert.Equal(t, []webhook.Error{{Code: 131051}, {Code: 131000}, {}, {}}, m.Errors)
	assert.Equal(t, "1.5", m.Audio.ID)
	assert.True(t, m.Audio.Voice)
	assert.True(t, m.Sticker.Animated)
	assert.Equal(t, webhook.Location{Latitude: 37.5, Longitude: -122}, *m.Location)
	assert.Equal(t, []webhook.ProductItem{{Quantity: "2", ItemPrice: "10.10"}, {Quantity: "3", ItemPrice: "10.10"}, {}}, m.Order.ProductItems)
}

func TestNullAndEmptyAreAbsent(t *testing.T) {
	t.Parallel()
	event := only[*webhook.MessageEvent](t, messageBody(`"metadata":null,"contacts":null,"messages":[{"id":"a","timestamp":null,
		"errors":null,"context":null,"location":{"latitude":"","longitude":null},"audio":{"id":null,"voice":null},
		"contacts":[null],"order":{"product_items":[]},"template":null}]`))
	assert.Equal(t, webhook.Message{
		ID:       "a",
		Location: &webhook.Location{},
		Audio:    &webhook.Audio{},
		Contacts: []webhook.Card{{}},
		Order:    &webhook.Order{ProductItems: []webhook.ProductItem{}},
		Template: json.RawMessage("null"),
	}, event.Message)

	event = only[*webhook.MessageEvent](t, []byte(`{"object":null,"entry":[{"id":null,"time":{},
		"changes":[{"field":"messages","value":{"messages":[{"id":"a"}]}}]}]}`))
	assert.Empty(t, event.EntryID())
	assert.True(t, event.Time().IsZero())
}

// A member that does not fit costs itself alone.
func TestMembersThatDoNotFit(t *testing.T) {
	t.Parallel()
	for member, want := range map[string]string{
		`"errors":[{"code":1.5}]`:                                 "errors[0].code: found a number where an integer is expected",
		`"errors":[{"code":1e300}]`:                               "errors[0].code: found a number where an integer is expected",
		`"errors":[{"code":1},{"code":"many"}]`:                   "errors[1].code: found other text where an integer is expected",
		`"errors":[{"code":[]}]`:                                  "errors[0].code: found an array where an integer is expected",
		`"errors":["text"]`:                                       "errors[0]: found a string where an object is expected",
		`"errors":true`:                                           "errors: found a boolean where an object is expected",
		`"audio":{"voice":"perhaps"}`:                             "audio.voice: found other text where a boolean is expected",
		`"audio":{"voice":{}}`:                                    "audio.voice: found an object where a boolean is expected",
		`"location":{"latitude":"NaN"}`:                           "location.latitude: found other text where a number is expected",
		`"location":{"latitude":[]}`:                              "location.latitude: found an array where a number is expected",
		`"order":{"product_items":[{"item_price":"1,5"}]}`:        "order.product_items[0].item_price: found other text where a number is expected",
		`"order":{"product_items":[{"item_price":{}}]}`:           "order.product_items[0].item_price: found an object where a number is expected",
		`"timestamp":{}`:                                          "timestamp: found an object where a time is expected",
		`"timestamp":true`:                                        "timestamp: found a boolean where a time is expected",
		`"text":7`:                                                "text: found a number where an object is expected",
		`"edit":{"message":{"edit":{"message":{"text":[1]}}}}`:    "edit.message.edit.message.text: found an array where an object is expected",
		`"interactive":{"nfm_reply":{"response_json":{"a":"b"}}}`: "interactive.nfm_reply.response_json: found an object where a string is expected",
	} {
		t.Run(member, func(t *testing.T) {
			t.Parallel()
			event := only[*webhook.MessageEvent](t, messageBody(`"messages":[{"id":"a",`+member+`,"button":{"text":"read"}}]`))
			require.Len(t, event.Skipped(), 1)
			assert.Equal(t, want, event.Skipped()[0].String())
			assert.Equal(t, "a", event.Message.ID)
			assert.Equal(t, "read", event.Message.Button.Text)
			assert.JSONEq(t, `{"id":"a",`+member+`,"button":{"text":"read"}}`, string(event.Raw()))
		})
	}
}

// What is told about odd members is bounded.
func TestSkippedIsBounded(t *testing.T) {
	t.Parallel()
	event := only[*webhook.MessageEvent](t, messageBody(`"contacts":[`+strings.Repeat("1,", 1000)+`{}],"messages":[{"id":"a","errors":[`+
		strings.Repeat("1,", 1000)+`{"code":7}]}]`))
	assert.Len(t, event.Skipped(), 32)
	assert.Equal(t, []webhook.Error{{Code: 7}}, event.Message.Errors)
	assert.Nil(t, new(webhook.MessageEvent).Skipped())
}

func TestStringsMeanWhatEncodingJSONSays(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`""`, `"plain"`, `"a\"b\\c\/d\be\ff\ng\rh\ti"`, `"\u00e4\u00E4"`, `"\ud83d\ude00"`, `"\uD83D\uDE00"`, `"\ud83d"`,
		`"\ud83dx"`, `"\ude00\ud83d"`, `"\ud83d\ud83d\ude00"`, `"\ud83d\n"`, `"\ud83d\u0041"`, `"ä 😀"`, "\"\xff\"", "\"a\xc3\\n\"", "\"\xed\xa0\x80\"",
		`"\u0000"`, "\"\x7f\"", `"\u2028"`, `"http:\/\/example.com\/"`,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			var want string
			require.NoError(t, json.Unmarshal([]byte(text), &want))
			event := only[*webhook.MessageEvent](t, messageBody(`"messages":[{"text":{"body":`+text+`}}]`))
			require.Equal(t, want, event.Message.Text.Body)
		})
	}
}

func TestEscapedKeysAreTheSameKeys(t *testing.T) {
	t.Parallel()
	event := only[*webhook.MessageEvent](t, messageBody(`"m\u0065ssages":[{"\u0069d":"a"}]`))
	require.Equal(t, "a", event.Message.ID)
}

func TestRepeatedKeysTheLastOneCounts(t *testing.T) {
	t.Parallel()
	event := only[*webhook.MessageEvent](t, messageBody(
		`"messages":[{"id":"a","id":"b","errors":[{"code":1},{"code":2}],"errors":[{"code":3}],"text":{"body":"x"},"text":null}]`))
	require.Equal(t, webhook.Message{ID: "b", Errors: []webhook.Error{{Code: 3}}}, event.Message)
}

func TestTime(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 10, 9, 8, 53, 20, 0, time.UTC)
	for literal, want := range map[string]time.Time{
		`"1760000000"`:               at,
		`1760000000`:                 at,
		`1760000000000`:              at,
		`1760000000.5`:               at.Add(time.Second / 2),
		`1.76e9`:                     at,
		`"2025-10-09T08:53:20Z"`:     at,
		`"2025-10-09T10:53:20+0200"`: at,
		`"2025-10-09 08:53:20"`:      at,
		`"2025-10-09"`:               at.Truncate(24 * time.Hour),
		`"October 9, 2025"`:          at.Truncate(24 * time.Hour),
		`0`:                          time.Unix(0, 0).UTC(),
		`-1`:                         time.Unix(-1, 0).UTC(),
		`{"a":1}`:                    {},
		`true`:                       {},
		`1e300`:                      {},
		`9223372036854775807`:        {},
		`"soon"`:                     {},
		`""`:                         {},
		`null`:                       {},
	} {
		t.Run(literal, func(t *testing.T) {
			t.Parallel()
			event := only[*webhook.MessageEvent](t, messageBody(`"messages":[{"id":"a","timestamp":`+literal+`}]`))
			assert.Equal(t, want, event.Message.Timestamp.Time)

			var decoded webhook.Time
			require.NoError(t, json.Unmarshal([]byte(literal), &decoded))
			assert.Equal(t, event.Message.Timestamp, decoded)
			assert.Equal(t, literal, encode(t, decoded), "the form is kept")
		})
	}
}

func TestTimeThatWasSet(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `"1760000000"`, encode(t, webhook.Unix(1760000000)))
	assert.Equal(t, `null`, encode(t, webhook.Time{}))
	assert.Equal(t, `"2025-10-09T08:53:20.5Z"`, encode(t, webhook.Time{Time: time.Unix(1760000000, 5e8).UTC()}))

	var changed webhook.Time
	require.NoError(t, json.Unmarshal([]byte(`1760000000`), &changed))
	changed.Time = changed.Add(time.Hour)
	assert.Equal(t, strconv.Quote("1760003600"), encode(t, changed), "what was received no longer holds")
}

func TestTimeOfAnEventWithoutOneIsThatOfTheEntry(t *testing.T) {
	t.Parallel()
	event := only[*webhook.MessageEvent](t, messageBody(`"messages":[{"id":"a"}]`))
	require.Equal(t, time.Unix(1760000000, 0).UTC(), event.Time())
}

func TestErrorData(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]webhook.ErrorData{
		`"as a string"`:           {Details: "as a string"},
		`{"details":"as object"}`: {Details: "as object"},
	} {
		var viaJSON webhook.Error
		require.NoError(t, json.Unmarshal([]byte(`{"error_data":`+text+`}`), &viaJSON))
		assert.Equal(t, want, *viaJSON.ErrorData)
		event := only[*webhook.ErrorEvent](t, messageBody(`"errors":[{"error_data":`+text+`}]`))
		assert.Equal(t, viaJSON, event.Error)
	}
	var data webhook.ErrorData
	require.Error(t, json.Unmarshal([]byte(`[]`), &data))
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	failure := webhook.Error{Code: 130429, Title: "Rate limit hit", ErrorData: &webhook.ErrorData{Details: "Slow down."}}
	require.EqualError(t, &failure, "(#130429) Rate limit hit: Slow down.")
	require.EqualError(t, &webhook.Error{Code: 1, Message: "Unknown"}, "(#1) Unknown")
	repeated := webhook.Error{Code: 131026, Title: "Message undeliverable", ErrorData: &webhook.ErrorData{Details: "Message Undeliverable."}}
	require.EqualError(t, &repeated, "(#131026) Message undeliverable")
}
