package graphtest

import (
	"fmt"
	"net/http"
)

// Error is the object inside Graph's error envelope.
type Error struct {
	// Message, Type and Code are in every envelope.
	Message     string `json:"message"`
	Type        string `json:"type"`
	Code        int    `json:"code"`
	Subcode     int    `json:"error_subcode,omitempty"`
	Data        any    `json:"error_data,omitempty"`
	IsTransient bool   `json:"is_transient,omitempty"`
	UserTitle   string `json:"error_user_title,omitempty"`
	UserMessage string `json:"error_user_msg,omitempty"`
	TraceID     string `json:"fbtrace_id,omitempty"`
}

const (
	oauthException       = "OAuthException"
	graphMethodException = "GraphMethodException"
)

// failure is an error reply: the envelope and its HTTP status.
type failure struct {
	status   int
	envelope Error
}

// invalid is the reply to a parameter with a wrong value.
func invalid(format string, args ...any) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message: "(#100) " + fmt.Sprintf(format, args...),
		Type:    oauthException,
		Code:    100,
	}}
}

// missing is the reply to a request without a required parameter.
func missing(name string) *failure {
	return invalid("The parameter %s is required.", name)
}

// unprocessable is the reply to parameters that are well formed but do not fit
// together or do not fit the state of the object.
func unprocessable(format string, args ...any) *failure {
	return &failure{http.StatusUnprocessableEntity, Error{
		Message: "(#100) " + fmt.Sprintf(format, args...),
		Type:    graphMethodException,
		Code:    100,
	}}
}

// unknownField is the reply to a field or edge that a node does not have.
func unknownField(name, typeName string) *failure {
	return invalid("Tried accessing nonexisting field (%s) on node type (%s)", name, typeName)
}

// badQuery is the reply to a path or a fields expression that does not parse.
func badQuery(format string, args ...any) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message: fmt.Sprintf(format, args...),
		Type:    oauthException,
		Code:    2500,
	}}
}

// unsupported is Graph's one reply to an unknown id, an id the token cannot see
// and a method that the object does not have.
func unsupported(method, id string) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message: fmt.Sprintf("Unsupported %s request. Object with ID '%s' does not exist, "+
			"cannot be loaded due to missing permissions, or does not support this operation", method, id),
		Type:    graphMethodException,
		Code:    100,
		Subcode: 33,
	}}
}
