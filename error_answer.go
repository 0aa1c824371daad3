package whatsapp

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/internal/redact"
)

// refusal returns the error for an answer that reports a failure.
func (c *call) refusal(response *http.Response, answer []byte) *GraphAPIError {
	failure := c.newFailure(response, answer)
	if !failure.decode(answer) {
		failure.byStatus = true
	}
	secrets := c.secrets()
	if failure.Message == "" {
		failure.Message = messageWithoutEnvelope(response, answer, secrets)
	}
	failure.redact(secrets)
	failure.RetryAfter = retryAfter(response.Header, failure.Usage, failure.row(), time.Now())
	return failure
}

// unreadable returns the error for an answer that reports success but cannot be
// decoded.
func (c *call) unreadable(response *http.Response, answer []byte, cause error) *GraphAPIError {
	failure := c.newFailure(response, answer)
	failure.byStatus, failure.unreadable = true, true
	failure.Message = "the server reports success, but " + explainDecoding(cause)
	if text := bytes.TrimSpace(failure.Body); len(text) > 0 && text[0] != '{' && text[0] != '[' {
		failure.Message += ": " + c.secretsWith(text).Excerpt(text)
	}
	failure.redact(c.secretsWith(answer))
	return failure
}

func (c *call) newFailure(response *http.Response, answer []byte) *GraphAPIError {
	answer = answer[:min(len(answer), maxFailure)]
	return &GraphAPIError{
		fromCall:   true,
		StatusCode: response.StatusCode,
		Operation:  c.op.name(),
		Attempts:   c.attempts,
		TraceID:    response.Header.Get("X-Fb-Trace-Id"),
		Usage:      parseUsage(response.Header).redacted(c.secrets),
		Body:       []byte(c.secretsWith(answer).Text(string(answer))),
	}
}

// secretsWith returns the secrets of the call, and the answer itself if it is a
// token that stands alone.
func (c *call) secretsWith(answer []byte) redact.Secrets {
	secrets := c.secrets()
	word := strings.Trim(string(answer), "\" \r\n\t")
	if _, wanted := c.out.(*AccessToken); wanted && len(word) >= shortestToken && !strings.ContainsFunc(word, isOutsideToken) {
		secrets.Add(word)
	}
	return secrets
}

// shortestToken keeps words such as null from being taken for a token. Graph's
// have well over a hundred characters.
const shortestToken = 16

func isOutsideToken(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '_' && r != '-' && r != '|'
}

// messageWithoutEnvelope describes an answer that has no error object of
// Graph's: a proxy's page, a redirect, an OAuth error, or "success": false.
func messageWithoutEnvelope(response *http.Response, answer []byte, secrets redact.Secrets) string {
	var oauth struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	_ = json.Unmarshal(answer, &oauth) // a page is not JSON
	switch {
	case oauth.Error != "":
		return strings.TrimSpace(oauth.Error + " " + oauth.Description)
	case isSuccess(response.StatusCode):
		return "the server did not report success" + statedReason(answer)
	case isRedirect(response):
		return "the server redirects to " + hostOf(response.Header.Get("Location")) + ", which must not get the access token"
	}
	message := "the server answered " + http.StatusText(response.StatusCode) + " without an error object"
	if text := secrets.Excerpt(answer); text != "" {
		message += ": " + text
	}
	return message
}

// statedReason is what an answer such as {"success":false,"error_msg":"..."}
// says about itself.
func statedReason(answer []byte) string {
	var stated struct {
		Message string `json:"error_msg"`
	}
	_ = json.Unmarshal(answer, &stated)
	if stated.Message == "" {
		return ""
	}
	return ": " + stated.Message
}

func isRedirect(response *http.Response) bool {
	return response.StatusCode < http.StatusBadRequest && response.Header.Get("Location") != ""
}

func hostOf(location string) string {
	target, err := url.Parse(location)
	if err != nil || target.Host == "" {
		return "an unnamed host"
	}
	return target.Host
}
