package graphtest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// inboundContents holds one message of every kind.
var inboundContents = map[string]webhook.Message{
	"text":     {Text: &webhook.Text{Body: "hello"}},
	"image":    {Image: &webhook.Media{Caption: "The receipt"}},
	"video":    {Video: &webhook.Media{}},
	"audio":    {Audio: &webhook.Audio{}},
	"voice":    {Audio: &webhook.Audio{Voice: true}},
	"document": {Document: &webhook.Document{Filename: "invoice.pdf"}},
	"sticker":  {Sticker: &webhook.Sticker{Animated: true}},
	"location": {Location: &webhook.Location{Latitude: 37.4847, Longitude: -122.1473, Name: "Store"}},
	"contacts": {Contacts: []webhook.Card{{
		Name: webhook.CardName{FormattedName: "Store desk"}, Phones: []webhook.CardPhone{{Phone: "+15550100142", Type: "WORK"}},
	}}},
	"button reply": {Interactive: &webhook.Interactive{
		Type: webhook.InteractiveTypeButtonReply, ButtonReply: &webhook.ButtonReply{ID: "yes", Title: "Yes"},
	}},
	"list reply": {Interactive: &webhook.Interactive{
		Type: webhook.InteractiveTypeListReply, ListReply: &webhook.ListReply{ID: "2", Title: "Tuesday", Description: "9 to 5"},
	}},
	"flow reply": {Interactive: &webhook.Interactive{
		Type: webhook.InteractiveTypeNFMReply, NFMReply: &webhook.NFMReply{Name: "flow", Body: "Sent", ResponseJSON: `{"size":"L"}`},
	}},
	"call permission reply": {Interactive: &webhook.Interactive{
		Type: webhook.InteractiveTypeCallPermissionReply,
		CallPermissionReply: &webhook.CallPermissionReply{
			Response: "accept", ExpirationTimestamp: webhook.Unix(1760000000), ResponseSource: "user_action",
		},
	}},
	"button":           {Button: &webhook.Button{Payload: "STOP", Text: "Stop"}, Context: &webhook.Context{ID: "wamid.1"}},
	"reaction":         {Reaction: &webhook.Reaction{MessageID: "wamid.1", Emoji: "👍"}},
	"reaction removed": {Reaction: &webhook.Reaction{MessageID: "wamid.1"}},
	"order": {Order: &webhook.Order{CatalogID: "7", ProductItems: []webhook.ProductItem{
		{ProductRetailerID: "sku-1", Quantity: "2", ItemPrice: "30.50", Currency: "USD"},
	}}},
	"system":          {System: &webhook.System{Body: "The number changed", Type: webhook.SystemTypeUserChangedNumber, WAID: "15550100124"}},
	"edit":            {Edit: &webhook.Edit{OriginalMessageID: "wamid.1", Message: &webhook.Message{Type: "text", Text: &webhook.Text{Body: "Hello"}}}},
	"revoke":          {Revoke: &webhook.Revoke{OriginalMessageID: "wamid.1"}},
	"unsupported":     {Unsupported: &webhook.Unsupported{Type: "poll"}},
	"request welcome": {Type: webhook.MessageTypeRequestWelcome},
	"referral": {Text: &webhook.Text{Body: "Is it in stock?"}, Referral: &webhook.Referral{
		SourceURL: "https://fb.me/7", SourceID: "7", SourceType: "ad", CTWAClid: "Aff-n8ZTODiE79d22KtAwQKj9e", Ref: "spring",
		WelcomeMessage: &webhook.WelcomeMessage{Text: "Hi there"},
	}},
}

// contentTypes are the types of the messages whose name is not their type.
var contentTypes = map[string]webhook.MessageType{
	"voice": "audio", "button reply": "interactive", "list reply": "interactive", "flow reply": "interactive",
	"call permission reply": "interactive", "reaction removed": "reaction", "request welcome": "request_welcome", "referral": "text",
}

// Members of a content that a test does not set are derived from the others.
func TestInboundContentsAreCompleted(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		message webhook.Message
		want    string // the content as it is delivered
	}{
		"button": {webhook.Message{Interactive: &webhook.Interactive{ButtonReply: &webhook.ButtonReply{ID: "yes", Title: "Yes"}}},
			`{"type":"button_reply","button_reply":{"id":"yes","title":"Yes"}}`},
		"row": {webhook.Message{Interactive: &webhook.Interactive{ListReply: &webhook.ListReply{ID: "2", Title: "Tuesday"}}},
			`{"type":"list_reply","list_reply":{"id":"2","title":"Tuesday"}}`},
		"flow": {webhook.Message{Interactive: &webhook.Interactive{NFMReply: &webhook.NFMReply{}}},
			`{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{}"}}`},
		"call permission": {webhook.Message{Interactive: &webhook.Interactive{CallPermissionReply: &webhook.CallPermissionReply{}}},
			`{"type":"call_permission_reply","call_permission_reply":{"response":"accept","is_permanent":false,"response_source":"user_action"}}`},
		"number": {webhook.Message{System: &webhook.System{Body: "x", WAID: "15550100124"}},
			`{"type":"user_changed_number","body":"x","wa_id":"15550100124"}`},
		"user id": {webhook.Message{System: &webhook.System{Body: "x", UserID: "US.2", PreviousUserID: "US.1"}},
			`{"type":"user_changed_user_id","body":"x","user_id":"US.2","previous_user_id":"US.1"}`},
		"identity": {webhook.Message{System: &webhook.System{Body: "x", Identity: "7"}},
			`{"type":"customer_identity_changed","body":"x","identity":"7"}`},
		"edit": {webhook.Message{Edit: &webhook.Edit{OriginalMessageID: "wamid.1", Message: &webhook.Message{Text: &webhook.Text{Body: "x"}}}},
			`{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"x"}}}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, hooks, _ := newHooks(t)
			before, err := json.Marshal(test.message)
			require.NoError(t, err)
			body, err := hooks.Body(graphtest.Inbound{Message: test.message})
			require.NoError(t, err)
			var delivered struct {
				Entry []struct {
					Changes []struct {
						Value struct{ Messages []map[string]json.RawMessage }
					}
				}
			}
			require.NoError(t, json.Unmarshal(body, &delivered))
			message := delivered.Entry[0].Changes[0].Value.Messages[0]
			var kind string
			require.NoError(t, json.Unmarshal(message["type"], &kind))
			content := message[kind]
			if kind == "edit" {
				content = []byte(strings.ReplaceAll(string(content), `"id":"",`, ""))
			}
			require.JSONEq(t, test.want, string(content))
			after, err := json.Marshal(test.message)
			require.NoError(t, err)
			require.Equal(t, string(before), string(after), "the caller's message is not changed")
		})
	}
}

func TestInboundContentWithoutContent(t *testing.T) {
	t.Parallel()
	_, hooks, _ := newHooks(t)
	for _, message := range []webhook.Message{{Interactive: &webhook.Interactive{}}, {System: &webhook.System{}}} {
		_, err := hooks.Body(graphtest.Inbound{Message: message})
		require.ErrorContains(t, err, "graphtest: the ")
	}
}

func TestInboundContents(t *testing.T) {
	t.Parallel()
	for name, content := range inboundContents {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, hooks, box := newHooks(t)
			before := time.Now().Add(-time.Second)
			event := deliverOne[*webhook.MessageEvent](t, hooks, box, graphtest.Inbound{From: "15550100123", Message: content})

			got := event.Message
			want := contentTypes[name]
			if want == "" {
				want = webhook.MessageType(name)
			}
			require.Equal(t, want, got.Type)
			require.Equal(t, "15550100123", got.From)
			require.Regexp(t, `^wamid\.[A-Za-z0-9+/]{20,}=*$`, got.ID)
			require.WithinRange(t, got.Timestamp.Time, before, time.Now())
			require.Equal(t, graphtest.WABAID, event.EntryID())
			require.Equal(t, webhook.Metadata{DisplayPhoneNumber: "15550100", PhoneNumberID: graphtest.PhoneNumberID}, event.Metadata)
			if name == "system" {
				require.Nil(t, event.Contact)
			} else {
				require.Equal(t, "WhatsApp user", event.Contact.Profile.Name)
			}
			requireContent(t, content, got)
		})
	}
}

// requireContent compares the given content with the delivered one, ignoring
// what the server adds.
func requireContent(t *testing.T, want, got webhook.Message) {
	t.Helper()
	if want.Type == "" {
		want.Type = got.Type
	}
	want.From, want.ID, want.Timestamp = got.From, got.ID, got.Timestamp
	if want.Unsupported != nil {
		require.Equal(t, 131051, got.Errors[0].Code)
		want.Errors = got.Errors
	}
	if media := got.Media(); media != nil {
		require.NotEmpty(t, media.ID)
		media.ID, media.MIMEType, media.SHA256, media.URL = "", "", "", ""
	}
	wanted, err := json.Marshal(want)
	require.NoError(t, err)
	delivered, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, string(wanted), string(delivered))
}

func TestInboundMediaDownloads(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	given := srv.AddMedia(graphtest.PhoneNumberID, "image/png", []byte("pixels"))
	tests := map[string]struct {
		content  webhook.Message
		mimeType string
		bytes    string
	}{
		"given":       {webhook.Message{Image: &webhook.Media{ID: given, Caption: "a"}}, "image/png", "pixels"},
		"made up":     {webhook.Message{Document: &webhook.Document{}}, "application/pdf", "graphtest document"},
		"of one type": {webhook.Message{Document: &webhook.Document{Media: webhook.Media{MIMEType: "text/plain"}}}, "text/plain", "graphtest document"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			event := deliverOne[*webhook.MessageEvent](t, hooks, box, graphtest.Inbound{Message: test.content})
			media := event.Message.Media()
			sum := sha256.Sum256([]byte(test.bytes))
			require.Equal(t, base64.StdEncoding.EncodeToString(sum[:]), media.SHA256)
			require.Equal(t, test.mimeType, media.MIMEType)

			object := get(t, srv, "/"+media.ID).object(t)
			require.Equal(t, hex.EncodeToString(sum[:]), object["sha256"])
			require.Equal(t, test.mimeType, object["mime_type"])
			for _, link := range []string{media.URL, object["url"].(string)} {
				request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
				require.NoError(t, err)
				request.Header.Set("Authorization", "Bearer "+graphtest.AccessToken)
				require.Equal(t, test.bytes, do(t, srv.Client(), request).Body)
			}
		})
	}
	require.Equal(t, given, tests["given"].content.Image.ID)
	require.Empty(t, tests["made up"].content.Document.ID, "the caller's message stays as it is")

	gone := graphtest.Inbound{Message: webhook.Message{Image: &webhook.Media{ID: "1", SHA256: "c3Vt"}}}
	media := deliverOne[*webhook.MessageEvent](t, hooks, box, gone).Message.Media()
	require.Equal(t, &webhook.Media{ID: "1", SHA256: "c3Vt"}, media, "an unknown object is announced as it is")
}

func TestInboundSenders(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		inbound graphtest.Inbound
		want    webhook.User
	}{
		"number":    {graphtest.Inbound{From: "+1 555-0123"}, webhook.User{WAID: "15550123", Name: "WhatsApp user"}},
		"nobody":    {graphtest.Inbound{}, webhook.User{WAID: "15550100199", Name: "WhatsApp user"}},
		"username":  {graphtest.Inbound{UserID: "US.7", Username: "quiet"}, webhook.User{UserID: "US.7", Name: "WhatsApp user", Username: "quiet"}},
		"both":      {graphtest.Inbound{From: "15550100123", UserID: "US.7"}, webhook.User{WAID: "15550100123", UserID: "US.7", Name: "WhatsApp user"}},
		"portfolio": {graphtest.Inbound{UserID: "US.7", ParentUserID: "US.ENT.8", Name: "Reader"}, webhook.User{UserID: "US.7", ParentUserID: "US.ENT.8", Name: "Reader"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, hooks, box := newHooks(t)
			test.inbound.Text = "hello"
			event := deliverOne[*webhook.MessageEvent](t, hooks, box, test.inbound)
			require.Equal(t, test.want, event.Sender())
			require.Equal(t, test.want.WAID == "", event.Message.From == "")
			require.NotContains(t, string(event.RawChange()), `""`, "what is absent is left out")
		})
	}
}

func TestInboundFields(t *testing.T) {
	t.Parallel()
	_, hooks, box := newHooks(t)
	event := deliverOne[*webhook.MessageEvent](t, hooks, box, graphtest.Inbound{
		PhoneNumberID: graphtest.SecondPhoneNumberID,
		Message:       webhook.Message{ID: "wamid.7", Timestamp: webhook.Unix(1760000000), Type: "of_tomorrow", GroupID: "g1"},
		Fields:        map[string]any{"of_tomorrow": map[string]any{"x": 1}, "group_id": "g2"},
	})
	require.Equal(t, "wamid.7", event.Key())
	require.Equal(t, int64(1760000000), event.Time().Unix())
	require.Equal(t, "g2", event.Message.GroupID, "Fields win")
	require.Equal(t, graphtest.SecondPhoneNumberID, event.Metadata.PhoneNumberID)
	require.Contains(t, string(event.Raw()), `"of_tomorrow":{"x":1}`)
}

func TestInboundInAnotherWorld(t *testing.T) {
	t.Parallel()
	srv, box := graphtest.New(graphtest.WithoutSampleWorld()), &inbox{}
	hooks := srv.Webhooks(newHandler(t, box.receive), hookSecret)
	require.ErrorContains(t, hooks.Deliver(t.Context(), hello("15550100123")), "no phone number has the id")
	waba := srv.AddWABA(srv.AddBusiness(graphtest.Business{}), graphtest.WABA{})
	first := srv.AddPhoneNumber(waba, graphtest.PhoneNumber{})
	srv.AddPhoneNumber(waba, graphtest.PhoneNumber{})
	event := deliverOne[*webhook.MessageEvent](t, hooks, box, hello("15550100123"))
	require.Equal(t, first, event.Metadata.PhoneNumberID, "the first number is the default")
	require.Equal(t, waba, event.EntryID())
}
