package whatsapp_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A queued message that another program has written, with members of tomorrow.
const (
	orderButton = `{"type":"button","sub_type":"order_details","index":0,"parameters":[{"type":"action","action":{"order_details":{"reference_id":"17","loyalty":{"points":5},"total_amount":{"value":1100,"offset":100}}}}]}`
	newerText   = `{"messaging_product":"whatsapp","to":"15550100123","ttl":60,"type":"text","text":{"body":"Hello","preview_url":false,"style":{"z":1,"a":[1.50,null]}}}`
	newerButton = `{"messaging_product":"whatsapp","to":"15550100123","type":"interactive","interactive":{"type":"button","body":{"text":"Which?"},"action":{"buttons":[` +
		`{"type":"reply","reply":{"id":"a","title":"A","icon":"one"}},{"type":"reply","reply":{"id":"b","title":"B","icon":"two"}}]}}}`
)

func templateOf(components string) string {
	return `{"messaging_product":"whatsapp","to":"15550100123","message_activity_sharing":true,"type":"template","template":{"name":"a","language":{"code":"en"},"components":[` + components + `]}}`
}

func decodeMessage(t testing.TB, data string) whatsapp.Message {
	t.Helper()
	var message whatsapp.Message
	require.NoError(t, json.Unmarshal([]byte(data), &message), "%s", data)
	return message
}

func encodeMessage(t testing.TB, message json.Marshaler) string {
	t.Helper()
	encoded, err := message.MarshalJSON()
	require.NoError(t, err)
	return string(encoded)
}

// A text that is not JSON is that, whatever else is wrong with it.
func TestBrokenMessages(t *testing.T) {
	t.Parallel()
	var message whatsapp.Message
	require.ErrorContains(t, message.UnmarshalJSON([]byte(`{"to":{},"type":`)), "invalid JSON at byte 16")
}

func TestMessagesKeepWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"the envelope, the content":  newerText,
		"entries of a list":          newerButton,
		"a button with an order":     templateOf(orderButton),
		"a parameter":                templateOf(`{"type":"body","parameters":[{"type":"text","text":"A","source":"crm"}]}`),
		"a card":                     templateOf(`{"type":"carousel","cards":[{"card_index":0,"components":[{"type":"body","parameters":[{"type":"text","text":"A"}],"mood":1}],"badge":"new"}]}`),
		"a flow of another version":  `{"messaging_product":"whatsapp","to":"15550100123","type":"interactive","interactive":{"type":"flow","body":{"text":"a"},"action":{"name":"flow","parameters":{"flow_message_version":"4","flow_cta":"Go"}}}}`,
		"a falsehood and an empty":   `{"messaging_product":"whatsapp","to":"15550100123","type":"audio","audio":{"id":"1","once":false,"label":"","list":[],"more":{}}}`,
		"a content besides its type": `{"messaging_product":"whatsapp","to":"15550100123","type":"image","image":{"id":"1"},"text":{"body":"Hello"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			message := decodeMessage(t, body)
			encoded, err := json.Marshal(message)
			require.NoError(t, err)
			require.Equal(t, body, string(encoded), "every byte, the order of members included")
			require.Equal(t, message, decodeMessage(t, string(encoded)))
		})
	}
}

// The parts of the envelope that Message has are read into it.
func TestMessagesWithAContext(t *testing.T) {
	t.Parallel()
	message := decodeMessage(t, `{"to":"15550100123","context":{"message_id":"wamid.1"},"type":"text","text":{"body":"a"}}`)
	require.Equal(t, "wamid.1", message.ReplyTo)
}

// The type names the member that is the content, in the case of either.
func TestTypesNameTheContent(t *testing.T) {
	t.Parallel()
	message := decodeMessage(t, `{"to":"15550100123","type":"TEXT","text":{"body":"a"}}`)
	require.Equal(t, whatsapp.Text{Body: "a"}, message.Content)
	message = decodeMessage(t, `{"to":"15550100123","type":"TEXT","TEXT":{"body":"a"}}`)
	require.Equal(t, whatsapp.RawContent{Type: "TEXT", Body: json.RawMessage(`{"body":"a"}`)}, message.Content)
	for _, without := range []string{
		`{"to":"1","type":"Poll","poll":{}}`, `{"to":"1","":{}}`, `{"to":"1","type":"text","text":null}`, `{"to":"1","type":"to"}`, `{"to":"1"}`,
	} {
		require.ErrorContains(t, json.Unmarshal([]byte(without), new(whatsapp.Message)), "has no content", without)
	}
}

// What cannot be encoded is named, also where it stands in the data of a flow.
func TestDataThatCannotBeEncoded(t *testing.T) {
	t.Parallel()
	content := whatsapp.InteractiveFlow{Body: "a", FlowID: "1", CallToAction: "Go", Data: map[string]any{"a": func() {}}}
	_, err := json.Marshal(whatsapp.Message{To: recipient, Content: content})
	var unsupported *json.UnsupportedTypeError
	require.ErrorAs(t, err, &unsupported)
}

// Send writes the number in another way; nothing else changes.
func TestSendKeepsWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, body := range []string{newerText, newerButton, templateOf(orderButton)} {
		var sent string
		client := newClient(t, roundTripper(func(request *http.Request) (*http.Response, error) {
			text, err := io.ReadAll(request.Body)
			require.NoError(t, err)
			sent = string(text)
			return (&fixedTransport{body: `{"messages":[{"id":"wamid.1"}]}`}).RoundTrip(request)
		}))
		_, err := client.Messages.Send(t.Context(), phoneNumberID, decodeMessage(t, body), whatsapp.WithoutValidation())
		require.NoError(t, err)
		require.Equal(t, strings.Replace(body, `"1555`, `"+1555`, 1), strings.TrimSpace(sent))
	}
}

func TestChangedMessagesKeepTheRest(t *testing.T) {
	t.Parallel()
	message := decodeMessage(t, newerText)
	message.CallbackData = "order-17"
	message.Content = whatsapp.Text{Body: "Goodbye"}
	//nolint:testifylint // the order of members counts
	require.Equal(t, `{"messaging_product":"whatsapp","to":"15550100123","ttl":60,"type":"text","text":{"body":"Goodbye","preview_url":false,"style":{"z":1,"a":[1.50,null]}},"biz_opaque_callback_data":"order-17"}`,
		encodeMessage(t, message))
	message.To, message.Recipient = "", "US.1"
	message.Content = whatsapp.Image{ID: "1"}
	//nolint:testifylint // the order of members counts
	require.Equal(t, `{"messaging_product":"whatsapp","ttl":60,"type":"image","recipient":"US.1","biz_opaque_callback_data":"order-17","image":{"id":"1"}}`,
		encodeMessage(t, message))
}

func TestChangedListsKeepTheirElements(t *testing.T) {
	t.Parallel()
	const a, b = `{"type":"reply","reply":{"id":"a","title":"A","icon":"one"}}`, `{"type":"reply","reply":{"id":"b","title":"B","icon":"two"}}`
	one, two := whatsapp.ReplyButton{ID: "a", Title: "A"}, whatsapp.ReplyButton{ID: "b", Title: "B"}
	three := whatsapp.ReplyButton{ID: "c", Title: "C"}
	const c = `{"type":"reply","reply":{"id":"c","title":"C"}}`
	for want, buttons := range map[string][]whatsapp.ReplyButton{
		a + "," + b:           {one, two},
		b + "," + a:           {two, one},
		b:                     {two},
		c + "," + a + "," + b: {three, one, two},
		a + "," + a:           {one, one},
		strings.Replace(a, `"A"`, `"No"`, 1) + "," + b: {{ID: "a", Title: "No"}, two},
	} {
		message := decodeMessage(t, newerButton)
		message.Content = whatsapp.InteractiveButtons{Body: "Which?", Buttons: buttons}
		var encoded struct {
			Interactive struct {
				Action struct {
					Buttons json.RawMessage `json:"buttons"`
				} `json:"action"`
			} `json:"interactive"`
		}
		require.NoError(t, json.Unmarshal([]byte(encodeMessage(t, message)), &encoded))
		if want == a+","+a {
			want = a + "," + strings.Replace(b, `"b","title":"B"`, `"a","title":"A"`, 1) // in the place of the second
		}
		require.Equal(t, "["+want+"]", string(encoded.Interactive.Action.Buttons))
	}
}

// The components of a template have an order of their own in the Go types.
func TestComponentsInAnotherOrder(t *testing.T) {
	t.Parallel()
	const text = `{"type":"body","parameters":[{"type":"text","text":"A"}]}`
	message := decodeMessage(t, templateOf(orderButton+","+text))
	require.Equal(t, templateOf(text+","+orderButton), encodeMessage(t, message))
	content := message.Content.(whatsapp.Template)
	content.Body = whatsapp.TextParameters("B")
	content.Buttons = append(content.Buttons, whatsapp.URLButton(1, "x"))
	message.Content = content
	require.Equal(t, templateOf(strings.Replace(text, "A", "B", 1)+","+orderButton+`,{"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"x"}]}`),
		encodeMessage(t, message))
	content.Body[0] = whatsapp.RawParameter(`{"type":"text","text":"C","size":1}`)
	require.Contains(t, encodeMessage(t, message), `"text":"C","size":1`)
}

func TestMarketingMessagesKeepWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	body := templateOf(orderButton)
	var message whatsapp.MarketingMessage
	require.NoError(t, json.Unmarshal([]byte(body), &message))
	require.True(t, *message.MessageActivitySharing)
	message.To, message.CallbackData = "+15550100123", "offer-3"
	require.JSONEq(t, strings.Replace(strings.TrimSuffix(body, "}"), `"1555`, `"+1555`, 1)+`,"recipient_type":"individual","biz_opaque_callback_data":"offer-3"}`,
		encodeMessage(t, message))
}

// A message that the Go types hold completely is nothing but their fields,
// however it was written.
func TestMessagesWithoutMore(t *testing.T) {
	t.Parallel()
	plain := whatsapp.Message{To: "15550100123", Content: whatsapp.Location{Latitude: 1, Longitude: 2, Name: "<Store>"}}
	for _, body := range []string{
		encodeMessage(t, plain),
		` { "type" : "location", "location" : { "name" : "<Store>", "longitude":2.0, "latitude": 1e0 } , "to":"15550100123" }`,
		`{"to":15550100123,"context":null,"recipient":null,"location":{"latitude":"1","longitude":"2","name":"\u003cStore>","address":null}}`,
	} {
		message := decodeMessage(t, body)
		require.Equal(t, plain, message)
		require.Equal(t, encodeMessage(t, plain), encodeMessage(t, message))
	}
}

// What a journal of a batch compares is the same after a message has waited in
// a queue.
func TestEncodingIsStable(t *testing.T) {
	t.Parallel()
	data := map[string]any{"b": struct{ Z, A any }{map[string]any{"y": 1.5e30, "x": []int{1}}, "<>"}, "a": json.Number("1.50")}
	messages := []whatsapp.Message{
		{To: recipient, Content: whatsapp.InteractiveFlow{Body: "a", FlowID: "1", CallToAction: "Go", Data: data}},
		{To: recipient, Content: whatsapp.Template{Name: "a", Language: "en", Buttons: []whatsapp.TemplateButton{whatsapp.FlowButton(0, "", data)}}},
		{To: recipient, Content: whatsapp.RawContent{Type: "poll", Body: json.RawMessage(`{ "z": 1, "a": "<" , "z": 2}`)}},
	}
	onlyStructs := map[string]any{"b": struct{ Z, A int }{1, 2}}
	messages = append(messages, whatsapp.Message{To: recipient, Content: whatsapp.InteractiveFlow{Body: "a", FlowID: "1", CallToAction: "Go", Data: onlyStructs}})
	for _, content := range contents() {
		messages = append(messages, whatsapp.Message{To: recipient, Content: content})
	}
	for _, message := range messages {
		encoded, err := json.Marshal(message)
		require.NoError(t, err)
		require.Equal(t, encodeMessage(t, message), encodeMessage(t, decodeMessage(t, string(encoded))))
	}
}

// requireKeeps checks that decoding a message and encoding it again loses
// nothing, and that doing so again changes nothing.
func requireKeeps(t *testing.T, data []byte, message json.Marshaler, again interface {
	json.Marshaler
	json.Unmarshaler
}) {
	t.Helper()
	encoded, err := message.MarshalJSON()
	if err != nil {
		return // RawParameter("null"), for one, has no form
	}
	require.Empty(t, unsaid("message", parse(t, data), parse(t, encoded)), "%s\n%s", data, encoded)
	require.NoError(t, again.UnmarshalJSON(encoded), "%s", encoded)
	require.Equal(t, string(encoded), encodeMessage(t, again))
}

// unsaid lists what is in want and not in got, save what is documented to
// change: nulls, numbers that are texts, and the order of components.
func unsaid(path string, want, got any) []string {
	var found []string
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return []string{path + " is not an object"}
		}
		for name, value := range want {
			member, kept := object[name]
			if kept {
				found = append(found, unsaid(path+"."+name, value, member)...)
			} else if value != nil {
				found = append(found, path+"."+name+" is lost")
			}
		}
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return []string{path + " has other elements"}
		}
		for _, element := range want {
			kept := false
			for i := range list {
				if kept = len(unsaid(path, element, list[i])) == 0; kept {
					list = append(append([]any{}, list[:i]...), list[i+1:]...)
					break
				}
			}
			if !kept {
				found = append(found, fmt.Sprint(path, " lost ", element))
			}
		}
	case nil:
	default:
		if fmt.Sprint(want) != fmt.Sprint(got) && !sameNumber(want, got) {
			found = append(found, fmt.Sprint(path, " is ", got, ", not ", want))
		}
	}
	return found
}

func sameNumber(want, got any) bool {
	one, err := json.Number(fmt.Sprint(want)).Float64()
	other, errOther := json.Number(fmt.Sprint(got)).Float64()
	return err == nil && errOther == nil && one == other
}

func TestUnsaidNotices(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		`{"a":{"b":false}}`: `{"a":{}}`,
		`{"a":1}`:           `{"a":2}`,
		`{"a":"x"}`:         `{"a":"y"}`,
		`{"a":[1,2]}`:       `{"a":[1,1]}`,
		`{"a":[]}`:          `{"a":{}}`,
		`{"a":{}}`:          `{"a":[]}`,
	} {
		require.NotEmpty(t, unsaid("message", parse(t, []byte(want)), parse(t, []byte(got))), want)
	}
}

func FuzzMessageKeepsAll(f *testing.F) {
	for _, body := range []string{newerText, newerButton, templateOf(orderButton), templateOf(orderButton + `,{"type":"body"},{"type":"header","parameters":[{"type":"image","image":{"id":"1","x":0}}]}`)} {
		f.Add([]byte(body))
	}
	for _, content := range contents() {
		f.Add([]byte(encodeMessage(f, whatsapp.Message{To: recipient, Content: content})))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var message whatsapp.Message
		if json.Unmarshal(data, &message) == nil {
			requireKeeps(t, data, message, new(whatsapp.Message))
		}
		var marketing whatsapp.MarketingMessage
		if json.Unmarshal(data, &marketing) == nil {
			requireKeeps(t, data, marketing, new(whatsapp.MarketingMessage))
		}
	})
}

// Decoding compares with what the message would encode to, which takes no more
// than reading all members twice took before. Encoding what has nothing more to
// say costs what it did.
func TestAllocationsOfMessages(t *testing.T) { //nolint:paralleltest // counts allocations
	for name, most := range map[string]struct{ decoding, encoding float64 }{
		"text": {12, 4}, "buttons": {38, 12}, "template": {280, 132}, // what the costlier Go release needs
	} {
		encoded := []byte(encodeMessage(t, whatsapp.Message{To: recipient, Content: contents()[name]}))
		var decoded whatsapp.Message
		decoding := testing.AllocsPerRun(200, func() { _ = decoded.UnmarshalJSON(encoded) })
		encoding := testing.AllocsPerRun(200, func() { _, _ = decoded.MarshalJSON() })
		t.Logf("%s: %.0f allocations to decode, %.0f to encode", name, decoding, encoding)
		if !raceEnabled {
			require.LessOrEqual(t, decoding, most.decoding, name)
			require.LessOrEqual(t, encoding, most.encoding, name)
		}
	}
}
