package graphtest

import (
	"net/http"
	"strconv"
)

// ServeHTTP answers a request over a real connection. A fault that drops the
// connection panics with [http.ErrAbortHandler], which makes net/http close it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	base := "http://" + r.Host
	if r.TLS != nil {
		base = "https://" + r.Host
	}
	answer, err := s.exchange(r, origin{graph: base, media: base})
	if err != nil {
		panic(http.ErrAbortHandler)
	}

	for name, values := range answer.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(answer.body)))
	w.WriteHeader(answer.status)
	if r.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(answer.body[:answer.delivered()]); err != nil {
		return
	}
	if answer.truncated {
		// Without the flush the bytes before the cut would be lost too.
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}
