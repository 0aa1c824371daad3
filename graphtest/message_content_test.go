package graphtest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func contentBody(messageType, content string) payload {
	return jsonBody(`{"messaging_product":"whatsapp","to":"15550123","type":"` + messageType + `","` + messageType + `":` + content + `}`)
}

func characters(count int) string { return strings.Repeat("ü", count) }

// button and row return options with an id and a title of these lengths.
func button(id, title int) string {
	return fmt.Sprintf(`{"type":"reply","reply":{"id":"%s","title":"%s"}}`, characters(id), characters(title))
}

func row(id, title, description int) string {
	return fmt.Sprintf(`{"id":"%s","title":"%s","description":"%s"}`, characters(id), characters(title), characters(description))
}

// frame returns a message with texts of these lengths around an action.
func frame(messageType string, header, body, footer int, action string) string {
	return fmt.Sprintf(`{"type":"%s","header":{"type":"text","text":"%s"},"body":{"text":"%s"},"footer":{"text":"%s"},"action":%s}`,
		messageType, characters(header), characters(body), characters(footer), action)
}

func buttons(options ...string) string { return `{"buttons":[` + strings.Join(options, ",") + `]}` }

func list(label int, sections ...string) string {
	return fmt.Sprintf(`{"button":"%s","sections":[%s]}`, characters(label), strings.Join(sections, ","))
}

func section(rows ...string) string {
	return `{"title":"Today","rows":[` + strings.Join(rows, ",") + `]}`
}

// rows returns distinct rows, numbered from first.
func rows(first, count int) []string {
	found := make([]string, count)
	for i := range found {
		found[i] = row(first+i, 1, 0)
	}
	return found
}

func TestContents(t *testing.T) {
	t.Parallel()
	media := `"id":"` + graphtest.MediaID + `"`
	tests := map[string]struct{ messageType, content string }{
		"a link":           {"image", `{"link":"https://shop.test/a.png","caption":"` + characters(1024) + `"}`},
		"an id":            {"sticker", `{` + media + `}`},
		"an id as number":  {"audio", `{"id":` + graphtest.MediaID + `}`},
		"a place":          {"location", `{"latitude":1.5,"longitude":-2}`},
		"a place as texts": {"location", `{"latitude":"1.5","longitude":"-2"}`},
		"a reaction":       {"reaction", `{"message_id":"wamid.1","emoji":"👍"}`},
		"no reaction":      {"reaction", `{"message_id":"wamid.1","emoji":""}`},
		"longest buttons":  {"interactive", frame("button", 60, 1024, 60, buttons(button(256, 20), button(1, 19), button(2, 18)))},
		"longest list":     {"interactive", frame("list", 60, 4096, 60, list(20, section(append(rows(1, 8), row(200, 24, 72))...), section(rows(9, 1)...)))},
		"ten sections":     {"interactive", frame("list", 1, 1, 1, list(1, sections(10)...))},
		"an image header":  {"interactive", `{"type":"button","header":{"type":"image","image":{` + media + `}},"body":{"text":"x"},"action":` + buttons(button(1, 1)) + `}`},
		"no body":          {"interactive", `{"type":"product","action":{"catalog_id":"1","product_retailer_id":"2"}}`},
		"a flow's data":    {"interactive", interactive("flow", flowAction(`"flow_id":"1","flow_action_payload":{"data":{"image":{"id":"7"}}}`))},
		"a contact":        {"contacts", `[{"name":{"formatted_name":"Ada"}}]`},
		"capital letters":  {"interactive", `{"type":"BUTTON","header":{"type":"TEXT","text":"x"},"body":{"text":"x"},"action":{"buttons":[{"type":"REPLY","reply":{"id":"1","title":"x"}}]}}`},
		"one section":      {"interactive", frame("list", 1, 1, 1, list(1, titled(0, row(1, 1, 1))))},
		"longest titles":   {"interactive", frame("list", 1, 1, 1, list(1, titled(24, row(1, 1, 1)), titled(24, row(2, 1, 1))))},
		"a link to open":   {"interactive", interactive("cta_url", linkAction(20))},
		"a flow by name":   {"interactive", interactive("flow", flowAction(`"flow_name":"book","flow_cta":"`+characters(30)+`"`))},
		"a subtitle":       {"interactive", `{"type":"list","header":{"type":"text","text":"x","sub_text":"` + characters(60) + `"},"body":{"text":"x"},"action":` + list(1, section(row(1, 1, 1))) + `}`},
		"a voice call":     {"interactive", interactive("voice_call", `{"name":"voice_call"}`)},
		"a contact wanted": {"interactive", interactive("request_contact_info", `{"name":"request_contact_info"}`)},
		"template media":   {"template", `{"name":"a","language":{"code":"en"},"components":[{"type":"header","parameters":[{"type":"image","image":{` + media + `}}]}]}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reply := call(t, graphtest.New(), http.MethodPost, messages, contentBody(test.messageType, test.content))
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
		})
	}
}

func sections(count int) []string {
	found := make([]string, count)
	for i := range found {
		found[i] = section(rows(i+1, 1)...)
	}
	return found
}

// refusedContent is a content, and the code and a part of the text that reject
// it.
type refusedContent struct {
	messageType, content string
	code                 int
	want                 string
}

func requireRefused(t *testing.T, contents map[string]refusedContent) {
	t.Helper()
	for name, test := range contents {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, http.MethodPost, messages, contentBody(test.messageType, test.content))
			reply.requireError(t, http.StatusBadRequest, test.code)
			require.Contains(t, reply.Body, test.want)
			require.Empty(t, srv.Outbox())
		})
	}
}

func TestContentsRefused(t *testing.T) {
	t.Parallel()
	valid := buttons(button(1, 1))
	tests := map[string]refusedContent{
		"no media":           {"image", `{"caption":"x"}`, 100, "Param image must have one of {id, link}"},
		"two media":          {"video", `{"id":"` + graphtest.MediaID + `","link":"https://shop.test"}`, 100, "Param video must have one of {id, link}"},
		"a file":             {"document", `{"link":"file:///a.pdf"}`, 100, "Param document['link'] is not a valid URI."},
		"a long caption":     {"image", `{"link":"https://shop.test","caption":"` + characters(1025) + `"}`, 100, "at most 1024 characters long - got 1025"},
		"unknown media":      {"image", `{"id":"7"}`, 100, "Param image['id'] is not a valid whatsapp business account media attachment ID"},
		"a phone as media":   {"image", `{"id":"` + graphtest.PhoneNumberID + `"}`, 100, "Param image['id'] is not a valid"},
		"unknown header":     {"interactive", `{"type":"button","header":{"type":"image","image":{"id":"7"}},"body":{"text":"x"},"action":` + valid + `}`, 100, "Param interactive['header']['image']['id'] is not a valid"},
		"template media":     {"template", `{"name":"a","language":{"code":"en"},"components":[{"type":"header","parameters":[{"type":"video","video":{"id":"7"}}]}]}`, 100, "Param template['components'][0]['parameters'][0]['video']['id'] is not a valid"},
		"nowhere":            {"location", `{"latitude":1.5}`, 100, "Param location['longitude'] must be a number"},
		"a word as place":    {"location", `{"latitude":"north","longitude":2}`, 100, "Param location['latitude'] must be a number"},
		"reaction to none":   {"reaction", `{"emoji":"👍"}`, 100, "reaction['message_id'] is required"},
		"no type":            {"interactive", `{"action":` + valid + `}`, 100, "interactive['type'] is required"},
		"no row":             {"interactive", frame("list", 1, 1, 1, `{"button":"x","sections":[{"rows":[7]}]}`), 100, "Param interactive['action']['sections'][0]['rows'][0] must be an object"},
		"no list of rows":    {"interactive", frame("list", 1, 1, 1, `{"button":"x","sections":{}}`), 100, "Param interactive['action']['sections'] must be an array"},
		"no parameters":      {"interactive", frame("flow", 1, 1, 1, `{"name":"flow","parameters":[]}`), 100, "Param interactive['action']['parameters'] must be an object"},
		"in capital letters": {"interactive", `{"TYPE":[]}`, 100, "Param interactive does not parse"},
		"a list as action":   {"interactive", `{"type":"button","action":[]}`, 100, "Param interactive['action'] must be an object"},
		"no body":            {"interactive", `{"type":"button","action":` + valid + `}`, 131008, "interactive['body'] is required"},
		"an empty body":      {"interactive", frame("button", 1, 0, 1, valid), 131009, "Body text length invalid. Min length: 1"},
		"a long body":        {"interactive", frame("button", 1, 1025, 1, valid), 131009, "Body text length invalid. Min length: 1, Max length: 1024"},
		"a long list body":   {"interactive", frame("list", 1, 4097, 1, list(1, section(row(1, 1, 1)))), 131009, "Max length: 4096"},
		"a long header":      {"interactive", frame("button", 61, 1, 1, valid), 131009, "Header text length invalid. Min length: 1, Max length: 60"},
		"a long footer":      {"interactive", frame("cta_url", 1, 1, 61, valid), 131009, "Footer text length invalid"},
		"no buttons":         {"interactive", frame("button", 1, 1, 1, buttons()), 131009, "Invalid buttons count"},
		"four buttons":       {"interactive", frame("button", 1, 1, 1, buttons(button(1, 1), button(2, 1), button(3, 1), button(4, 1))), 131009, "Max allowed buttons: 3"},
		"a long button id":   {"interactive", frame("button", 1, 1, 1, buttons(button(257, 1))), 131009, "Button id length invalid. Min length: 1, Max length: 256"},
		"no button id":       {"interactive", frame("button", 1, 1, 1, buttons(button(0, 1))), 131009, "Button id length invalid"},
		"a long button":      {"interactive", frame("button", 1, 1, 1, buttons(button(1, 21))), 131009, "Button title length invalid. Min length: 1, Max length: 20"},
		"the same button":    {"interactive", frame("button", 1, 1, 1, buttons(button(1, 1), button(1, 2))), 131009, "Duplicated button id"},
		"a long list button": {"interactive", frame("list", 1, 1, 1, list(21, section(row(1, 1, 1)))), 131009, "Button label length invalid"},
		"no sections":        {"interactive", frame("list", 1, 1, 1, list(1)), 131009, "Invalid sections count"},
		"eleven sections":    {"interactive", frame("list", 1, 1, 1, list(1, sections(11)...)), 131009, "Max allowed sections: 10"},
		"no rows":            {"interactive", frame("list", 1, 1, 1, list(1, section())), 131009, "Total row count must be 1 to 10 - got 0"},
		"eleven rows":        {"interactive", frame("list", 1, 1, 1, list(1, section(rows(1, 6)...), section(rows(7, 5)...))), 131009, "got 11"},
		"a long row id":      {"interactive", frame("list", 1, 1, 1, list(1, section(row(201, 1, 1)))), 131009, "Row id length invalid. Min length: 1, Max length: 200"},
		"a long row":         {"interactive", frame("list", 1, 1, 1, list(1, section(row(1, 25, 1)))), 131009, "Row title length invalid. Min length: 1, Max length: 24"},
		"a long description": {"interactive", frame("list", 1, 1, 1, list(1, section(row(1, 1, 73)))), 131009, "Row description length invalid. Min length: 0, Max length: 72"},
		"the same row":       {"interactive", frame("list", 1, 1, 1, list(1, section(row(1, 1, 1)), section(row(1, 2, 1)))), 131009, "Duplicated row id"},
	}
	requireRefused(t, tests)
}

func TestContactsLimit(t *testing.T) {
	t.Parallel()
	cards := func(count int) payload {
		return contentBody("contacts", "["+strings.Repeat(`{"name":{"formatted_name":"Ada"}},`, count-1)+`{"name":{"formatted_name":"Ada"}}]`)
	}
	srv := graphtest.New()
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, messages, cards(257)).Status)
	call(t, srv, http.MethodPost, messages, cards(258)).requireError(t, http.StatusBadRequest, 131009)
}

// Everything that the SDK can send is accepted.
func TestContentsOfTheSDK(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../testdata/message_contents.json")
	require.NoError(t, err)
	var contents map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(text, &contents))
	require.Greater(t, len(contents), 20)
	delete(contents, "unknown interactive type")
	delete(contents, "unknown type")
	for name, content := range contents {
		srv := graphtest.New()
		reply := call(t, srv, http.MethodPost, messages, jsonBody(string(content)))
		require.Equal(t, http.StatusOK, reply.Status, "%s: %s", name, reply.Body)
	}
}

// Clients may send the content as JSON text in a form or in the body, which
// Graph accepts as the content itself.
func TestContentsAsText(t *testing.T) {
	t.Parallel()
	contacts := `[{"name":{"formatted_name":"Ada"}}]`
	quoted, err := json.Marshal(contacts)
	require.NoError(t, err)
	for name, body := range map[string]payload{
		"form":  form("messaging_product", "whatsapp", "to", "15550123", "type", "contacts", "contacts", contacts),
		"JSON":  jsonBody(`{"messaging_product":"whatsapp","to":15550123,"type":"contacts","contacts":` + string(quoted) + `}`),
		"parts": multipartForm("messaging_product", "whatsapp", "to", "15550123", "type", "contacts", "contacts", contacts),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, http.MethodPost, messages, body)
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			require.JSONEq(t, contacts, string(srv.Outbox()[0].Content))
		})
	}
	srv := graphtest.New()
	reply := call(t, srv, http.MethodPost, messages, form("messaging_product", "whatsapp", "to", "15550123",
		"text", `{"body":"[not a list]","preview_url":true}`, "context", `{"message_id":"wamid.7"}`))
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	require.Equal(t, "[not a list]", srv.Outbox()[0].Text())
	require.Equal(t, "wamid.7", srv.Outbox()[0].ReplyTo)
	for _, content := range []string{`{"body":`, `"x"`, `{"body":"x"} {}`} {
		call(t, srv, http.MethodPost, messages, form("messaging_product", "whatsapp", "to", "15550123", "text", content)).
			requireError(t, http.StatusBadRequest, 100)
	}
}

func TestMediaOfMessages(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	uploaded := srv.AddMedia(graphtest.SecondPhoneNumberID, "image/png", []byte("picture"))
	image := contentBody("image", `{"id":"`+uploaded+`"}`)
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, messages, image).Status, "of another number of the account")

	stranger := srv.AddPhoneNumber(graphtest.ClientWABAID, graphtest.PhoneNumber{})
	call(t, srv, http.MethodPost, "/"+stranger+"/messages", image).requireError(t, http.StatusBadRequest, 100)

	call(t, srv, http.MethodDelete, "/"+uploaded)
	call(t, srv, http.MethodPost, messages, image).requireError(t, http.StatusBadRequest, 100)
	require.Len(t, srv.Outbox(), 1)
}
