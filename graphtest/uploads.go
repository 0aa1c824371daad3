package graphtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// uploadKind is a resumable upload session. Its id is a path element that
// begins with "upload:".
var uploadKind = &kind{
	name:     "upload",
	typeName: "UploadSession",
	standard: "id file_offset",
}

const (
	uploadPrefix = "upload:"
	// maxUploadLength keeps a session from expecting more than a request can
	// hold.
	maxUploadLength = maxRequestBytes
)

var uploadTypes = []string{"application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"}

// isUpload reports whether a request is for an upload session, where the body
// is the file and errors have a form of their own.
func isUpload(r *http.Request) bool {
	_, elements := splitPath(r.URL)
	return len(elements) > 0 && strings.HasPrefix(elements[0], uploadPrefix)
}

func (c *call) startUpload() (any, *failure) {
	length, _ := c.params.text("file_length")
	bytes, err := strconv.ParseInt(length, 10, 64)
	if err != nil || bytes <= 0 || bytes > maxUploadLength {
		return nil, invalid("Param file_length must be the number of bytes of the file")
	}
	fileType, _ := c.params.text("file_type")
	if !slices.Contains(uploadTypes, fileType) {
		return nil, invalid("Param file_type must be one of {%s}", strings.Join(uploadTypes, ", "))
	}
	key := base64.RawURLEncoding.EncodeToString([]byte("1:attachment:" + c.graph.newID()))
	session := c.graph.add(uploadKind, uploadPrefix+key, map[string]any{"file_offset": 0})
	session.hidden["length"], session.hidden["type"] = length, fileType
	return map[string]any{"id": session.signedID()}, nil
}

// signedID returns the id that clients get.
func (n *node) signedID() string {
	return n.id + "?sig=" + uploadSignature(n.id)
}

func uploadSignature(id string) string {
	code := hmac.New(sha256.New, mediaKey)
	code.Write([]byte(id))
	return base64.RawURLEncoding.EncodeToString(code.Sum(nil))
}

func (c *call) readUpload() (any, *failure) {
	if f := c.checkUpload(); f != nil {
		return nil, f
	}
	return map[string]any{"id": c.node.signedID(), "file_offset": len(c.node.content)}, nil
}

// continueUpload appends the bytes that follow. Once the file is complete, it
// returns the file's handle.
func (c *call) continueUpload() (any, *failure) {
	if f := c.checkUpload(); f != nil {
		return nil, f
	}
	offset, given := headerAsSpelled(c.request.Header, "file_offset")
	if !given {
		return nil, invalid("The header file_offset is required")
	}
	if offset != strconv.Itoa(len(c.node.content)) {
		return nil, invalid("The file_offset is %s, but the session is at %d", offset, len(c.node.content))
	}
	length, _ := strconv.Atoi(c.node.hidden["length"])
	if len(c.node.content)+len(c.body) > length {
		return nil, invalid("The file is longer than its file_length of %d", length)
	}
	c.node.content = append(c.node.content, c.body...)
	if len(c.node.content) < length {
		return map[string]any{"id": c.node.signedID(), "file_offset": len(c.node.content)}, nil
	}
	sum := sha256.Sum256(c.node.content)
	encoded := base64.StdEncoding.EncodeToString([]byte(c.node.hidden["type"]))
	return map[string]any{"h": "4::" + encoded + ":" + base64.RawURLEncoding.EncodeToString(sum[:])}, nil
}

// checkUpload checks what only upload sessions require: the scheme before the
// token, and the signature of the id.
func (c *call) checkUpload() *failure {
	scheme, _, _ := strings.Cut(c.request.Header.Get("Authorization"), " ")
	if scheme != "OAuth" {
		return unauthorized("An upload session needs the header Authorization: OAuth <token>", 0)
	}
	signature, _ := c.params.text("sig")
	if !hmac.Equal([]byte(signature), []byte(uploadSignature(c.node.id))) {
		return invalid("The signature of the upload session is wrong")
	}
	return nil
}

// headerAsSpelled finds a header with an underscore, whose spelling changes
// when it is sent over a socket.
func headerAsSpelled(header http.Header, name string) (string, bool) {
	for given, values := range header {
		if strings.EqualFold(given, name) && len(values) > 0 {
			return values[0], true
		}
	}
	return "", false
}

// UploadedFile returns the bytes that an upload session has received, and
// whether the session exists.
func (s *Server) UploadedFile(sessionID string) ([]byte, bool) {
	id, _, _ := strings.Cut(sessionID, "?")
	s.world.Lock()
	defer s.world.Unlock()
	session := s.graph.find(uploadKind, id)
	if session == nil {
		return nil, false
	}
	return slices.Clone(session.content), true
}

// UploadError answers with the error object of upload sessions and does not
// process the request.
func UploadError(status int, retriable bool, message string) Fault {
	return answering(func(s *Server, r *http.Request) *reply {
		answer := s.newReply(r)
		answer.setDebugInfo(&failure{status, Error{Message: message, Type: "ProcessingFailedError", IsTransient: retriable}})
		return answer
	})
}

// setDebugInfo sets the body to the error object of upload sessions.
func (a *reply) setDebugInfo(f *failure) {
	a.status = f.status
	a.setJSON(map[string]any{"debug_info": map[string]any{
		"retriable": f.envelope.IsTransient,
		"type":      f.envelope.Type,
		"message":   f.envelope.Message,
	}})
}

// DropWithin drops the connection after this many bytes of the request's body.
// An upload session keeps them; no other request is processed.
func DropWithin(bytes int) Fault {
	return Fault{strikes: true, dropsWithin: true, bytes: bytes}
}
