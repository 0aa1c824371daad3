package whatsapp_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func usageOf(t *testing.T, header ...string) whatsapp.Usage {
	t.Helper()
	var response whatsapp.Response
	client := newClient(t, script(answer(200, success, header...)))
	require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe, whatsapp.CaptureResponse(&response)))
	return response.Usage
}

func TestUsageHeaders(t *testing.T) {
	t.Parallel()
	usage := usageOf(t,
		"X-App-Usage", `{"call_count":28,"total_time":"25","total_cputime":3.5}`,
		"X-Business-Use-Case-Usage", `{"102290129340398":[
			{"type":"whatsapp_business_management","call_count":10,"total_cputime":90,"total_time":5,"estimated_time_to_regain_access":0},
			{"type":"whatsapp","call_count":"100","total_cputime":1,"total_time":1,"estimated_time_to_regain_access":7,"ads_api_access_tier":"standard_access"}]}`)
	assert.Equal(t, &whatsapp.AppUsage{CallCount: 28, TotalTime: 25, TotalCPUTime: 3.5}, usage.App)
	cases := usage.Business["102290129340398"]
	require.Len(t, cases, 2)
	assert.Equal(t, whatsapp.BusinessUsage{Type: "whatsapp_business_management", CallCount: 10, TotalTime: 5, TotalCPUTime: 90}, cases[0])
	assert.Equal(t, whatsapp.BusinessUsage{Type: "whatsapp", CallCount: 100, TotalTime: 1, TotalCPUTime: 1, MinutesToRegainAccess: 7, AccessTier: "standard_access"}, cases[1])
	assert.InDelta(t, 100, usage.Highest(), 0)
	assert.Equal(t, 7*time.Minute, usage.RegainAccess())
}

// A header that cannot be read is ignored; what can be read of it is kept.
func TestMalformedUsageHeaders(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "busy", "{", "[]", "null", `"text"`, `{"call_count":{}}`, `{"call_count":[1]}`} {
		usage := usageOf(t, "X-App-Usage", value, "X-Business-Use-Case-Usage", value)
		assert.Zero(t, usage.Highest(), value)
		assert.Zero(t, usage.RegainAccess(), value)
	}
	usage := usageOf(t, "X-Business-Use-Case-Usage", `{"1":"odd","2":[{"call_count":3,"estimated_time_to_regain_access":-4}],"3":[{"estimated_time_to_regain_access":1e30}]}`)
	assert.InDelta(t, 3, usage.Highest(), 0)
	assert.Equal(t, 100*365*24*time.Hour, usage.RegainAccess(), "no number overflows")
	assert.NotContains(t, usage.Business, "1")
}
