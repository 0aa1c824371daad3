package graphtest_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	sequencesPath   = "/" + graphtest.WABAID + "/welcome_message_sequences"
	sequenceContent = `{"text":"Hello","autofill_message":{"content":"Hi"},"ice_breakers":[{"title":"Hours"}]}`
)

func listSequences(t *testing.T, srv *graphtest.Server, parameters string) []map[string]any {
	t.Helper()
	reply := get(t, srv, sequencesPath+parameters)
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	var items []map[string]any
	require.NoError(t, json.Unmarshal([]byte(reply.Body), &items), reply.Body)
	return items
}

func multipartBody(pairs ...string) payload {
	text := ""
	for i := 0; i < len(pairs); i += 2 {
		text += "--b\r\nContent-Disposition: form-data; name=\"" + pairs[i] + "\"\r\n\r\n" + pairs[i+1] + "\r\n"
	}
	return payload{"multipart/form-data; boundary=b", text + "--b--\r\n"}
}

func TestSequenceLifeCycle(t *testing.T) {
	t.Parallel()
	encodings := map[string]payload{
		"form":      form("name", "Sign-up", "welcome_message_sequence", sequenceContent),
		"multipart": multipartBody("name", "Sign-up", "welcome_message_sequence", sequenceContent),
		"JSON":      jsonBody(`{"name":"Sign-up","welcome_message_sequence":` + sequenceContent + `}`),
	}
	for name, body := range encodings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, "POST", sequencesPath, body)
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			id := reply.object(t)["sequence_id"].(string)

			created := listSequences(t, srv, "?sequence_id="+id)
			require.Len(t, created, 1)
			require.Equal(t, "Sign-up", created[0]["name"])
			require.Equal(t, false, created[0]["is_used_in_ad"])
			require.JSONEq(t, sequenceContent, created[0]["welcome_message_sequence"].(string))

			update := call(t, srv, "POST", sequencesPath, form("sequence_id", id, "name", "Renamed"))
			require.JSONEq(t, `{"success":true}`, update.Body)
			update = call(t, srv, "POST", sequencesPath, jsonBody(`{"sequence_id":"`+id+`","welcome_message_sequence":{"text":"Bye"}}`))
			require.JSONEq(t, `{"success":true}`, update.Body)
			require.Equal(t, []map[string]any{{
				"sequence_id": id, "name": "Renamed", "welcome_message_sequence": `{"text":"Bye"}`, "is_used_in_ad": false,
			}}, listSequences(t, srv, "?sequence_id="+id))

			removal := call(t, srv, "DELETE", sequencesPath+"?sequence_id="+id)
			require.JSONEq(t, `{"success":true}`, removal.Body)
			get(t, srv, sequencesPath+"?sequence_id="+id).requireError(t, http.StatusBadRequest, 4027017)
			require.Len(t, listSequences(t, srv, ""), 3)
		})
	}
}

func TestSequenceList(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Equal(t, []string{graphtest.SequenceID, graphtest.UsedSequenceID, "186473892"},
		texts(listSequences(t, srv, ""), "sequence_id"))
	require.Equal(t, []string{graphtest.SequenceID, graphtest.UsedSequenceID},
		texts(listSequences(t, srv, "?limit=2"), "sequence_id"))
	require.Equal(t, []map[string]any{{"sequence_id": graphtest.UsedSequenceID, "is_used_in_ad": true}},
		listSequences(t, srv, "?sequence_id="+graphtest.UsedSequenceID+"&fields=is_used_in_ad"))
	require.Equal(t, "[]", get(t, srv, "/"+graphtest.SecondWABAID+"/welcome_message_sequences").Body)
}

func TestWithSequencePages(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithSequencePages())
	items, sizes := walk(t, srv, sequencesPath, "limit", "2")
	require.Equal(t, []int{2, 1}, sizes)
	require.Len(t, items, 3)
	require.Len(t, get(t, srv, sequencesPath+"?sequence_id="+graphtest.SequenceID).data(t), 1)
}

func TestSequenceRefusals(t *testing.T) {
	t.Parallel()
	const used = graphtest.UsedSequenceID
	tests := map[string]struct {
		method string
		path   string
		body   payload
		code   int
	}{
		"create without a name":           {"POST", "", form("welcome_message_sequence", sequenceContent), 4027010},
		"create without content":          {"POST", "", form("name", "n"), 4027010},
		"create with an empty name":       {"POST", "", form("name", "", "welcome_message_sequence", sequenceContent), 4027001},
		"name that is a number":           {"POST", "", jsonBody(`{"name":5,"welcome_message_sequence":{"text":"x"}}`), 4027001},
		"content that is no JSON":         {"POST", "", form("name", "n", "welcome_message_sequence", "Hello"), 4027001},
		"content with text behind it":     {"POST", "", form("name", "n", "welcome_message_sequence", sequenceContent+"x"), 4027001},
		"content that is a list":          {"POST", "", form("name", "n", "welcome_message_sequence", "[]"), 4027001},
		"ice breakers that are an object": {"POST", "", form("name", "n", "welcome_message_sequence", `{"text":"x","ice_breakers":{}}`), 4027001},
		"content without a text":          {"POST", "", form("name", "n", "welcome_message_sequence", "{}"), 4027010},
		"autofill without content":        {"POST", "", form("name", "n", "welcome_message_sequence", `{"text":"x","autofill_message":{}}`), 4027010},
		"ice breaker without a title":     {"POST", "", form("name", "n", "welcome_message_sequence", `{"text":"x","ice_breakers":[{}]}`), 4027010},
		"update of nothing":               {"POST", "", form("sequence_id", graphtest.SequenceID), 4027010},
		"update with bad content":         {"POST", "", form("sequence_id", graphtest.SequenceID, "welcome_message_sequence", "x"), 4027001},
		"update of an unknown one":        {"POST", "", form("sequence_id", "1", "name", "n"), 4027017},
		"update of one in an ad":          {"POST", "", form("sequence_id", used, "name", "n"), 4027012},
		"id with literal quotes":          {"POST", "", form("sequence_id", `"`+graphtest.SequenceID+`"`, "name", "n"), 4027017},
		"delete without an id":            {"DELETE", "", form(), 4027010},
		"delete of an unknown one":        {"DELETE", "?sequence_id=1", form(), 4027017},
		"delete of one in an ad":          {"DELETE", "?sequence_id=" + used, form(), 4027012},
		"delete in a form":                {"DELETE", "", form("sequence_id", used), 4027012},
		"read of an unknown one":          {"GET", "?sequence_id=1", form(), 4027017},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			before := get(t, srv, sequencesPath).Body
			call(t, srv, test.method, sequencesPath+test.path, test.body).requireError(t, http.StatusBadRequest, test.code)
			require.Equal(t, before, get(t, srv, sequencesPath).Body, "a refused request changes nothing")
		})
	}
}

func TestAddWelcomeSequence(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithoutSampleWorld())
	account := srv.AddWABA(srv.AddBusiness(graphtest.Business{}), graphtest.WABA{})
	id := srv.AddWelcomeSequence(account, graphtest.WelcomeSequence{Name: "Sale", Content: `{"text": "Hi"}`, UsedInAd: true})
	reply := get(t, srv, "/"+account+"/welcome_message_sequences")
	require.JSONEq(t, `[{"sequence_id":"`+id+`","name":"Sale","welcome_message_sequence":"{\"text\":\"Hi\"}","is_used_in_ad":true}]`, reply.Body)
}

// Sequences can be listed by the app that made them.
func TestSequencesOfAnApp(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	ids := func(app string) []string { return texts(listSequences(t, srv, query("app_id", app)), "sequence_id") }
	require.Equal(t, []string{graphtest.SequenceID}, ids(graphtest.AppID))
	require.Empty(t, ids(graphtest.PartnerAppID))
	created := call(t, srv, "POST", sequencesPath, form("name", "New", "welcome_message_sequence", `{"text":"Hello"}`)).object(t)
	require.Equal(t, []string{graphtest.SequenceID, created["sequence_id"].(string)}, ids(graphtest.AppID))
	get(t, srv, sequencesPath+"?app_id=mine").requireError(t, http.StatusBadRequest, 100)
}
