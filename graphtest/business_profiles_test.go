package graphtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const profilePath = "/" + graphtest.PhoneNumberID + "/whatsapp_business_profile"

func TestBusinessProfile(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	changed := call(t, srv, http.MethodPost, profilePath, jsonBody(`{"messaging_product":"whatsapp","about":"Open","email":"","websites":[],"profile_picture_handle":"`+graphtest.PictureHandle+`"}`))
	require.JSONEq(t, `{"success":true}`, changed.Body)
	profile := get(t, srv, profilePath).data(t)[0]
	require.Equal(t, "Open", profile["about"])
	require.Equal(t, "RETAIL", profile["vertical"], "what was not named stays")
	require.NotContains(t, profile, "email")
	require.NotContains(t, profile, "id")
	require.Contains(t, profile["profile_picture_url"], "https://pps.whatsapp.net/")

	node := get(t, srv, "/"+graphtest.BusinessProfileID+"?fields=account_name,about,profile_picture_handle").object(t)
	require.Equal(t, map[string]any{
		"id": graphtest.BusinessProfileID, "account_name": "Support line", "about": "Open", "profile_picture_handle": graphtest.PictureHandle,
	}, node)
	renamed := call(t, srv, http.MethodPost, "/"+graphtest.BusinessProfileID, jsonBody(`{"messaging_product":"whatsapp","account_name":"Help"}`))
	require.JSONEq(t, `{"success":true,"id":"`+graphtest.BusinessProfileID+`"}`, renamed.Body)
}

func TestBusinessProfileInTheDocumentedForm(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithDocumentedTypes())
	require.JSONEq(t, `{"data":[{"business_profile":{"about":"Here to help","messaging_product":"whatsapp"}}]}`, get(t, srv, profilePath+"?fields=about").Body)
}

func TestBusinessProfileRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		members string
		status  int
	}{
		"an empty about":           {`"about":""`, http.StatusBadRequest},
		"a long about":             {`"about":"` + strings.Repeat("a", 140) + `"`, http.StatusBadRequest},
		"a long address":           {`"address":"` + strings.Repeat("a", 257) + `"`, http.StatusBadRequest},
		"a long description":       {`"description":"` + strings.Repeat("a", 513) + `"`, http.StatusBadRequest},
		"an email without an at":   {`"email":"support"`, http.StatusBadRequest},
		"an unknown vertical":      {`"vertical":"BUTCHER"`, http.StatusBadRequest},
		"three websites":           {`"websites":["https://a.test","https://b.test","https://c.test"]`, http.StatusBadRequest},
		"a website without scheme": {`"websites":["a.test"]`, http.StatusBadRequest},
		"a long website":           {`"websites":["https://` + strings.Repeat("a", 256) + `"]`, http.StatusBadRequest},
		"a number as website":      {`"websites":[1]`, http.StatusBadRequest},
		"an unknown picture":       {`"profile_picture_handle":"4::made:up"`, http.StatusUnprocessableEntity},
		"the name of the account":  {`"account_name":"Help"`, http.StatusBadRequest},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			before := get(t, srv, profilePath).Body
			call(t, srv, http.MethodPost, profilePath, jsonBody(`{"messaging_product":"whatsapp",`+test.members+`}`)).requireError(t, test.status, 100)
			require.JSONEq(t, before, get(t, srv, profilePath).Body)
		})
	}
	call(t, graphtest.New(), http.MethodPost, profilePath, jsonBody(`{"about":"Open"}`)).requireError(t, http.StatusBadRequest, 100)
	call(t, graphtest.New(), http.MethodPost, "/"+graphtest.BusinessProfileID, jsonBody(`{"messaging_product":"whatsapp","account_name":""}`)).requireError(t, http.StatusBadRequest, 100)
}
