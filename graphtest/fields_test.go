package graphtest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func TestFields(t *testing.T) {
	t.Parallel()
	const waba, phone = graphtest.WABAID, graphtest.PhoneNumberID
	tests := map[string]struct {
		path, fields, want string
	}{
		"one":              {waba, "name", `{"id":"` + waba + `","name":"Retail account"}`},
		"id only":          {waba, "id", `{"id":"` + waba + `"}`},
		"spaces":           {waba, " name , currency ", `{"id":"` + waba + `","name":"Retail account","currency":"USD"}`},
		"twice":            {waba, "name,name", `{"id":"` + waba + `","name":"Retail account"}`},
		"no value":         {waba, "auth_international_rate_eligibility", `{"id":"` + waba + `"}`},
		"modifiers":        {waba, "auth_international_rate_eligibility.start(1).end(2).phone_numbers([]){data_points}", `{"id":"` + waba + `"}`},
		"braces":           {graphtest.ClientWABAID, "on_behalf_of_business_info{name}", `{"id":"` + graphtest.ClientWABAID + `","on_behalf_of_business_info":{"id":"617303840095512","name":"Client portfolio"}}`},
		"braces in a list": {graphtest.BotID, "commands{command_name}", `{"id":"` + graphtest.BotID + `","commands":[{"command_name":"help"},{"command_name":"status"}]}`},
		"braces on text":   {waba, "name{x}", `{"id":"` + waba + `","name":"Retail account"}`},
		"object":           {phone, "throughput", `{"id":"` + phone + `","throughput":{"level":"STANDARD"}}`},
		"edge, empty":      {graphtest.SecondWABAID, "phone_numbers", `{"id":"` + graphtest.SecondWABAID + `"}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reply := get(t, graphtest.New(), "/"+test.path+query("fields", test.fields))
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			require.JSONEq(t, test.want, reply.Body)
		})
	}
}

func TestStandardFields(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		id   string
		want []string
	}{
		"business":        {graphtest.BusinessID, []string{"id", "name", "timezone_id"}},
		"waba":            {graphtest.WABAID, []string{"id", "name", "timezone_id", "message_template_namespace"}},
		"bot":             {graphtest.BotID, []string{"id", "prompts", "commands", "enable_welcome_message"}},
		"app":             {graphtest.AppID, []string{"id", "name"}},
		"user":            {graphtest.UserID, []string{"id", "name"}},
		"solution":        {graphtest.SolutionID, []string{"id", "name", "status", "status_for_pending_request", "owner_app", "owner_permissions"}},
		"message history": {graphtest.MessageHistoryID, []string{"id", "message_id"}},
		"media":           {graphtest.MediaID, []string{"id", "messaging_product", "url", "mime_type", "sha256", "file_size"}},
		"phone": {graphtest.PhoneNumberID, []string{"id", "verified_name", "code_verification_status",
			"display_phone_number", "quality_rating", "platform_type", "throughput", "status"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object := get(t, graphtest.New(), "/"+test.id).object(t)
			names := make([]string, 0, len(object))
			for name := range object {
				names = append(names, name)
			}
			require.ElementsMatch(t, test.want, names)
		})
	}
}

func TestNestedList(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	reply := get(t, srv, "/"+graphtest.WABAID+query("fields", "name,phone_numbers.limit(1){id,status}"))
	list := reply.object(t)["phone_numbers"].(map[string]any)
	require.Equal(t, []any{map[string]any{"id": graphtest.PhoneNumberID, "status": "LINKED"}}, list["data"])

	paging := list["paging"].(map[string]any)
	next, err := url.Parse(paging["next"].(string))
	require.NoError(t, err)
	require.Equal(t, "/v23.0/"+graphtest.WABAID+"/phone_numbers", next.Path)
	require.Equal(t, "id,status", next.Query().Get("fields"))
	second := get(t, srv, strings.TrimPrefix(next.RequestURI(), "/v23.0")).data(t)
	require.Equal(t, []string{graphtest.SecondPhoneNumberID}, texts(second, "id"))

	after := paging["cursors"].(map[string]any)["after"].(string)
	reply = get(t, srv, "/"+graphtest.WABAID+query("fields", "phone_numbers.limit(1).after("+after+"){id}"))
	require.Contains(t, reply.Body, graphtest.SecondPhoneNumberID)
	require.NotContains(t, reply.Body, graphtest.PhoneNumberID)

	get(t, srv, "/"+graphtest.WABAID+query("fields", "phone_numbers.limit(0)")).requireError(t, http.StatusBadRequest, 100)
}

func TestUnknownFields(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path, fields, message string
	}{
		"of an object":       {graphtest.WABAID, "name,colour", "(#100) Tried accessing nonexisting field (colour) on node type (WhatsAppBusinessAccount)"},
		"in a list":          {graphtest.WABAID + "/phone_numbers", "colour", "(#100) Tried accessing nonexisting field (colour) on node type (WhatsAppBusinessAccountToNumberCurrentStatus)"},
		"in braces":          {graphtest.ClientWABAID, "on_behalf_of_business_info{colour}", "(#100) Tried accessing nonexisting field (colour) on node type (Reference)"},
		"in a list's braces": {graphtest.BotID, "commands{colour}", "(#100) Tried accessing nonexisting field (colour) on node type (WhatsAppBusinessBotCommand)"},
		"in a nested list":   {graphtest.WABAID, "phone_numbers{colour}", "(#100) Tried accessing nonexisting field (colour) on node type (WhatsAppBusinessAccountToNumberCurrentStatus)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reply := get(t, graphtest.New(), "/"+test.path+query("fields", test.fields))
			reply.requireError(t, http.StatusBadRequest, 100)
			require.Equal(t, test.message+". graphtest does not model it: give the object a value in its Fields if Graph has such a field", reply.graphError(t).Message)
		})
	}
}

func TestFieldsThatDoNotParse(t *testing.T) {
	t.Parallel()
	for _, fields := range []string{
		",", "name,", ",name", "name,,id", "name{", "name{}", "name}", "name{id", "{id}", "name id", "na-me",
		"name.", "name.limit", "name.limit(5", "name.(5)", "name{id}}", strings.Repeat("a{", 20) + "b" + strings.Repeat("}", 20),
	} {
		reply := get(t, graphtest.New(), "/"+graphtest.WABAID+query("fields", fields))
		reply.requireError(t, http.StatusBadRequest, 2500)
		require.Contains(t, reply.graphError(t).Message, "Syntax error", fields)
	}
}

func TestEmptyFieldsMeanStandardFields(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Equal(t, get(t, srv, "/"+graphtest.WABAID).Body, get(t, srv, "/"+graphtest.WABAID+"?fields=").Body)
}
