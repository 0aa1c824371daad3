package graphtest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// since returns the parameters of the latest hours.
func since(hours int) string {
	end := time.Now().Add(time.Minute)
	return fmt.Sprintf(".start(%d).end(%d)", end.Add(-time.Duration(hours)*time.Hour).Unix(), end.Unix())
}

// points reads the data points of a report.
func points(t testing.TB, reply answer, field string) []map[string]any {
	t.Helper()
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	var account map[string]struct {
		DataPoints []map[string]any `json:"data_points"`
		Data       []struct {
			DataPoints []map[string]any `json:"data_points"`
		}
	}
	object := reply.object(t)
	delete(object, "id")
	kept, err := json.Marshal(object)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(kept, &account), reply.Body)
	if account[field].Data != nil {
		return account[field].Data[0].DataPoints
	}
	return account[field].DataPoints
}

// Meta's samples have lists in several forms, and words in either case.
func TestAnalyticsInEverySpelling(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithoutSampleWorld())
	waba := srv.AddWABA(srv.AddBusiness(graphtest.Business{}), graphtest.WABA{})
	srv.AddPhoneNumber(waba, graphtest.PhoneNumber{DisplayPhoneNumber: "+1 650-555-0111"})
	srv.AddTraffic(waba, graphtest.Traffic{Delivered: 2, PricingCategory: "UTILITY", Country: "DE", Cost: 0.1})
	srv.AddTraffic(waba, graphtest.Traffic{Delivered: 3, PricingCategory: "UTILITY", Country: "US", Cost: 0.2})
	srv.AddTraffic(waba, graphtest.Traffic{Delivered: 5, Country: "FR"})
	for _, rest := range []string{
		`.granularity(DAILY).country_codes(["US","DE"]).dimensions(["PRICING_CATEGORY"])`,
		`.granularity(daily).country_codes([US,DE]).dimensions([pricing_category])`,
		`.granularity(MONTHLY).country_codes(US,DE).dimensions(PRICING_CATEGORY)`,
		`.granularity("MONTHLY").country_codes(['us','de']).dimensions(['PRICING_CATEGORY']).pricing_types([])`,
		`.granularity(DAILY).phone_numbers(["16505550111"]).country_codes(["DE","US"]).dimensions(PRICING_CATEGORY){data}`,
	} {
		found := points(t, get(t, srv, "/"+waba+query("fields", "pricing_analytics"+since(2)+rest)), "pricing_analytics")
		require.Len(t, found, 1, rest)
		delete(found[0], "start")
		delete(found[0], "end")
		require.Equal(t, map[string]any{"pricing_category": "UTILITY", "volume": 5.0, "cost": 0.3}, found[0], rest)
	}
	none := get(t, srv, "/"+waba+query("fields", "name,pricing_analytics"+since(2)+`.granularity(DAILY).phone_numbers(["1"])`))
	require.JSONEq(t, `{"id":"`+waba+`","name":"WhatsApp account"}`, none.Body, "a report of nothing is left out")
}

func TestAnalyticsRefuse(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	soon := fmt.Sprint(time.Now().Add(time.Hour).Unix())
	for name, field := range map[string]string{
		"no start":              "analytics.end(" + soon + ").granularity(DAY)",
		"no end":                "analytics.start(" + soon + ").granularity(DAY)",
		"a date":                "analytics.start(2026-01-01).end(" + soon + ").granularity(DAY)",
		"the wrong way":         "analytics.start(" + soon + ").end(" + soon + ").granularity(DAY)",
		"no granularity":        "call_analytics" + since(1),
		"the other granularity": "analytics" + since(1) + ".granularity(DAILY)",
		"for calls":             "call_analytics" + since(1) + ".granularity(DAY)",
		"too early":             "pricing_analytics" + since(24*400) + ".granularity(DAILY)",
		"a type of message":     "analytics" + since(1) + ".granularity(DAY).product_types([7])",
		"a metric":              "conversation_analytics" + since(1) + ".granularity(DAILY).metric_types([VOLUME])",
		"a category":            "conversation_analytics" + since(1) + ".granularity(DAILY).conversation_categories([FUN])",
		"a direction":           "call_analytics" + since(1) + ".granularity(DAILY).directions([SIDEWAYS])",
		"a pricing type":        "pricing_analytics" + since(1) + ".granularity(DAILY).pricing_types([FREE])",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			get(t, srv, "/"+graphtest.WABAID+query("fields", field)).requireError(t, 400, 100)
		})
	}
	for _, field := range []string{"analytics.start(1", `analytics.start(1).phone_numbers(["1)"`, `analytics.start("\`} {
		get(t, srv, "/"+graphtest.WABAID+query("fields", field)).requireError(t, 400, 2500)
	}
}

func TestAnalyticsEdgesRefuse(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	now := time.Now()
	seconds := func(moment time.Time) string { return fmt.Sprint(moment.Unix()) }
	valid := func(edge string) url.Values {
		values := url.Values{"start": {seconds(now.AddDate(0, 0, -1))}, "end": {seconds(now)}, "granularity": {"daily"}}
		switch edge {
		case "template_analytics":
			values.Set("template_ids", "["+graphtest.HelloTemplateID+"]")
		case "template_group_analytics":
			values.Set("template_group_ids", `["`+graphtest.TemplateGroupID+`"]`)
		case "group_analytics":
			values.Set("group_ids", `["g1"]`)
			values.Set("metric_types", "sent,read")
		}
		return values
	}
	edges := []string{"template_analytics", "template_group_analytics", "group_analytics"}
	for _, edge := range edges {
		reply := get(t, srv, "/"+graphtest.WABAID+"/"+edge+"?"+valid(edge).Encode())
		require.JSONEq(t, `{"data":[]}`, reply.Body, "nothing has happened yet")
	}
	for name, change := range map[string]func(edge string, values url.Values){
		"no start":        func(_ string, v url.Values) { v.Del("start") },
		"no end":          func(_ string, v url.Values) { v.Del("end") },
		"no time":         func(_ string, v url.Values) { v.Set("end", "tomorrow") },
		"the wrong way":   func(_ string, v url.Values) { v.Set("end", seconds(now.AddDate(0, 0, -3))) },
		"100 days ago":    func(_ string, v url.Values) { v.Set("start", seconds(now.AddDate(0, 0, -100))) },
		"by the hour":     func(_ string, v url.Values) { v.Set("granularity", "HOURLY") },
		"a metric":        func(_ string, v url.Values) { v.Set("metric_types", `["LAUGHED"]`) },
		"no list":         func(_ string, v url.Values) { v.Set("metric_types", `[`) },
		"seconds in zone": func(_ string, v url.Values) { v.Set("use_waba_timezone", "true") },
		"a zone by name":  func(_ string, v url.Values) { v.Set("use_waba_timezone", "Europe/Berlin") },
		"a page of 1000":  func(_ string, v url.Values) { v.Set("limit", "1000") },
		"no ids": func(_ string, v url.Values) {
			for name := range v {
				if len(name) > 4 && name[len(name)-4:] == "_ids" {
					v.Del(name)
				}
			}
		},
	} {
		for _, edge := range edges {
			t.Run(name+"/"+edge, func(t *testing.T) {
				t.Parallel()
				values := valid(edge)
				change(edge, values)
				get(t, srv, "/"+graphtest.WABAID+"/"+edge+"?"+values.Encode()).requireError(t, 400, 100)
			})
		}
	}
	more := valid("group_analytics")
	more.Set("group_ids", `["g1","g2"]`)
	get(t, srv, "/"+graphtest.WABAID+"/group_analytics?"+more.Encode()).requireError(t, 400, 100)
	more = valid("group_analytics")
	more.Del("metric_types")
	get(t, srv, "/"+graphtest.WABAID+"/group_analytics?"+more.Encode()).requireError(t, 400, 100)
	more = valid("template_analytics")
	more.Del("granularity")
	get(t, srv, "/"+graphtest.WABAID+"/template_analytics?"+more.Encode()).requireError(t, 400, 100)
	get(t, srv, "/"+graphtest.SecondWABAID+"/template_analytics?"+valid("template_analytics").Encode()).requireError(t, 400, 100)
	srv.AddWABA(graphtest.BusinessID, graphtest.WABA{ID: "77", Fields: map[string]any{"is_enabled_for_insights": false}})
	get(t, srv, "/77/template_analytics?"+valid("template_analytics").Encode()).requireError(t, 400, 200007)
}

func TestTheSampleWorldIsCounted(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	read := func(field string) answer { return get(t, srv, "/"+graphtest.WABAID+query("fields", field)) }
	for types, want := range map[string][]any{
		"": {790.0, 780.0}, "[0]": {430.0, 420.0}, "[2]": {360.0, 360.0}, "[100]": {410.0, 410.0}, "[0,2,100]": {1200.0, 1190.0},
	} {
		found := points(t, read("analytics"+since(24*75)+".granularity(DAY).country_codes(US,IN).product_types("+types+")"), "analytics")
		require.Len(t, found, 1)
		require.Equal(t, want, []any{found[0]["sent"], found[0]["delivered"]}, types)
	}
	for directions, want := range map[string]any{
		"": nil, "USER_INITIATED": "USER_INITIATED", "[USER_INITIATED,BUSINESS_INITIATED]": []any{"USER_INITIATED", "BUSINESS_INITIATED"},
	} {
		report := read("call_analytics" + since(24*75) + ".granularity(MONTHLY).metric_types([COUNT,average_duration]).dimensions(direction).directions(" + directions + ")")
		require.Equal(t, want, report.object(t)["call_analytics"].(map[string]any)["directions"])
		found := points(t, report, "call_analytics")
		require.Equal(t, []any{35.0, 106.0, nil}, []any{found[0]["count"], found[0]["average_duration"], found[0]["cost"]})
	}
	for _, field := range []string{"analytics", "call_analytics", "pricing_analytics", "conversation_analytics"} {
		granularity := "DAILY"
		if field == "analytics" {
			granularity = "DAY"
		}
		require.Empty(t, points(t, read(field+since(1)+".granularity("+granularity+")"), field), "nothing has happened in the last hour")
	}
	now := time.Now()
	values := url.Values{
		"start": {fmt.Sprint(now.AddDate(0, 0, -75).Unix())}, "end": {fmt.Sprint(now.Unix())},
		"group_ids": {`["` + graphtest.GroupID + `"]`}, "metric_types": {"SENT,READ,PARTICIPANTS_JOINED,PARTICIPANTS_LEFT"},
	}
	list := get(t, srv, "/"+graphtest.WABAID+"/group_analytics?"+values.Encode()).data(t)
	point := list[0]["data_points"].([]any)[0].(map[string]any)
	require.Equal(t, []any{10.0, 8.0, 3.0, 1.0}, []any{point["sent"], point["read"], point["joined"], point["left"]})
	values.Set("template_ids", graphtest.PausedTemplateID)
	values.Set("granularity", "DAILY")
	values.Del("metric_types")
	list = get(t, srv, "/"+graphtest.WABAID+"/template_analytics?"+values.Encode()).data(t)
	point = list[0]["data_points"].([]any)[0].(map[string]any)
	require.Equal(t, []any{map[string]any{"type": "quick_reply_button", "button_content": "Show me", "count": 12.0}}, point["clicked"])
	require.Equal(t, []any{
		map[string]any{"type": "amount_spent", "value": 3.0}, map[string]any{"type": "cost_per_delivered", "value": 0.025},
	}, point["cost"])
}

func TestCostsOfAPartner(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	waba := srv.AddWABA(graphtest.BusinessID, graphtest.WABA{PartnerCreditLine: true})
	srv.AddTraffic(waba, graphtest.Traffic{Delivered: 2, PricingCategory: "UTILITY", Cost: 0.1})
	field := "pricing_analytics" + since(1) + ".granularity(DAILY)"
	found := points(t, get(t, srv, "/"+waba+query("fields", field)), "pricing_analytics")
	require.NotContains(t, found[0], "cost")
	refusal := get(t, srv, "/"+waba+query("fields", field+".metric_types([cost])"))
	refusal.requireError(t, 400, 100)
	require.Equal(t, "Cost not available", refusal.graphError(t).UserTitle)
}

func TestTapsAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		hooks := srv.Webhooks(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "secret")
		id := send(t, srv, `{"messaging_product":"whatsapp","to":"15550100123","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`)
		for range 2 {
			tap := webhook.Message{Context: &webhook.Context{ID: id}, Button: &webhook.Button{Text: "Stop", Payload: "stop"}}
			require.NoError(t, hooks.Deliver(t.Context(), graphtest.Inbound{From: "15550100123", Message: tap}))
		}
		now := fmt.Sprint(time.Now().Unix())
		values := url.Values{"start": {now}, "end": {now}, "granularity": {"DAILY"}, "template_ids": {graphtest.HelloTemplateID}, "metric_types": {"CLICKED,REPLIED"}}
		list := get(t, srv, "/"+graphtest.WABAID+"/template_analytics?"+values.Encode()).data(t)
		point := list[0]["data_points"].([]any)[0].(map[string]any)
		require.Equal(t, 1.0, point["replied"])
		require.Equal(t, []any{map[string]any{"type": "quick_reply_button", "button_content": "Stop", "count": 2.0}}, point["clicked"])
	})
}

func TestTrafficOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Panics(t, func() { srv.AddTraffic("1", graphtest.Traffic{}) })
	require.Panics(t, func() { srv.AddTraffic(graphtest.WABAID, graphtest.Traffic{TemplateID: "1"}) })
	require.Panics(t, func() { srv.AddTraffic(graphtest.WABAID, graphtest.Traffic{PhoneNumberID: "1"}) })
}

// Days are days in the account's time zone where that is asked for.
func TestDaysInTheZoneOfTheAccount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		night := time.Now().UTC().Truncate(24 * time.Hour).Add(-20 * time.Hour) // 4 in the morning, and 8 in the evening there
		srv.AddTraffic(graphtest.WABAID, graphtest.Traffic{At: night, Delivered: 1, TemplateID: graphtest.HelloTemplateID})
		for zone, want := range map[string]time.Time{"false": night.Add(-4 * time.Hour), "true": night.Add(-20 * time.Hour)} {
			values := url.Values{
				"start": {night.AddDate(0, 0, -3).Format(time.DateOnly)}, "end": {night.AddDate(0, 0, 3).Format(time.DateOnly)},
				"granularity": {"DAILY"}, "template_ids": {graphtest.HelloTemplateID}, "use_waba_timezone": {zone}, "metric_types": {"sent"},
			}
			list := get(t, srv, "/"+graphtest.WABAID+"/template_analytics?"+values.Encode()).data(t)
			require.Len(t, list, 1)
			require.Equal(t, "cloud_api", list[0]["product_type"])
			require.Equal(t, zone == "true", list[0]["waba_timezone"] == "America/Los_Angeles")
			require.Equal(t, []any{map[string]any{
				"template_id": graphtest.HelloTemplateID, "start": float64(want.Unix()), "end": float64(want.Unix() + 24*3600), "sent": 1.0,
			}}, list[0]["data_points"], zone)
		}
	})
}

// A request for today's messages has all of today.
func TestPartOfADayIsTheDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		srv.AddTraffic(graphtest.WABAID, graphtest.Traffic{Delivered: 4, TemplateID: graphtest.HelloTemplateID, Marketing: true})
		now := fmt.Sprint(time.Now().Unix())
		values := url.Values{"start": {now}, "end": {now}, "granularity": {"DAILY"}, "template_ids": {graphtest.HelloTemplateID}}
		require.Empty(t, get(t, srv, "/"+graphtest.WABAID+"/template_analytics?"+values.Encode()).data(t), "it was sent with the other API")
		values.Set("product_type", "marketing_messages_lite_api")
		require.Len(t, get(t, srv, "/"+graphtest.WABAID+"/template_analytics?"+values.Encode()).data(t), 1)
	})
}

// A conversation lasts 24 hours, and a message is read when its status says so.
func TestStatusesAndConversationsAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New(graphtest.WithHistory(3))
		hooks := srv.Webhooks(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "secret", graphtest.WithStatuses())
		start := time.Now()
		for range 4 {
			id := send(t, srv, `{"messaging_product":"whatsapp","to":"+4915112345678","text":{"body":"Hi"}}`)
			for _, status := range []webhook.MessageStatus{webhook.MessageStatusSent, webhook.MessageStatusRead, webhook.MessageStatusDelivered} {
				require.NoError(t, hooks.Deliver(t.Context(), graphtest.StatusUpdate{MessageID: id, Status: status}))
			}
			time.Sleep(13 * time.Hour)
		}
		span := fmt.Sprintf(".start(%d).end(%d)", start.Unix(), time.Now().Unix())
		messages := points(t, get(t, srv, "/"+graphtest.WABAID+query("fields", "analytics"+span+".granularity(MONTH)")), "analytics")
		require.Len(t, messages, 1)
		require.Equal(t, []any{3.0, 3.0}, []any{messages[0]["sent"], messages[0]["delivered"]}, "the first message is forgotten")
		conversations := points(t, get(t, srv, "/"+graphtest.WABAID+query("fields", "conversation_analytics"+span+
			".granularity(MONTHLY).dimensions(COUNTRY,PHONE,CONVERSATION_TYPE,CONVERSATION_CATEGORY,CONVERSATION_DIRECTION)")), "conversation_analytics")
		require.Len(t, conversations, 1)
		require.Equal(t, 2.0, conversations[0]["conversation"], "the third message is later than 24 hours after the first")
		require.Equal(t, "DE", conversations[0]["country"])
		require.Equal(t, "SERVICE", conversations[0]["conversation_category"])
	})
}

func TestPerformanceOfTemplates(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.WABAID + "/template_performance_metrics"
	require.Len(t, get(t, srv, path).data(t), 3)
	require.Len(t, get(t, srv, path+query("name", graphtest.HelloTemplate)).data(t), 1)
	require.Len(t, get(t, srv, path+query("template_id", graphtest.LoginTemplateID)).data(t), 1)
}
