package conformance

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// provocation makes the test server refuse a request.
type provocation struct {
	name  string
	fault graphtest.Fault
	setup []graphtest.Option
	opts  []whatsapp.RequestOption
	class error
}

var provocations = []provocation{
	{name: "expired token", opts: []whatsapp.RequestOption{whatsapp.WithToken(graphtest.ExpiredToken)}, class: whatsapp.ErrUnauthorized},
	{name: "unknown token", setup: []graphtest.Option{graphtest.WithAccessToken("another")}, class: whatsapp.ErrUnauthorized},
	{name: "no proof", setup: []graphtest.Option{graphtest.WithAppSecret("secret")}, class: whatsapp.ErrInvalidRequest},
	{name: "unknown object", setup: []graphtest.Option{graphtest.WithoutSampleWorld()}, class: whatsapp.ErrNotFound},
	{name: "application throttled", fault: graphtest.Throttled(4, time.Hour), class: whatsapp.ErrRateLimited},
	{name: "account throttled", fault: graphtest.Throttled(80007, time.Second), class: whatsapp.ErrRateLimited},
	{name: "transient", fault: graphtest.Transient(), class: whatsapp.ErrTransient},
}

// TestEmulatorRefusals validates the errors of the test server against the
// schemas, and checks their class in the SDK.
func TestEmulatorRefusals(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, method := range methods {
		operation := method.in(t, document)
		for _, provoked := range provocations {
			t.Run(method.name+"/"+provoked.name, func(t *testing.T) {
				t.Parallel()
				server := graphtest.New(provoked.setup...)
				server.Script("*", provoked.fault)
				s := newSession(t, server.Client().Transport)
				s.opts = provoked.opts
				_, err := method.call(s)
				require.ErrorIs(t, err, provoked.class)
				checkRefusal(t, document, operation, s)
			})
		}
	}
}

// notJudged are parameters that methods set themselves, so that options cannot
// change them, and names, of which none is wrong in a list.
var notJudged = []string{"business", "business_id", "hsm_id", "is_cart_enabled", "is_catalog_visible", "name", "solution_id", "user_wa_id"}

// TestEmulatorJudgesQueries sends nonsense in each query parameter.
func TestEmulatorJudgesQueries(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, method := range methods {
		operation := method.in(t, document)
		for name := range operation.parametersIn("query") {
			sets := name == "include_sip_credentials" && method.name == "PhoneNumbers.GetSettingsWithSIPCredentials"
			if sets || slices.Contains(notJudged, name) {
				continue
			}
			t.Run(method.name+"/"+operation.ID+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := emulate(t)
				s.opts = []whatsapp.RequestOption{whatsapp.WithQuery(url.Values{name: {"?!"}}), whatsapp.WithoutValidation()}
				_, err := method.call(s)
				require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
				checkRefusal(t, document, operation, s)
			})
		}
	}
}

// badBodies has requests that the test server must refuse. Each is a method
// called with something that its own row does not send.
var badBodies = []method{
	{"too many prompts", "configureConversationalAutomation", func(s *session) (any, error) {
		request := whatsapp.ConversationalAutomationRequest{Prompts: make([]string, 5)}
		return nil, s.Automation.Configure(s, graphtest.PhoneNumberID, request, s.opts...)
	}},
	{"duplicate command", "configureConversationalAutomation", func(s *session) (any, error) {
		command := whatsapp.BotCommand{Name: "help", Description: "Show the commands"}
		request := whatsapp.ConversationalAutomationRequest{Commands: []whatsapp.BotCommand{command, command}}
		return nil, s.Automation.Configure(s, graphtest.PhoneNumberID, request, s.opts...)
	}},
	{"no setting", changeOfSettings, func(s *session) (any, error) {
		return nil, s.PhoneNumbers.UpdateSettings(s, graphtest.PhoneNumberID, whatsapp.UpdatePhoneNumberSettingsRequest{}, s.opts...)
	}},
	{"storage of a registered number", changeOfSettings, func(s *session) (any, error) {
		return nil, s.PhoneNumbers.UpdateSettings(s, graphtest.PhoneNumberID, numberSettings()[1], s.opts...)
	}},
	{"a badge for nobody", requestForBadge, func(s *session) (any, error) {
		request := application()
		request.ApplicationData.BusinessName = ""
		return s.PhoneNumbers.RequestOfficialBusinessAccount(s, graphtest.PhoneNumberID, request, s.opts...)
	}},
	{"a badge under review", requestForBadge, func(s *session) (any, error) {
		return s.PhoneNumbers.RequestOfficialBusinessAccount(s, graphtest.SecondPhoneNumberID, application(), s.opts...)
	}},
	{"a badge not asked for", requestForBadge, func(s *session) (any, error) {
		withdrawal := whatsapp.OfficialBusinessAccountRequest{Action: whatsapp.OfficialBusinessAccountActionWithdraw}
		return s.PhoneNumbers.RequestOfficialBusinessAccount(s, graphtest.PhoneNumberID, withdrawal, s.opts...)
	}},
	{"no phone number", "addPhoneNumbers", func(s *session) (any, error) {
		return s.PhoneNumbers.Add(s, graphtest.BusinessID, "none", s.opts...)
	}},
	{"phone number in use", "addPhoneNumbers", func(s *session) (any, error) {
		return s.PhoneNumbers.Add(s, graphtest.BusinessID, "+15550100", s.opts...)
	}},
	{"nobody sends", "createWhatsAppBusinessSolution", func(s *session) (any, error) {
		request := whatsapp.CreateSolutionRequest{Name: "Shared messaging", PartnerAppID: graphtest.PartnerAppID}
		return s.Solutions.Create(s, graphtest.AppID, request, s.opts...)
	}},
	{"unknown task", "addAssignedUser", func(s *session) (any, error) {
		return nil, s.Users.Add(s, graphtest.WABAID, graphtest.UserID, []whatsapp.Task{"REST"}, s.opts...)
	}},
	{"two codes", sendMessage, func(s *session) (any, error) {
		twoCodes := whatsapp.Template{
			Name: graphtest.LoginTemplate, Language: "en_US",
			Body: whatsapp.TextParameters("123456"), Buttons: []whatsapp.TemplateButton{whatsapp.URLButton(0, "654321")},
		}
		return s.Messages.Send(s, graphtest.PhoneNumberID, whatsapp.Message{To: customer, Content: twoCodes}, s.opts...)
	}},
	{"a code as marketing", "sendMarketingMessage", func(s *session) (any, error) {
		message := whatsapp.MarketingMessage{To: customer, Template: whatsapp.Template{Name: graphtest.LoginTemplate, Language: "en_US"}}
		return s.Messages.SendMarketing(s, graphtest.PhoneNumberID, message, s.opts...)
	}},
	{"unknown media", sendMessage, func(s *session) (any, error) {
		return s.Messages.SendImage(s, graphtest.PhoneNumberID, customer, whatsapp.Image{ID: "7"}, s.opts...)
	}},
	{"unknown user", "removeAssignedUser", func(s *session) (any, error) {
		return nil, s.Users.Remove(s, graphtest.WABAID, "1", s.opts...)
	}},
}

func TestEmulatorJudgesBodies(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, bad := range badBodies {
		t.Run(bad.name, func(t *testing.T) {
			t.Parallel()
			s := emulate(t)
			s.opts = []whatsapp.RequestOption{whatsapp.WithoutValidation()}
			_, err := bad.call(s)
			require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
			checkRefusal(t, document, bad.in(t, document), s)
		})
	}
}

// checkRefusal validates an error against the schema of its status or, if the
// document does not have that, against the common schema of errors.
func checkRefusal(t *testing.T, document *Document, operation *Operation, s *session) {
	t.Helper()
	exchange, value := s.last(t)
	schema := operation.responseSchema(exchange.Status)
	if !schema.exists() {
		schema = document.errorSchema()
	}
	assert.Empty(t, schema.validate("answer", value))
	assert.NotContains(t, string(exchange.Answer), graphtest.AccessToken)
}
