package simulator

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/wabakit/whatsapp/webhook"
)

// magicError is an error that a recipient's number can end in.
type magicError struct {
	title string
	// refuses says that Graph refuses the request with it; any other fails the
	// message once it was accepted.
	refuses bool
	status  int // of the refusal
}

const (
	codeUnknown       = 131000
	codeThroughput    = 130429
	codePair          = 131056
	codeUndeliverable = 131026
	codeOptedOut      = 131050
)

var magicErrors = map[int]magicError{
	codeThroughput: {"Rate limit hit", true, http.StatusBadRequest},
	130472:         {"User's number is part of an experiment", false, 0},
	130497:         {"Business account is restricted from messaging users in this country", true, http.StatusForbidden},
	codeUnknown:    {"Something went wrong", true, http.StatusInternalServerError},
	131005:         {"Access denied", true, http.StatusForbidden},
	131016:         {"Service unavailable", true, http.StatusInternalServerError},
	codeUndeliverable: {
		"Message undeliverable", false, 0,
	},
	131030:       {"Recipient phone number not in allowed list", true, http.StatusBadRequest},
	131031:       {"Account has been locked", true, http.StatusForbidden},
	131037:       {"The display name of the number is not approved", true, http.StatusBadRequest},
	131042:       {"Business eligibility payment issue", false, 0},
	131045:       {"The number is not registered", true, http.StatusInternalServerError},
	131047:       {"Re-engagement message", false, 0},
	131048:       {"Spam rate limit hit", false, 0},
	131049:       {"This message was not delivered to maintain healthy ecosystem engagement", false, 0},
	codeOptedOut: {"User has stopped marketing messages", false, 0},
	131051:       {"Unsupported message type", false, 0},
	131052:       {"Media download error", false, 0},
	131053:       {"Media upload error", false, 0},
	codePair:     {"Pair rate limit hit", true, http.StatusBadRequest},
	131057:       {"Account in maintenance mode", true, http.StatusInternalServerError},
	132015:       {"Template is paused", true, http.StatusBadRequest},
	132016:       {"Template is disabled", true, http.StatusBadRequest},
	133010:       {"Phone number not registered", true, http.StatusBadRequest},
}

// MagicCodes returns the error codes that the number of a recipient can end in,
// sorted: a message to 15550131026 is accepted, and its status is failed with
// 131026. Graph refuses some of the codes at once, such as 131056.
func MagicCodes() []int {
	codes := make([]int, 0, len(magicErrors))
	for code := range magicErrors {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

const codeDigits = 6

// magicCode returns the number that the recipient's ends in.
func magicCode(recipient string) int {
	if len(recipient) <= codeDigits || digitsOf(recipient) != recipient {
		return 0
	}
	code, err := strconv.Atoi(recipient[len(recipient)-codeDigits:])
	if err != nil {
		return 0
	}
	return code
}

// errorOf describes an error, also one that is not known.
func errorOf(code int) magicError {
	known, isKnown := magicErrors[code]
	if !isKnown {
		known.title = "An error of the simulator's"
	}
	if known.status == 0 {
		known.status = http.StatusBadRequest
	}
	return known
}

func webhookError(code int) *webhook.Error {
	title := errorOf(code).title
	return &webhook.Error{Code: code, Title: title, Message: title, ErrorData: &webhook.ErrorData{Details: title}}
}
