package whatsapp_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const pdf = "%PDF-1.7\n a letter"

// threeFiles can be read in three ways: in place, once, and by opening them.
func threeFiles(opened, closed *int) []whatsapp.File {
	return []whatsapp.File{
		{Content: strings.NewReader(pdf), Name: "letter.pdf"},
		{Content: onlyReader{strings.NewReader("\xFF\xD8\xFF\xE0")}, Size: 4},
		{Size: int64(len(tenBytes)), Name: "notes.txt", Open: func() (io.ReadCloser, error) {
			*opened++
			return countedFile{strings.NewReader(tenBytes), closed}, nil
		}},
	}
}

// countedFile counts how often it is closed.
type countedFile struct {
	io.Reader

	closed *int
}

func (f countedFile) Close() error {
	*f.closed++
	return nil
}

func filesOperation(repeat whatsapp.Repeat, files ...whatsapp.File) whatsapp.Operation {
	form := &whatsapp.MultipartForm{Fields: url.Values{"name": {"Appointments"}}, Files: files, FileField: "documents[]"}
	return whatsapp.Operation{Method: http.MethodPost, Path: []string{wabaID}, Multipart: form, Repeat: repeat}
}

func TestSeveralFilesInOneForm(t *testing.T) {
	t.Parallel()
	var opened, closed int
	server := script(answer(200, success))
	require.NoError(t, newClient(t, server).Do(t.Context(), filesOperation(whatsapp.RepeatUnsafe, threeFiles(&opened, &closed)...), nil))
	request, body := server.requests[0], server.bodies[0]
	require.Equal(t, []recordedPart{
		textPart("name", "Appointments"),
		filePart("documents[]", "letter.pdf", "application/pdf", pdf),
		filePart("documents[]", "media.jpg", "image/jpeg", "\xFF\xD8\xFF\xE0"),
		filePart("documents[]", "notes.txt", "text/plain", tenBytes),
	}, partsOf(t, sentRequest{request, []byte(body)}))
	require.EqualValues(t, len(body), request.ContentLength)
	require.Equal(t, opened, closed, "what was opened is closed")
}

// A form is repeated if all of its files can be read again.
func TestSeveralFilesAreRepeated(t *testing.T) {
	t.Parallel()
	var opened, closed int
	files := threeFiles(&opened, &closed)
	server := script(answer(500, graphError("2")), answer(200, success))
	again := filesOperation(whatsapp.RepeatSafe, files[0], files[2])
	require.NoError(t, newClient(t, server, impatient).Do(t.Context(), again, nil))
	require.Equal(t, 2, server.count())
	require.Contains(t, server.bodies[0], tenBytes)
	require.Equal(t, server.bodies[0], server.bodies[1])

	server = script(answer(500, graphError("2")), answer(200, success))
	err := newClient(t, server, impatient).Do(t.Context(), filesOperation(whatsapp.RepeatSafe, files...), nil)
	require.ErrorContains(t, err, "the file cannot be read a second time")
	require.Equal(t, 1, server.count())
}

// The progress of each file counts its own bytes.
func TestProgressOfSeveralFiles(t *testing.T) {
	t.Parallel()
	var letter, notes watched
	large := bytes.Repeat([]byte("a line\n"), 20000)
	server := script(answer(200, success))
	require.NoError(t, newClient(t, server).Do(t.Context(), filesOperation(whatsapp.RepeatUnsafe,
		whatsapp.File{Content: strings.NewReader(pdf), Progress: letter.progress},
		whatsapp.File{Content: bytes.NewReader(large), Progress: notes.progress},
	), nil))
	require.Equal(t, []int64{int64(len(pdf))}, letter.counts)
	require.Len(t, notes.runs(), 1)
	require.Equal(t, map[int64]bool{int64(len(large)): true}, notes.totals)
	require.EqualValues(t, len(large), notes.counts[len(notes.counts)-1])
}

// The request ends where a file turns out wrong, and no server takes it for
// complete.
func TestOneOfSeveralFilesIsWrong(t *testing.T) {
	t.Parallel()
	damaged := errors.New("bad disk")
	for name, test := range map[string]struct {
		second  whatsapp.File
		problem string
	}{
		"too short": {whatsapp.File{Content: onlyReader{strings.NewReader(tenBytes)}, Size: 11, MIMEType: "text/plain"}, "1 bytes shorter than its stated size"},
		"too long":  {whatsapp.File{Content: onlyReader{strings.NewReader(tenBytes)}, Size: 9, MIMEType: "text/plain"}, "longer than its stated size"},
		"unread": {whatsapp.File{Size: 1, MIMEType: "text/plain", Open: func() (io.ReadCloser, error) {
			return nil, damaged
		}}, "open the file: bad disk"},
		"without bytes": {whatsapp.File{}, "files[1] needs Content or Open, and not both"},
		"a bad type":    {whatsapp.File{Content: strings.NewReader(pdf), MIMEType: "text/plain\r\nX: y"}, "files[1].type is "},
		"an unread head": {whatsapp.File{Size: 1, Open: func() (io.ReadCloser, error) {
			return nil, damaged
		}}, "whatsapp: read the beginning of the file: open the file: bad disk"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := script(answer(200, success))
			op := filesOperation(whatsapp.RepeatSafe, whatsapp.File{Content: strings.NewReader(pdf)}, test.second)
			require.ErrorContains(t, newClient(t, server).Do(t.Context(), op, nil), test.problem)
		})
	}
}

func TestFileAndFilesExcludeEachOther(t *testing.T) {
	t.Parallel()
	server := script(answer(200, success))
	op := filesOperation(whatsapp.RepeatSafe, *jpegFile())
	op.Multipart.File = jpegFile()
	require.EqualError(t, newClient(t, server).Do(t.Context(), op, nil), "whatsapp: the multipart form has both File and Files")
	require.Zero(t, server.count())
}
