package whatsapp

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"github.com/wabakit/whatsapp/internal/redact"
)

// An UploadSession is an upload that has been started. Keep its ID to take the
// upload up again; sessions last for about an hour.
type UploadSession struct {
	// ID is signed by Meta and goes with the access token. It prints redacted
	// with the session; keep it out of logs.
	ID string `json:"id"`
	// FileOffset is how many bytes Meta has.
	FileOffset int64 `json:"file_offset"`
}

// String returns what is safe to print.
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

// sessionTarget is the URL of an upload session. Its id is a path and a signed
// query in one, and must arrive as Meta has spelled it; so it is not escaped but
// held to the characters that cannot lead elsewhere.
func (c *Client) sessionTarget(op *Operation, settings *requestSettings) (*url.URL, error) {
	id := op.Path[0]
	if id == "" || id == "." || id == ".." {
		return nil, op.badElement(0)
	}
	path, query, _ := strings.Cut(id, "?")
	key, isSession := strings.CutPrefix(path, sessionPrefix)
	if !isSession || key == "" || strings.ContainsFunc(key, isForeignTo("-._~=+:")) || strings.ContainsFunc(query, isForeignTo("-._~=+:&%")) {
		return nil, &ValidationError{Violations: []Violation{{
			Field: "upload-session-id", Problem: `is not of the form "upload:MTph...?sig=..."; use the id that starting the upload has returned`,
		}}}
	}
	if err := checkSessionQuery(query); err != nil {
		return nil, err
	}
	target := c.config.base
	target.Path = c.config.root + path
	target.RawQuery = query
	if more := queryOf(op, settings).Encode(); more != "" {
		target.RawQuery += "&" + more
	}
	return &target, nil
}

// signatureOf is the signed query of a session id.
func signatureOf(sessionID string) string {
	_, query, _ := strings.Cut(sessionID, "?")
	return query
}

// checkSessionQuery keeps credentials out of the query that is sent as it is.
func checkSessionQuery(query string) error {
	parameters, err := url.ParseQuery(query)
	if err != nil {
		return &ValidationError{Violations: []Violation{{Field: "upload-session-id", Problem: "has a malformed query"}}}
	}
	return refuseCredentials(parameters)
}

// isForeignTo finds what is neither a letter, a digit nor one of the marks.
func isForeignTo(marks string) func(rune) bool {
	return func(r rune) bool {
		isAlphanumeric := r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
		return !isAlphanumeric && !strings.ContainsRune(marks, r)
	}
}
