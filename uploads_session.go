package whatsapp

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"github.com/wabakit/whatsapp/internal/redact"
)

// An UploadSession is an upload that was started. Keep its ID to resume it;
// sessions last for about an hour.
type UploadSession struct {
	// ID is signed by Meta and is valid for the access token. The session
	// prints it redacted; keep it out of logs.
	ID string `json:"id"`
	// FileOffset is the number of bytes that Meta has.
	FileOffset int64 `json:"file_offset"`
}

// String returns the session without its id.
func (s UploadSession) String() string {
	return fmt.Sprintf("%s%s at byte %d", sessionPrefix, redact.Mark, s.FileOffset)
}

// GoString returns String, for %#v.
func (s UploadSession) GoString() string { return s.String() }

// LogValue groups what is safe to log.
func (s UploadSession) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("file_offset", s.FileOffset))
}

const sessionPrefix = "upload:"

// sessionTarget returns the URL of an upload session. The id is a path and a
// signed query, and must arrive exactly as Meta wrote it. So it is not escaped,
// but may contain only characters that cannot change the rest of the URL.
func (c *Client) sessionTarget(op *Operation, settings *requestSettings) (url.URL, error) {
	id := op.Path[0]
	if id == "" || id == "." || id == ".." {
		return url.URL{}, op.badElement(0)
	}
	path, query, _ := strings.Cut(id, "?")
	key, isSession := strings.CutPrefix(path, sessionPrefix)
	if !isSession || key == "" || strings.ContainsFunc(key, isForeignTo("-._~=+:")) || strings.ContainsFunc(query, isForeignTo("-._~=+:&%")) {
		return url.URL{}, &ValidationError{Violations: []Violation{{
			Field: "upload-session-id", Problem: `is not of the form "upload:MTph...?sig=..."; use the id that Start returned`,
		}}}
	}
	if err := checkSessionQuery(query); err != nil {
		return url.URL{}, err
	}
	target := c.config.base
	target.Path = c.config.root + path
	target.RawQuery = query
	if more := queryOf(op, settings).Encode(); more != "" {
		target.RawQuery += "&" + more
	}
	return target, nil
}

// signatureOf returns the signed query of a session id.
func signatureOf(sessionID string) string {
	_, query, _ := strings.Cut(sessionID, "?")
	return query
}

// checkSessionQuery keeps credentials out of the query, which is sent
// unchanged.
func checkSessionQuery(query string) error {
	parameters, err := url.ParseQuery(query)
	if err != nil {
		return &ValidationError{Violations: []Violation{{Field: "upload-session-id", Problem: "has a malformed query"}}}
	}
	return refuseCredentials(parameters)
}

// isForeignTo finds characters that are not letters, digits or marks.
func isForeignTo(marks string) func(rune) bool {
	return func(r rune) bool {
		isAlphanumeric := r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
		return !isAlphanumeric && !strings.ContainsRune(marks, r)
	}
}
