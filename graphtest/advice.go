package graphtest

import "strings"

// advice is what errors say about a request for what the server does not have.
type advice struct{ name, missing, notModelled string }

// WithAdvice sets how errors name the server, and what they advise where it has
// no such object, and where it does not model a request. Without it they say
// how to add it in a Go test, of which programs in other languages have
// nothing.
func WithAdvice(name, missing, notModelled string) Option {
	return func(c *config) { c.advice = advice{name, missing, notModelled} }
}

// testReason is what the reason that [failure.because] appends begins with, if
// it ends with advice for a Go test.
const testReason = ". graphtest "

// advise replaces the advice for a Go test.
func (a advice) advise(f *failure) {
	message, reason, found := strings.Cut(f.envelope.Message, testReason)
	if a.name == "" || !found {
		return
	}
	reason, _, _ = strings.Cut(reason, ": ")
	advised := a.missing
	if strings.HasPrefix(reason, "does not model ") {
		advised = a.notModelled
	}
	f.envelope.Message = message + ". " + a.name + " " + reason + ": " + advised
}
