package browsertest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// recorder is a response without a connection.
type recorder struct {
	header http.Header
	status int
}

func newRecorder() *recorder { return &recorder{header: http.Header{}, status: http.StatusOK} }

func (r *recorder) Header() http.Header            { return r.header }
func (r *recorder) Write(text []byte) (int, error) { return len(text), nil }
func (r *recorder) WriteHeader(status int)         { r.status = status }

func newRequest(t *testing.T, path, body string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost"+path, strings.NewReader(body))
	require.NoError(t, err)
	return request
}
