package conformance

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// downloadOperation is Media.Open, whose path the document gives as a template
// although it is the absolute address that another operation answers with.
const downloadOperation = "downloadMedia"

// TestDownload proves Media.Open: it asks for the address as documented, and
// fetches it as it is.
func TestDownload(t *testing.T) {
	t.Parallel()
	document := load(t)
	require.Contains(t, document.Operations, downloadOperation)
	s := newSession(t, graphtest.New().Client().Transport)

	stream, err := s.Media.Open(s, graphtest.MediaID)
	require.NoError(t, err)
	content, err := io.ReadAll(stream)
	require.NoError(t, err)
	require.NoError(t, stream.Close())

	require.Len(t, s.exchanges, 2)
	lookUp, download := s.exchanges[0], s.exchanges[1]
	require.Empty(t, document.Operations["retrieveMediaUrl"].check(lookUp).problems)
	require.Equal(t, http.MethodGet, download.Request.Method)
	require.Equal(t, string(stream.Info.URL), download.Request.URL.String())
	require.Equal(t, download.Answer, content)
	checkHeaders(t, download)
}
