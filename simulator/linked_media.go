package simulator

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// linkTimeout is how long a file may take that a message links to.
const linkTimeout = 10 * time.Second

var errRemoteLink = errors.New("the file is not on this machine, so it is not loaded; --call-hosts would load it, or WithRemoteHosts in Go")

// serveLinked serves a file that a message links to. The page loads nothing
// from elsewhere, so the simulator does, and only what a message has.
func (s *Simulator) serveLinked(w http.ResponseWriter, r *http.Request) {
	link := r.URL.Query().Get("link")
	if !s.hasLink(r.PathValue("message"), link) {
		writeAnswer(w, nil, notFound("the message %q has no such link", r.PathValue("message")))
		return
	}
	if err := s.serveLink(w, r, link); err != nil {
		writeAnswer(w, nil, &apiError{http.StatusBadGateway, err.Error()})
	}
}

// hasLink reports whether a message of a business links to an address.
func (s *Simulator) hasLink(id, link string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	m := s.chats.byID[id]
	if m == nil || m.FromUser || link == "" {
		return false
	}
	var content any
	return json.Unmarshal(m.Content, &content) == nil && holds(content, link)
}

// holds reports whether a value of JSON has a text somewhere.
func holds(value any, text string) bool {
	switch value := value.(type) {
	case string:
		return value == text
	case []any:
		for _, item := range value {
			if holds(item, text) {
				return true
			}
		}
	case map[string]any:
		for _, member := range value {
			if holds(member, text) {
				return true
			}
		}
	}
	return false
}

func (s *Simulator) serveLink(w http.ResponseWriter, r *http.Request, link string) error {
	if !s.mayCall(link) {
		return errRemoteLink
	}
	client := &http.Client{Timeout: linkTimeout, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		if !s.mayCall(next.URL.String()) || len(via) > 3 {
			return errRemoteLink
		}
		return nil
	}}
	request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, link, nil) //nolint:gosec // mayCall has looked at it
	if err != nil {
		return errors.New("the link does not parse")
	}
	response, err := client.Do(request) //nolint:gosec // as above
	if err != nil {
		return errors.New("nobody answers at the link: " + reasonOf(err))
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New("the link answers " + response.Status)
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, maxUpload+1))
	switch {
	case err != nil:
		return errors.New("the file ends too early")
	case len(content) > maxUpload:
		return errors.New("the file is too large to be shown")
	}
	serveFile(w, r, response.Header.Get("Content-Type"), content)
	return nil
}

// mayCall reports whether the simulator may call an address that a program has
// named.
func (s *Simulator) mayCall(address string) bool { return s.config.remoteHosts || isLoopback(address) }
