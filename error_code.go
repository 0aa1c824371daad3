package whatsapp

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

// A retryRule says what an error code proves about the request it answered.
type retryRule uint8

const (
	// never: the request must change first.
	never retryRule = iota
	// throttled: refused before any effect; wait, then repeat.
	throttled
	// spread: throttled, with longer waits: Meta asks for four times the wait
	// after every refusal.
	spread
	// delayed: refused before any effect; repeat after the wait of its row.
	delayed
	// asksAgain: refused before any effect; repeat soon.
	asksAgain
	// ambiguous: the request may have been carried out.
	ambiguous
)

// An errorCode is one row of the table of Graph's error codes.
type errorCode struct {
	code       int
	subcode    int
	class      class
	retry      retryRule
	wait       time.Duration // the least wait that makes sense; zero when unknown
	maxRetries int           // fewer retries than the policy allows; zero for no such limit
	action     Action        // what to do, where the class does not say it
	about      Subject       // what the failure is about, where the class does not say it
	meaning    string
	advice     string
}

// lookUp finds the row of a code, preferring the one of its subcode. It returns
// nil for a code that the table does not know.
func lookUp(code, subcode int) *errorCode {
	for _, sub := range [...]int{subcode, 0} {
		index, found := slices.BinarySearchFunc(errorCodes[:], errorCode{code: code, subcode: sub}, func(row, key errorCode) int {
			return cmp.Or(cmp.Compare(row.code, key.code), cmp.Compare(row.subcode, key.subcode))
		})
		if found {
			return &errorCodes[index]
		}
	}
	// Codes 201 to 299 are further permissions; they have no rows of their own.
	if code > 200 && code < 300 {
		return lookUp(200, 0)
	}
	return nil
}

func classOfStatus(status int) class {
	switch {
	case status == http.StatusUnauthorized:
		return unauthorized
	case status == http.StatusForbidden:
		return permission
	case status == http.StatusNotFound, status == http.StatusGone:
		return notFound
	case status == http.StatusTooManyRequests:
		return rateLimited
	case status == http.StatusRequestTimeout, status >= http.StatusInternalServerError:
		return transient
	}
	return invalid
}
