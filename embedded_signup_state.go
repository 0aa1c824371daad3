package whatsapp

import (
	"log/slog"
	"slices"
	"time"
)

// EmbeddedSignupState is what is known about a customer who is onboarded by an
// [EmbeddedSignup], and how far that has got. It can be stored as JSON between
// two runs.
//
// JSON has the customer's token, and until it is exchanged the code, in clear:
// encrypt what you store. Nothing that is printed or logged has them.
type EmbeddedSignupState struct {
	// CustomerID is your own name of the customer, for Save. It is not sent.
	CustomerID string `json:"customer_id,omitempty"`
	// Code is what the web page got from Embedded Signup. It is removed once it
	// has served.
	Code Secret `json:"code,omitempty"`
	// WABAID is the waba_id that the web page got. Without it, it is the
	// account that the customer has shared last.
	WABAID string `json:"waba_id,omitempty"`
	// PhoneNumberIDs are the numbers to register: all of the account if there
	// are none.
	PhoneNumberIDs []string `json:"phone_number_ids,omitzero"`
	// Coexistence says that the customer goes on using the numbers in the
	// WhatsApp Business app, after the event
	// FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING. They are registered already, and
	// Run leaves them alone. Meta gives you 24 hours to start the
	// synchronization of their contacts and history.
	Coexistence bool `json:"coexistence,omitempty"`

	// Token is the customer's access token. Set it in place of Code if it has
	// come another way, such as [TokenService.CreateForBusiness].
	Token Secret `json:"token,omitempty"`
	// TokenExpiresAt is the zero time for a token that does not expire.
	TokenExpiresAt time.Time `json:"token_expires_at,omitzero"`
	// GrantedWABAIDs are all accounts that the token reaches, the latest first.
	// There are none if it is not limited.
	GrantedWABAIDs []string `json:"granted_waba_ids,omitzero"`
	// Numbers has the numbers, once Run has got that far.
	Numbers []EmbeddedSignupNumber `json:"numbers,omitzero"`

	// The steps that are done. CodeSpent without a token means that the token
	// was lost on its way.
	CodeSpent  bool `json:"code_spent,omitempty"`
	Inspected  bool `json:"inspected,omitempty"`
	Subscribed bool `json:"subscribed,omitempty"`
	Registered bool `json:"registered,omitempty"`
}

// EmbeddedSignupNumber is a phone number of a customer.
type EmbeddedSignupNumber struct {
	ID    string                    `json:"id"`
	State EmbeddedSignupNumberState `json:"state"`
}

// EmbeddedSignupNumberState says whether a number can send.
type EmbeddedSignupNumberState string

// The states of a number.
const (
	// EmbeddedSignupNumberStateOpen: it is not registered yet.
	EmbeddedSignupNumberStateOpen EmbeddedSignupNumberState = "open"
	// EmbeddedSignupNumberStateRegistered: it is registered, by Run or before.
	EmbeddedSignupNumberStateRegistered EmbeddedSignupNumberState = "registered"
	// EmbeddedSignupNumberStateBusinessApp: it is shared with the WhatsApp
	// Business app, which has registered it.
	EmbeddedSignupNumberStateBusinessApp EmbeddedSignupNumberState = "business_app"
)

// EmbeddedSignupStep is a step of [EmbeddedSignup.Run].
type EmbeddedSignupStep string

// The steps in their order.
const (
	EmbeddedSignupStepExchange  EmbeddedSignupStep = "exchange"
	EmbeddedSignupStepInspect   EmbeddedSignupStep = "inspect"
	EmbeddedSignupStepSubscribe EmbeddedSignupStep = "subscribe"
	EmbeddedSignupStepRegister  EmbeddedSignupStep = "register"
	EmbeddedSignupStepDone      EmbeddedSignupStep = "done"
)

// Step returns the step that is next.
func (s *EmbeddedSignupState) Step() EmbeddedSignupStep {
	switch {
	case s.Token == "":
		return EmbeddedSignupStepExchange
	case !s.Inspected:
		return EmbeddedSignupStepInspect
	case !s.Subscribed:
		return EmbeddedSignupStepSubscribe
	case !s.Registered:
		return EmbeddedSignupStepRegister
	}
	return EmbeddedSignupStepDone
}

// LogValue returns everything but the secrets.
func (s EmbeddedSignupState) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("customer_id", s.CustomerID),
		slog.String("step", string(s.Step())),
		slog.String("waba_id", s.WABAID),
		slog.Any("numbers", s.Numbers),
	)
}

func (s *EmbeddedSignupState) clone() EmbeddedSignupState {
	copied := *s
	copied.PhoneNumberIDs = slices.Clone(s.PhoneNumberIDs)
	copied.GrantedWABAIDs = slices.Clone(s.GrantedWABAIDs)
	copied.Numbers = slices.Clone(s.Numbers)
	return copied
}

// asCustomer makes a call with the customer's token.
func (s *EmbeddedSignupState) asCustomer() RequestOption { return WithToken(string(s.Token)) }
