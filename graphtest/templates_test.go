package graphtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// templateBody is a message with a template, whose language is en_US.
func templateBody(name, components string) payload {
	return jsonBody(`{"messaging_product":"whatsapp","to":"15550123","type":"template","template":{"name":"` + name + `",` +
		`"language":{"code":"en_US"},"components":[` + components + `]}}`)
}

func textParameter(text string) string { return `{"type":"text","text":"` + text + `"}` }

func bodyOf(parameters ...string) string {
	return `{"type":"body","parameters":[` + strings.Join(parameters, ",") + `]}`
}

func urlButton(index, parameter string) string {
	return `{"type":"button","sub_type":"url","index":` + index + `,"parameters":[` + parameter + `]}`
}

// requireDetails checks an error of messages, which says in its error_data what
// is wrong.
func (a answer) requireDetails(t testing.TB, status, code int, details string) {
	t.Helper()
	a.requireError(t, status, code)
	data, _ := a.graphError(t).Data.(map[string]any)
	require.Equal(t, "whatsapp", data["messaging_product"])
	require.Contains(t, data["details"], details)
}

func TestLoginCode(t *testing.T) {
	t.Parallel()
	code := textParameter("123456")
	for name, components := range map[string]string{
		"index as text":   bodyOf(code) + "," + urlButton(`"0"`, code),
		"index as number": bodyOf(code) + "," + urlButton("0", code),
		"upper case":      strings.Replace(bodyOf(code), "body", "BODY", 1) + "," + urlButton("0", code),
		"longest code":    bodyOf(textParameter("ü23456789012345")) + "," + urlButton("0", textParameter("ü23456789012345")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, http.MethodPost, messages, templateBody(graphtest.LoginTemplate, components))
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			require.Len(t, srv.Outbox(), 1)
		})
	}
}

func TestLoginCodeRefused(t *testing.T) {
	t.Parallel()
	code := textParameter("123456")
	button := urlButton("0", code)
	image := `{"type":"image","image":{"id":"` + graphtest.MediaID + `"}}`
	tests := map[string]struct {
		components string
		code       int
		details    string
	}{
		"no parameter":        {"", 132000, "body: number of localizable_params (0) does not match the expected number of params (1)"},
		"no body":             {button, 132000, "body: number of localizable_params (0)"},
		"two in the body":     {bodyOf(code, code) + "," + button, 132000, "body: number of localizable_params (2)"},
		"a header":            {`{"type":"header","parameters":[` + code + `]},` + bodyOf(code) + "," + button, 132000, "header: number of localizable_params (1)"},
		"an image":            {bodyOf(image) + "," + button, 132012, "body: Format mismatch, expected TEXT, received IMAGE"},
		"no type":             {bodyOf(`{"text":"123456"}`) + "," + button, 132012, "received UNKNOWN"},
		"no button":           {bodyOf(code), 131008, "buttons: Button at index 0 of type Url requires a parameter"},
		"another index":       {bodyOf(code) + "," + urlButton("1", code), 131008, "buttons: Button at index 0"},
		"copy_code":           {bodyOf(code) + "," + strings.Replace(button, "url", "copy_code", 1), 132012, `is of type Url, received "copy_code"`},
		"button without code": {bodyOf(code) + "," + urlButton("0", ""), 132000, "buttons: number of localizable_params (0)"},
		"button with payload": {bodyOf(code) + "," + urlButton("0", `{"type":"payload","payload":"123456"}`), 132012, "buttons: Format mismatch, expected TEXT, received PAYLOAD"},
		"long code":           {bodyOf(textParameter("1234567890123456")) + "," + urlButton("0", textParameter("1234567890123456")), 132018, "1 to 15 characters long - got 16"},
		"empty code":          {bodyOf(textParameter("")) + "," + urlButton("0", textParameter("")), 132018, "got 0"},
		"two codes":           {bodyOf(code) + "," + urlButton("0", textParameter("654321")), 132018, "is not the code of the body"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, http.MethodPost, messages, templateBody(graphtest.LoginTemplate, test.components))
			reply.requireDetails(t, http.StatusBadRequest, test.code, test.details)
			require.NotContains(t, reply.Body, "123456", "a code is a secret")
			require.Empty(t, srv.Outbox())
		})
	}
	srv := graphtest.New()
	body := templateBody(graphtest.LoginTemplate, bodyOf(code)+","+button)
	body.text = strings.Replace(body.text, `"to":"15550123"`, `"recipient":"US.7"`, 1)
	call(t, srv, http.MethodPost, messages, body).requireDetails(t, http.StatusBadRequest, 131062, "phone number")
	group := templateBody(graphtest.LoginTemplate, bodyOf(code)+","+button)
	group.text = strings.Replace(group.text, `"to":"15550123"`, `"to":"Y2FwaV9ncm91cDox","recipient_type":"group"`, 1)
	call(t, srv, http.MethodPost, messages, group).requireDetails(t, http.StatusBadRequest, 131009, "group")
	require.Empty(t, srv.Outbox())
}

func TestTemplateThatDoesNotDecode(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ template, message string }{
		"a list as text":  {`{"name":"order","language":{"code":"en_US"},"components":[{"type":"body","parameters":[{"type":"text","text":[1]}]}]}`, "Param template['components'][0]['parameters'][0]['text'] must be a string"},
		"a list as name":  {`{"name":[],"language":{"code":"en_US"},"components":[{"type":"body","parameters":[{"type":"text","text":7}]}]}`, "Param template['name'] must be a string"},
		"behind a number": {`{"name":"order","language":{"code":"en_US"},"components":[{"parameters":[{"text":7}]},{"type":7}]}`, "Param template['components'][1]['type'] must be a string"},
		"no name":         {`{"language":{"code":"en_US"}}`, "template['name'] is required"},
		"no language":     {`{"name":"order"}`, "template['language']['code'] is required"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reply := call(t, graphtest.New(), http.MethodPost, messages,
				jsonBody(`{"messaging_product":"whatsapp","to":"15550123","type":"template","template":`+test.template+`}`))
			reply.requireError(t, http.StatusBadRequest, 100)
			require.Contains(t, reply.graphError(t).Message, test.message)
		})
	}
}

// Meta's own examples have truth values as texts.
func TestTemplateWithScalars(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	reply := call(t, srv, http.MethodPost, messages, templateBody(graphtest.LoginTemplate,
		`{"type":"BODY","parameters":[{"type":"TEXT","text":123456}]},{"type":"button","sub_type":"url","index":0,"parameters":[{"type":"text","text":"123456"}]}`))
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	reply = call(t, srv, http.MethodPost, messages, templateBody("any",
		`{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"text","text":true}]}`))
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
}

func TestAddedTemplates(t *testing.T) {
	t.Parallel()
	hello := textParameter("Hello")
	amount := `{"type":"currency","currency":{"fallback_value":"$5","code":"USD","amount_1000":5000}}`
	named := func(name string) string { return `{"type":"text","parameter_name":"` + name + `","text":"Hello"}` }
	tests := map[string]struct {
		template   graphtest.Template
		components string
		status     int
		code       int
		details    string
	}{
		"all variables":   {graphtest.Template{Body: "{{1}}, {{ 2 }} and {{1}}"}, bodyOf(hello, amount), 200, 0, ""},
		"one is missing":  {graphtest.Template{Body: "{{1}} and {{2}}"}, bodyOf(hello), 400, 132000, "body: number of localizable_params (1) does not match the expected number of params (2)"},
		"no variables":    {graphtest.Template{Body: "Welcome"}, bodyOf(hello), 400, 132000, "(1) does not match the expected number of params (0)"},
		"a wrong type":    {graphtest.Template{Body: "{{1}}"}, bodyOf(`{"type":"payload","payload":"x"}`), 400, 132012, "received PAYLOAD"},
		"names":           {graphtest.Template{Body: "{{name}} and {{place}}"}, bodyOf(named("place"), named("name")), 200, 0, ""},
		"a missing name":  {graphtest.Template{Body: "{{name}}"}, bodyOf(hello), 400, 100, ""},
		"a wrong name":    {graphtest.Template{Body: "{{name}}"}, bodyOf(named("place")), 400, 100, ""},
		"without a text":  {graphtest.Template{}, bodyOf(hello), 200, 0, ""},
		"other languages": {graphtest.Template{Language: "de"}, "", 404, 132001, "template name (order) does not exist in en_US"},
		"paused":          {graphtest.Template{Status: "PAUSED"}, "", 400, 132015, "paused"},
		"disabled":        {graphtest.Template{Status: "DISABLED"}, "", 400, 132016, "disabled"},
		"not approved":    {graphtest.Template{Status: "PENDING"}, "", 404, 132001, "does not exist"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New(graphtest.WithKnownTemplatesOnly())
			test.template.Name = "order"
			srv.AddTemplate(graphtest.WABAID, test.template)
			reply := call(t, srv, http.MethodPost, messages, templateBody("order", test.components))
			switch test.code {
			case 0:
				require.Equal(t, test.status, reply.Status, reply.Body)
			case 100:
				reply.requireError(t, test.status, test.code)
				require.Contains(t, reply.Body, "Parameter name is missing or unknown")
			default:
				reply.requireDetails(t, test.status, test.code, test.details)
			}
		})
	}
}

func TestUnknownTemplates(t *testing.T) {
	t.Parallel()
	body := templateBody("unheard_of", "")
	lenient := graphtest.New()
	require.Equal(t, http.StatusOK, call(t, lenient, http.MethodPost, messages, body).Status)

	// Templates belong to an account.
	strict := graphtest.New(graphtest.WithKnownTemplatesOnly())
	strict.AddTemplate(graphtest.SecondWABAID, graphtest.Template{Name: "unheard_of"})
	call(t, strict, http.MethodPost, messages, body).
		requireDetails(t, http.StatusNotFound, 132001, "template name (unheard_of) does not exist in en_US")
	owner := strict.AddPhoneNumber(graphtest.SecondWABAID, graphtest.PhoneNumber{})
	require.Equal(t, http.StatusOK, call(t, strict, http.MethodPost, "/"+owner+"/messages", body).Status)
	strict.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "unheard_of"})
	require.Equal(t, http.StatusOK, call(t, strict, http.MethodPost, messages, body).Status)
}

func TestAddTemplateTwice(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: graphtest.LoginTemplate, Language: "de"})
	require.PanicsWithValue(t, "graphtest: "+graphtest.WABAID+" has a template login_code in en_US already",
		func() { srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: graphtest.LoginTemplate}) })
	require.Panics(t, func() { srv.AddTemplate("1", graphtest.Template{Name: "order"}) })
}

func TestPriceOfTemplates(t *testing.T) {
	t.Parallel()
	code := textParameter("123456")
	tests := map[string]struct {
		path, name, components, category string
	}{
		"authentication":  {messages, graphtest.LoginTemplate, bodyOf(code) + "," + urlButton("0", code), "authentication"},
		"marketing":       {messages, "spring_sale", "", "marketing"},
		"by its own API":  {marketing, "spring_sale", "", "marketing_lite"},
		"of no account":   {messages, "unheard_of", "", "utility"},
		"of its own kind": {messages, "order", "", "utility"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, hooks, box := newHooks(t, graphtest.WithStatuses("sent"))
			srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "spring_sale", Category: "MARKETING"})
			srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "order"})
			reply := call(t, srv, http.MethodPost, test.path, templateBody(test.name, test.components))
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			require.NoError(t, hooks.Flush(t.Context()))
			require.Equal(t, test.category, box.take()[0].(*webhook.StatusEvent).Status.Pricing.Category)
		})
	}
}
