package whatsapp_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// An operation may live on another host of Meta's. The token goes there, in the
// header and nowhere else.
func TestOperationsOnOtherHosts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		host, want string
		opts       []whatsapp.Option
	}{
		"the usual one":           {"", "https://graph.facebook.com", nil},
		"another API of Facebook": {"api.facebook.com", "https://api.facebook.com", nil},
		"an API of WhatsApp":      {"graph.whatsapp.com", "https://graph.whatsapp.com", nil},
		"a name with a dash":      {"graph-video.facebook.com", "https://graph-video.facebook.com", nil},
		"a base URL wins": {
			"api.facebook.com", "https://proxy.shop.test/graph", []whatsapp.Option{whatsapp.WithBaseURL("https://proxy.shop.test/graph")},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := script(answer(200, success))
			op := whatsapp.Operation{Method: "POST", Host: test.host, Path: []string{wabaID, "thing"}, Body: map[string]int{"a": 1}}
			require.NoError(t, newClient(t, server, test.opts...).Do(t.Context(), op, nil))
			require.Equal(t, 1, server.count())
			request := server.requests[0]
			assert.Equal(t, test.want+"/v23.0/"+wabaID+"/thing", request.URL.String())
			assert.Equal(t, []string{"Bearer " + testToken}, request.Header["Authorization"])
			assert.Equal(t, `{"a":1}`, server.bodies[0])
		})
	}
}

func TestHostsThatGetNoToken(t *testing.T) {
	t.Parallel()
	for _, host := range []string{
		"elsewhere.test", "facebook.com", ".facebook.com", "evilfacebook.com", "api.facebook.com.elsewhere.test",
		"api.facebook.com:8443", "api.facebook.com.", "api.facebook.com/", "api.facebook.com\n", "https://api.facebook.com",
		"elsewhere.test/.facebook.com", "elsewhere.test#.facebook.com", "a@api.facebook.com", "elsewhere/x.facebook.com",
		"elsewhere?x.facebook.com", "elsewhere:1@x.facebook.com", "API.facebook.com", "api.Facebook.com", "api.fbsbx.com", "127.0.0.1", " ",
	} {
		for name, opts := range map[string][]whatsapp.Option{"": nil, "base URL": {whatsapp.WithBaseURL("https://proxy.shop.test")}} {
			t.Run(host+name, func(t *testing.T) {
				t.Parallel()
				transport, log := replay(t)
				op := whatsapp.Operation{Method: "GET", Host: host, Path: []string{wabaID}}
				err := newClient(t, transport, opts...).Do(t.Context(), op, nil, whatsapp.WithoutValidation(), once)
				require.ErrorContains(t, err, "whatsapp: invalid host")
				require.ErrorContains(t, err, "want one below facebook.com or whatsapp.com")
				require.Empty(t, log.sent())
			})
		}
	}
}
