package graphtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const marketing = "/" + graphtest.PhoneNumberID + "/marketing_messages"

// offer returns a marketing message with further parameters.
func offer(name, parameters string) payload {
	return jsonBody(`{"messaging_product":"whatsapp","recipient_type":"individual","to":"+15550123","type":"template",` +
		`"template":{"name":"` + name + `","language":{"code":"en_US"}}` + parameters + `}`)
}

func TestMarketingMessages(t *testing.T) {
	t.Parallel()
	for _, parameters := range []string{
		"",
		`,"product_policy":"STRICT","message_activity_sharing":false,"biz_opaque_callback_data":"offer 3"`,
		`,"product_policy":"CLOUD_API_FALLBACK","message_activity_sharing":true`,
	} {
		srv := graphtest.New()
		srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "spring_sale", Category: "MARKETING"})
		reply := call(t, srv, http.MethodPost, marketing, offer("spring_sale", parameters))
		require.Equal(t, http.StatusOK, reply.Status, reply.Body)
		sent := srv.Outbox()[0]
		require.JSONEq(t, `{"messaging_product":"whatsapp","contacts":[{"input":"+15550123","wa_id":"15550123"}],`+
			`"messages":[{"id":"`+sent.ID+`","message_status":"accepted"}]}`, reply.Body)
		require.True(t, sent.Marketing)
		require.Equal(t, "template", sent.Type)
	}
	srv := graphtest.New()
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, marketing, offer("unheard_of", "")).Status)
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, messages, offer("unheard_of", "")).Status)
	require.False(t, srv.Outbox()[1].Marketing)
}

func TestMarketingMessagesRefused(t *testing.T) {
	t.Parallel()
	whole := offer("spring_sale", "").text
	tests := map[string]struct {
		body string
		code int
		want string
	}{
		"another category": {offer("order", "").text, 134100, "is of the category UTILITY"},
		"a text":           {strings.Replace(whole, `"type":"template"`, `"type":"text","text":{"body":"x"}`, 1), 131055, "type text"},
		"no type":          {strings.Replace(whole, `"type":"template",`, "", 1), 100, "parameter type is required"},
		"unknown type":     {strings.Replace(whole, `"type":"template"`, `"type":"fax"`, 1), 100, "Param type must be one of"},
		"no product":       {strings.Replace(whole, `"messaging_product":"whatsapp",`, "", 1), 100, "messaging_product is required"},
		"a group":          {strings.Replace(whole, "individual", "group", 1), 100, "Param recipient_type must be one of {INDIVIDUAL}"},
		"nobody":           {strings.Replace(whole, `"to":"+15550123",`, "", 1), 100, "parameter to is required"},
		"unknown policy":   {offer("spring_sale", `,"product_policy":"MAYBE"`).text, 100, "Param product_policy must be one of"},
		"no boolean":       {offer("spring_sale", `,"message_activity_sharing":"often"`).text, 100, "Param message_activity_sharing must be a boolean"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "order"})
			reply := call(t, srv, http.MethodPost, marketing, jsonBody(test.body))
			reply.requireError(t, http.StatusBadRequest, test.code)
			require.Contains(t, reply.Body, test.want)
			require.Empty(t, srv.Outbox())
		})
	}
}
