package whatsapp

// The classes of failure, to be tested with errors.Is. An error is in one of them
// at most, so that the order of a switch over them does not matter. [Decide] says
// what to do about an error of any class.
var (
	// ErrRateLimited: a quota or throughput limit was hit. The error's
	// RetryAfter says how long to wait when Graph has said so.
	ErrRateLimited = newClass("rate limited")

	// ErrUnauthorized: the access token is missing, expired or invalid, or the
	// token source had none to give.
	ErrUnauthorized = newClass("unauthorized")

	// ErrPermission: the token is good, but lacks a permission or the asset is
	// not assigned to it.
	ErrPermission = newClass("permission denied")

	// ErrNotFound: the object does not exist, or the token may not see it.
	// Graph does not tell these two apart.
	ErrNotFound = newClass("not found")

	// ErrInvalidRequest: the request must change before it can succeed.
	ErrInvalidRequest = newClass("invalid request")

	// ErrTransient: a passing failure without effect; the same request may
	// succeed later. What may have had an effect is ErrOutcomeUnknown instead.
	ErrTransient = newClass("transient failure")

	// ErrPolicy: Meta refuses for reasons of policy, integrity, billing or the
	// recipient's choice.
	ErrPolicy = newClass("refused by policy")

	// ErrOutcomeUnknown: the request may or may not have been carried out. It
	// has not been repeated, because repeating it could do it twice. Such an
	// error is in no other class, whatever its cause was.
	ErrOutcomeUnknown = newClass("outcome unknown")
)

// Single failures that callers branch on. Each belongs to one of the classes as
// well: test for it first.
var (
	// ErrTokenExpired: the access token has expired or was revoked (code 190).
	ErrTokenExpired = newClass("access token expired")

	// ErrReEngagementWindow: more than 24 hours have passed since the recipient
	// last wrote; only a template message may be sent (code 131047).
	ErrReEngagementWindow = newClass("outside the customer service window")

	// ErrRecipientOptedOut: the recipient has stopped marketing messages from
	// this business (code 131050).
	ErrRecipientOptedOut = newClass("recipient opted out")

	// ErrPairRateLimited: too many messages to one recipient in a short time;
	// other recipients are not affected (code 131056).
	ErrPairRateLimited = newClass("pair rate limited")

	// ErrAlreadyRegistered: the phone number is in use already.
	ErrAlreadyRegistered = newClass("already registered")

	// ErrSequenceInUse: the welcome message sequence belongs to an active ad and
	// can be neither changed nor deleted (code 4027012).
	ErrSequenceInUse = newClass("sequence used in an ad")

	// ErrStaleCursor: the paging cursor is no longer valid; start over at the
	// first page (codes 131059 and 139102).
	ErrStaleCursor = newClass("stale cursor")
)

// classError is the type of the sentinels above.
type classError struct{ name string }

func newClass(name string) error { return &classError{name: name} }

func (e *classError) Error() string { return "whatsapp: " + e.name }

// class is one of the classes and the single failures, as the code table stores
// them.
type class uint16

const (
	rateLimited class = 1 << iota
	unauthorized
	permission
	notFound
	invalid
	transient
	policy
	tokenExpired
	reEngagement
	optedOut
	pairRate
	registered
	sequenceInUse
	staleCursor

	// singleFailures are those that narrow a class down.
	singleFailures = tokenExpired | reEngagement | optedOut | pairRate | registered | sequenceInUse | staleCursor
)

// inClass puts the failure into another class, and leaves what narrows it down.
func (c class) inClass(other class) class { return other | c&singleFailures }

// isOneOf reports whether the failure is in one of the classes.
func (c class) isOneOf(classes class) bool { return c&classes != 0 }

// sentinels are the sentinels of the classes, each at the place of its bit.
var sentinels = [...]error{
	ErrRateLimited, ErrUnauthorized, ErrPermission, ErrNotFound, ErrInvalidRequest, ErrTransient, ErrPolicy,
	ErrTokenExpired, ErrReEngagementWindow, ErrRecipientOptedOut, ErrPairRateLimited, ErrAlreadyRegistered,
	ErrSequenceInUse, ErrStaleCursor,
}

func (c class) has(target error) bool {
	for place, sentinel := range sentinels {
		if target == sentinel {
			return c.isOneOf(1 << place)
		}
	}
	return false
}
