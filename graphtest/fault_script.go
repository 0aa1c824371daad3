package graphtest

import (
	"net/http"
	"slices"
	"time"
)

// Fault is a fault injected into a request. The zero value serves it normally.
type Fault struct {
	refuses     bool
	wait        time.Duration
	dropsBefore bool
	answer      func(*Server, *http.Request) *reply
	dropsAfter  bool
	dropsWithin bool
	truncates   bool
	bytes       int
	strikes     bool
}

// script holds the faults for the next requests of a route.
type script struct {
	pattern pattern
	faults  []Fault
}

type standingFault struct {
	pattern pattern
	fault   Fault
}

// Script injects these faults into the next requests that match route, one each
// and in order. Later requests are served normally.
//
// A route is a method and a path without the version. A name in braces matches
// one path element: "GET /{waba}/phone_numbers". "GET *" matches every GET
// request and "*" every request. Script panics if route does not parse.
func (s *Server) Script(route string, faults ...Fault) {
	added := &script{pattern: parsePattern(route), faults: slices.Clone(faults)}
	s.faultsMutex.Lock()
	defer s.faultsMutex.Unlock()
	s.scripts = append(s.scripts, added)
}

// Always injects this fault into every request that matches route, until
// [Server.ClearFaults] is called. Scripted faults come first. It panics if
// route does not parse; see [Server.Script] for routes.
func (s *Server) Always(route string, fault Fault) {
	added := standingFault{pattern: parsePattern(route), fault: fault}
	s.faultsMutex.Lock()
	defer s.faultsMutex.Unlock()
	s.always = append(s.always, added)
}

// ClearFaults removes all faults, scripted and standing.
func (s *Server) ClearFaults() {
	s.faultsMutex.Lock()
	defer s.faultsMutex.Unlock()
	s.scripts, s.always = nil, nil
}

// nextFault takes the fault for a request from its script. The second result
// reports whether the fault does anything.
func (s *Server) nextFault(r *http.Request) (Fault, bool) {
	if fault, given := faultOf(r); given {
		return fault, fault.strikes
	}
	s.faultsMutex.Lock()
	defer s.faultsMutex.Unlock()
	for i, script := range s.scripts {
		if len(script.faults) == 0 || !script.pattern.matches(r) {
			continue
		}
		fault := script.faults[0]
		script.faults = script.faults[1:]
		if len(script.faults) == 0 {
			s.scripts = slices.Delete(s.scripts, i, i+1)
		}
		return fault, fault.strikes
	}
	for _, standing := range s.always {
		if standing.pattern.matches(r) {
			return standing.fault, standing.fault.strikes
		}
	}
	return Fault{}, false
}
