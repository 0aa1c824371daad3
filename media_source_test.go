package whatsapp_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestFilesAreCheckedBeforeTheyAreSent(t *testing.T) {
	t.Parallel()
	const megabyte = 1 << 20
	tests := map[string]struct {
		file     whatsapp.File
		problems []string
	}{
		"image":              {whatsapp.File{Open: zeros(""), Size: 5*megabyte + 1, MIMEType: "image/jpeg"}, []string{"file has 5242881 bytes, at most 5242880 are allowed for image/jpeg"}},
		"audio":              {whatsapp.File{Open: zeros(""), Size: 17 * megabyte, MIMEType: "audio/ogg; codecs=opus"}, []string{"file has 17825792 bytes, at most 16777216 are allowed for audio/ogg"}},
		"video":              {whatsapp.File{Open: zeros(""), Size: 17 * megabyte, MIMEType: "video/3gpp"}, []string{"file has 17825792 bytes, at most 16777216 are allowed for video/3gpp"}},
		"document":           {whatsapp.File{Open: zeros(""), Size: 101 * megabyte, MIMEType: "application/pdf"}, []string{"file has 105906176 bytes, at most 104857600 are allowed for application/pdf"}},
		"sticker":            {whatsapp.File{Open: zeros(webp(false)), Size: 100<<10 + 1}, []string{"file has 102401 bytes, at most 102400 are allowed for image/webp"}},
		"plain sticker":      {whatsapp.File{Open: zeros(strings.Replace(webp(true), "VP8X", "VP8 ", 1)), Size: 100<<10 + 1}, []string{"file has 102401 bytes, at most 102400 are allowed for image/webp"}},
		"animated sticker":   {whatsapp.File{Open: zeros(webp(true)), Size: 500<<10 + 1, MIMEType: "image/webp"}, []string{"file has 512001 bytes, at most 512000 are allowed for image/webp"}},
		"empty":              {whatsapp.File{Content: strings.NewReader(""), MIMEType: "image/png"}, []string{"file is empty"}},
		"empty, not read":    {whatsapp.File{Content: emptyFile{failingReader{}}}, []string{"file is empty"}},
		"empty, any type":    {whatsapp.File{Content: strings.NewReader("")}, []string{"file is empty"}},
		"malformed type":     {whatsapp.File{Content: strings.NewReader("x"), MIMEType: "image/png; \r\nX: y"}, []string{`type is "image/png; \r\nX: y", which is not a MIME type`}},
		"content and open":   {whatsapp.File{Content: strings.NewReader("x"), Open: zeros("")}, []string{"file needs Content or Open, and not both"}},
		"nothing":            {whatsapp.File{}, []string{"file needs Content or Open, and not both"}},
		"open without size":  {whatsapp.File{Open: zeros("")}, []string{"file needs Size, the number of its bytes"}},
		"reader without one": {whatsapp.File{Content: zeroReader{}}, []string{"file needs Size, the number of its bytes"}},
		"negative size":      {whatsapp.File{Content: zeroReader{}, Size: -1}, []string{"file needs Size, the number of its bytes"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := script(answer(200, uploaded))
			id, err := newClient(t, server).Media.Upload(t.Context(), phoneNumberID, test.file)
			requireViolations(t, err, test.problems...)
			require.Empty(t, id)
			require.Zero(t, server.count())
		})
	}
}

func TestUnknownTypesAreRefused(t *testing.T) {
	t.Parallel()
	server := script(answer(200, uploaded))
	client := newClient(t, server)
	file := func() whatsapp.File {
		return whatsapp.File{Content: strings.NewReader("PK\x03\x04archive"), Name: "archive.zip"}
	}
	_, err := client.Media.Upload(t.Context(), phoneNumberID, file())
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	require.ErrorContains(t, err, "type is application/octet-stream, which messages do not support; they support audio/aac, ")
	require.Zero(t, server.count())

	_, err = client.Media.Upload(t.Context(), phoneNumberID, file(), whatsapp.WithoutValidation())
	require.NoError(t, err)
	require.Contains(t, server.bodies[0], `filename="archive.zip"`)
	_, err = client.Media.UploadBytes(t.Context(), phoneNumberID, "", []byte("\x00\x01"), whatsapp.WithoutValidation())
	require.NoError(t, err)
	require.Contains(t, server.bodies[1], `filename="media"`)
}

// What looks like MP4 to its first bytes but is not would be refused after it
// has been sent.
func TestPicturesOfPhonesAreNoVideos(t *testing.T) {
	t.Parallel()
	for _, brand := range []string{"heic", "heix", "hevc", "mif1", "msf1", "avif", "avis", "qt  "} {
		server := script(answer(200, uploaded))
		_, err := newClient(t, server).Media.UploadBytes(t.Context(), phoneNumberID, "photo", []byte("\x00\x00\x00\x20ftyp"+brand+"\x00\x00"))
		require.ErrorContains(t, err, "type is application/octet-stream", brand)
		require.Zero(t, server.count())
	}
}

// The name of a file on the disk is used where none is stated.
func TestNamesOfFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kept.txt")
	require.NoError(t, os.WriteFile(path, []byte("A line of text.\n"), 0o600))
	for name, want := range map[string]string{"": "kept.txt", "shown.txt": "shown.txt"} {
		file, err := os.Open(path)
		require.NoError(t, err)
		server := script(answer(200, uploaded))
		_, err = newClient(t, server).Media.Upload(t.Context(), phoneNumberID, whatsapp.File{Content: file, Name: name})
		require.NoError(t, err)
		require.NoError(t, file.Close())
		require.Contains(t, server.bodies[0], `filename="`+want+`"`)
	}
}

func TestUploadWithoutAContext(t *testing.T) {
	t.Parallel()
	var noContext context.Context
	server := script(answer(200, uploaded))
	file := whatsapp.File{Content: onlyReader{strings.NewReader("A line of text.\n")}, Size: 16}
	_, err := newClient(t, server).Media.Upload(noContext, phoneNumberID, file)
	require.ErrorContains(t, err, "the context is nil")
	require.Zero(t, server.count())
}

// The largest files that Meta takes are sent.
func TestFilesAtTheirLimits(t *testing.T) {
	t.Parallel()
	for head, size := range map[string]int64{
		webp(false): 100 << 10, webp(true): 500 << 10, "\xFF\xD8\xFF": 5 << 20, "OggS": 16 << 20,
	} {
		client := newClient(t, &fixedTransport{http.Header{}, uploaded})
		file := whatsapp.File{Open: func() (io.ReadCloser, error) {
			whole, err := zeros(head)()
			return io.NopCloser(io.LimitReader(whole, size)), err
		}, Size: size}
		id, err := client.Media.Upload(t.Context(), phoneNumberID, file)
		require.NoError(t, err, "%q", head)
		require.Equal(t, mediaID, id)
	}
}

// A file that ends before the place where an image says whether it is animated
// is not.
func TestStickersThatAreTooShort(t *testing.T) {
	t.Parallel()
	for size := range len(webp(true)) {
		client := newClient(t, script(answer(200, uploaded)))
		file := whatsapp.File{Content: strings.NewReader(webp(true)[:size+1]), MIMEType: "image/webp"}
		_, err := client.Media.Upload(t.Context(), phoneNumberID, file)
		require.NoError(t, err, size+1)
	}
}

// The first bytes tell the type, and whether a sticker is animated. They are
// read once.
func TestTheBeginningIsReadOnce(t *testing.T) {
	t.Parallel()
	opened := 0
	content := webp(true)
	file := whatsapp.File{Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		opened++
		return io.NopCloser(strings.NewReader(content)), nil
	}}
	_, err := newClient(t, script(answer(200, uploaded))).Media.Upload(t.Context(), phoneNumberID, file)
	require.NoError(t, err)
	require.Equal(t, 2, opened, "once for the beginning, once to send")
}

func TestTypesAreFoundFromTheFirstBytes(t *testing.T) {
	t.Parallel()
	const word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	tests := []struct{ head, name, want string }{
		{"\xFF\xD8\xFF\xE0", "photo.png", "image/jpeg"},
		{"\x89PNG\r\n\x1a\n", "", "image/png"},
		{webp(false), "", "image/webp"},
		{"%PDF-1.4", "", "application/pdf"},
		{"OggS\x00", "", "audio/ogg"},
		{"#!AMR\n", "", "audio/amr"},
		{"ID3\x04", "", "audio/mpeg"},
		{"\xFF\xFB\x90\x00", "", "audio/mpeg"},
		{"\xFF\xF3\x90\x00", "", "audio/mpeg"},
		{"\xFF\xF1\x50\x80", "", "audio/aac"},
		{"\xFF\xF9\x50\x80", "", "audio/aac"},
		{"\x00\x00\x00\x20ftypM4A ", "", "audio/mp4"},
		{"\x00\x00\x00\x20ftypmp42", "", "video/mp4"},
		{"\x00\x00\x00\x20ftyp3gp4", "", "video/3gpp"},
		{"PK\x03\x04", "offer.DOCX", word},
		{"PK\x03\x04", "offer.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
		{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "list.xls", "application/vnd.ms-excel"},
		{"Name;Price\r\n\tfünf", "list.csv", "text/plain"},
		{strings.Repeat("a", 511) + "é", "", "text/plain"},
		{"\x01\x02", "voice.opus", "audio/ogg"},
		{"\x01\xF1\x50\x80", "voice.opus", "audio/ogg"},
		{"\xFF", "voice.opus", "audio/ogg"},
		{"Page one\f\nand two", "", "text/plain"},
		{"an \uFFFD of its own", "", "text/plain"},
		{"caf\xE9 au lait", "voice.opus", "audio/ogg"},
		{"\xFE\xFE", "clip.mp4", "video/mp4"},
	}
	for _, test := range tests {
		t.Run(test.want+"/"+test.name, func(t *testing.T) {
			t.Parallel()
			server := script(answer(200, uploaded))
			_, err := newClient(t, server).Media.UploadBytes(t.Context(), phoneNumberID, test.name, []byte(test.head))
			require.NoError(t, err)
			require.Contains(t, server.bodies[0], "name=\"type\"\r\n\r\n"+test.want+"\r\n")
			require.Contains(t, server.bodies[0], "Content-Type: "+test.want+"\r\n\r\n"+test.head+"\r\n--")
		})
	}
}

// A throttled upload is sent again, whole, if its file can be read again. Else
// the caller learns of the throttle.
func TestUploadsAreRepeatedFromTheBeginning(t *testing.T) {
	t.Parallel()
	data := strings.Repeat("A line of text.\n", 5000)
	for name, file := range sourcesOf(t, data) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := script(answer(400, graphError("130429")), answer(200, uploaded))
			client := newClient(t, server, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: 1}))
			id, err := client.Media.Upload(t.Context(), phoneNumberID, file)
			if !canBeReadAgain(name) {
				require.ErrorIs(t, err, whatsapp.ErrRateLimited)
				require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
				require.ErrorContains(t, err, "the file cannot be read a second time")
				require.Equal(t, 1, server.count())
				return
			}
			require.NoError(t, err)
			require.Equal(t, mediaID, id)
			require.Equal(t, 2, server.count())
			require.Equal(t, server.bodies[0], server.bodies[1])
			require.Contains(t, server.bodies[1], "\r\n\r\n"+data+"\r\n--")
			require.EqualValues(t, len(server.bodies[1]), server.requests[1].ContentLength)
			require.Zero(t, server.openBodies())
		})
	}
}

// A connection that is refused has touched no file.
func TestUploadsAreRepeatedWhenNothingWasSent(t *testing.T) {
	t.Parallel()
	for name, file := range sourcesOf(t, "A line of text.\n") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refusals := 0
			transport := roundTripper(func(request *http.Request) (*http.Response, error) {
				if refusals++; refusals < 3 {
					request.Body.Close()
					return nil, refusedConnection
				}
				body, err := io.ReadAll(request.Body)
				require.NoError(t, err)
				require.Contains(t, string(body), "\r\n\r\nA line of text.\n\r\n--")
				return answer(200, uploaded)(request)
			})
			client := newClient(t, transport, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: 1}))
			_, err := client.Media.Upload(t.Context(), phoneNumberID, file)
			require.NoError(t, err)
			require.Equal(t, 3, refusals)
		})
	}
}

// A file that cannot be read as announced has not been uploaded, which is sure.
func TestFilesThatFail(t *testing.T) {
	t.Parallel()
	opens := func(readers ...io.Reader) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) { return io.NopCloser(io.MultiReader(readers...)), nil }
	}
	failing := func() (io.ReadCloser, error) { return nil, errBadDisk }
	nothing := func() (io.ReadCloser, error) { return nil, nil }
	long := strings.Repeat("a", 100000)
	tests := map[string]struct {
		file    whatsapp.File
		problem string
		cause   error
	}{
		"shorter":         {whatsapp.File{Open: opens(strings.NewReader(long)), Size: 100010, MIMEType: "text/plain"}, "the file is 10 bytes shorter than its stated size", io.ErrUnexpectedEOF},
		"longer":          {whatsapp.File{Open: opens(strings.NewReader(long)), Size: 99999, MIMEType: "text/plain"}, "the file is longer than its stated size", nil},
		"broken":          {whatsapp.File{Open: opens(strings.NewReader(long), failingReader{}), Size: 200000, MIMEType: "text/plain"}, "bad disk", errBadDisk},
		"broken at end":   {whatsapp.File{Open: opens(strings.NewReader(long), failingReader{}), Size: 100000, MIMEType: "text/plain"}, "bad disk", errBadDisk},
		"does not open":   {whatsapp.File{Open: failing, Size: 10, MIMEType: "text/plain"}, "open the file: bad disk", errBadDisk},
		"opens nothing":   {whatsapp.File{Open: nothing, Size: 10, MIMEType: "text/plain"}, "Open returned a nil reader", nil},
		"empty":           {whatsapp.File{Open: opens(), Size: 10, Name: "voice.opus"}, "the file is 10 bytes shorter than its stated size", io.ErrUnexpectedEOF},
		"unreadable seek": {whatsapp.File{Content: &limitedSeeker{failingReader{}, 4}, Size: 10}, "read the beginning of the file: bad disk", errBadDisk},
		"unreadable head": {whatsapp.File{Open: failing, Size: 10}, "read the beginning of the file: open the file: bad disk", errBadDisk},
		"sticker":         {whatsapp.File{Open: failing, Size: 10, MIMEType: "image/webp"}, "whatsapp: read the beginning of the file: open the file: bad disk", errBadDisk},
		"single pass":     {whatsapp.File{Content: onlyReader{failingReader{}}, Size: 10}, "read the beginning of the file: bad disk", errBadDisk},
		"grown":           {whatsapp.File{Content: strings.NewReader(long), Size: 99999}, "the file is longer than its stated size", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counter := newUploadCounter(t)
			_, err := counter.client(t).Media.Upload(t.Context(), phoneNumberID, test.file)
			require.ErrorContains(t, err, test.problem)
			require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
			if test.cause != nil {
				require.ErrorIs(t, err, test.cause)
			}
			counter.server.Close() // waits for the handlers
			assert.Zero(t, counter.whole.Load(), "the server must not take it for whole")
			assert.LessOrEqual(t, counter.begun.Load(), int64(1))
		})
	}
}

func TestOpenedFilesAreClosed(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]step{"success": answer(200, uploaded), "refused": answer(400, graphError("100"))} {
		opened, closed := 0, 0
		file := whatsapp.File{Size: 16, Open: func() (io.ReadCloser, error) {
			opened++
			return closingReader{strings.NewReader("A line of text.\n"), func() error { closed++; return nil }}, nil
		}}
		_, err := newClient(t, script(step)).Media.Upload(t.Context(), phoneNumberID, file)
		require.Equal(t, name == "success", err == nil)
		require.Equal(t, 2, opened, "once for the type, once to send")
		require.Equal(t, opened, closed)
	}
	file := whatsapp.File{Size: 16, Open: func() (io.ReadCloser, error) {
		return closingReader{strings.NewReader("A line of text.\n"), func() error { return errBadDisk }}, nil
	}}
	_, err := newClient(t, script(answer(200, uploaded))).Media.Upload(t.Context(), phoneNumberID, file)
	require.ErrorIs(t, err, errBadDisk)
}

func TestUploadFileOfAnotherPath(t *testing.T) {
	t.Parallel()
	server := script(answer(200, uploaded))
	_, err := newClient(t, server).Media.UploadFile(t.Context(), phoneNumberID, filepath.Join(t.TempDir(), "missing.png"))
	require.ErrorIs(t, err, os.ErrNotExist)
	require.Zero(t, server.count())
}

// A pipe is a file that cannot seek.
func TestUploadOfAPipe(t *testing.T) {
	t.Parallel()
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	_, err = fmt.Fprint(writer, "from a pipe")
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	server := script(answer(200, uploaded))
	_, err = newClient(t, server).Media.Upload(t.Context(), phoneNumberID, whatsapp.File{Content: reader, Size: 11, Name: "note.txt"})
	require.NoError(t, err)
	require.Contains(t, server.bodies[0], "\r\n\r\nfrom a pipe\r\n--")
	require.NoError(t, reader.Close(), "it is the caller's to close")
}

func TestUploadWithACancelledContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	counter := newUploadCounter(t)
	file := whatsapp.File{Size: 1 << 20, MIMEType: "text/plain", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(strings.Repeat("a", 1000)), cancellingReader{cancel})), nil
	}}
	_, err := counter.client(t).Media.Upload(ctx, phoneNumberID, file)
	require.ErrorIs(t, err, context.Canceled)
	counter.server.Close()
	require.Zero(t, counter.whole.Load())
}

// A reader that cannot seek when it is asked to is read once.
func TestReadersThatSeekBadly(t *testing.T) {
	t.Parallel()
	for seeks := range 3 {
		server := script(answer(200, uploaded))
		content := &limitedSeeker{strings.NewReader("A line of text.\n"), seeks}
		_, err := newClient(t, server).Media.Upload(t.Context(), phoneNumberID, whatsapp.File{Content: content, Size: 16})
		require.NoError(t, err)
		require.Contains(t, server.bodies[0], "\r\n\r\nA line of text.\n\r\n--")
	}
	server := script(answer(200, uploaded))
	content := &limitedSeeker{strings.NewReader("A line of text.\n"), 3}
	_, err := newClient(t, server).Media.Upload(t.Context(), phoneNumberID, whatsapp.File{Content: content, Size: 16, MIMEType: "text/plain"})
	require.ErrorIs(t, err, errBadDisk)
}

// What is empty can be sent when the caller insists.
func TestEmptyUpload(t *testing.T) {
	t.Parallel()
	server := script(answer(200, uploaded))
	file := whatsapp.File{Content: strings.NewReader(""), MIMEType: "text/plain"}
	_, err := newClient(t, server).Media.Upload(t.Context(), phoneNumberID, file, whatsapp.WithoutValidation())
	require.NoError(t, err)
	require.Contains(t, server.bodies[0], "Content-Type: text/plain\r\n\r\n\r\n--")
	_, err = newClient(t, server).Media.UploadBytes(t.Context(), phoneNumberID, "voice.opus", nil, whatsapp.WithoutValidation())
	require.NoError(t, err)
	require.Contains(t, server.bodies[1], "Content-Type: audio/ogg\r\n\r\n\r\n--", "its name tells, where no byte does")
}
