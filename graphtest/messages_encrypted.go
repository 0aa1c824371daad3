package graphtest

import "regexp"

var compactJWE = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){4}$`)

// encryptedAnswer has the form of what Graph answers. It encrypts nothing.
const encryptedAnswer = "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.c2VjcmV0.bm9uY2U.YW5zd2Vy.dGFn"

// sendEncrypted takes a message that it cannot read: it judges the form alone,
// and the message is in no outbox.
func (c *call) sendEncrypted() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	contents, given := c.params.text("encrypted_contents")
	switch {
	case !given:
		return nil, missing("encrypted_contents")
	case !compactJWE.MatchString(contents):
		return nil, invalid("Invalid JWE token format")
	}
	return map[string]any{"encrypted_contents": encryptedAnswer}, nil
}
