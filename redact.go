package whatsapp

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
)

// Secrets that Graph itself echoes: parameters of URLs, members of JSON
// objects, and access tokens standing alone in an error's text.
var (
	secretParameters = regexp.MustCompile(`(?i)(access_token|appsecret_proof|client_secret|input_token|verify_token)=[^&\s"'\\<>]+`)
	signedParameters = regexp.MustCompile(`(?i)([?&]|\\u0026|&amp;)(code|hash|sig)=[^&\s"'\\<>]+`)
	secretMembers    = regexp.MustCompile(`(?i)"(access_token|appsecret_proof|client_secret|input_token|verify_token)"(\s*:\s*)"[^"]*"`)
	accessTokens     = regexp.MustCompile(`\bEAA[A-Za-z0-9]{4,}`)
)

// redact removes what must not reach an error or a log: the tokens the caller
// names, and whatever looks like a secret.
func redact(text string, tokens ...string) string {
	for _, token := range tokens {
		if token == "" {
			continue
		}
		text = strings.ReplaceAll(text, token, redacted)
		if escaped := url.QueryEscape(token); escaped != token {
			text = strings.ReplaceAll(text, escaped, redacted)
		}
	}
	text = secretParameters.ReplaceAllString(text, "${1}="+redacted)
	text = signedParameters.ReplaceAllString(text, "${1}${2}="+redacted)
	text = secretMembers.ReplaceAllString(text, `"${1}"${2}"`+redacted+`"`)
	return accessTokens.ReplaceAllString(text, redacted)
}

// redactedError shows a foreign error's text without its secrets. The error
// below stays reachable for errors.Is only: unwrapping it would print them.
type redactedError struct {
	text string
	err  error
}

func (e *redactedError) Error() string        { return e.text }
func (e *redactedError) Is(target error) bool { return errors.Is(e.err, target) }

// withoutSecrets strips the URL that net/http puts into its errors, and any
// secret left in the text below.
func withoutSecrets(err error, tokens ...string) error {
	if urlError, ok := errors.AsType[*url.Error](err); ok {
		err = urlError.Err
	}
	text := err.Error()
	if clean := redact(text, tokens...); clean != text {
		return &redactedError{text: clean, err: err}
	}
	return err
}
