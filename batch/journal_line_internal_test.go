package batch

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// appendEntry writes what encoding/json would.
func FuzzAppendEntry(f *testing.F) {
	f.Add(0, "", "sending", "", "", int64(0), int64(0))
	f.Add(7, "a1", "not_sent", "wamid.A==", "whatsapp: <page> & \"quotes\" \\ \x00\x7f\xffé", int64(1), int64(1e18))
	f.Add(-1, "\n", "", "", "x", int64(-62135596800), int64(253402300800))
	for _, text := range []string{" ", "~", "\x1f", "\x7f", "é", "\xff", "\u2028", `"`, `\`, "<", ">", "&"} {
		f.Add(0, text, "sending", "", "", int64(0), int64(0))
	}
	f.Fuzz(func(t *testing.T, index int, digest, state, id, text string, written, notBefore int64) {
		entry := JournalEntry{Index: index, Digest: digest, State: State(state), MessageID: id, Error: text, Time: time.Unix(written, 5).UTC()}
		if notBefore != 0 {
			entry.NotBefore = time.Unix(notBefore, 0).UTC()
		}
		want, wantErr := json.Marshal(entry)
		got, err := appendEntry([]byte("before"), &entry)
		require.Equal(t, wantErr != nil, err != nil, "%v, %v", wantErr, err)
		if err == nil {
			require.Equal(t, "before"+string(want)+"\n", string(got))
		}
	})
}
