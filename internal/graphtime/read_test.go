package graphtime_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/internal/graphtime"
)

var noon = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

// forms are JSON values and the times they represent.
var forms = map[string]time.Time{
	`1748779200`:                     noon,
	`"1748779200"`:                   noon,
	`" 1748779200 "`:                 noon,
	`"01748779200"`:                  noon,
	`1.7487792e9`:                    noon,
	`1748779200.0`:                   noon,
	`1748779200.5`:                   noon.Add(time.Second / 2),
	`"1748779200.25"`:                noon.Add(time.Second / 4),
	`1748779200000`:                  noon,
	`"1748779200500"`:                noon.Add(time.Second / 2),
	`1.7487792e12`:                   noon,
	`0`:                              time.Unix(0, 0),
	`-1`:                             time.Unix(-1, 0),
	`"-1.5"`:                         time.Unix(-2, 5e8),
	`253402300799`:                   time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	`253402300799.5`:                 time.Date(9999, 12, 31, 23, 59, 59, 5e8, time.UTC),
	`-62135596800`:                   time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
	`253402300800`:                   time.UnixMilli(253402300800),
	`253402300799999`:                {},
	`-62167219200`:                   time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC),
	`-62167219201`:                   {},
	`-253402300799`:                  {},
	`99999999999999999`:              {},
	`9223372036854775808`:            {},
	`1e300`:                          {},
	`"1e400"`:                        {},
	`"2025-06-01T12:00:00Z"`:         noon,
	`"2025-06-01T14:00:00+02:00"`:    noon,
	`"2025-06-01T12:00:00+0000"`:     noon,
	`"2025-06-01T05:00:00-0700"`:     noon,
	`"2025-06-01T14:00:00+02"`:       noon,
	`"2025-06-01T12:00:00.5Z"`:       noon.Add(time.Second / 2),
	`"2025-06-01T12:00:00.000+0000"`: noon,
	`"2025-06-01T12:00:00"`:          noon,
	`"2025-06-01T12:00:00.25"`:       noon.Add(time.Second / 4),
	`"2025-06-01 12:00:00"`:          noon,
	`"2025-06-01 12:00:00Z"`:         noon,
	`"2025-06-01 12:00:00+00:00"`:    noon,
	`"2025-06-01 05:00:00-0700"`:     noon,
	`"\u0032025-06-01T12:00:00Z"`:    noon,
	`"2025-06-01"`:                   noon.Truncate(24 * time.Hour),
	`"June 1, 2025"`:                 noon.Truncate(24 * time.Hour),
	`"0000-01-01T01:00:00+02:00"`:    {},
	`"9999-12-31T23:00:00-02:00"`:    {},
	`"2025-06-01T12:00:00+24:00"`:    {},
	`"2025-13-01"`:                   {},
	`"0000-00-00"`:                   {},
	`"2025-06-01x12:00:00Z"`:         {},
	`"2025-06-01T12:00:00+020"`:      {},
	`"2025-06-01T12:00"`:             {},
	`"soon"`:                         {},
	`"0x10"`:                         {},
	`"1_000"`:                        {},
	`"NaN"`:                          {},
	`"-"`:                            {},
	`""`:                             {},
	`" "`:                            {},
	`true`:                           {},
	`[]`:                             {},
	`{"a":1}`:                        {},
}

func TestRead(t *testing.T) {
	t.Parallel()
	for form, want := range forms {
		got := graphtime.Read(form)
		assert.True(t, want.Equal(got), "%s: %s", form, got)
	}
	assert.Zero(t, graphtime.Read(""))
	assert.Zero(t, graphtime.Read(`"`))
}

// Every time that is read can be written in every usual format.
func FuzzRead(f *testing.F) {
	for form := range forms {
		f.Add(form)
	}
	f.Fuzz(func(t *testing.T, form string) {
		moment := graphtime.Read(form)
		for _, in := range []time.Time{moment, moment.UTC()} {
			encoded, err := json.Marshal(in)
			require.NoError(t, err)
			var again time.Time
			require.NoError(t, json.Unmarshal(encoded, &again))
			require.True(t, moment.Equal(again))
		}
	})
}
