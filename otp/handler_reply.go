package otp

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"
)

// A reply is the answer to a request. Its body is a struct, so that its members
// keep their order.
type reply struct {
	status     int
	retryAfter int // seconds
	body       any
}

type sentBody struct {
	Success   bool   `json:"success"`
	Message   string `json:"message"`
	ExpiresIn int    `json:"expiresIn"`
}

type validBody struct {
	Valid        bool   `json:"valid"`
	SessionToken string `json:"sessionToken"`
	Role         string `json:"role"`
}

type failedBody struct {
	Success    bool   `json:"success"`
	Message    string `json:"message"`
	RetryAfter int    `json:"retryAfter,omitempty"`
}

type invalidBody struct {
	Valid      bool   `json:"valid"`
	Message    string `json:"message"`
	RetryAfter int    `json:"retryAfter,omitempty"`
}

func sent(lifetime time.Duration) reply {
	return reply{status: http.StatusOK, body: sentBody{Success: true, Message: "OTP sent", ExpiresIn: seconds(lifetime)}}
}

func valid(login *Login) reply {
	return reply{status: http.StatusOK, body: validBody{Valid: true, SessionToken: login.Token, Role: login.Role}}
}

func refusal(status int, message string) reply {
	return reply{status: status, body: failedBody{Message: message}}
}

func tooMany(wait time.Duration) reply {
	after := seconds(wait)
	return reply{
		status:     http.StatusTooManyRequests,
		retryAfter: after,
		body:       failedBody{Message: "Too many requests; try again later", RetryAfter: after},
	}
}

// asValidation returns the reply as the answer to a validation.
func (r reply) asValidation() reply {
	if failed, ok := r.body.(failedBody); ok {
		r.body = invalidBody{Message: failed.Message, RetryAfter: failed.RetryAfter}
	}
	return r
}

func (r reply) write(w http.ResponseWriter) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	if r.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(r.retryAfter))
	}
	w.WriteHeader(r.status)
	//nolint:errchkjson // These structs always encode.
	_ = json.NewEncoder(w).Encode(r.body) // a lost connection cannot be answered
}

// seconds rounds up, so that a client that waits this long has waited enough.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
