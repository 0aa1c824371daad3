package graphtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// usage is one entry of the X-Business-Use-Case-Usage header. The counts are
// percentages.
type usage struct {
	Type          string `json:"type"`
	CallCount     int    `json:"call_count"`
	TotalCPUTime  int    `json:"total_cputime"`
	TotalTime     int    `json:"total_time"`
	MinutesToWait int    `json:"estimated_time_to_regain_access"`
}

const (
	managementUse = "whatsapp_business_management"
	messagingUse  = "whatsapp"
)

// throttles holds the error that Graph returns with each code.
var throttles = map[int]Error{
	4:      {Message: "(#4) Application request limit reached", Subcode: 2446079, IsTransient: true},
	17:     {Message: "(#17) User request limit reached", Subcode: 2446079, IsTransient: true},
	32:     {Message: "(#32) Page request limit reached"},
	341:    {Message: "(#341) Application limit reached"},
	613:    {Message: "(#613) Calls to this api have exceeded the rate limit."},
	80007:  {Message: "(#80007) Rate limit issues for this WhatsApp Business Account", Subcode: 2446079, IsTransient: true},
	80008:  {Message: "(#80008) Too many calls to this WhatsApp Business Account"},
	130429: {Message: "(#130429) Rate limit hit"},
	131048: {Message: "(#131048) Spam rate limit hit"},
	131056: {Message: "(#131056) Business and consumer pair rate limit hit"},
	133016: {Message: "(#133016) Account register deregister rate limit exceeded"},
}

// Throttled rejects the request with this error code and HTTP 400, the status
// that Graph uses for throttling. A wait of a minute or more is announced in
// the X-Business-Use-Case-Usage header, rounded up to minutes; a shorter one in
// Retry-After, rounded up to seconds.
func Throttled(code int, wait time.Duration) Fault {
	return answering(func(s *Server, r *http.Request) *reply {
		answer := s.newReply(r)
		answer.setFailure(throttled(code))
		s.announceWait(answer, r, code, wait)
		return answer
	})
}

// throttleError returns the error that Graph returns with a throttling code.
func throttleError(code int) Error {
	envelope, known := throttles[code]
	if !known {
		envelope.Message = fmt.Sprintf("(#%d) Request limit reached", code)
	}
	envelope.Type = oauthException
	envelope.Code = code
	if isMessagingCode(code) {
		envelope.Data = messagingDetails("The request was not processed because of too many requests in a short time.")
	}
	return envelope
}

func (s *Server) announceWait(answer *reply, r *http.Request, code int, wait time.Duration) {
	if 0 < wait && wait < time.Minute {
		answer.header.Set("Retry-After", strconv.Itoa(roundUp(wait, time.Second)))
	}
	if wait < time.Minute {
		return
	}
	entry := usage{
		Type:          managementUse,
		CallCount:     100,
		TotalCPUTime:  12,
		TotalTime:     14,
		MinutesToWait: roundUp(wait, time.Minute),
	}
	if isMessagingCode(code) {
		entry.Type = messagingUse
	}
	answer.setBusinessUse(s.usageOwner(r), entry)
}

// isMessagingCode reports whether the code is about sending messages.
func isMessagingCode(code int) bool {
	return 130000 <= code && code < 140000
}

func roundUp(duration, unit time.Duration) int {
	return int((duration + unit - 1) / unit)
}

// usageOwner returns the id that the usage of a request is counted for: the
// WABA, if the path's object belongs to one.
func (s *Server) usageOwner(r *http.Request) string {
	_, elements := splitPath(r.URL)
	if len(elements) == 0 {
		return "0"
	}
	s.world.Lock()
	defer s.world.Unlock()
	if n, ok := s.graph.nodes[elements[0]]; ok {
		if waba := n.account(); waba != nil {
			return waba.id
		}
	}
	return elements[0]
}

func (a *reply) setBusinessUse(owner string, entry usage) {
	text, _ := json.Marshal(map[string][]usage{owner: {entry}})
	a.header.Set("X-Business-Use-Case-Usage", string(text))
}

// setUsage sets the header with the used share of the WABA's limit, or of the
// app's for objects that do not belong to a WABA.
func (a *reply) setUsage(n *node) {
	if waba := n.account(); waba != nil {
		a.setBusinessUse(waba.id, usage{Type: managementUse, CallCount: 3, TotalCPUTime: 1, TotalTime: 2})
		return
	}
	a.header.Set("X-App-Usage", `{"call_count":3,"total_time":2,"total_cputime":1}`)
}
