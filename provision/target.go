package provision

// Kind is one kind of thing that a document declares.
type Kind string

// The kinds, in the order in which [Plan.Apply] goes.
const (
	KindUser            Kind = "user"
	KindSubscription    Kind = "subscription"
	KindDisplayName     Kind = "display_name"
	KindProfile         Kind = "profile"
	KindAutomation      Kind = "automation"
	KindCommerce        Kind = "commerce"
	KindCalling         Kind = "calling"
	KindWebhookOverride Kind = "webhook"
	KindFlow            Kind = "flow"
	KindTemplate        Kind = "template"
	KindWelcomeSequence Kind = "welcome_sequence"
	KindQRCode          Kind = "qr_code"
)

// A Target names one thing that a document declares.
type Target struct {
	Kind      Kind   `json:"kind"`
	AccountID string `json:"account_id"`
	// BusinessID is the portfolio of a user, if the document tells it.
	BusinessID string `json:"business_id,omitzero"`
	// PhoneNumberID is set for what belongs to a phone number.
	PhoneNumberID string `json:"phone_number_id,omitzero"`
	// Name tells things of one kind apart. It is empty where there is only one.
	Name string `json:"name,omitzero"`
}

// String returns the kind, the name and the owner of the thing.
func (t Target) String() string { return t.short() + " of " + t.owner() }

// short is the target without its owner.
func (t Target) short() string {
	if t.Name == "" {
		return string(t.Kind)
	}
	return string(t.Kind) + " " + quoted(t.Name)
}

func (t Target) owner() string {
	if t.PhoneNumberID != "" {
		return "phone number " + t.PhoneNumberID
	}
	return "account " + t.AccountID
}

// scope is the target without its name: what is read at once.
func (t Target) scope() Target {
	t.Name = ""
	return t
}
