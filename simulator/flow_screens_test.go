package simulator_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/flowcrypto"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

// screenOf is a flow with one screen of these components and a footer that ends
// it.
func screenOf(components, payload string) string {
	return `{"version":"7.3","screens":[{"id":"ONLY","title":"Only","terminal":true,"layout":{"type":"SingleColumnLayout","children":[` + components + `,
		{"type":"Footer","label":"Done","on-click-action":{"name":"complete","payload":` + payload + `}}]}}]}`
}

// Every kind of field takes what it should, and says what is wrong with the
// rest.
func TestFieldsOfAFlow(t *testing.T) {
	t.Parallel()
	options := `"data-source":[{"id":"a","title":"A"},{"id":"b","title":"B"},{"id":"c","title":"C","enabled":false}]`
	for name, test := range map[string]struct {
		component string
		wrong     map[string]string // value by error
		right     string
		want      string // in the answer, as right if it is empty
	}{
		"text": {`"type":"TextInput","min-chars":3,"max-chars":"5"`, map[string]string{`"ab"`: "at least 3", `"abcdef"`: "at most 5"}, `"abc"`, ""},
		"a required text": {
			`"type":"TextInput","required":true`, map[string]string{`""`: "Fill this in", `"  "`: "Fill this in", `null`: "Fill this in"}, `"äöü"`, "",
		},
		"a number":        {`"type":"TextInput","input-type":"number"`, map[string]string{`"four"`: "a number"}, `12.5`, `"12.5"`},
		"an email":        {`"type":"TextInput","input-type":"email"`, map[string]string{`"ana"`: "email"}, `"ana@shop.test"`, ""},
		"a phone":         {`"type":"TextInput","input-type":"phone"`, map[string]string{`"call me"`: "phone"}, `"+1 555-0100"`, ""},
		"a passcode":      {`"type":"TextInput","input-type":"passcode"`, map[string]string{`"12a"`: "digits"}, `"123"`, ""},
		"a pattern":       {`"type":"TextInput","pattern":"[A-Z]{2}","helper-text":"Two capitals"`, map[string]string{`"abc"`: "Two capitals"}, `"AB"`, ""},
		"another pattern": {`"type":"TextInput","pattern":"(?<=x)y"`, nil, `"anything"`, ""},
		"an area":         {`"type":"TextArea","max-length":4`, map[string]string{`"abcde"`: "at most 4"}, `"a\nb"`, ""},
		"a dropdown":      {`"type":"Dropdown","required":true,` + options, map[string]string{`""`: "Fill this in"}, `"b"`, ""},
		"buttons":         {`"type":"RadioButtonsGroup","init-value":["b"],` + options, nil, `"a"`, ""},
		"boxes": {
			`"type":"CheckboxGroup","min-selected-items":2,"required":true,` + options,
			map[string]string{`["a"]`: "at least 2", `[]`: "Fill this in"}, `["a","b","a"]`, `["a","b"]`,
		},
		"chips":      {`"type":"ChipsSelector","max-selected-items":1,` + options, map[string]string{`["a","b"]`: "at most 1"}, `["b"]`, ""},
		"an opt-in":  {`"type":"OptIn","required":true`, map[string]string{`false`: "Fill this in"}, `true`, ""},
		"left empty": {`"type":"OptIn"`, nil, `null`, `false`},
		"a date": {
			`"type":"DatePicker","min-date":"2026-05-01","max-date":"2026-05-31","unavailable-dates":["2026-05-09"]`,
			map[string]string{`"2026-04-30"`: "2026-05-01 or later", `"2026-06-01"`: "2026-05-31 or earlier", `"2026-05-09"`: "not available"}, `"2026-05-08"`, "",
		},
		"a day": {`"type":"CalendarPicker","include-days":["Mon","Fri"]`, map[string]string{`"2026-05-09"`: "day of the week"}, `"2026-05-08"`, ""},
		"a range": {
			`"type":"CalendarPicker","mode":"range","required":{"start-date":true,"end-date":true},"min-days":2,"max-days":4`,
			map[string]string{
				`{"start-date":"2026-05-08"}`:                         "both dates",
				`{"start-date":"2026-05-08","end-date":"2026-05-07"}`: "before the start",
				`{"start-date":"2026-05-08","end-date":"2026-05-09"}`: "at least 2",
				`{"start-date":"2026-05-08","end-date":"2026-05-20"}`: "at most 4",
				`{}`: "Fill this in",
			}, `{"start-date":"2026-05-08","end-date":"2026-05-11"}`, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newFlowBench(t, screenOf(`{`+test.component+`,"name":"x","label":"X"}`, `{"x":"${form.x}"}`))
			opened := b.open(b.send(""))
			for value, fault := range test.wrong {
				answered := b.tapOn(opened, `{"values":{"x":`+value+`}}`)
				require.Equal(t, "open", answered.State, value)
				require.Contains(t, answered.Screen.Components[0]["error"], fault, value)
				if fault == "Fill this in" {
					continue // it still is
				}
				require.NotContains(t, b.enter(opened, `{"x":null}`).Screen.Components[0], "error", "a field that was changed is not wrong yet")
			}
			require.Equal(t, "completed", b.tapOn(opened, `{"values":{"x":`+test.right+`}}`).State)
			want := test.right
			if test.want != "" {
				want = test.want
			}
			require.JSONEq(t, `{"flow_token":"token-1","x":`+want+`}`, b.message().Interactive.NFMReply.ResponseJSON)
		})
	}
}

// What no user could enter is refused.
func TestFieldsThatNobodyCanFillIn(t *testing.T) {
	t.Parallel()
	options := `"data-source":[{"id":"a","title":"A"},{"id":"c","title":"C","enabled":false}]`
	b := newFlowBench(t, screenOf(`{"type":"TextInput","name":"text","label":"T"},{"type":"TextArea","name":"off","label":"O","enabled":false},
		{"type":"Dropdown","name":"one","label":"O",`+options+`},{"type":"CheckboxGroup","name":"more","label":"M",`+options+`},
		{"type":"OptIn","name":"yes","label":"Y"},{"type":"DatePicker","name":"day","label":"D"},{"type":"PhotoPicker","name":"photo","label":"P"},
		{"type":"CalendarPicker","name":"range","mode":"range","label":{}},{"type":"EmbeddedLink","text":"L"}`, `{}`))
	opened := b.open(b.send(""))
	for values, problem := range map[string]string{
		`{"nothing":"x"}`:  `no field "nothing"`,
		`{"text":true}`:    "want a text",
		`{"text":{"a":1}}`: "want a text",
		`{"text":"` + strings.Repeat("x", 70_000) + `"}`: "at most",
		`{"off":"x"}`:                  "not enabled",
		`{"one":"z"}`:                  `no option "z"`,
		`{"one":"c"}`:                  "not enabled",
		`{"more":"a"}`:                 "a list of ids",
		`{"more":[1]}`:                 "a list of ids",
		`{"more":["z"]}`:               `no option "z"`,
		`{"yes":"true"}`:               "true or false",
		`{"day":"tomorrow"}`:           "a date such as",
		`{"range":"2026-05-08"}`:       "a date such as",
		`{"photo":"1"}`:                "a list of files",
		`{"photo":[{"x":1}]}`:          "a list of files",
		`{"photo":[{"id":"nothing"}]}`: "no media object",
	} {
		require.Contains(t, b.refused(http.MethodPost, "/flows/"+opened.ID+"/values", `{"values":`+values+`}`, http.StatusBadRequest), problem, values)
	}
	for tap, problem := range map[string]string{
		`{"component":"c8"}`:            "does nothing",
		`{"component":"c0"}`:            "does nothing",
		`{"component":"c2","item":"a"}`: "does nothing",
		`{"component":"c1"}`:            "not enabled",
		`{"what":1}`:                    "does not parse",
	} {
		require.Contains(t, b.refused(http.MethodPost, "/flows/"+opened.ID+"/taps", tap, http.StatusBadRequest), problem, tap)
	}
	b.refused(http.MethodPost, "/flows/"+opened.ID+"/taps", `{"component":"c99"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/flows/"+opened.ID+"/taps", `{"component":"c2","item":"z"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/flows/"+opened.ID+"/values", `{"values":{"text":"`+strings.Repeat("x", 2<<20)+`"}}`, http.StatusBadRequest)
	b.refused(http.MethodGet, "/flows/f99", "", http.StatusNotFound)
	b.refused(http.MethodDelete, "/flows/f99", "", http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u9/flows", `{}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u1/flows", `{"message_id":"x"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u1/flows", `{"message_id":"`+b.write(firstUser, textHello)+`"}`, http.StatusBadRequest)
	require.Equal(t, "left", b.flow(http.MethodDelete, "/flows/"+opened.ID, "").State)
	b.refused(http.MethodPost, "/flows/"+opened.ID+"/values", `{}`, http.StatusConflict)
	b.refused(http.MethodPost, "/flows/"+opened.ID+"/back", `{}`, http.StatusConflict)
}

const conditionalFlow = `{"version":"7.3","screens":[
	{"id":"FIRST","title":"Hello ${data.name}","data":{"name":{"type":"string"},"more":{"type":"boolean"}},"layout":{"type":"SingleColumnLayout","children":[
		{"type":"Form","name":"form","init-values":{"kind":"dog","note":"${data.name}"},"error-messages":{"note":"Not this one"},"children":[
			{"type":"RadioButtonsGroup","name":"kind","label":"Kind","data-source":[
				{"id":"dog","title":"Dog","on-select-action":{"name":"update_data","payload":{"more":true}},"on-unselect-action":{"name":"update_data","payload":{"more":false}}},
				{"id":"cat","title":"Cat"}]},
			{"type":"If","condition":"${form.kind} == 'dog'","then":[{"type":"TextBody","text":"` + "`'A ' ${form.kind} ' for ' ${data.name}`" + `"}],
				"else":[{"type":"TextBody","text":"No dog"}]},
			{"type":"Switch","value":"${form.kind}","cases":{"cat":[{"type":"TextCaption","text":"Miaow"}]}},
			{"type":"TextHeading","text":"More","visible":"${data.more}"},
			{"type":"TextInput","name":"note","label":"Note"},
			{"type":"Hologram","text":"?"},
			{"type":"EmbeddedLink","text":"Terms","on-click-action":{"name":"open_url","url":"https://www.shop.test/terms"}},
			{"type":"EmbeddedLink","text":"Bad","on-click-action":{"name":"open_url","url":"javascript:alert(1)"}},
			{"type":"OptIn","name":"agree","label":"I agree","on-select-action":{"name":"update_data","payload":{"more":"${form.agree}"}}},
			{"type":"Footer","label":"Next","on-click-action":{"name":"navigate","next":{"type":"screen","name":"LIST"},"payload":{"kind":"${form.kind}"}}}]}]}},
	{"id":"LIST","title":"List","data":{"kind":{"type":"string"}},"layout":{"type":"SingleColumnLayout","children":[
		{"type":"NavigationList","name":"list","list-items":[
			{"id":"one","main-content":{"title":"One"},"on-click-action":{"name":"navigate","next":{"name":"LAST"},"payload":{"n":1}}},
			{"id":"two","main-content":{"title":"Two"}}],"on-click-action":{"name":"complete","payload":{"two":true}}}]}},
	{"id":"LAST","title":"Last","terminal":true,"data":{"n":{"type":"number"}},"layout":{"type":"SingleColumnLayout","children":[
		{"type":"TextBody","text":"${screen.FIRST.form.note} ${screen.LIST.data.kind} ${data.n} ${screen.NEVER.form.x}${other.x}${screen.LIST.x}"},
		{"type":"Footer","label":"Done","on-click-action":{"name":"complete","payload":{"note":"${screen.FIRST.form.note}","sum":"` + "`${data.n} + 1`" + `"}}}]}}]}`

func TestFlowWithoutAnEndpoint(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, conditionalFlow)
	id := b.send(`,"mode":"draft","flow_action":"navigate","flow_action_payload":{"screen":"FIRST","data":{"name":"Ana"}}`)
	first := b.open(id)
	require.True(t, first.Draft)
	require.Equal(t, "Hello Ana", first.Screen.Title)
	require.Equal(t, "A dog for Ana", first.component(t, "TextBody")["text"])
	require.Equal(t, "Ana", first.component(t, "TextInput")["value"])
	require.Equal(t, "Not this one", first.component(t, "TextInput")["error"])
	require.Equal(t, "?", first.component(t, "Hologram")["text"])
	require.NotContains(t, kindsOf(first), "TextHeading")
	require.NotContains(t, kindsOf(first), "TextCaption")
	require.NotContains(t, number(first.Screen.Components), "update_data", "actions are not the page's")

	cat := b.enter(first, `{"kind":"cat","note":"Mia"}`)
	require.Equal(t, "No dog", cat.component(t, "TextBody")["text"])
	b.enter(first, `{"note":"1"}`)
	require.Equal(t, "1.0", b.enter(first, `{"note":"1.0"}`).component(t, "TextInput")["value"], "texts are not numbers")
	b.enter(first, `{"note":"Mia"}`)
	require.Equal(t, "Miaow", cat.component(t, "TextCaption")["text"])
	require.NotContains(t, cat.component(t, "TextInput"), "error")
	require.Contains(t, kindsOf(b.enter(first, `{"kind":"dog"}`)), "TextHeading", "the option has changed the data")
	require.NotContains(t, kindsOf(b.enter(first, `{"kind":"cat"}`)), "TextHeading")
	require.Contains(t, kindsOf(b.enter(first, `{"agree":true}`)), "TextHeading")
	require.NotContains(t, kindsOf(b.enter(first, `{"agree":false}`)), "TextHeading", "to unselect is to select, without an action of its own")

	links := first.Screen.Components
	linked := b.tapOn(first, `{"component":"`+links[len(links)-4]["key"].(string)+`"}`)
	require.Equal(t, "https://www.shop.test/terms", linked.OpenURL)
	bad := b.tapOn(first, `{"component":"`+links[len(links)-3]["key"].(string)+`"}`)
	require.Contains(t, bad.Problem.Cause, "no http or https URL")
	require.Equal(t, "open", bad.State)

	list := b.tapOn(first, `{}`)
	require.Equal(t, "LIST", list.Screen.ID)
	require.Nil(t, list.Problem)
	require.Equal(t, "FIRST", b.flow(http.MethodPost, "/flows/"+first.ID+"/back", "").Screen.ID)
	b.tapOn(first, `{}`)
	item := `{"component":"` + list.component(t, "NavigationList")["key"].(string) + `","item":"one"}`
	last := b.tapOn(first, item)
	require.Equal(t, "Mia cat 1 ", last.component(t, "TextBody")["text"])
	require.Equal(t, "completed", b.tapOn(first, `{}`).State)
	require.JSONEq(t, `{"flow_token":"token-1","note":"Mia","sum":2}`, b.message().Interactive.NFMReply.ResponseJSON)

	again := b.open(id)
	b.tapOn(again, `{}`)
	b.tapOn(again, strings.Replace(item, `"one"`, `"two"`, 1))
	require.JSONEq(t, `{"flow_token":"token-1","two":true}`, b.message().Interactive.NFMReply.ResponseJSON)
}

func kindsOf(of seen) []string {
	var kinds []string
	for _, c := range of.Screen.Components {
		kinds = append(kinds, c["type"].(string))
	}
	return kinds
}

// A field can lead to another screen, on which nothing is tapped then.
func TestFieldThatLeadsOn(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, `{"version":"7.3","data_api_version":"3.0","routing_model":{"ONE":["TWO"]},"screens":[
		{"id":"ONE","layout":{"children":[{"type":"Dropdown","name":"x","label":"X","data-source":[{"id":"a","title":"A"}],
			"on-select-action":{"name":"data_exchange","payload":{"x":"${form.x}"}}},{"type":"Footer","on-click-action":{"name":"complete"}}]}},
		{"id":"TWO","terminal":true,"layout":{"children":[{"type":"Footer","on-click-action":{"name":"complete"}}]}}]}`)
	b.answer = func(r *flowcrypto.Request) (*flowcrypto.Response, error) {
		return &flowcrypto.Response{Screen: "TWO"}, nil
	}
	opened := b.open(b.send(""))
	require.Equal(t, "TWO", b.tapOn(opened, `{"values":{"x":"a"}}`).Screen.ID)
	require.JSONEq(t, `{"x":"a"}`, string(b.asked[0].Data))
	require.Equal(t, "completed", b.tapOn(opened, `{}`).State)
}

// Before version 5.0 dates are milliseconds.
func TestOldDates(t *testing.T) {
	t.Parallel()
	text := strings.Replace(screenOf(`{"type":"DatePicker","name":"day","label":"Day","min-date":"1777593600000","init-value":"1777766400000"}`, `{"day":"${form.day}"}`), "7.3", "4.0", 1)
	b := newFlowBench(t, text)
	opened := b.open(b.send(""))
	require.Equal(t, "2026-05-01", opened.component(t, "DatePicker")["min-date"])
	require.Equal(t, "2026-05-03", opened.component(t, "DatePicker")["value"])
	b.tapOn(opened, `{"values":{"day":"2026-05-08"}}`)
	require.JSONEq(t, `{"flow_token":"token-1","day":"1778198400000"}`, b.message().Interactive.NFMReply.ResponseJSON)
}

func TestFilesInAFlow(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, screenOf(`{"type":"DocumentPicker","name":"file","label":"File","min-uploaded-documents":1,"max-uploaded-documents":1,"max-file-size-kb":1,"allowed-mime-types":["application/pdf"]}`,
		`{"file":"${form.file}"}`))
	upload := func(mimeType, content string) string {
		return b.sim.Server().AddMedia(graphtest.PhoneNumberID, mimeType, []byte(content))
	}
	opened := b.open(b.send(""))
	require.Equal(t, "Fill this in", b.tapOn(opened, `{}`).Screen.Components[0]["error"])
	tap := func(ids ...string) seen {
		var files []string
		for _, id := range ids {
			files = append(files, `{"id":"`+id+`","file_name":"invoice.pdf"}`)
		}
		return b.tapOn(opened, `{"values":{"file":[`+strings.Join(files, ",")+`]}}`)
	}
	good := upload("application/pdf", "%PDF")
	require.Contains(t, tap(upload("text/plain", "x")).Screen.Components[0]["error"], "kinds of file")
	require.Contains(t, tap(upload("application/pdf", strings.Repeat("x", 2000))).Screen.Components[0]["error"], "too large")
	require.Contains(t, tap(good, good).Screen.Components[0]["error"], "at most 1")
	require.Equal(t, "completed", tap(good).State)
	require.JSONEq(t, `{"flow_token":"token-1","file":[{"file_name":"invoice.pdf","id":"`+good+`","mime_type":"application/pdf","sha256":"MV1Cm3cUzttq0ErDEkAUUldpJjBFfzyIJTxb7OrHYCc="}]}`,
		b.message().Interactive.NFMReply.ResponseJSON)
}

// The button of a template opens a flow too.
func TestFlowOfATemplate(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, conditionalFlow)
	b.sim.Server().AddTemplate(graphtest.WABAID, graphtest.Template{Name: "form", Components: `[{"type":"BODY","text":"Well?"},
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"No"},{"type":"FLOW","text":"Yes","flow_id":"` + b.flowID + `","flow_action":"navigate","navigate_screen":"LAST"}]}]`})
	id, _ := b.rendered(`{"name":"form","language":{"code":"en_US"},"components":[{"type":"button","sub_type":"flow","index":"1","parameters":[
		{"type":"action","action":{"flow_token":"of-the-template","flow_action_data":{"n":7}}}]}]}`)
	b.status()
	b.status()
	opened := b.flow(http.MethodPost, "/users/u1/flows", `{"message_id":"`+id+`","button":"Yes"}`)
	require.Equal(t, "LAST", opened.Screen.ID)
	b.refused(http.MethodPost, "/users/u1/flows", `{"message_id":"`+id+`","button":"No"}`, http.StatusBadRequest)
	b.refused(http.MethodPost, "/users/u1/flows", `{"message_id":"`+id+`","card":0}`, http.StatusNotFound)
	b.tapOn(b.open(id), `{}`)
	require.JSONEq(t, `{"flow_token":"of-the-template","note":null,"sum":8}`, b.message().Interactive.NFMReply.ResponseJSON)
	file, err := b.sim.Save()
	require.NoError(t, err)
	var saved struct{ Steps []struct{ Path string } }
	require.NoError(t, json.Unmarshal(file, &saved))
	require.Equal(t, "/_simulator/api/users/u1/taps", saved.Steps[len(saved.Steps)-1].Path)
}

func TestOptionsOfFlows(t *testing.T) {
	t.Parallel()
	_, err := simulator.New(simulator.WithFlowEndpoint("flows"))
	require.ErrorContains(t, err, "invalid flow endpoint")
}
