package graphtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const qrCodesPath = "/" + graphtest.SecondPhoneNumberID + "/message_qrdls"

func TestQRCodes(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	created := call(t, srv, "POST", qrCodesPath, jsonBody(`{"prefilled_message":"Hi","generate_qr_image":"SVG"}`)).object(t)
	code, _ := created["code"].(string)
	require.Regexp(t, "^[A-Z2-7]{14}$", code)
	require.Equal(t, map[string]any{
		"code": code, "prefilled_message": "Hi", "deep_link_url": "https://wa.me/message/" + code,
		"qr_image_url": "https://scontent.xx.fbcdn.net/qr/" + code,
	}, created)

	call(t, srv, "POST", qrCodesPath, jsonBody(`{"code":"`+code+`","prefilled_message":"Hello"}`)).object(t)
	call(t, srv, "POST", qrCodesPath, jsonBody(`{"prefilled_message":"Another"}`)).object(t)
	require.Equal(t, []string{"Hello", "Another"}, texts(get(t, srv, qrCodesPath).data(t), "prefilled_message"))
	require.Equal(t, []string{"Hello"}, texts(get(t, srv, qrCodesPath+"?code="+code).data(t), "prefilled_message"))
	require.Equal(t, []map[string]any{{"code": code, "qr_image_url": created["qr_image_url"]}},
		get(t, srv, qrCodesPath+"/"+code+"?fields=qr_image_url.format(PNG)").data(t))

	call(t, srv, "DELETE", qrCodesPath+"/"+code).object(t)
	get(t, srv, qrCodesPath+"/"+code).requireError(t, http.StatusNotFound, 803)
	call(t, srv, "DELETE", qrCodesPath+"/"+code).requireError(t, http.StatusNotFound, 803)
	require.Equal(t, []string{"Another"}, texts(get(t, srv, qrCodesPath).data(t), "prefilled_message"))
}

func TestRefusedQRCodes(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for body, status := range map[string]int{
		`{}`: http.StatusBadRequest,
		`{"prefilled_message":"` + strings.Repeat("a", 141) + `"}`: http.StatusBadRequest,
		`{"prefilled_message":"Hi","generate_qr_image":"GIF"}`:     http.StatusBadRequest,
		`{"prefilled_message":"Hi","code":"ANED2T5QRU7HG1"}`:       http.StatusNotFound,
	} {
		require.Equal(t, status, call(t, srv, "POST", qrCodesPath, jsonBody(body)).Status, body)
	}
	get(t, srv, qrCodesPath+"?limit=26").requireError(t, http.StatusBadRequest, 100)
	require.Empty(t, get(t, srv, qrCodesPath+"?limit=25").data(t))
}
