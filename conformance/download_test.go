package conformance

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// downloadOperation is the operation of Media.Open and the other downloads. The
// document has a path template for it, although it uses the absolute URL in the
// answer to another operation.
const downloadOperation = "downloadMedia"

// TestDownload tests the methods that download: they ask for the URL as
// documented, and fetch it unchanged.
func TestDownload(t *testing.T) {
	t.Parallel()
	document := load(t)
	require.Contains(t, document.Operations, downloadOperation)
	for name, fetch := range map[string]func(*session) ([]byte, *whatsapp.MediaInfo, error){
		"Open": (*session).open, "Download": (*session).download, "DownloadFile": (*session).downloadFile,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, graphtest.New().Client().Transport)
			content, info, err := fetch(s)
			require.NoError(t, err)
			require.Len(t, s.exchanges, 2)
			lookUp, download := s.exchanges[0], s.exchanges[1]
			require.Empty(t, document.Operations["retrieveMediaUrl"].check(lookUp).problems)
			require.Equal(t, http.MethodGet, download.Request.Method)
			require.Equal(t, string(info.URL), download.Request.URL.String())
			require.Equal(t, download.Answer, content)
			checkHeaders(t, download)
		})
	}
}

// TestFlowJSONDownload asks for the files of a flow as documented, and fetches
// the JSON from its address, without the token.
func TestFlowJSONDownload(t *testing.T) {
	t.Parallel()
	document := load(t)
	s := newSession(t, graphtest.New().Client().Transport)
	content, err := s.Flows.DownloadJSON(s, graphtest.FlowID)
	require.NoError(t, err)
	require.Len(t, s.exchanges, 2)
	lookUp, download := s.exchanges[0], s.exchanges[1]
	require.Empty(t, document.Operations["listAssetsGetFlowJsonUrl"].check(lookUp).problems)
	require.Equal(t, http.MethodGet, download.Request.Method)
	require.Equal(t, download.Answer, []byte(content))
	require.NotContains(t, download.Request.Header, "Authorization")
}

func (s *session) open() ([]byte, *whatsapp.MediaInfo, error) {
	stream, err := s.Media.Open(s, graphtest.MediaID)
	if err != nil {
		return nil, nil, err
	}
	content, err := io.ReadAll(stream)
	return content, &stream.Info, errors.Join(err, stream.Close())
}

func (s *session) download() ([]byte, *whatsapp.MediaInfo, error) {
	var content bytes.Buffer
	info, err := s.Media.Download(s, graphtest.MediaID, &content, nil)
	return content.Bytes(), info, err
}

func (s *session) downloadFile() ([]byte, *whatsapp.MediaInfo, error) {
	folder, err := os.MkdirTemp("", "conformance")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "media")
	info, err := s.Media.DownloadFile(s, graphtest.MediaID, path, nil)
	if err != nil {
		return nil, nil, err
	}
	content, err := os.ReadFile(path)
	return content, info, err
}
