package conformance

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// uploadOperation is what Media.Upload and its siblings call.
const uploadOperation = "uploadImage"

// TestUpload proves the uploads: a multipart form that holds every documented
// part, and "type", which Meta's guide requires and the document leaves out.
func TestUpload(t *testing.T) {
	t.Parallel()
	document := load(t)
	operation := document.Operations[uploadOperation]
	require.NotNil(t, operation)
	picture := graphtestPicture(t)
	file := filepath.Join(t.TempDir(), "picture.png")
	require.NoError(t, os.WriteFile(file, picture, 0o600))
	for name, upload := range map[string]func(*session) (string, error){
		"Media.Upload": func(s *session) (string, error) {
			return s.Media.Upload(s, graphtest.PhoneNumberID, whatsapp.File{Content: bytes.NewReader(picture), Name: "picture.png"})
		},
		"Media.UploadBytes": func(s *session) (string, error) {
			return s.Media.UploadBytes(s, graphtest.PhoneNumberID, "picture.png", picture)
		},
		"Media.UploadFile": func(s *session) (string, error) { return s.Media.UploadFile(s, graphtest.PhoneNumberID, file) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, graphtest.New().Client().Transport)
			id, err := upload(s)
			require.NoError(t, err)
			require.NotEmpty(t, id)
			require.Len(t, s.exchanges, 1)
			request := s.exchanges[0].Request
			require.Equal(t, http.MethodPost, request.Method)
			require.True(t, strings.HasSuffix(request.URL.Path, "/"+graphtest.PhoneNumberID+"/media"))
			parts := partsOf(t, s.exchanges[0])
			require.Equal(t, "whatsapp", string(parts["messaging_product"]))
			require.Equal(t, "image/png", string(parts["type"]))
			require.Equal(t, picture, parts["file"])
			checkHeaders(t, s.exchanges[0])
		})
	}
}

// graphtestPicture is the picture of the sample world.
func graphtestPicture(t *testing.T) []byte {
	t.Helper()
	s := newSession(t, graphtest.New().Client().Transport)
	stream, err := s.Media.Open(s, graphtest.MediaID)
	require.NoError(t, err)
	defer stream.Close()
	picture, err := io.ReadAll(stream)
	require.NoError(t, err)
	return picture
}

func partsOf(t *testing.T, exchange Exchange) map[string][]byte {
	t.Helper()
	mediaType, parameters, err := mime.ParseMediaType(exchange.Request.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/form-data", mediaType)
	reader := multipart.NewReader(bytes.NewReader(exchange.Body), parameters["boundary"])
	parts := map[string][]byte{}
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			return parts
		}
		require.NoError(t, err)
		parts[part.FormName()], err = io.ReadAll(part)
		require.NoError(t, err)
	}
}
