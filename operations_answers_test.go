package whatsapp_test

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// An empty success is an error.
func TestOperationsWithUnreadableAnswers(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		exchange := method.first()
		good := string(exchange.load(t)[0].Response.body())
		answers := map[string]string{
			"nothing":           "",
			"blanks":            " \r\n\t",
			"not JSON":          "not JSON",
			"an HTML page":      "<!DOCTYPE html><html></html>",
			"truncated":         good[:len(good)-1],
			"truncated early":   good[:1],
			"an empty object":   "{}",
			"blanks and {}":     "\n{}\n",
			"null":              "null",
			"trailing text":     good + "x",
			"two answers":       good + good,
			"a truncated text":  `"Service Unavail`,
			"a truncated value": `{"success":tru`,
		}
		if method.mayBeEmpty {
			maps.DeleteFunc(answers, func(_, body string) bool { return slices.Contains([]string{"{}", "\n{}\n", "null"}, body) })
		}
		for name, body := range answers {
			t.Run(method.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				recorded := exchange.load(t)[0]
				recorded.Response = recorded.Response.with(body)
				transport, log := replay(t, recorded)
				got, err := method.run(t.Context(), newClient(t, transport), once)
				require.Nil(t, got)
				require.Len(t, log.sent(), 1)
				var failure *whatsapp.GraphAPIError
				require.ErrorAs(t, err, &failure)
				require.Equal(t, method.operation, failure.Operation)
				require.Equal(t, http.StatusOK, failure.StatusCode)
				require.Equal(t, secretLinks.Replace(body), string(failure.Body), "a signed link and a password are secrets")
				require.Equal(t, method.repeat == whatsapp.RepeatSafe, errors.Is(err, whatsapp.ErrTransient))
				require.Equal(t, method.repeat != whatsapp.RepeatSafe, errors.Is(err, whatsapp.ErrOutcomeUnknown))
				require.Contains(t, err.Error(), "the server reports success, but ")
			})
		}
	}
}

// secretLinks shows the signed links of the fixtures as errors do.
var secretLinks = strings.NewReplacer(
	mediaURL, "https://lookaside.fbsbx.com/[REDACTED]", strings.ReplaceAll(mediaURL, "&", `\u0026`), "https://lookaside.fbsbx.com/[REDACTED]",
	sessionID, "upload:[REDACTED]",
	issuedToken, "[REDACTED]", appID+"|EAAtokenOfTheApp", "[REDACTED]",
	flowPreviewURL, "https://business.facebook.com/[REDACTED]", flowJSONURL, "https://scontent.xx.fbcdn.net/[REDACTED]",
	solutionToken, "[REDACTED]",
	gatewayURL, "https://www.facebook.com/[REDACTED]",
	sipPassword, "[REDACTED]",
)

// An answer of the wrong shape is an error too, for methods that return
// something.
func TestOperationsWithAnswersOfTheWrongShape(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		exchange := method.first()
		if exchange.want == nil {
			continue
		}
		for _, body := range []string{`"text"`, `5`, `true`, `{"data":{}}`, `{"data":"text"}`, `[[]]`, `["text"]`, `[5]`} {
			if strings.HasPrefix(body, "{") && method.pair == nil {
				continue
			}
			t.Run(method.name+"/"+body, func(t *testing.T) {
				t.Parallel()
				recorded := exchange.load(t)[0]
				recorded.Response = recorded.Response.with(body)
				transport, _ := replay(t, recorded)
				got, err := method.run(t.Context(), newClient(t, transport), once)
				require.Nil(t, got)
				var failure *whatsapp.GraphAPIError
				require.ErrorAs(t, err, &failure)
				require.Equal(t, method.repeat != whatsapp.RepeatSafe, errors.Is(err, whatsapp.ErrOutcomeUnknown))
			})
		}
	}
}

func TestListsNeedTheirData(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		if method.pair == nil {
			continue
		}
		for _, body := range []string{`{"paging":{}}`, `{"success":true}`} {
			recorded := method.first().load(t)[0]
			recorded.Response = recorded.Response.with(body)
			transport, _ := replay(t, recorded)
			_, err := method.run(t.Context(), newClient(t, transport), once)
			require.ErrorContains(t, err, `the list has no "data"`, method.name)
		}
	}
}

// What was created must come with its id.
func TestCreatedObjectsNeedTheirID(t *testing.T) {
	t.Parallel()
	missing := map[string]string{
		"WelcomeSequences.Create":               `"sequence_id"`,
		"WABAs.Create":                          `"id"`,
		"PhoneNumbers.Add":                      `"id"`,
		"PhoneNumbers.Create":                   `"id"`,
		"CreditLines.ShareAndAttach":            `"allocation_config_id"`,
		"Businesses.OnboardToMarketingMessages": `"request_id"`,
		"CreditLines.Share":                     `"allocation_config_id"`,
		"CreditLines.Attach":                    `"allocation_config_id"`,
		"Solutions.Create":                      `"solution_id"`,
		"Solutions.SetMigrationIntent":          `"migration_intent_id"`,
		"OnBehalf.CreateIntent":                 `"mobility_intent_id"`,
		"Signups.Create":                        `"id"`,
		"Signups.CreateCustomerBase":            `"messaging_customer_base_id"`,
		"Messages.Send":                         `"messages[0].id"`,
		"Messages.SendMarketing":                `"messages[0].id"`,
		"Media.Upload":                          `"id"`,
		"Media.UploadFile":                      `"id"`,
		"Media.UploadBytes":                     `"id"`,
		"Tokens.CreateSystemUser":               `"id"`,
		"Tokens.ExchangeCode":                   `"access_token"`,
		"Tokens.CreateForApp":                   `"access_token"`,
		"WABAs.CreateSchedule":                  `"id"`,
		"Conversions.SendEvents":                `"events_received"`,
		"Messages.SendEncrypted":                `"encrypted_contents"`,
	}
	for _, method := range methods() {
		member, creates := missing[method.name]
		if !creates {
			continue
		}
		for _, body := range []string{`{"success":true}`, `{"id":"","sequence_id":"","solution_id":"","migration_intent_id":"","mobility_intent_id":""}`, `{"id":null,"sequence_id":null,"solution_id":null,"migration_intent_id":null,"mobility_intent_id":null}`} {
			recorded := method.first().load(t)[0]
			recorded.Response = recorded.Response.with(body)
			transport, log := replay(t, recorded)
			got, err := method.run(t.Context(), newClient(t, transport))
			require.Nil(t, got, method.name)
			require.ErrorContains(t, err, "the server reports success, but the answer has no "+member)
			require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
			require.Len(t, log.sent(), 1)
		}
	}
}
