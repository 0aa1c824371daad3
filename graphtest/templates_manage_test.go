package graphtest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	templatesPath = "/" + graphtest.WABAID + "/message_templates"
	goodTemplate  = `{"name":"order_shipped","language":"en_US","category":"UTILITY","components":[
		{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::aW"]}},
		{"type":"BODY","text":"Hi {{1}}, it is on its way.","example":{"body_text":[["Ada"]]}},
		{"type":"BUTTONS","buttons":[{"type":"URL","text":"Track","url":"https://shop.test/{{1}}","example":["https://shop.test/1"]},{"type":"QUICK_REPLY","text":"Stop"}]}]}`
)

// createdID creates the good template and returns its id.
func createdID(t *testing.T, srv *graphtest.Server) string {
	t.Helper()
	reply := call(t, srv, http.MethodPost, templatesPath, jsonBody(goodTemplate))
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	var created struct{ ID, Status, Category string }
	require.NoError(t, json.Unmarshal([]byte(reply.Body), &created))
	require.Equal(t, "PENDING", created.Status)
	require.Equal(t, "UTILITY", created.Category)
	return created.ID
}

func statusOf(t *testing.T, srv *graphtest.Server, id string) string {
	t.Helper()
	var template struct{ Status string }
	reply := call(t, srv, http.MethodGet, "/"+id)
	require.NoError(t, json.Unmarshal([]byte(reply.Body), &template))
	return template.Status
}

func TestReviewOfATemplate(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	var bodies []string
	hooks := srv.Webhooks(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
	}), "secret")
	id := createdID(t, srv)
	send := templateBody("order_shipped", `{"type":"header","parameters":[{"type":"image","image":{"id":"`+graphtest.MediaID+`"}}]},`+
		`{"type":"body","parameters":[{"type":"text","text":"Ada"}]},{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"17"}]}`)
	call(t, srv, http.MethodPost, messages, send).requireError(t, http.StatusNotFound, 132001)

	for _, step := range []struct {
		status, reason string
		code           int
	}{
		{"REJECTED", "PROMOTIONAL", 132001}, {"APPROVED", "", 0}, {"PAUSED", "", 132015}, {"DISABLED", "", 132016},
	} {
		srv.ReviewTemplate(id, step.status, step.reason)
		reply := call(t, srv, http.MethodPost, messages, send)
		if step.code == 0 {
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			continue
		}
		require.Equal(t, step.code, reply.graphError(t).Code)
	}
	require.NoError(t, hooks.Flush(t.Context()))
	all := strings.Join(bodies, "\n")
	for _, part := range []string{
		`"event":"REJECTED"`, `"reason":"PROMOTIONAL"`, `"event":"PAUSED"`, `"message_template_id":` + id,
		`"message_template_name":"order_shipped"`, `"field":"message_template_status_update"`, `"id":"` + graphtest.WABAID + `"`,
	} {
		require.Contains(t, all, part)
	}
}

func TestReviewEndsByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New(graphtest.WithTemplateReview(time.Hour))
		id := createdID(t, srv)
		require.Equal(t, "PENDING", statusOf(t, srv, id))
		time.Sleep(time.Hour - time.Second)
		require.Equal(t, "PENDING", statusOf(t, srv, id))
		time.Sleep(time.Second)
		require.Equal(t, "APPROVED", statusOf(t, srv, id))
	})
}

// A template is approved, rejected or paused by a call or after a time; each
// has its webhook.
func TestReviewsAfterATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New(graphtest.WithTemplateReview(time.Hour))
		hooks := srv.Webhooks(http.NotFoundHandler(), "secret")
		id := createdID(t, srv)
		srv.ReviewTemplateAfter(4*time.Hour, id, "DISABLED", "")
		srv.ReviewTemplateAfter(2*time.Hour, id, "PAUSED", "")
		srv.ReviewTemplateAfter(30*time.Minute, id, "REJECTED", "PROMOTIONAL")
		srv.ReviewTemplateAfter(3*time.Hour, id, "APPROVED", "")
		for _, step := range []struct {
			after time.Duration
			want  string
		}{{30 * time.Minute, "REJECTED"}, {30 * time.Minute, "REJECTED"}, {time.Hour, "PAUSED"}, {time.Hour, "APPROVED"}, {time.Hour, "DISABLED"}} {
			time.Sleep(step.after)
			require.Equal(t, step.want, statusOf(t, srv, id))
		}
		events := statusEvents(t, hooks)
		require.Len(t, events, 4)
		require.Equal(t, "PROMOTIONAL", events[0].Reason)
		require.Equal(t, "FIRST_PAUSE", events[1].OtherInfo.Title)
		require.Equal(t, webhook.TemplateStatus("APPROVED"), events[2].Event)
		require.False(t, events[3].DisableInfo.DisableDate.IsZero())

		srv.ReviewTemplateAfter(time.Hour, id, "APPROVED", "")
		require.Equal(t, http.StatusOK, call(t, srv, http.MethodDelete, "/"+graphtest.WABAID+"/message_templates?name=order_shipped").Status)
		before := len(statusEvents(t, hooks))
		time.Sleep(time.Hour)
		call(t, srv, http.MethodGet, "/"+graphtest.WABAID)
		require.Len(t, statusEvents(t, hooks), before, "a template that is gone is not reviewed")
	})
}

// statusEvents returns the queued changes of templates.
func statusEvents(t *testing.T, hooks *graphtest.Webhooks) []*webhook.TemplateStatusEvent {
	t.Helper()
	var events []*webhook.TemplateStatusEvent
	for _, delivery := range hooks.Deliveries() {
		notification, err := webhook.Parse(delivery.Body)
		require.NoError(t, err)
		for event := range notification.Events() {
			events = append(events, event.(*webhook.TemplateStatusEvent))
		}
	}
	return events
}

func TestEditsOfATemplate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		id := createdID(t, srv)
		edit := jsonBody(`{"components":[{"type":"BODY","text":"It is on its way."}]}`)
		call(t, srv, http.MethodPost, "/"+id, edit).requireError(t, http.StatusBadRequest, 2388039)
		srv.ReviewTemplate(id, "APPROVED", "")
		call(t, srv, http.MethodPost, "/"+id, jsonBody(`{"category":"MARKETING"}`)).requireError(t, http.StatusBadRequest, 2388039)
		call(t, srv, http.MethodPost, "/"+id, jsonBody(`{}`)).requireError(t, http.StatusBadRequest, 100)
		require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, "/"+id, edit).Status)
		require.Equal(t, "PENDING", statusOf(t, srv, id))
		srv.ReviewTemplate(id, "APPROVED", "")
		call(t, srv, http.MethodPost, "/"+id, edit).requireError(t, http.StatusBadRequest, 2388039)
		time.Sleep(24 * time.Hour)
		require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, "/"+id, edit).Status)
	})
}

func TestTemplatesThatAreRefused(t *testing.T) {
	t.Parallel()
	with := func(old, replacement string) string { return strings.Replace(goodTemplate, old, replacement, 1) }
	tests := map[string]struct {
		body string
		code int
	}{
		"no name":           {with(`"name":"order_shipped",`, ``), 100},
		"a name of words":   {with(`order_shipped`, `Order shipped`), 100},
		"no language":       {with(`"language":"en_US",`, ``), 100},
		"another category":  {with(`UTILITY`, `FUN`), 100},
		"no components":     {`{"name":"a","language":"en_US","category":"UTILITY"}`, 100},
		"odd components":    {`{"name":"a","language":"en_US","category":"UTILITY","components":[7]}`, 100},
		"no body":           {`{"name":"a","language":"en_US","category":"UTILITY","components":[{"type":"FOOTER","text":"Bye"}]}`, 100},
		"no sample":         {with(`[["Ada"]]`, `[]`), 100},
		"no sample picture": {with(`"4::aW"`, ``), 100},
		"a named variable":  {with(`{{1}},`, `{{you}},`), 100},
		"a long body":       {with(`it is`, strings.Repeat("a", 1024)), 2388072},
		"at the edge":       {with(`Hi {{1}}`, `{{1}}`), 2388299},
		"a long button":     {with(`"Track"`, `"`+strings.Repeat("a", 26)+`"`), 2388040},
		"a long footer":     {with(`"components":[`, `"components":[{"type":"FOOTER","text":"`+strings.Repeat("a", 61)+`"},`), 2388073},
		"a long header":     {with(`"format":"IMAGE",`, `"format":"TEXT","text":"`+strings.Repeat("a", 61)+`",`), 2388047},
		"a taken name":      {with(`order_shipped`, graphtest.HelloTemplate), 100},
		"an unknown entry":  {`{"name":"a","language":"en_US","category":"UTILITY","library_template_name":"none"}`, 100},
		"no inputs":         {`{"name":"a","language":"en_US","category":"UTILITY","library_template_name":"delivery_update_1"}`, 100},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call(t, graphtest.New(), http.MethodPost, templatesPath, jsonBody(test.body)).requireError(t, http.StatusBadRequest, test.code)
		})
	}
}

func TestAccountIsFullOfTemplates(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	waba := srv.AddWABA(graphtest.BusinessID, graphtest.WABA{Fields: map[string]any{"business_verification_status": "NOT_VERIFIED"}})
	for i := range 250 {
		srv.AddTemplate(waba, graphtest.Template{Name: "t" + strings.Repeat("a", i), Body: "Hello."})
	}
	call(t, srv, http.MethodPost, "/"+waba+"/message_templates", jsonBody(goodTemplate)).requireError(t, http.StatusBadRequest, 2388019)
}

// A template message is held to all of its template.
func TestMessageIsHeldToTheWholeTemplate(t *testing.T) {
	t.Parallel()
	const (
		header = `{"type":"header","parameters":[{"type":"image","image":{"link":"https://shop.test/a.jpg"}}]}`
		body   = `{"type":"body","parameters":[{"type":"text","text":"Ada"}]}`
		button = `{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"17"}]}`
	)
	tests := map[string]struct {
		components string
		code       int
	}{
		"good":             {header + "," + body + "," + button, 0},
		"no header":        {body + "," + button, 132012},
		"a video":          {strings.ReplaceAll(header, "image", "video") + "," + body + "," + button, 132012},
		"no body":          {header + "," + button, 132000},
		"no button":        {header + "," + body, 131008},
		"another button":   {header + "," + body + "," + strings.Replace(button, `"url"`, `"flow"`, 1), 132012},
		"a button of none": {header + "," + body + "," + button + "," + strings.Replace(button, `"0"`, `"7"`, 1), 132018},
		"cards":            {header + "," + body + "," + button + `,{"type":"carousel","cards":[{"components":[]}]}`, 132000},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			srv.ReviewTemplate(createdID(t, srv), "APPROVED", "")
			reply := call(t, srv, http.MethodPost, messages, templateBody("order_shipped", test.components))
			if test.code == 0 {
				require.Equal(t, http.StatusOK, reply.Status, reply.Body)
				return
			}
			require.Equal(t, test.code, reply.graphError(t).Code, reply.Body)
		})
	}
}
