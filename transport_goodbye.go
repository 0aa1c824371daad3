package whatsapp

import "strings"

// What net/http says when a server has closed a connection or a stream without
// processing the request. These errors have no types. A text that is not known
// here proves nothing, so another Go release can make outcomes unknown but
// never a message sent twice.
const (
	// GOAWAY leaves out streams above the last one that the server has seen
	// (RFC 9113, section 6.8). A request whose body has been read gets the
	// quoted form, and the first of a connection the form with a code.
	goodbyeShutdown = "http2: Transport received Server's graceful shutdown GOAWAY"
	goodbyeFirst    = "http2: Transport received GOAWAY from server ErrCode:"

	// REFUSED_STREAM says that nothing was processed (RFC 9113, section 8.7).
	goodbyeRefusedStart = "stream error: stream ID "
	goodbyeRefusedEnd   = "; REFUSED_STREAM; received from peer"

	// The server had closed a kept connection before the request was written.
	goodbyeIdle = "http: server closed idle connection"

	// A kept connection could not take the request, and there is no second body
	// to try another one with. net/http tries that only where nothing was
	// written.
	goodbyeUnusable = "net/http: cannot rewind body after connection loss"

	quoteStart = "http2: Transport: cannot retry err ["
	quoteEnd   = "] after Request.Body was written; define Request.GetBody to avoid this error"
)

// isGoodbye reports whether an error of net/http proves that the server has not
// processed the request. It compares the whole text: parts of others come from
// the server.
func isGoodbye(err error) bool {
	text := err.Error()
	if text == goodbyeIdle || text == goodbyeUnusable || strings.HasPrefix(text, goodbyeFirst) { // ends in the name of a code
		return true
	}
	inner, quoted := strings.CutPrefix(text, quoteStart)
	inner, whole := strings.CutSuffix(inner, quoteEnd)
	return quoted && whole && (inner == goodbyeShutdown || isRefusedStream(inner))
}

func isRefusedStream(text string) bool {
	stream, found := strings.CutPrefix(text, goodbyeRefusedStart)
	stream, refused := strings.CutSuffix(stream, goodbyeRefusedEnd)
	return found && refused && isDigits(stream)
}
