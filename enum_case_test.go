package whatsapp_test

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// On a live server one edge writes "verified" and another one "VERIFIED".
func TestStatusesCompareInEitherCase(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]whatsapp.VerificationStatus{
		`"verified"`:               whatsapp.VerificationStatusVerified,
		`"VERIFIED"`:               whatsapp.VerificationStatusVerified,
		`"Not_Verified"`:           whatsapp.VerificationStatusNotVerified,
		`"pending_need_more_info"`: whatsapp.VerificationStatusPendingNeedMoreInfo,
		`"state_of_tomorrow"`:      "state_of_tomorrow",
		`""`:                       "",
		`null`:                     "",
	} {
		var account whatsapp.WABA
		require.NoError(t, json.Unmarshal([]byte(`{"business_verification_status":`+text+`}`), &account))
		require.Equal(t, want, account.BusinessVerificationStatus, text)
		client := newClient(t, &fixedTransport{body: `{"id":"1","business_verification_status":` + text + `}`})
		read, err := client.WABAs.Get(t.Context(), wabaID)
		require.NoError(t, err)
		require.Equal(t, want, read.BusinessVerificationStatus, text)
	}
	var account whatsapp.WABA
	require.Error(t, json.Unmarshal([]byte(`{"business_verification_status":{}}`), &account))
	client := newClient(t, &fixedTransport{body: `{"id":"1","business_verification_status":{}}`})
	read, err := client.WABAs.Get(t.Context(), wabaID)
	require.NoError(t, err)
	require.Equal(t, &whatsapp.WABA{ID: "1"}, read, "a status of another form costs only itself")
}

// The values of a message are constants too, and encode as they came.
func TestMessagesInEitherCase(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]whatsapp.Message{
		`{"messaging_product":"whatsapp","recipient_type":"GROUP","to":"15550100123","type":"TEXT","text":{"body":"a","preview_url":false}}`: {
			To: "15550100123", RecipientType: whatsapp.RecipientTypeGroup, Content: whatsapp.Text{Body: "a"},
		},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"location_request_message","body":{"text":"a"},"action":{"name":"send_location"}}}`: {
			To: "1", Content: whatsapp.InteractiveLocationRequest{Body: "a"},
		},
		`{"messaging_product":"whatsapp","to":"1","type":"template","template":{"name":"a","language":{"code":"en"},"components":[` +
			`{"type":"button","sub_type":"catalog","index":"0","parameters":[{"type":"action","action":{"thumbnail_product_retailer_id":"b1"}}]}]}}`: {
			To: "1", Content: whatsapp.Template{Name: "a", Language: "en", Buttons: []whatsapp.TemplateButton{whatsapp.CatalogButton(0, "b1")}},
		},
		`{"messaging_product":"whatsapp","to":"1","type":"interactive","interactive":{"type":"button","header":{"type":"TEXT","text":"h"},"body":{"text":"a"},"action":{"buttons":[]}}}`: {
			To: "1", Content: whatsapp.InteractiveButtons{Header: whatsapp.TextHeader("h"), Body: "a"},
		},
		`{"messaging_product":"whatsapp","to":"1","type":"TOMORROW","TOMORROW":{}}`: {
			To: "1", Content: whatsapp.RawContent{Type: "TOMORROW", Body: json.RawMessage(`{}`)},
		},
	} {
		message := decodeMessage(t, body)
		require.Equal(t, want.Content, message.Content, body)
		require.Equal(t, want.RecipientType, message.RecipientType, body)
		require.Equal(t, want.Address(), message.Address(), body)
		require.Equal(t, body, encodeMessage(t, message))
	}
}

// A constant that is added later is read in either case too.
func TestEveryConstantIsReadInEitherCase(t *testing.T) {
	t.Parallel()
	found := 0
	for _, value := range []any{new(whatsapp.VerificationStatus), new(whatsapp.BusinessEntityType), new(whatsapp.TemplateButtonType), new(whatsapp.RecipientType), new(whatsapp.HeaderType)} {
		name := reflect.TypeOf(value).Elem().Name()
		for _, constant := range constantValues(t, name) {
			found++
			for _, text := range []string{strings.ToLower(constant), strings.ToUpper(constant)} {
				require.Equal(t, constant, readSpelling(t, name, text), name)
			}
		}
	}
	require.Equal(t, 11+8+6+2+4, found)
}

func TestEveryAnalyticsConstantIsReadInEitherCase(t *testing.T) {
	t.Parallel()
	for name, read := range analyticsSpellings {
		constants := constantValues(t, name)
		require.NotEmpty(t, constants, name)
		for _, constant := range constants {
			for _, text := range []string{strings.ToLower(constant), strings.ToUpper(constant)} {
				require.Equal(t, constant, read(t, text), name)
			}
		}
	}
}

// constantValues lists the values of the constants of a type.
func constantValues(t *testing.T, typeName string) []string {
	t.Helper()
	var values []string
	for _, file := range module(t).of(".") {
		for _, declaration := range file.Decls {
			group, ok := declaration.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for name, of := range constantsOf(group) {
				if literal := name.Obj.Decl.(*ast.ValueSpec).Values; of == typeName && len(literal) == 1 {
					value, err := strconv.Unquote(literal[0].(*ast.BasicLit).Value)
					require.NoError(t, err)
					values = append(values, value)
				}
			}
		}
	}
	return values
}

// readSpelling puts a value where it stands in JSON and returns what is read.
func readSpelling(t *testing.T, name, text string) string {
	t.Helper()
	switch name {
	case "VerificationStatus":
		var account whatsapp.WABA
		require.NoError(t, json.Unmarshal([]byte(`{"business_verification_status":"`+text+`"}`), &account))
		return string(account.BusinessVerificationStatus)
	case "BusinessEntityType":
		var info whatsapp.ComplianceInfo
		require.NoError(t, json.Unmarshal([]byte(`{"entity_type":"`+text+`"}`), &info))
		return string(info.EntityType)
	case "TemplateButtonType":
		var button whatsapp.TemplateButton
		require.NoError(t, json.Unmarshal([]byte(`{"sub_type":"`+text+`"}`), &button))
		return string(button.Type)
	case "RecipientType":
		return string(decodeMessage(t, `{"recipient_type":"`+text+`","text":{}}`).RecipientType)
	}
	content := decodeMessage(t, `{"interactive":{"type":"button","header":{"type":"`+text+`"},"action":{}}}`).Content
	return string(content.(whatsapp.InteractiveButtons).Header.Type)
}
