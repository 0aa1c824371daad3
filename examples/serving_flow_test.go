package examples_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// testFlowEndpoint lets a phone call the endpoint of a program over a
// connection, and interrupts the program.
func testFlowEndpoint(t *testing.T, binary string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	require.NoError(t, err)
	text := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	meta, environment := standIn(t, map[string]string{
		"WHATSAPP_APP_SECRET": appSecret, "WHATSAPP_BUSINESS_ACCOUNT_ID": graphtest.WABAID,
		"FLOW_PRIVATE_KEY": text("PRIVATE KEY", private), "FLOW_ENDPOINT_URI": "https://flows.shop.test/book",
	})

	address, stop := startServing(t, binary, environment)
	phone := graphtest.FlowClient{
		Endpoint: graphtest.CallbackURL("http://" + address), PublicKey: text("PUBLIC KEY", public), AppSecret: appSecret, FlowToken: "a-flow-token",
	}
	require.NoError(t, phone.Ping(t.Context()))
	answer, err := phone.Open(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "APPOINTMENT", answer.Screen)
	assert.Equal(t, http.StatusMethodNotAllowed, statusOf(t, "http://"+address))
	assert.Contains(t, stop(), notApplied)
	assert.Empty(t, meta.Requests())

	_, stop = startServing(t, binary, environment, "-apply")
	assert.Contains(t, stop(), "  uploaded   flow.json, without mistakes")
	assert.Len(t, changesAmong(meta.Requests()), 2)
}
