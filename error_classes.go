package whatsapp

// The classes of failure; test for them with errors.Is. An error is in at most
// one of them, so the order of a switch does not matter. [Decide] says what to
// do about any error.
var (
	// ErrRateLimited: a quota or throughput limit was hit. The error's
	// RetryAfter says how long to wait, if Graph does.
	ErrRateLimited = newClass("rate limited")

	// ErrUnauthorized: the access token is missing, expired or invalid, or the
	// token source failed.
	ErrUnauthorized = newClass("unauthorized")

	// ErrPermission: the token is valid, but lacks a permission or access to
	// the asset.
	ErrPermission = newClass("permission denied")

	// ErrNotFound: the object does not exist, or the token may not see it.
	// Graph does not distinguish the two.
	ErrNotFound = newClass("not found")

	// ErrInvalidRequest: the request must change before it can succeed.
	ErrInvalidRequest = newClass("invalid request")

	// ErrTransient: a temporary failure without effect; the same request may
	// succeed later. If it may have had an effect, the class is
	// ErrOutcomeUnknown.
	ErrTransient = newClass("transient failure")

	// ErrPolicy: Meta refuses for reasons of policy, integrity, billing or the
	// recipient's choice.
	ErrPolicy = newClass("refused by policy")

	// ErrOutcomeUnknown: the request may or may not have been carried out. It
	// was not repeated, because that could do it twice. Such an error is in no
	// other class, whatever its cause.
	ErrOutcomeUnknown = newClass("outcome unknown")
)

// Single failures that callers branch on. Each is also in one of the classes,
// so test for the single failure first.
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

	// ErrAlreadyRegistered: the phone number is already in use.
	ErrAlreadyRegistered = newClass("already registered")

	// ErrSequenceInUse: the welcome message sequence belongs to an active ad
	// and can be neither changed nor deleted (code 4027012).
	ErrSequenceInUse = newClass("sequence used in an ad")

	// ErrStaleCursor: the paging cursor is no longer valid; start over at the
	// first page (codes 131059 and 139102).
	ErrStaleCursor = newClass("stale cursor")
)

// classError is the type of the sentinels above.
type classError struct{ name string }

func newClass(name string) error { return &classError{name: name} }

func (e *classError) Error() string { return "whatsapp: " + e.name }

// class is a set of bits: one class and the single failures that narrow it
// down.
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

	// singleFailures has the bits of all single failures.
	singleFailures = tokenExpired | reEngagement | optedOut | pairRate | registered | sequenceInUse | staleCursor
)

// inClass replaces the class and keeps the single failures.
func (c class) inClass(other class) class { return other | c&singleFailures }

// isOneOf reports whether c has a bit in common with classes.
func (c class) isOneOf(classes class) bool { return c&classes != 0 }

// sentinels holds the sentinel errors by the number of their bit.
var sentinels = [...]error{
	ErrRateLimited, ErrUnauthorized, ErrPermission, ErrNotFound, ErrInvalidRequest, ErrTransient, ErrPolicy,
	ErrTokenExpired, ErrReEngagementWindow, ErrRecipientOptedOut, ErrPairRateLimited, ErrAlreadyRegistered,
	ErrSequenceInUse, ErrStaleCursor,
}

func (c class) has(target error) bool {
	for bit, sentinel := range sentinels {
		if target == sentinel {
			return c.isOneOf(1 << bit)
		}
	}
	return false
}
