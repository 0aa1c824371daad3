package graphtest

import (
	"fmt"
	"net/http"
	"time"
)

// Pass serves the request normally, so that a later one in the script fails.
func Pass() Fault {
	return Fault{}
}

// Slow waits, then serves the request normally. If the request's context ends
// first, the request fails.
func Slow(duration time.Duration) Fault {
	return Fault{strikes: true, wait: duration}
}

// Refused refuses the connection, so that nothing is sent. Through
// [Server.Client] the error is a *net.OpError of a dial with
// syscall.ECONNREFUSED. Behind [Server.ServeHTTP] the connection is already
// accepted and can only be dropped.
func Refused() Fault {
	return Fault{strikes: true, refuses: true}
}

// DropBefore drops the connection without processing the request.
func DropBefore() Fault {
	return Fault{strikes: true, dropsBefore: true}
}

// DropAfter processes the request, then drops the connection without a reply.
func DropAfter() Fault {
	return Fault{strikes: true, dropsAfter: true}
}

// Truncated processes the request and cuts the reply's body off after this many
// bytes. Content-Length states the whole size, and at least one byte is always
// missing.
func Truncated(bytes int) Fault {
	return Fault{strikes: true, truncates: true, bytes: bytes}
}

// GraphError answers with this error envelope and does not process the request.
// An empty TraceID is filled in.
func GraphError(status int, e Error) Fault {
	return answering(func(s *Server, r *http.Request) *reply {
		answer := s.newReply(r)
		answer.setFailure(&failure{status: status, envelope: e})
		return answer
	})
}

// Transient answers with HTTP 500, code 2 and is_transient, and does not
// process the request.
func Transient() Fault {
	return GraphError(http.StatusInternalServerError, Error{
		Message:     "An unexpected error has occurred. Please retry your request later.",
		Type:        oauthException,
		Code:        2,
		IsTransient: true,
	})
}

// Reply answers with exactly this body and does not process the request.
func Reply(status int, contentType, body string) Fault {
	return answering(func(s *Server, r *http.Request) *reply {
		answer := s.newReply(r)
		answer.status = status
		answer.body = []byte(body)
		if contentType != "" {
			answer.header.Set("Content-Type", contentType)
		}
		return answer
	})
}

// HTMLError answers with an HTML page, as a proxy in front of Graph does.
func HTMLError(status int) Fault {
	page := fmt.Sprintf("<!DOCTYPE html>\n<html><head><title>Error</title></head>"+
		"<body><h1>%d %s</h1><p>Sorry, something went wrong.</p></body></html>\n",
		status, http.StatusText(status))
	return answering(func(*Server, *http.Request) *reply {
		header := http.Header{}
		header.Set("Content-Type", "text/html; charset=utf-8")
		return &reply{status: status, header: header, body: []byte(page)}
	})
}

// EmptyBody answers with a status and nothing else.
func EmptyBody(status int) Fault {
	return Reply(status, "", "")
}

// Unavailable200 answers with HTTP 200 and the text "Service Unavailable" as
// the body, as Graph has been observed to do.
func Unavailable200() Fault {
	return Reply(http.StatusOK, "text/html; charset=utf-8", "Service Unavailable")
}

// Redirect answers with HTTP 302 and this location.
func Redirect(url string) Fault {
	return answering(func(s *Server, r *http.Request) *reply {
		answer := s.newReply(r)
		answer.status = http.StatusFound
		answer.header.Set("Location", url)
		return answer
	})
}

// ExpiredMedia answers a media download as if its link had expired.
func ExpiredMedia() Fault {
	return answering(func(s *Server, r *http.Request) *reply {
		answer := s.newReply(r)
		answer.setFailure(mediaNotFound())
		return answer
	})
}

func answering(answer func(*Server, *http.Request) *reply) Fault {
	return Fault{strikes: true, answer: answer}
}
