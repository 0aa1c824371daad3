package graphtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const automationPath = "/" + graphtest.SecondPhoneNumberID + "/conversational_automation"

func readAutomation(t *testing.T, srv *graphtest.Server, phone string) map[string]any {
	t.Helper()
	automation, _ := get(t, srv, "/"+phone+"?fields=conversational_automation").object(t)["conversational_automation"].(map[string]any)
	return automation
}

func TestAutomationReadsBack(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Nil(t, readAutomation(t, srv, graphtest.SecondPhoneNumberID), "nothing is set at first")

	reply := call(t, srv, "POST", automationPath, jsonBody(`{"enable_welcome_message":true,"prompts":["Hours?","Prices?"],
		"commands":[{"command_name":"help","command_description":"Show help"}]}`))
	require.JSONEq(t, `{"success":true}`, reply.Body)

	automation := readAutomation(t, srv, graphtest.SecondPhoneNumberID)
	bot := automation["id"].(string)
	require.Equal(t, map[string]any{
		"id":                     bot,
		"enable_welcome_message": true,
		"prompts":                []any{"Hours?", "Prices?"},
		"commands":               []any{map[string]any{"command_name": "help", "command_description": "Show help"}},
	}, automation)
	require.Equal(t, automation, get(t, srv, "/"+bot).object(t), "the bot is the same object")
}

func TestAutomationOfTheSampleWorld(t *testing.T) {
	t.Parallel()
	automation := readAutomation(t, graphtest.New(), graphtest.PhoneNumberID)
	require.Equal(t, graphtest.BotID, automation["id"])
	require.Len(t, automation["prompts"], 2)
	require.Len(t, automation["commands"], 2)
}

func TestAutomationKeepsWhatIsOmitted(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	call(t, srv, "POST", automationPath, jsonBody(`{"enable_welcome_message":true,"prompts":["Hours?"],
		"commands":[{"command_name":"help","command_description":"Show help"}]}`))

	call(t, srv, "POST", automationPath, jsonBody(`{"prompts":["Prices?"],"commands":null}`))
	automation := readAutomation(t, srv, graphtest.SecondPhoneNumberID)
	require.Equal(t, []any{"Prices?"}, automation["prompts"])
	require.Len(t, automation["commands"], 1)
	require.Equal(t, true, automation["enable_welcome_message"])

	call(t, srv, "POST", automationPath, jsonBody(`{"commands":[]}`))
	automation = readAutomation(t, srv, graphtest.SecondPhoneNumberID)
	require.Empty(t, automation["commands"])
	require.Equal(t, []any{"Prices?"}, automation["prompts"])

	call(t, srv, "POST", automationPath, jsonBody(`{"prompts":[],"enable_welcome_message":false}`))
	require.Nil(t, readAutomation(t, srv, graphtest.SecondPhoneNumberID))
}

func TestAutomationEncodings(t *testing.T) {
	t.Parallel()
	commands := `[{"command_name":"help","command_description":"Show help"}]`
	tests := map[string]payload{
		"JSON":                      jsonBody(`{"prompts":["Hours?"],"commands":` + commands + `}`),
		"commands as text in JSON":  jsonBody(`{"prompts":["Hours?"],"commands":"[{\"command_name\":\"help\",\"command_description\":\"Show help\"}]"}`),
		"form with JSON texts":      form("prompts", `["Hours?"]`, "commands", commands),
		"form with an indexed list": form("prompts[0]", "Hours?", "commands", commands),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, "POST", automationPath, body)
			require.JSONEq(t, `{"success":true}`, reply.Body)
			automation := readAutomation(t, srv, graphtest.SecondPhoneNumberID)
			require.Equal(t, []any{"Hours?"}, automation["prompts"])
			require.Equal(t, []any{map[string]any{"command_name": "help", "command_description": "Show help"}}, automation["commands"])
		})
	}
}

func commandList(count, nameLength, descriptionLength int) string {
	commands := make([]string, count)
	for i := range commands {
		name := fmt.Sprintf("%02d", i) + strings.Repeat("x", nameLength-2)
		commands[i] = fmt.Sprintf(`{"command_name":%q,"command_description":%q}`, name, strings.Repeat("ü", descriptionLength))
	}
	return `{"commands":[` + strings.Join(commands, ",") + `]}`
}

func promptList(count, length int) string {
	prompt := `"` + strings.Repeat("ü", length) + `"`
	return `{"prompts":[` + strings.TrimSuffix(strings.Repeat(prompt+",", count), ",") + `]}`
}

func TestAutomationLimits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body    string
		status  int
		message string
	}{
		"4 prompts of 80":            {promptList(4, 80), 200, ""},
		"5 prompts":                  {promptList(5, 8), 400, "Too many prompts"},
		"prompt of 81":               {promptList(1, 81), 400, "prompts[0] has 81 characters"},
		"30 commands at the limits":  {commandList(30, 32, 256), 200, ""},
		"31 commands":                {commandList(31, 4, 4), 400, "Too many commands"},
		"name of 33":                 {commandList(1, 33, 4), 400, "33 characters"},
		"description of 257":         {commandList(1, 4, 257), 400, "257 characters"},
		"empty body":                 {`{}`, 200, ""},
		"unknown key":                {`{"colour":"red"}`, 200, ""},
		"name with a slash":          {`{"commands":[{"command_name":"/help","command_description":"d"}]}`, 400, "letters, digits and underscores"},
		"empty name":                 {`{"commands":[{"command_name":"","command_description":"d"}]}`, 400, "letters, digits and underscores"},
		"no name":                    {`{"commands":[{"command_description":"d"}]}`, 400, "command_name is required"},
		"no description":             {`{"commands":[{"command_name":"help"}]}`, 400, "command_description is required"},
		"command that is no object":  {`{"commands":["help"]}`, 400, "commands[0] must be an object"},
		"commands that are a number": {`{"commands":5}`, 400, "commands must be an array"},
		"commands text of no JSON":   {`{"commands":"[{"}`, 400, "commands must be an array"},
		"prompt that is a number":    {`{"prompts":[5]}`, 400, "prompts[0] must be a string"},
		"prompts that are an object": {`{"prompts":{}}`, 400, "prompts must be an array"},
		"flag that is text":          {`{"enable_welcome_message":"maybe"}`, 400, "enable_welcome_message must be a boolean"},
		"flag that is a list":        {`{"enable_welcome_message":[]}`, 400, "enable_welcome_message must be a boolean"},
		"same name twice": {`{"commands":[{"command_name":"help","command_description":"a"},
			{"command_name":"help","command_description":"b"}]}`, 422, `"help" is given twice`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, "POST", automationPath, jsonBody(test.body))
			if test.status == http.StatusOK {
				require.JSONEq(t, `{"success":true}`, reply.Body)
				return
			}
			reply.requireError(t, test.status, 100)
			require.Contains(t, reply.graphError(t).Message, test.message)
			require.Nil(t, readAutomation(t, srv, graphtest.SecondPhoneNumberID), "a refused request changes nothing")
		})
	}
}

func TestAutomationRefusalIsWhole(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	reply := call(t, srv, "POST", automationPath, jsonBody(`{"prompts":["Hours?"],"enable_welcome_message":"maybe"}`))
	reply.requireError(t, http.StatusBadRequest, 100)
	require.Nil(t, readAutomation(t, srv, graphtest.SecondPhoneNumberID))
}
