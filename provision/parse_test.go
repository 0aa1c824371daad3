package provision_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/provision"
)

func TestParseNamesThePlaceOfMistakes(t *testing.T) {
	t.Parallel()
	account := func(members string) string { return `{"accounts": [{"id": "1", ` + members + `}]}` }
	number := func(members string) string { return account(`"phone_numbers": [{"id": "2", ` + members + `}]`) }
	tests := map[string]struct {
		text string
		want []string
	}{
		"a list":               {`[]`, []string{"the document must be an object, not a list"}},
		"no accounts":          {`{}`, []string{"accounts is required"}},
		"null":                 {`{"accounts": null}`, []string{"accounts must be a list, not null"}},
		"an unknown member":    {`{"accounts": [], "acounts": 1}`, []string{"acounts is not known; want one of $schema, accounts"}},
		"a member twice":       {`{"accounts": [], "accounts": []}`, []string{"accounts is there twice"}},
		"another case":         {number(`"Profile": {}`), []string{"accounts[0].phone_numbers[0].Profile is not known; want one of id, display_name, profile, automation, commerce, calling, webhook, qr_codes"}},
		"a wrong type":         {number(`"profile": {"about": 7}`), []string{"accounts[0].phone_numbers[0].profile.about must be a text, not 7"}},
		"a number as a text":   {account(`"templates": [{"name": "a", "language": "en", "message_send_ttl_seconds": "60"}]`), []string{`accounts[0].templates[0].message_send_ttl_seconds must be a whole number, not "60"`}},
		"half a number":        {account(`"templates": [{"name": "a", "language": "en", "message_send_ttl_seconds": 1.5}]`), []string{"accounts[0].templates[0].message_send_ttl_seconds must be a whole number, not 1.5"}},
		"a text for a switch":  {number(`"commerce": {"is_cart_enabled": "yes"}`), []string{`accounts[0].phone_numbers[0].commerce.is_cart_enabled must be true or false, not "yes"`}},
		"an object for a list": {number(`"qr_codes": {}`), []string{"accounts[0].phone_numbers[0].qr_codes must be a list, not an object"}},
		"a list for a text":    {number(`"display_name": []`), []string{"accounts[0].phone_numbers[0].display_name must be a text, not a list"}},
		"a missing member":     {account(`"templates": [{"name": "a"}]`), []string{"accounts[0].templates[0].language is required"}},
		"an empty name":        {account(`"flows": [{"name": ""}]`), []string{"accounts[0].flows[0].name is required"}},
		"a wrong id":           {`{"accounts": [{"id": "x"}]}`, []string{`accounts[0].id must have digits only, not "x"`}},
		"a wrong business":     {account(`"business_id": "x"`), []string{`accounts[0].business_id must have digits only, not "x"`}},
		"a wrong number":       {account(`"phone_numbers": [{"id": "+1"}]`), []string{`accounts[0].phone_numbers[0].id must have digits only, not "+1"`}},
		"a wrong user":         {account(`"users": [{"id": "me", "tasks": ["MANAGE"]}]`), []string{`accounts[0].users[0].id must have digits only, not "me"`}},
		"a wrong state":        {number(`"qr_codes": [{"prefilled_message": "a", "state": "gone"}]`), []string{`accounts[0].phone_numbers[0].qr_codes[0].state must be "present" or "absent", not "gone"`}},
		"a code twice": {number(`"qr_codes": [{"prefilled_message": "a"}, {"prefilled_message": "a", "state": "absent"}]`),
			[]string{"accounts[0].phone_numbers[0].qr_codes[1] declares the same as accounts[0].phone_numbers[0].qr_codes[0]"}},
		"an account twice": {`{"accounts": [{"id": "1"}, {"id": "1"}]}`, []string{"accounts[1] declares the same as accounts[0]"}},
		"a number twice": {`{"accounts": [{"id": "1", "phone_numbers": [{"id": "5"}]}, {"id": "2", "phone_numbers": [{"id": "5"}]}]}`,
			[]string{"accounts[1].phone_numbers[0] declares the same as accounts[0].phone_numbers[0]"}},
		"components without a type": {account(`"templates": [{"name": "a", "language": "en", "components": [{"text": "b"}]}]`), []string{"accounts[0].templates[0].components[0].type is required"}},
		"an unknown member of a component": {account(`"templates": [{"name": "a", "language": "en", "components": [{"type": "BODY", "txt": "b"}, {"type": "BUTTONS", "buttons": [{"type": "URL", "link": "c"}]}]}]`),
			[]string{"accounts[0].templates[0].components[0].txt is not known", "accounts[0].templates[0].components[1].buttons[0].link is not known"}},
		"several": {number(`"profile": {"a": 1}, "automation": {"prompts": "b"}`),
			[]string{"accounts[0].phone_numbers[0].automation.prompts must be a list, not \"b\"", "accounts[0].phone_numbers[0].profile.a is not known; want one of about, address, description, email, vertical, websites, picture"}},
		"unknown call settings": {number(`"calling": {"call_hours": {"status": "ENABLED", "days": []}}`),
			[]string{"accounts[0].phone_numbers[0].calling.call_hours.days is not known; want one of status, timezone_id, timezone, weekly_operating_hours, holiday_schedule, day_of_week_start"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document, err := provision.Parse([]byte(test.text))
			require.Nil(t, document)
			require.EqualError(t, err, "provision: "+strings.Join(test.want, "\n"))
			wrong, ok := errors.AsType[*provision.DocumentError](err)
			require.True(t, ok)
			require.Len(t, wrong.Mistakes, len(test.want))
		})
	}
}

func TestParseSaysWhereJSONEnds(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{\n  \"accounts\": [}":  "line 2, column 16: ",
		"":                       "line 1, column 0: ",
		`{"accounts": [`:         "line 1, column 14: ",
		`{"accounts": []} {}`:    "line 1, column 18: ",
		"{\"accounts\": [\"\x00": "line 1, column 16: ",
	} {
		_, err := provision.Parse([]byte(text))
		require.ErrorContains(t, err, "provision: the document is not JSON: "+want, text)
	}
}

func TestParseTakesWhatTheTypesTake(t *testing.T) {
	t.Parallel()
	document := parse(t, `{"$schema": "schema.json", "accounts": [{"id": "1",
		"templates": [{"name": "a", "language": "en", "components": [{"type": "NEW_KIND", "anything": {"deep": true}}]}],
		"flows": [{"name": "f", "json": {"version": "7.3", "of": ["any", {"shape": null}]}}],
		"phone_numbers": [{"id": "2", "calling": {"sip": {"status": "ENABLED", "servers": [{"hostname": "sip.shop.test", "request_uri_user_params": {"a": "b"}}]}}}]}]}`)
	require.Equal(t, "sip.shop.test", document.Accounts[0].PhoneNumbers[0].Calling.SIP.Servers[0].Hostname)
	require.Len(t, document.Accounts[0].Templates[0].Components, 1)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(everything))
	f.Add([]byte(`{"accounts": [{"id": "1", "templates": [{"name": "a", "language": "b", "components": [null, 1, {"type": 1}]}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		document, err := provision.Parse(data)
		if (document == nil) == (err == nil) {
			t.Fatalf("a document %v and the error %v", document, err)
		}
	})
}
