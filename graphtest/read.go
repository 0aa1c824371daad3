package graphtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// Read returns the reply to a GET request for a path such as
//
//	"/" + graphtest.WABAID + "/message_templates?limit=100"
//
// so that a test or a page can show what the server has. Unlike a request it
// needs no token, meets no fault, and leaves no trace in [Server.Requests]. The
// error has Graph's message.
func (s *Server) Read(path string) (json.RawMessage, error) {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, graphHost+path, nil)
	if err != nil || !strings.HasPrefix(path, "/") {
		return nil, errors.New("graphtest: the path does not parse")
	}
	body := &requestBody{}
	body.readParameters(request)
	answer := s.newReply(request)
	value, custom, f := s.answerAllowed(answer, request, body, origin{graph: graphHost, media: mediaHost})
	switch {
	case f != nil:
		return nil, errors.New("graphtest: " + f.envelope.Message)
	case custom != nil:
		if err := custom(answer); err != nil {
			return nil, err
		}
	default:
		answer.setJSON(value)
	}
	return answer.body, nil
}

// graphHost is the host in links of what [Server.Read] returns.
const graphHost = "https://graph.facebook.com"

// MediaContent returns the type and the bytes of a media object, and whether it
// exists.
func (s *Server) MediaContent(id string) (mimeType string, content []byte, found bool) {
	s.world.Lock()
	defer s.world.Unlock()
	media := s.graph.find(mediaKind, id)
	if media == nil {
		return "", nil, false
	}
	return media.text("mime_type"), bytes.Clone(media.content), true
}

// FlowJSON returns the JSON of a flow, and whether there is such a flow.
func (s *Server) FlowJSON(flowID string) (text []byte, found bool) {
	s.world.Lock()
	defer s.world.Unlock()
	flow := s.graph.find(flowKind, flowID)
	if flow == nil {
		return nil, false
	}
	return bytes.Clone(flow.content), true
}

// IDs returns the ids of all objects of a kind, sorted. A kind is what [Routes]
// calls it, such as "phone", "waba" or "template".
func (s *Server) IDs(kind string) []string {
	s.world.Lock()
	defer s.world.Unlock()
	var ids []string
	for id, n := range s.graph.nodes {
		if n.kind.name == kind {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
