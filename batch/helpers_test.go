package batch_test

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

const (
	testToken     = "EAAtesttoken"
	phoneNumberID = "106540352242922"
)

// A step answers one request.
type step func(*http.Request) (*http.Response, error)

// answer responds with a status, a body and headers given as name, value pairs.
func answer(status int, body string, header ...string) step {
	return func(request *http.Request) (*http.Response, error) {
		response := &http.Response{
			StatusCode:    status,
			Header:        http.Header{"Content-Type": {"application/json"}},
			Body:          io.NopCloser(strings.NewReader(body)),
			ContentLength: int64(len(body)),
			Request:       request,
		}
		for i := 0; i+1 < len(header); i += 2 {
			response.Header.Set(header[i], header[i+1])
		}
		return response, nil
	}
}

// fail responds with a transport error.
func fail(err error) step {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// graphError returns an error envelope.
func graphError(code string) string {
	return `{"error":{"message":"(#` + code + `) Something","type":"OAuthException","code":` + code + `,"fbtrace_id":"Atrace"}}`
}

// newClient makes a client over a transport.
func newClient(t testing.TB, transport http.RoundTripper, opts ...whatsapp.Option) *whatsapp.Client {
	t.Helper()
	opts = append([]whatsapp.Option{whatsapp.WithHTTPClient(&http.Client{Transport: transport})}, opts...)
	client, err := whatsapp.NewClient(testToken, opts...)
	require.NoError(t, err)
	return client
}

func itoa(number int) string { return strconv.Itoa(number) }

// noSender fails a test that sends with it.
func noSender(t *testing.T) batch.Sender[whatsapp.Message] {
	return batch.SenderFunc[whatsapp.Message](func(context.Context, string, whatsapp.Message, ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
		t.Error("nothing should be sent")
		return nil, nil
	})
}
