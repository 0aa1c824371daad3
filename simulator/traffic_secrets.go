package simulator

import (
	"net/url"
	"regexp"
)

// hidden stands in the traffic for what a program keeps to itself. A program
// may run with the configuration of a business in production.
const hidden = "(hidden)"

var (
	secretMember = regexp.MustCompile(`("(?:access_token|client_secret|fb_exchange_token|pin|verify_token)"\s*:\s*")(?:[^"\\]|\\.)*"`)
	secretField  = regexp.MustCompile(`((?:^|[?&])(?:access_token|client_secret|code|fb_exchange_token|pin|verify_token)=)[^&]*`)
)

// hideSecrets returns a body of JSON or a form without its secrets.
func hideSecrets(body []byte) []byte {
	body = secretMember.ReplaceAll(body, []byte(`${1}`+hidden+`"`))
	return secretField.ReplaceAll(body, []byte(`${1}`+hidden))
}

// hideQuery returns a query without its secrets.
func hideQuery(query url.Values) url.Values {
	shown := url.Values{}
	for name, values := range query {
		if secretField.MatchString(name + "=") {
			values = []string{hidden}
		}
		shown[name] = values
	}
	return shown
}
