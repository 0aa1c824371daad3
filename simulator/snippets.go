package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// snippets are an entry as something to paste.
type snippets struct {
	Curl string `json:"curl"`
	Go   string `json:"go,omitempty"`
}

// snippetsOf returns a request as a curl command and as Go. A webhook is a curl
// command that posts it to the callback, signed. Tokens are never in them.
func snippetsOf(e *entry, base string) snippets {
	if e.Kind == "webhook" {
		return snippets{Curl: strings.Join([]string{
			`curl -X POST "$CALLBACK_URL"`, `-H 'Content-Type: application/json'`,
			`-H ` + quote("X-Hub-Signature-256: "+e.Signature), `--data-raw ` + quote(string(e.raw)),
		}, " \\\n  ")}
	}
	return snippets{Curl: curlOf(e, base), Go: goOf(e)}
}

func curlOf(e *entry, base string) string {
	path, query := splitQuery(e.Path)
	for _, secret := range []string{"access_token", "appsecret_proof", "appsecret_time"} {
		query.Del(secret)
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	lines := []string{"curl -X " + e.Method + " " + quote(base+path), `-H "Authorization: Bearer $WHATSAPP_ACCESS_TOKEN"`}
	contentType := e.Header.Get("Content-Type")
	switch {
	case e.Body == "":
	case strings.HasPrefix(contentType, "multipart/"):
		lines = append(lines, "# the form with its file is not repeated")
	default:
		lines = append(lines, "-H "+quote("Content-Type: "+contentType), "--data-raw "+quote(e.Body))
	}
	return strings.Join(lines, " \\\n  ")
}

// quote quotes a text for a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

func splitQuery(path string) (string, url.Values) {
	path, text, _ := strings.Cut(path, "?")
	query, _ := url.ParseQuery(text)
	return path, query
}

// goOf returns Go that makes the request with this SDK: with the method that is
// known for it, and otherwise with Client.Do.
func goOf(e *entry) string {
	path, query := splitQuery(e.Path)
	for _, secret := range []string{"access_token", "appsecret_proof", "appsecret_time"} {
		query.Del(secret)
	}
	elements := elementsOf(path)
	if len(elements) > 0 && isVersion(elements[0]) {
		elements = elements[1:]
	}
	if known := methodCall(e, elements, query); known != "" {
		return known
	}
	var text strings.Builder
	text.WriteString("var answer map[string]any\nerr := client.Do(ctx, whatsapp.Operation{\n")
	fmt.Fprintf(&text, "\tMethod: %q,\n\tPath:   %s,\n", e.Method, goStrings(elements))
	if len(query) > 0 {
		text.WriteString("\tQuery:  url.Values{")
		for i, name := range slices.Sorted(maps.Keys(query)) {
			if i > 0 {
				text.WriteString(", ")
			}
			fmt.Fprintf(&text, "%q: %s", name, strings.TrimPrefix(goStrings(query[name]), "[]string"))
		}
		text.WriteString("},\n")
	}
	if e.Body != "" && json.Valid([]byte(e.Body)) {
		fmt.Fprintf(&text, "\tBody:   json.RawMessage(%s),\n", goText(indented(e.Body)))
	}
	text.WriteString("}, &answer)")
	return text.String()
}

func goStrings(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = strconv.Quote(text)
	}
	return "[]string{" + strings.Join(quoted, ", ") + "}"
}

// goText returns a text as a literal of Go, in backquotes if it can be.
func goText(text string) string {
	if strconv.CanBackquote(strings.ReplaceAll(text, "\n", "")) {
		return "`" + text + "`"
	}
	return strconv.Quote(text)
}

func indented(text string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(text), "", "  ") != nil {
		return text
	}
	return out.String()
}

// methodCall returns the call of the method that makes a request, or nothing.
func methodCall(e *entry, elements []string, query url.Values) string {
	switch {
	case e.Method == http.MethodPost && len(elements) == 2 && elements[1] == "messages" && isSending(e.Body):
		return "var message whatsapp.Message\nif err := json.Unmarshal([]byte(" + goText(indented(e.Body)) +
			"), &message); err != nil {\n\treturn err\n}\nreceipt, err := client.Messages.Send(ctx, " +
			strconv.Quote(elements[0]) + ", message)"
	case len(query) > 0 || e.Method == http.MethodPost || len(elements) == 0:
		return ""
	}
	for _, known := range methodCalls {
		method, path, _ := strings.Cut(known.route, " ")
		if method != e.Method || !samePath(elementsOf(path), elements) {
			continue
		}
		call := known.call
		for i, element := range elementsOf(path) {
			if strings.HasPrefix(element, "{") {
				call = strings.Replace(call, element, strconv.Quote(elements[i]), 1)
			}
		}
		return call
	}
	return ""
}

func isSending(body string) bool {
	var message struct {
		To, Recipient string
	}
	return json.Unmarshal([]byte(body), &message) == nil && message.To+message.Recipient != ""
}

// methodCalls are requests without parameters whose method is known by their
// path.
var methodCalls = []struct{ route, call string }{
	{"GET /{waba}/phone_numbers", "page, err := client.PhoneNumbers.List(ctx, {waba}, nil)"},
	{"GET /{waba}/message_templates", "page, err := client.Templates.List(ctx, {waba}, nil)"},
	{"GET /{waba}/template_groups", "page, err := client.Templates.ListGroups(ctx, {waba}, nil)"},
	{"GET /{waba}/schedules", "page, err := client.WABAs.ListSchedules(ctx, {waba}, nil)"},
	{"GET /{waba}/activities", "page, err := client.WABAs.ListActivities(ctx, {waba}, nil)"},
	{"GET /{waba}/product_catalogs", "page, err := client.WABAs.ListCatalogs(ctx, {waba}, nil)"},
	{"GET /{waba}/flows", "page, err := client.Flows.List(ctx, {waba}, nil)"},
	{"GET /{waba}/welcome_message_sequences", "page, err := client.WelcomeSequences.List(ctx, {waba}, nil)"},
	{"GET /{phone}/message_qrdls", "page, err := client.QRCodes.List(ctx, {phone}, nil)"},
	{"GET /{phone}/block_users", "page, err := client.BlockedUsers.List(ctx, {phone}, nil)"},
	{"GET /{phone}/groups", "page, err := client.Groups.List(ctx, {phone}, nil)"},
	{"GET /{phone}/message_history", "page, err := client.MessageHistory.List(ctx, {phone}, nil)"},
	{"GET /{business}/business_users", "page, err := client.Businesses.ListUsers(ctx, {business}, nil)"},
	{"GET /{business}/system_users", "page, err := client.Tokens.ListSystemUsers(ctx, {business}, nil)"},
	{"GET /{business}/owned_whatsapp_business_accounts", "page, err := client.WABAs.ListOwned(ctx, {business}, nil)"},
	{"GET /{business}/client_whatsapp_business_accounts", "page, err := client.WABAs.ListShared(ctx, {business}, nil)"},
}
