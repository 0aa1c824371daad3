package whatsapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// A customer is an account with two numbers that Embedded Signup has verified.
type customer struct {
	server *graphtest.Server
	client *whatsapp.Client
	wabaID string
	first  string // the numbers
	second string
	saved  []byte // the state
	signup whatsapp.EmbeddedSignup
}

func newCustomer(t *testing.T) *customer {
	t.Helper()
	c := &customer{server: graphtest.New(graphtest.WithAppSecret(appSecret), graphtest.WithAccessToken(testToken))}
	c.wabaID = c.server.AddWABA(c.server.AddBusiness(graphtest.Business{}), graphtest.WABA{})
	c.first = c.server.AddPhoneNumber(c.wabaID, graphtest.PhoneNumber{Unregistered: true})
	c.second = c.server.AddPhoneNumber(c.wabaID, graphtest.PhoneNumber{Unregistered: true})
	c.client = newClient(t, c.server.Client().Transport, whatsapp.WithAppSecret(appSecret), whatsapp.WithMaxRetries(0))
	c.signup = whatsapp.EmbeddedSignup{
		Client: c.client, AppID: graphtest.AppID,
		Registration: func(_ context.Context, number *whatsapp.PhoneNumber) (whatsapp.RegisterPhoneNumberRequest, error) {
			require.NotEmpty(t, number.DisplayPhoneNumber)
			return whatsapp.RegisterPhoneNumberRequest{PIN: "135790"}, nil
		},
		Save: func(ctx context.Context, state whatsapp.EmbeddedSignupState) (err error) {
			c.saved, err = json.Marshal(state)
			return errors.Join(err, ctx.Err())
		},
	}
	return c
}

// begin is the state of a customer who has just gone through Embedded Signup.
func (c *customer) begin(grant graphtest.Token) whatsapp.EmbeddedSignupState {
	if grant.WABAIDs == nil {
		grant.WABAIDs = []string{c.wabaID}
	}
	return whatsapp.EmbeddedSignupState{Code: whatsapp.Secret(c.server.IssueSignupCode(grant))}
}

// restored is the state as another process reads it.
func (c *customer) restored(t *testing.T) *whatsapp.EmbeddedSignupState {
	t.Helper()
	state := new(whatsapp.EmbeddedSignupState)
	require.NoError(t, json.Unmarshal(c.saved, state))
	return state
}

// count is how often a request has reached the server.
func (c *customer) count(method, end string) int {
	times := 0
	for _, request := range c.server.Requests() {
		if request.Method == method && strings.HasSuffix(request.Path, end) {
			times++
		}
	}
	return times
}

func requireStep(t *testing.T, err error, step whatsapp.EmbeddedSignupStep) *whatsapp.EmbeddedSignupError {
	t.Helper()
	var failure *whatsapp.EmbeddedSignupError
	require.ErrorAs(t, err, &failure)
	require.Equal(t, step, failure.Step, err.Error())
	require.NotEmpty(t, failure.NextStep)
	require.ErrorContains(t, err, failure.NextStep)
	return failure
}

func TestEmbeddedSignup(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	state := c.begin(graphtest.Token{})
	require.Equal(t, whatsapp.EmbeddedSignupStepExchange, state.Step())
	require.NoError(t, c.signup.Run(t.Context(), &state))
	require.Equal(t, whatsapp.EmbeddedSignupStepDone, state.Step())
	require.Equal(t, c.wabaID, state.WABAID)
	require.Equal(t, []whatsapp.EmbeddedSignupNumber{
		{ID: c.first, State: whatsapp.EmbeddedSignupNumberStateRegistered}, {ID: c.second, State: whatsapp.EmbeddedSignupNumberStateRegistered},
	}, state.Numbers)
	require.Empty(t, state.Code)
	require.True(t, state.TokenExpiresAt.IsZero())
	require.Equal(t, state, *c.restored(t))

	tenant, err := c.client.Clone(whatsapp.WithToken(string(state.Token)))
	require.NoError(t, err)
	number, err := tenant.PhoneNumbers.Get(t.Context(), c.second)
	require.NoError(t, err)
	require.Equal(t, whatsapp.PhoneNumberStatusConnected, number.Status)
	apps, err := tenant.Subscriptions.List(t.Context(), c.wabaID, nil)
	require.NoError(t, err)
	require.Equal(t, graphtest.AppID, apps.Data[0].ID)

	c.server.ResetRequests()
	require.NoError(t, c.signup.Run(t.Context(), c.restored(t)), "there is nothing left to do")
	require.Empty(t, c.server.Requests())
}

// Wherever it stops, another process goes on from what was stored, and nothing
// that was carried out is carried out again.
func TestEmbeddedSignupGoesOn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		route         string
		faults        []graphtest.Fault
		step          whatsapp.EmbeddedSignupStep
		registrations int // requests, of two numbers
	}{
		"token not described":     {"GET /debug_token", []graphtest.Fault{graphtest.DropBefore()}, whatsapp.EmbeddedSignupStepInspect, 2},
		"not subscribed":          {"POST /{waba}/subscribed_apps", []graphtest.Fault{graphtest.DropAfter()}, whatsapp.EmbeddedSignupStepSubscribe, 2},
		"numbers not listed":      {"GET /{waba}/phone_numbers", []graphtest.Fault{graphtest.HTMLError(502)}, whatsapp.EmbeddedSignupStepRegister, 2},
		"number not read":         {"GET /{phone}", []graphtest.Fault{graphtest.Pass(), graphtest.DropBefore()}, whatsapp.EmbeddedSignupStepRegister, 2},
		"registered, but unknown": {"POST /{phone}/register", []graphtest.Fault{graphtest.DropAfter()}, whatsapp.EmbeddedSignupStepRegister, 2},
		"both unknown":            {"POST /{phone}/register", []graphtest.Fault{graphtest.DropAfter(), graphtest.DropAfter()}, whatsapp.EmbeddedSignupStepRegister, 2},
		"unknown, not registered": {"POST /{phone}/register", []graphtest.Fault{graphtest.DropBefore()}, whatsapp.EmbeddedSignupStepRegister, 3},
		"the second one refused":  {"POST /{phone}/register", []graphtest.Fault{graphtest.Pass(), graphtest.Throttled(133016, 0)}, whatsapp.EmbeddedSignupStepRegister, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCustomer(t)
			state := c.begin(graphtest.Token{})
			c.server.Script(test.route, test.faults...)
			requireStep(t, c.signup.Run(t.Context(), &state), test.step)
			require.NoError(t, c.signup.Run(t.Context(), c.restored(t)))
			require.Equal(t, whatsapp.EmbeddedSignupStepDone, c.restored(t).Step())
			require.Equal(t, 1, c.count("GET", "/oauth/access_token"))
			require.Equal(t, test.registrations, c.count("POST", "/register"))
		})
	}
}

// The answer to an exchange was lost, and with it the code.
func TestEmbeddedSignupWithALostToken(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]graphtest.Fault{
		"after": graphtest.DropAfter(), "before": graphtest.DropBefore(), "cut": graphtest.Truncated(20), "ambiguous": graphtest.HTMLError(502),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCustomer(t)
			state := c.begin(graphtest.Token{})
			c.server.Script("GET /oauth/access_token", fault)
			err := c.signup.Run(t.Context(), &state)
			require.True(t, requireStep(t, err, whatsapp.EmbeddedSignupStepExchange).NeedsNewCode)
			require.Equal(t, whatsapp.ActionReconcile, whatsapp.Decide(err).Action)
			err = c.signup.Run(t.Context(), c.restored(t))
			require.True(t, requireStep(t, err, whatsapp.EmbeddedSignupStepExchange).NeedsNewCode)
			require.ErrorContains(t, err, "the code was sent before, and brought no token")
			require.Equal(t, whatsapp.ActionEscalate, whatsapp.Decide(err).Action)
			require.Equal(t, 1, c.count("GET", "/oauth/access_token"))
		})
	}
}

// A code that nobody has used yet serves on the second try.
func TestEmbeddedSignupKeepsAnUnusedCode(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]graphtest.Fault{
		"no connection": graphtest.Refused(), "throttled": graphtest.Throttled(4, 0),
		"wrong secret": graphtest.GraphError(400, graphtest.Error{Message: "Error validating client secret.", Type: "OAuthException", Code: 1}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCustomer(t)
			state := c.begin(graphtest.Token{})
			c.server.Script("GET /oauth/access_token", fault)
			require.False(t, requireStep(t, c.signup.Run(t.Context(), &state), whatsapp.EmbeddedSignupStepExchange).NeedsNewCode)
			require.NoError(t, c.signup.Run(t.Context(), &state))
		})
	}
}

func TestEmbeddedSignupCodesThatAreTooOld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCustomer(t)
		state := c.begin(graphtest.Token{})
		time.Sleep(30 * time.Second)
		err := c.signup.Run(t.Context(), &state)
		require.True(t, requireStep(t, err, whatsapp.EmbeddedSignupStepExchange).NeedsNewCode)
		require.ErrorContains(t, err, "the authorization code has expired")
		require.Empty(t, state.Code)
		require.ErrorContains(t, c.signup.Run(t.Context(), &state), "the code was sent before")
	})
}

// A page that posts its code twice gets an error the second time, which must
// not cost what came of the first.
func TestEmbeddedSignupWithACodeThatWasPostedTwice(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	state := c.begin(graphtest.Token{})
	again := state
	require.NoError(t, c.signup.Run(t.Context(), &state))
	require.True(t, requireStep(t, c.signup.Run(t.Context(), &again), whatsapp.EmbeddedSignupStepExchange).NeedsNewCode)
	require.Equal(t, state, *c.restored(t))
}

// The registration of the second number is left when the context ends in
// between.
func TestEmbeddedSignupThatIsInterrupted(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	state := c.begin(graphtest.Token{})
	ctx, cancel := context.WithCancel(t.Context())
	save := c.signup.Save
	c.signup.Save = func(saving context.Context, state whatsapp.EmbeddedSignupState) error {
		if state.Numbers != nil {
			cancel()
		}
		return save(saving, state)
	}
	require.ErrorIs(t, c.signup.Run(ctx, &state), context.Canceled)
	require.Equal(t, whatsapp.EmbeddedSignupStepRegister, c.restored(t).Step())
	require.NoError(t, c.signup.Run(t.Context(), c.restored(t)))
	require.Equal(t, 2, c.count("POST", "/register"))
}

// The token is stored although the request that brought the code was given up.
func TestEmbeddedSignupSavesAfterCancellation(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	state := c.begin(graphtest.Token{})
	ctx, cancel := context.WithCancel(t.Context())
	save := c.signup.Save
	c.signup.Save = func(saving context.Context, state whatsapp.EmbeddedSignupState) error {
		cancel()
		return save(saving, state)
	}
	err := c.signup.Run(ctx, &state)
	requireStep(t, err, whatsapp.EmbeddedSignupStepInspect)
	require.ErrorIs(t, err, context.Canceled)
	require.NotEmpty(t, c.restored(t).Token)
	require.NoError(t, c.signup.Run(t.Context(), c.restored(t)))
}

// A state that cannot be stored stops the signup with the step that is done.
func TestEmbeddedSignupThatCannotBeSaved(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	state := c.begin(graphtest.Token{})
	full := errors.New("the disk is full")
	save := c.signup.Save
	c.signup.Save = func(context.Context, whatsapp.EmbeddedSignupState) error { return full }
	err := c.signup.Run(t.Context(), &state)
	requireStep(t, err, whatsapp.EmbeddedSignupStepExchange)
	require.ErrorIs(t, err, full)
	require.NotEmpty(t, state.Token)
	c.signup.Save = save
	require.NoError(t, c.signup.Run(t.Context(), &state))
	require.Equal(t, 1, c.count("GET", "/oauth/access_token"))
}

func TestEmbeddedSignupTokensThatDoNotServe(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		grant   graphtest.Token
		wabaID  string
		scopes  []whatsapp.Scope
		want    string
		newCode bool
	}{
		"permission": {
			grant: graphtest.Token{Scopes: []string{"whatsapp_business_messaging"}}, want: "the token lacks the permission whatsapp_business_management; ask for it", newCode: true,
		},
		"permissions": {
			grant: graphtest.Token{}, scopes: []whatsapp.Scope{"a", whatsapp.ScopeBusinessManagement}, want: "the token lacks the permission a and business_management", newCode: true,
		},
		"expired":         {grant: graphtest.Token{ExpiresAt: time.Unix(1, 0)}, want: "the token is not valid: Error validating access token: the session has expired (code 190, subcode 463)", newCode: true},
		"another account": {wabaID: graphtest.WABAID, want: "the token is not for the account " + graphtest.WABAID + ", but for "},
		"no account":      {grant: graphtest.Token{WABAIDs: []string{}}, want: "the token does not say which account it is for; set WABAID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCustomer(t)
			c.signup.Scopes = test.scopes
			state := c.begin(test.grant)
			state.WABAID = test.wabaID
			err := c.signup.Run(t.Context(), &state)
			require.Equal(t, test.newCode, requireStep(t, err, whatsapp.EmbeddedSignupStepInspect).NeedsNewCode)
			require.ErrorContains(t, err, test.want)
			require.Equal(t, whatsapp.ActionEscalate, whatsapp.Decide(err).Action)
			require.Zero(t, c.count("POST", "/subscribed_apps"))
		})
	}
}

// The account is the one that the customer has shared last, or any other that
// the token reaches.
func TestEmbeddedSignupChoosesTheAccount(t *testing.T) {
	t.Parallel()
	for want, named := range map[string]string{graphtest.SecondWABAID: "", graphtest.ClientWABAID: graphtest.ClientWABAID} {
		c := newCustomer(t)
		state := c.begin(graphtest.Token{WABAIDs: []string{graphtest.SecondWABAID, graphtest.ClientWABAID}, ExpiresAt: time.Now().Add(time.Hour)})
		state.WABAID = named
		require.NoError(t, c.signup.Run(t.Context(), &state))
		require.Equal(t, want, state.WABAID)
		require.Equal(t, []string{graphtest.SecondWABAID, graphtest.ClientWABAID}, state.GrantedWABAIDs)
		require.Empty(t, state.Numbers, "an account without numbers is onboarded too")
		require.NotNil(t, state.Numbers)
		require.False(t, state.TokenExpiresAt.IsZero())
	}
}

// One number does not wait for the other, and the error names the one that
// failed.
func TestEmbeddedSignupNumbersThatFail(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	unverified := c.server.AddPhoneNumber(c.wabaID, graphtest.PhoneNumber{Unregistered: true, Fields: map[string]any{"code_verification_status": "UNVERIFIED"}})
	locked := c.server.AddPhoneNumber(c.wabaID, graphtest.PhoneNumber{Unregistered: true, PIN: "000000"})
	state := c.begin(graphtest.Token{})
	state.PhoneNumberIDs = []string{unverified, locked, c.first}
	err := c.signup.Run(t.Context(), &state)
	require.ErrorContains(t, err, "embedded signup: register "+unverified+": the number is not verified; verify it with")
	require.ErrorContains(t, err, "embedded signup: register "+locked+": POST /{phone-number-id}/register: (#133005)")
	require.ErrorContains(t, err, "use the number's two-step verification PIN")
	require.NotContains(t, err.Error(), "\n")
	require.Equal(t, whatsapp.ActionChange, whatsapp.Decide(err).Action)
	require.Equal(t, []whatsapp.EmbeddedSignupNumber{
		{ID: unverified, State: whatsapp.EmbeddedSignupNumberStateOpen}, {ID: locked, State: whatsapp.EmbeddedSignupNumberStateOpen},
		{ID: c.first, State: whatsapp.EmbeddedSignupNumberStateRegistered},
	}, c.restored(t).Numbers)
	require.Equal(t, 2, c.count("POST", "/register"), "a number that is not verified costs no registration")
}

// Numbers of the WhatsApp Business app are registered already.
func TestEmbeddedSignupWithCoexistence(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	state := c.begin(graphtest.Token{})
	state.Coexistence = true
	require.NoError(t, c.signup.Run(t.Context(), &state))
	require.Equal(t, whatsapp.EmbeddedSignupNumberStateBusinessApp, state.Numbers[1].State)

	shared := c.server.AddPhoneNumber(c.wabaID, graphtest.PhoneNumber{Fields: map[string]any{"is_on_biz_app": true}})
	state = c.begin(graphtest.Token{})
	state.PhoneNumberIDs = []string{shared}
	require.NoError(t, c.signup.Run(t.Context(), &state))
	require.Equal(t, whatsapp.EmbeddedSignupNumberStateBusinessApp, state.Numbers[0].State, "although nobody said so")
	require.Zero(t, c.count("POST", "/register"))
}

// A token that was fetched takes the place of a code, and webhooks can go to an
// address of the account's own.
func TestEmbeddedSignupWithAToken(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	c.server.AddToken(issuedToken, graphtest.Token{})
	c.signup.Webhooks = whatsapp.SubscribeRequest{OverrideCallbackURI: callbackURL, VerifyToken: "chosen text"}
	c.signup.Save = nil
	state := whatsapp.EmbeddedSignupState{Token: issuedToken, WABAID: c.wabaID}
	require.NoError(t, c.signup.Run(t.Context(), &state))
	require.Zero(t, c.count("GET", "/oauth/access_token"))
	apps, err := c.client.Subscriptions.List(t.Context(), c.wabaID, nil)
	require.NoError(t, err)
	require.Equal(t, callbackURL, apps.Data[0].OverrideCallbackURI)
}

func TestEmbeddedSignupRegistrationThatFails(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	state := c.begin(graphtest.Token{})
	noPIN := errors.New("no PIN")
	c.signup.Registration = func(context.Context, *whatsapp.PhoneNumber) (whatsapp.RegisterPhoneNumberRequest, error) {
		return whatsapp.RegisterPhoneNumberRequest{}, noPIN
	}
	err := c.signup.Run(t.Context(), &state)
	requireStep(t, err, whatsapp.EmbeddedSignupStepRegister)
	require.ErrorIs(t, err, noPIN)
	c.signup.Registration = nil
	require.ErrorContains(t, c.signup.Run(t.Context(), &state), "nothing says how the number is registered; set Registration")
	require.Zero(t, c.count("POST", "/register"))
}

// Mistakes are found before the code is spent.
func TestEmbeddedSignupIsChecked(t *testing.T) {
	t.Parallel()
	c := newCustomer(t)
	unsigned := newClient(t, c.server.Client().Transport)
	for want, change := range map[string]func(*whatsapp.EmbeddedSignup, *whatsapp.EmbeddedSignupState){
		"EmbeddedSignup needs a Client":                func(e *whatsapp.EmbeddedSignup, _ *whatsapp.EmbeddedSignupState) { e.Client = nil },
		"make the client with WithAppSecret":           func(e *whatsapp.EmbeddedSignup, _ *whatsapp.EmbeddedSignupState) { e.Client = unsigned },
		"app_id is required":                           func(e *whatsapp.EmbeddedSignup, _ *whatsapp.EmbeddedSignupState) { e.AppID = "" },
		"code or a token is required":                  func(_ *whatsapp.EmbeddedSignup, s *whatsapp.EmbeddedSignupState) { s.Code = "" },
		`waba_id must contain only digits, not "mine"`: func(_ *whatsapp.EmbeddedSignup, s *whatsapp.EmbeddedSignupState) { s.WABAID = "mine" },
		"override_callback_uri must be an https address": func(e *whatsapp.EmbeddedSignup, _ *whatsapp.EmbeddedSignupState) {
			e.Webhooks.OverrideCallbackURI = "http://a"
			e.Webhooks.VerifyToken = "b"
		},
	} {
		signup, state := c.signup, c.begin(graphtest.Token{})
		change(&signup, &state)
		require.ErrorContains(t, signup.Run(t.Context(), &state), want)
	}
	require.ErrorContains(t, c.signup.Run(t.Context(), nil), "needs a state")
	require.Empty(t, c.server.Requests())
}

func TestEmbeddedSignupStateKeepsItsSecrets(t *testing.T) {
	t.Parallel()
	state := whatsapp.EmbeddedSignupState{Code: signupCode, Token: issuedToken, WABAID: wabaID}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("signup", "state", state, "pointer", &state)
	text := fmt.Sprintf("%v %+v %#v", state, &state, state) + log.String()
	require.NotContains(t, text, signupCode)
	require.NotContains(t, text, issuedToken)
	require.Contains(t, log.String(), `"step":"inspect"`)
	stored, err := json.Marshal(state)
	require.NoError(t, err)
	require.Contains(t, string(stored), issuedToken, "what is stored must be complete")
}
