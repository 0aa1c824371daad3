package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// apiPath is the beginning of the REST interface's paths.
const apiPath = pagesPath + "api"

// route is an operation of the REST interface.
type route struct {
	pattern string // without apiPath
	// answer returns the value to encode as JSON; nil is an empty object.
	answer func(*Simulator, *http.Request) (any, error)
	// changes says that the world is another one afterwards.
	changes bool
}

// mostBytes is the size of the largest body.
func (r route) mostBytes() int64 {
	if r.pattern == "PUT /world" {
		return 2 * maxJournalBytes
	}
	return maxUpload
}

// apiRoutes are described in assets/openapi.json, in the same order.
var apiRoutes = []route{
	{"GET /state", (*Simulator).getState, false},
	{"GET /messages", (*Simulator).getMessages, false},
	{"GET /traffic", (*Simulator).getTraffic, false},
	{"DELETE /traffic", (*Simulator).deleteTraffic, false},
	{"GET /traffic/{id}", (*Simulator).getEntry, false},
	{"GET /traffic/{id}/snippets", (*Simulator).getSnippets, false},
	{"POST /traffic/{id}/deliver", (*Simulator).postDeliver, false},
	{"POST /traffic/{id}/drop", (*Simulator).postDrop, false},
	{"POST /users", (*Simulator).postUser, true},
	{"PATCH /users/{user}", (*Simulator).patchUser, true},
	{"POST /users/{user}/number", (*Simulator).postNumber, true},
	{"POST /users/{user}/open", (*Simulator).postOpen, true},
	{"POST /users/{user}/read", (*Simulator).postRead, true},
	{"POST /users/{user}/messages", (*Simulator).postMessage, true},
	{"POST /users/{user}/taps", (*Simulator).postTap, true},
	{"POST /users/{user}/flows", (*Simulator).postFlow, false},
	{"GET /flows/{id}", (*Simulator).getFlow, false},
	{"POST /flows/{id}/values", (*Simulator).postFlowValues, false},
	{"POST /flows/{id}/taps", (*Simulator).postFlowTap, false},
	{"POST /flows/{id}/back", (*Simulator).postFlowBack, false},
	{"DELETE /flows/{id}", (*Simulator).deleteFlow, false},
	{"POST /flows/ping", (*Simulator).postFlowPing, false},
	{"POST " + disablePath, (*Simulator).postFlowDisable, true},
	{"POST /users/{user}/payments", (*Simulator).postPayment, true},
	{"GET /products", (*Simulator).getProducts, false},
	{"POST /products", (*Simulator).postProduct, true},
	{"POST /users/{user}/groups", (*Simulator).postJoin, true},
	{"DELETE /users/{user}/groups/{group}", (*Simulator).deleteMember, true},
	{"GET /groups", (*Simulator).getGroups, false},
	{"POST /groups/{group}/{action}", (*Simulator).postGroupAction, true},
	{"POST /users/{user}/calls", (*Simulator).postCall, true},
	{"POST /users/{user}/call_permission", (*Simulator).postCallPermission, true},
	{"POST /calls/{id}/{action}", (*Simulator).postCallAction, true},
	{"POST /media", (*Simulator).postMedia, true},
	{"GET /rules", (*Simulator).getRules, false},
	{"POST /rules", (*Simulator).postRule, false},
	{"DELETE /rules", (*Simulator).deleteRules, false},
	{"DELETE /rules/{id}", (*Simulator).deleteRule, false},
	{"PATCH /settings", (*Simulator).patchSettings, false},
	{"POST /callback/verify", (*Simulator).postVerify, false},
	{"POST /webhooks", (*Simulator).postWebhook, false},
	{"GET /clock", (*Simulator).getClock, false},
	{"POST /clock", (*Simulator).postClock, false},
	{"GET /templates", (*Simulator).getTemplates, false},
	{"POST /templates/{id}/review", (*Simulator).postReview, true},
	{"PATCH /numbers/{id}", (*Simulator).patchNumber, true},
	{"PATCH /accounts/{id}", (*Simulator).patchAccount, true},
	{"POST /reset", (*Simulator).postReset, false},
	{"GET /world", (*Simulator).getWorld, false},
	{"PUT /world", (*Simulator).putWorld, false},
}

// streams are the paths whose answers are not JSON.
var streams = []string{"GET /events", "GET /media/{id}", "GET /flow-media/{id}", "GET /linked/{message}", "GET /openapi.json"}

// routes returns the handler of everything that is not of the Graph API.
func (s *Simulator) routes() http.Handler {
	mux := http.NewServeMux()
	for _, r := range apiRoutes {
		method, path, _ := strings.Cut(r.pattern, " ")
		mux.HandleFunc(method+" "+apiPath+path, func(w http.ResponseWriter, request *http.Request) {
			request.Body = http.MaxBytesReader(w, request.Body, r.mostBytes())
			value, err := s.journaled(r, request)
			writeAnswer(w, value, err)
		})
	}
	mux.HandleFunc(apiPath+"/", func(w http.ResponseWriter, r *http.Request) {
		writeAnswer(w, nil, notFound("there is nothing at %s %s; see %s/openapi.json", r.Method, r.URL.Path, apiPath))
	})
	mux.HandleFunc("GET "+apiPath+"/events", s.streamEvents)
	mux.HandleFunc("GET "+apiPath+"/media/{id}", s.serveMedia)
	mux.HandleFunc("GET "+apiPath+"/flow-media/{id}", s.serveFlowMedia)
	mux.HandleFunc("GET "+apiPath+"/linked/{message}", s.serveLinked)
	mux.HandleFunc("GET "+apiPath+"/openapi.json", serveDescription)
	mux.HandleFunc(pagesPath, servePage)
	return mux
}

// apiError is an error of the REST interface.
type apiError struct {
	status  int
	message string
}

func (e *apiError) Error() string { return "simulator: " + e.message }

func invalid(format string, args ...any) error {
	message := strings.TrimPrefix(fmt.Sprintf(format, args...), "graphtest: ")
	return &apiError{http.StatusBadRequest, strings.TrimPrefix(message, "simulator: ")}
}

func notFound(format string, args ...any) error {
	return &apiError{http.StatusNotFound, fmt.Sprintf(format, args...)}
}

func writeAnswer(w http.ResponseWriter, value any, err error) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		status, message := http.StatusBadRequest, err.Error()
		if known, isKnown := errors.AsType[*apiError](err); isKnown {
			status, message = known.status, known.message
		}
		w.WriteHeader(status)
		value = map[string]any{"error": map[string]string{"message": message}}
	}
	if value == nil {
		value = struct{}{}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value) //nolint:errchkjson // the values are of this package
}

// readJSON decodes a body, which may be empty. It refuses members that it does
// not know, so that a misspelt one is not overlooked.
func readJSON(r *http.Request, value any) error { return decodeJSON(r.Body, value) }

func decodeJSON(body io.Reader, value any) error {
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil && !errors.Is(err, io.EOF) {
		return invalid("the body does not parse: %v", err)
	}
	return nil
}

// intQuery returns a number of the query, or the default.
func intQuery(r *http.Request, name string, otherwise int64) (int64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return otherwise, nil
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 {
		return 0, invalid("invalid %s %q; want a number", name, text)
	}
	return number, nil
}

func pathID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, notFound("there is nothing with the id %q", r.PathValue("id"))
	}
	return id, nil
}

// durationOf reads a duration such as 24h, 30m or 7d.
func durationOf(name, text string) (time.Duration, error) {
	if days, isDays := strings.CutSuffix(text, "d"); isDays {
		if number, err := strconv.Atoi(days); err == nil && number >= 0 && number < maxDays {
			return time.Duration(number) * 24 * time.Hour, nil
		}
	}
	duration, err := time.ParseDuration(text)
	if err != nil || duration < 0 || duration > maxDays*24*time.Hour {
		return 0, invalid("invalid %s %q; want a duration such as 90s, 24h or 30d, and at most %dd", name, text, maxDays)
	}
	return duration, nil
}

const maxDays = 3660
