package conformance

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const documentVariable = "OPENAPI_SPEC"

var loadOnce = sync.OnceValues(func() (*Document, error) { return Load(os.Getenv(documentVariable)) })

// load returns the document, or skips the test if there is none.
func load(t *testing.T) *Document {
	t.Helper()
	if os.Getenv(documentVariable) == "" {
		t.Skipf("set %s to the path of Meta's OpenAPI document as JSON to run this test", documentVariable)
	}
	document, err := loadOnce()
	require.NoError(t, err)
	return document
}

// operation finds the operation of a method in the document.
func (m method) in(t *testing.T, document *Document) *Operation {
	t.Helper()
	operation, found := document.Operations[m.operation]
	require.True(t, found, "the document has no operation %s", m.operation)
	return operation
}

// documented returns the methods whose operations are in the document.
func documented() []method { return slices.Concat(methods, partialMethods) }

// session has the client and the settings of one call.
type session struct {
	context.Context
	*whatsapp.Client
	*recorder
	page whatsapp.ListOptions
	// filtered uses every filter of the method, or the other of two choices.
	filtered bool
	opts     []whatsapp.RequestOption
}

// newSession returns a session whose client sends through next and does not
// retry.
func newSession(t *testing.T, next http.RoundTripper) *session {
	t.Helper()
	passing := &recorder{next: next}
	client, err := whatsapp.NewClient(graphtest.AccessToken,
		whatsapp.WithHTTPClient(&http.Client{Transport: passing}), whatsapp.WithMaxRetries(0))
	require.NoError(t, err)
	return &session{Context: t.Context(), Client: client, recorder: passing}
}

// replay returns a session in which every answer is this JSON value.
func replay(t *testing.T, status int, value any) *session {
	t.Helper()
	body, err := json.Marshal(value)
	require.NoError(t, err)
	return newSession(t, canned{status, body})
}

// answer is the type of answers for which the SDK has no type.
type answer map[string]any

func succeeded(err error) (any, error) { return answer{"success": true}, err }

// echoed returns a success that repeats the id of the request, which the SDK
// does not return.
func (s *session) echoed(err error) (any, error) {
	var arrived struct{ ID string }
	if failure := json.Unmarshal(s.exchanges[len(s.exchanges)-1].Answer, &arrived); failure != nil {
		return nil, failure
	}
	return answer{"success": true, "id": arrived.ID}, err
}

// inList is an answer that holds one object in a list.
func inList(value any, err error) (any, error) { return answer{"data": []any{value}}, err }

func created(member, id string, err error) (any, error) { return answer{member: id}, err }

// automation returns a configuration at the limits of the SDK.
func (s *session) automation() whatsapp.ConversationalAutomationRequest {
	return whatsapp.ConversationalAutomationRequest{
		EnableWelcomeMessage: new(true),
		Prompts:              []string{"Opening hours", "Order status", "Returns", strings.Repeat("a", 80)},
		Commands: []whatsapp.BotCommand{
			{Name: strings.Repeat("b", 32), Description: strings.Repeat("c", 256)},
		},
	}
}

func (s *session) plan() *whatsapp.AutomationPlan {
	request := s.automation()
	return &whatsapp.AutomationPlan{
		PhoneNumberID: graphtest.PhoneNumberID,
		Target: whatsapp.ConversationalAutomation{
			EnableWelcomeMessage: true, Prompts: request.Prompts, Commands: request.Commands,
		},
	}
}

// solution returns a request in which one side or the other sends messages.
func (s *session) solution() whatsapp.CreateSolutionRequest {
	request := whatsapp.CreateSolutionRequest{
		Name: "Shared messaging", PartnerAppID: graphtest.PartnerAppID,
	}
	messaging := []whatsapp.Task{whatsapp.TaskMessaging}
	if s.filtered {
		request.PartnerPermissions = messaging
	} else {
		request.OwnerPermissions = messaging
	}
	return request
}

// phoneNumber returns a number in one of the documented forms.
func (s *session) phoneNumber() string {
	if s.filtered {
		return "+1 (555) 01-09"
	}
	return "+15550109"
}

// mediaOptions returns options with the owner of the media, which the test may
// replace.
func (s *session) mediaOptions() []whatsapp.RequestOption {
	owner := whatsapp.WithQuery(url.Values{"phone_number_id": {graphtest.PhoneNumberID}})
	return append([]whatsapp.RequestOption{owner}, s.opts...)
}

// picture starts like a PNG file.
const picture = "\x89PNG\r\n\x1a\n and so on"

func (s *session) picture() whatsapp.File {
	return whatsapp.File{Content: strings.NewReader(picture), Name: "picture.png", MIMEType: "image/png"}
}

func (s *session) startUpload() (*whatsapp.UploadSession, error) {
	request := whatsapp.StartUploadRequest{FileName: "picture.png", FileLength: int64(len(picture)), FileType: "image/png"}
	return s.Uploads.Start(s, graphtest.AppID, request, s.opts...)
}

func (s *session) histories() *whatsapp.ListMessageHistoryOptions {
	options := &whatsapp.ListMessageHistoryOptions{ListOptions: s.page}
	if s.filtered {
		options.MessageID = messageOfHistory
	}
	return options
}

func (s *session) events() *whatsapp.ListEventsOptions {
	options := &whatsapp.ListEventsOptions{ListOptions: s.page}
	if s.filtered {
		options.Status = whatsapp.DeliveryStatusDelivered
	}
	return options
}

func (s *session) solutions() *whatsapp.ListSolutionsOptions {
	options := &whatsapp.ListSolutionsOptions{ListOptions: s.page}
	if s.filtered {
		options.Role = whatsapp.SolutionRoleOwner
	}
	return options
}

func (s *session) users() *whatsapp.ListOptions {
	options := s.page
	options.Summary = s.filtered
	return &options
}

func (s *session) phoneNumbers() *whatsapp.ListPhoneNumbersOptions {
	options := &whatsapp.ListPhoneNumbersOptions{ListOptions: s.page}
	if s.filtered {
		options.Filters = []whatsapp.PhoneNumberFilter{{Field: "account_mode", Operator: "EQUAL", Value: whatsapp.AccountModeLive}}
		options.Sort = whatsapp.PhoneNumberSortLastOnboardedTimeAscending
	}
	return options
}

func (s *session) ownedAccounts() *whatsapp.ListWABAsOptions {
	return s.accounts(graphtest.WABAID, whatsapp.BusinessTypeEnterprise, whatsapp.BusinessTypeSMB)
}

func (s *session) clientAccounts() *whatsapp.ListWABAsOptions {
	return s.accounts(graphtest.ClientWABAID, whatsapp.BusinessTypeStandard, whatsapp.BusinessTypePremium)
}

func (s *session) accounts(find string, types ...whatsapp.BusinessType) *whatsapp.ListWABAsOptions {
	options := &whatsapp.ListWABAsOptions{ListOptions: s.page}
	if s.filtered {
		options.Find, options.BusinessTypes = find, types
	}
	return options
}
