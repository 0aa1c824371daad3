package whatsapp

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// errProxyAuthentication says that the way out is closed until somebody changes
// the configuration.
var errProxyAuthentication = errors.New("the HTTP proxy asks for authentication")

// refuseProxy is the OnProxyConnectResponse of the client's own transport.
func refuseProxy(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusProxyAuthRequired {
		return errProxyAuthentication
	}
	return nil
}

// isProxyRefusal reports whether a proxy has asked for authentication. The
// caller's own transport reports the status only by its text, which is
// conclusive if nothing was sent.
func (c *call) isProxyRefusal(err error) bool {
	if errors.Is(err, errProxyAuthentication) {
		return true
	}
	var innermost error
	for ; err != nil; err = errors.Unwrap(err) {
		innermost = err
	}
	return c.unsent && innermost.Error() == http.StatusText(http.StatusProxyAuthRequired)
}
