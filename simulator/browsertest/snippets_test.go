package browsertest_test

import (
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// The methods that the simulator copies as Go must be methods of the client.
func TestCopiedMethodsExist(t *testing.T) {
	t.Parallel()
	s := newSimulator(t)
	for path, want := range map[string]string{
		graphtest.WABAID + "/phone_numbers":                                  "PhoneNumbers.List",
		graphtest.WABAID + "/message_templates":                              "Templates.List",
		graphtest.WABAID + "/flows":                                          "Flows.List",
		graphtest.WABAID + "/welcome_message_sequences":                      "WelcomeSequences.List",
		graphtest.PhoneNumberID + "/message_qrdls":                           "QRCodes.List",
		graphtest.PhoneNumberID + "/block_users":                             "BlockedUsers.List",
		graphtest.PhoneNumberID + "/groups":                                  "Groups.List",
		graphtest.BusinessID + "/owned_whatsapp_business_accounts":           "WABAs.ListOwned",
		graphtest.BusinessID + "/client_whatsapp_business_accounts":          "WABAs.ListShared",
		graphtest.PhoneNumberID + "/message_history":                         "MessageHistory.List",
		graphtest.BusinessID + "/business_users":                             "Businesses.ListUsers",
		graphtest.WABAID + "/template_groups":                                "Templates.ListGroups",
		graphtest.WABAID + "/schedules":                                      "WABAs.ListSchedules",
		graphtest.WABAID + "/activities":                                     "WABAs.ListActivities",
		graphtest.WABAID + "/product_catalogs":                               "WABAs.ListCatalogs",
		graphtest.BusinessID + "/system_users":                               "Tokens.ListSystemUsers",
		graphtest.WABAID + "/dataset":                                        "",
		graphtest.PhoneNumberID + "/call_permissions?user_wa_id=15550100126": "",
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.address+"/v23.0/"+path, nil)
		require.NoError(t, err)
		request.Header.Set("Authorization", "Bearer x")
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		last := s.api(http.MethodGet, "/traffic?limit=1", "")["last"].(float64)
		text := s.api(http.MethodGet, "/traffic/"+strconv.Itoa(int(last))+"/snippets", "")["go"].(string)
		if want == "" {
			require.Contains(t, text, "client.Do(ctx, whatsapp.Operation{")
			continue
		}
		named := regexp.MustCompile(`client\.(\w+)\.(\w+)\(ctx, "\d+", nil\)`).FindStringSubmatch(text)
		require.NotNil(t, named, text)
		require.Equal(t, want, named[1]+"."+named[2])
		service := reflect.ValueOf(whatsapp.Client{}).FieldByName(named[1])
		require.True(t, service.IsValid(), named[1])
		method, found := service.Type().MethodByName(named[2])
		require.True(t, found, want)
		require.Equal(t, 5, method.Type.NumIn(), "%s has a context, an id, the page and options", want)
		require.Equal(t, reflect.Pointer, method.Type.In(3).Kind(), "%s: nil is a page", want)
	}
}
