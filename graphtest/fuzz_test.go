package graphtest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/wabakit/whatsapp/graphtest"
)

func FuzzServer(f *testing.F) {
	const form, text = "application/x-www-form-urlencoded", "application/json"
	f.Add("GET", "/v23.0/"+graphtest.WABAID, "fields=name,phone_numbers.limit(1){id}", "", "")
	f.Add("GET", "/v23.0/"+graphtest.PhoneNumberID, "fields=conversational_automation{commands{command_name}}", "", "")
	f.Add("GET", "/v23.0/"+graphtest.WABAID+"/phone_numbers", `filtering=[{"field":"status","operator":"IN","value":[1]}]&sort=creation_time.asc`, "", "")
	f.Add("GET", "/v23.0/"+graphtest.WABAID+"/assigned_users", "business="+graphtest.BusinessID+"&summary=1&limit=3", "", "")
	f.Add("GET", "/v23.0/"+graphtest.MessageHistoryID+"/events", "limit=2&after=ZXZlbnRzfDB8OTEzMzcwNDU4ODEzMDAx&fields=id,node{id}", "", "")
	f.Add("POST", "/v23.0/"+graphtest.PhoneNumberID+"/conversational_automation", "", text, `{"prompts":["a"],"commands":[{"command_name":"x","command_description":"d"}]}`)
	f.Add("POST", "/v23.0/"+graphtest.WABAID+"/welcome_message_sequences", "", form, `name=n&welcome_message_sequence={"text":"x"}`)
	f.Add("POST", "/v23.0/"+graphtest.WABAID+"/assigned_users", "", form, "user="+graphtest.UserID+"&tasks[0]=MANAGE")
	f.Add("POST", "/v23.0/"+graphtest.BusinessID+"/whatsapp_business_accounts", "", text, `{"name":"n","timezone_id":1}`)
	f.Add("POST", "/v23.0/"+graphtest.AppID+"/whatsapp_business_solution", "", text, `{"solution_name":"nn","partner_app_id":1,"owner_permissions":["MESSAGING"],"partner_permissions":[]}`)
	f.Add("POST", "/v23.0/"+graphtest.PhoneNumberID+"/media", "", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nx\r\n--b--\r\n")
	f.Add("POST", "/v23.0"+messages, "", text, templateBody(graphtest.LoginTemplate, bodyOf(textParameter("1"))+","+urlButton("0", textParameter("1"))).text)
	f.Add("POST", "/v23.0"+messages, "", text, contentBody("interactive", frame("list", 1, 1, 1, list(1, section(row(1, 1, 1))))).text)
	f.Add("POST", "/v23.0"+messages, "", text, `{"messaging_product":"whatsapp","recipient_type":"group","to":"g","type":"image","image":{"id":[1]}}`)
	f.Add("POST", "/v23.0"+messages, "", text, contentBody("interactive", carousel(`{"header":{"type":"image","image":{}},"action":{"buttons":[{"type":"quick_reply"}]}}`)).text)
	f.Add("POST", "/v23.0"+messages, "", text, contentBody("interactive", interactive("flow", flowAction(`"flow_id":1`))).text)
	f.Add("POST", "/v23.0"+messages, "", form, `messaging_product=whatsapp&to=15550123&type=CONTACTS&contacts=[{"name":{"formatted_name":"x"}}]&context={}`)
	f.Add("POST", messages, "", text, `{"messaging_product":"whatsapp","recipient_type":"GROUP","to":"g","type":"PIN","pin":{"type":"pin","message_id":"m","expiration_days":1}}`)
	f.Add("POST", "/v23.0/"+graphtest.PhoneNumberID+"/a/b", "", text, `{"access_token":"x"}`)
	f.Add("POST", "/v23.0"+marketing, "", text, offer("spring_sale", `,"product_policy":"STRICT"`).text)
	f.Add("DELETE", "/v23.0/"+graphtest.MediaID, "", "", "")
	f.Add("GET", "/whatsapp_business/attachments/", "mid=1&ext=2&hash=3", "", "")
	f.Add("GET", "/v23.0/../%2f", "fields={{{{", "", "")

	f.Fuzz(func(t *testing.T, method, path, query, contentType, body string) {
		request, err := http.NewRequest(method, host, strings.NewReader(body))
		if err != nil {
			return // net/http would not send it
		}
		request.URL = &url.URL{Scheme: "https", Host: "graph.facebook.com", Path: path, RawQuery: query}
		request.Header.Set("Authorization", "Bearer token")
		request.Header.Set("User-Agent", "fuzz")
		request.Header.Set("Content-Type", contentType)

		recorder := httptest.NewRecorder()
		graphtest.New().ServeHTTP(recorder, request)

		if method == http.MethodHead {
			return
		}
		if !json.Valid(recorder.Body.Bytes()) {
			t.Fatalf("status %d with a body that is no JSON: %q", recorder.Code, recorder.Body)
		}
		var envelope struct{ Error *graphtest.Error }
		_ = json.Unmarshal(recorder.Body.Bytes(), &envelope)
		if failed := recorder.Code >= http.StatusBadRequest; failed != (envelope.Error != nil) {
			t.Fatalf("status %d with the body %s", recorder.Code, recorder.Body)
		}
	})
}
