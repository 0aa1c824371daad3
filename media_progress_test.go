package whatsapp_test

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// watched remembers what a Progress function is called with. It is not guarded:
// the race detector watches.
type watched struct {
	counts []int64
	totals map[int64]bool
}

func (w *watched) progress(sent, total int64) {
	if w.totals == nil {
		w.totals = map[int64]bool{}
	}
	w.counts = append(w.counts, sent)
	w.totals[total] = true
}

// runs splits the counts where they go back.
func (w *watched) runs() [][]int64 {
	var runs [][]int64
	last := int64(-1)
	for _, count := range w.counts {
		if len(runs) == 0 || count <= last {
			runs = append(runs, nil)
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], count)
		last = count
	}
	return runs
}

func TestProgressOfAnUpload(t *testing.T) {
	t.Parallel()
	data := strings.Repeat("A line of text.\n", 5000)
	for name, file := range sourcesOf(t, data) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counter := newUploadCounter(t)
			var seen watched
			file.Progress, file.MIMEType = seen.progress, "text/plain"
			_, err := counter.client(t).Media.Upload(t.Context(), phoneNumberID, file)
			require.NoError(t, err)
			require.Len(t, seen.runs(), 1, "it only grows")
			require.Positive(t, seen.counts[0])
			require.Greater(t, len(seen.counts), 1, "in parts")
			require.EqualValues(t, len(data), seen.counts[len(seen.counts)-1])
			require.Equal(t, map[int64]bool{int64(len(data)): true}, seen.totals)
		})
	}
}

// What is sent again is counted again.
func TestProgressOfARepeatedUpload(t *testing.T) {
	t.Parallel()
	server := script(answer(400, graphError("130429")), answer(200, uploaded))
	var seen watched
	file := whatsapp.File{Content: strings.NewReader("A line of text.\n"), Progress: seen.progress}
	_, err := newClient(t, server, impatient).Media.Upload(t.Context(), phoneNumberID, file)
	require.NoError(t, err)
	require.Equal(t, [][]int64{{16}, {16}}, seen.runs())
}

// In a session, the count continues at the offset that Graph has.
func TestProgressOfAnUploadSession(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	client, err := client.Clone(impatient)
	require.NoError(t, err)
	server.Script(sessionRoute, graphtest.DropWithin(1000))
	content := pdfOf(100000)
	var seen watched
	file := whatsapp.File{Content: strings.NewReader(content), Progress: seen.progress}
	_, err = client.Uploads.Upload(t.Context(), graphtest.AppID, file)
	require.NoError(t, err)
	runs := seen.runs()
	require.Len(t, runs, 2)
	require.Greater(t, runs[1][0], int64(1000), "these Graph has already")
	require.EqualValues(t, len(content), runs[1][len(runs[1])-1])

	seen = watched{}
	whole := script(answer(200, `{"file_offset":10}`), answer(200, `{"h":"`+sampleHandle+`"}`))
	file = whatsapp.File{Content: strings.NewReader(sampleUpload), Progress: seen.progress}
	_, err = newClient(t, whole).Uploads.Resume(t.Context(), sessionID, file)
	require.NoError(t, err)
	require.Empty(t, seen.counts, "nothing is missing")
}

// A file that is longer than it should be is not reported as sent to its end.
func TestProgressOfAFileThatFails(t *testing.T) {
	t.Parallel()
	var seen watched
	file := whatsapp.File{Size: 9, MIMEType: "text/plain", Progress: seen.progress, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(tenBytes)), nil
	}}
	_, err := newUploadCounter(t).client(t).Media.Upload(t.Context(), phoneNumberID, file)
	require.ErrorContains(t, err, "longer than its stated size")
	require.Empty(t, seen.counts)
}

// A panic in a goroutine of net/http would end the program. It reaches the
// caller instead, and the server never gets a whole file.
func TestPanicsDuringAnUpload(t *testing.T) {
	t.Parallel()
	panics := func(int64, int64) { panic(errBadDisk) }
	content := strings.Repeat("a", 100000)
	for name, file := range map[string]whatsapp.File{
		"of Progress": {Content: strings.NewReader(content), Progress: panics},
		"of the reader": {Size: 10, MIMEType: "text/plain", Content: readerFunc(func([]byte) (int, error) {
			panic(errBadDisk)
		})},
		"of Open": {Size: 10, MIMEType: "text/plain", Open: func() (io.ReadCloser, error) { panic(errBadDisk) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counter := newUploadCounter(t)
			client := counter.client(t)
			require.PanicsWithValue(t, errBadDisk, func() {
				_, err := client.Media.Upload(t.Context(), phoneNumberID, file)
				assert.NoError(t, err)
			})
			_, err := client.Media.UploadBytes(t.Context(), phoneNumberID, "note.txt", []byte(content))
			require.NoError(t, err, "the client is as good as before")
			counter.server.Close() // waits for the handlers
			require.EqualValues(t, 1, counter.whole.Load())
		})
	}
}
