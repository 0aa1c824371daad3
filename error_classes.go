package whatsapp

// The classes of failure. Test with errors.Is; one error may be in several.
var (
	// ErrRateLimited: a quota or throughput limit was hit. The error's
	// RetryAfter says how long to wait when Graph has said so.
	ErrRateLimited = newClass("rate limited")

	// ErrUnauthorized: the access token is missing, expired or invalid.
	ErrUnauthorized = newClass("unauthorized")

	// ErrPermission: the token is good, but lacks a permission or the asset is
	// not assigned to it.
	ErrPermission = newClass("permission denied")

	// ErrNotFound: the object does not exist, or the token may not see it.
	// Graph does not tell these two apart.
	ErrNotFound = newClass("not found")

	// ErrInvalidRequest: the request must change before it can succeed.
	ErrInvalidRequest = newClass("invalid request")

	// ErrTransient: a passing failure; the same request may succeed later.
	ErrTransient = newClass("transient failure")

	// ErrPolicy: Meta refuses for reasons of policy, integrity, billing or the
	// recipient's choice.
	ErrPolicy = newClass("refused by policy")

	// ErrOutcomeUnknown: the request may or may not have been carried out. It
	// has not been repeated, because repeating it could do it twice.
	ErrOutcomeUnknown = newClass("outcome unknown")
)

// Single failures that callers branch on.
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

// class is a set of the sentinels, as the code table stores it.
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
)

func (c class) has(target error) bool {
	var bit class
	switch target {
	case ErrRateLimited:
		bit = rateLimited
	case ErrUnauthorized:
		bit = unauthorized
	case ErrPermission:
		bit = permission
	case ErrNotFound:
		bit = notFound
	case ErrInvalidRequest:
		bit = invalid
	case ErrTransient:
		bit = transient
	case ErrPolicy:
		bit = policy
	case ErrTokenExpired:
		bit = tokenExpired
	case ErrReEngagementWindow:
		bit = reEngagement
	case ErrRecipientOptedOut:
		bit = optedOut
	case ErrPairRateLimited:
		bit = pairRate
	case ErrAlreadyRegistered:
		bit = registered
	case ErrSequenceInUse:
		bit = sequenceInUse
	case ErrStaleCursor:
		bit = staleCursor
	}
	return bit != 0 && c&bit != 0
}
