package graphtest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
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

// invalid returns the reply to a parameter with an invalid value.
func invalid(format string, args ...any) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message: "(#100) " + fmt.Sprintf(format, args...),
		Type:    oauthException,
		Code:    100,
	}}
}

// missing returns the reply to a request without a required parameter.
func missing(name string) *failure {
	return required(name)
}

// required returns the reply to an object without a required member.
func required(path string) *failure {
	return invalid("The parameter %s is required.", path)
}

// notAmong returns the reply to a word that is not among the allowed ones,
// which Graph lists in capital letters.
func notAmong(path, got string, allowed []string) *failure {
	words := make([]string, len(allowed))
	for i, word := range allowed {
		words[i] = strings.ToUpper(word)
	}
	slices.Sort(words)
	return invalid("Param %s must be one of {%s} - got %q", path, strings.Join(words, ", "), got)
}

// unprocessable returns the reply to parameters that are well formed but do not
// fit together, or do not fit the state of the object.
func unprocessable(format string, args ...any) *failure {
	return &failure{http.StatusUnprocessableEntity, Error{
		Message: "(#100) " + fmt.Sprintf(format, args...),
		Type:    graphMethodException,
		Code:    100,
	}}
}

// unknownField returns the reply to a field or edge that a node does not have.
func unknownField(name, typeName string) *failure {
	return invalid("Tried accessing nonexisting field (%s) on node type (%s)", name, typeName)
}

// deprecatedField returns the reply to a request for a field that the version
// has no longer.
func deprecatedField(name string, since int, instead string) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message: fmt.Sprintf("(#12) %s field is deprecated for versions v%d.0 and higher. Request %s instead", name, since, instead),
		Type:    oauthException,
		Code:    12,
	}}
}

// because appends the reason of this package to Graph's message.
func (f *failure) because(format string, args ...any) *failure {
	f.envelope.Message += ". " + fmt.Sprintf(format, args...)
	return f
}

// badQuery returns the reply to a path or a fields expression that does not
// parse.
func badQuery(format string, args ...any) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message: fmt.Sprintf(format, args...),
		Type:    oauthException,
		Code:    2500,
	}}
}

// unsupported returns the reply that Graph uses alike for an unknown id, an id
// that the token cannot see and a method that the object does not have.
func unsupported(method, id string) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message: fmt.Sprintf("Unsupported %s request. Object with ID '%s' does not exist, "+
			"cannot be loaded due to missing permissions, or does not support this operation", method, id),
		Type:    graphMethodException,
		Code:    100,
		Subcode: 33,
	}}
}

// notModelled returns the reply to a request without a route. It has the code
// of Graph's own reply to an unknown path, but says that this package is the
// reason.
func (c *call) notModelled() *failure {
	method := c.request.Method
	kind := c.elements[0]
	switch {
	case c.node != nil:
		kind = "{" + c.node.kind.name + "}"
	case digits.MatchString(kind):
		kind = "{id}"
	}
	route := method + " /" + strings.Join(append([]string{kind}, c.elements[1:]...), "/")
	f := unsupported(strings.ToLower(method), c.elements[0])
	switch {
	case len(c.elements) > 2 && (c.node != nil || !isDeepPath(c.elements)):
		f = badQuery("Unknown path components: /%s", strings.Join(c.elements[1:], "/"))
	case c.node != nil && len(c.elements) == 2 && method == http.MethodGet:
		f = unknownField(c.elements[1], c.node.kind.typeName)
	}
	switch {
	case refusedByGraph[route]:
		return f
	case c.node == nil:
		return f.because("graphtest has no object with this id: "+
			"add it, for example with Server.AddWABA, or add %s with Server.Handle", route)
	}
	return f.because("graphtest does not model %s: add it with Server.Handle, or script an answer with Server.Script", route)
}

// isDeepPath reports whether some kind of object has an operation with such a
// path of more than two elements, so that what is wrong is the id in front.
func isDeepPath(elements []string) bool {
	return slices.ContainsFunc(Routes(), func(route string) bool {
		_, path, _ := strings.Cut(route, " /")
		known := strings.Split(path, "/")
		return len(known) == len(elements) && known[1] == elements[1]
	})
}

// WriteError writes Graph's error envelope as the response of a handler for
// [Server.Handle]. An empty TraceID is filled in.
func WriteError(w http.ResponseWriter, status int, e Error) {
	answer := &reply{header: w.Header()}
	answer.setFailure(&failure{status, e})
	w.WriteHeader(answer.status)
	_, _ = w.Write(answer.body)
}
