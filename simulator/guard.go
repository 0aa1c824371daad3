package simulator

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// admit refuses requests that another origin's page could be behind.
//
// A page on the web can have its own name resolve to 127.0.0.1 and then is of
// the same origin as the simulator; such a request has that name as its host,
// so only names that nobody else can own are served. Any other page is kept out
// by its origin: browsers send Origin, Sec-Fetch-Site or both with everything
// that can change something, and no page can leave them out. A token in the
// page would add nothing to that, and programs would need it too. There are no
// CORS headers, so no other page can read an answer either.
func (s *Simulator) admit(w http.ResponseWriter, r *http.Request) bool {
	if !s.isOwnHost(r.Host) {
		http.Error(w, "The host is not allowed; allow it with --allow-host, or WithAllowedHosts in Go.", http.StatusForbidden)
		return false
	}
	// Nor does a page get to load something from here, which would not tell it
	// much: a link is all right.
	loads := r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate"
	if err := new(http.CrossOriginProtection).Check(r); err != nil || loads {
		http.Error(w, "Requests of other origins are refused.", http.StatusForbidden)
		return false
	}
	h := w.Header()
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	return true
}

// isOwnHost reports whether a host is an address, localhost or allowed.
func (s *Simulator) isOwnHost(host string) bool {
	name := host
	if without, _, err := net.SplitHostPort(host); err == nil {
		name = without
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	if name == "" {
		return false
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || net.ParseIP(name) != nil ||
		slices.ContainsFunc(s.config.allowedHosts, func(allowed string) bool { return strings.EqualFold(allowed, name) })
}

// pagePolicy lets the page load what the simulator serves, and nothing else.
// Media that somebody uploads is shown as blobs.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; " +
	"media-src 'self' blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// filePolicy takes every power from a file that somebody has uploaded.
const filePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
