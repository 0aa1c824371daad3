package cli

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

const apiHelp = `Call any path of the Graph API, with the same credentials, retries and errors as
every other command. The answer is printed as JSON.

In a path, {number}, {account}, {business} and {app} stand for the ids of the
settings. A path or an address that begins with a version, such as
/v23.0/{number} or https://graph.facebook.com/v23.0/me, is called in that version.

Without a method, it is GET, or POST if there is something to send. With GET and
with --paginate, --field adds to the query.

A GET is repeated after a failure that may pass. What changes something is sent
once, unless --repeat says that twice is the same as once.`

// apiCall is what the command line of api asks for.
type apiCall struct {
	method   string
	fields   []string
	query    []string
	input    string
	paginate bool
	repeat   bool
	limit    int
}

func newAPI(s *shell) *cobra.Command {
	var call apiCall
	command := &cobra.Command{
		Use:   "api PATH",
		Short: "Call any path of the Graph API",
		Long:  apiHelp,
		Example: `  whatsapp api '{number}?fields=display_phone_number,quality_rating'
  whatsapp api '{account}/message_templates' --paginate
  whatsapp api -X GET '{account}/message_templates' -f status=REJECTED -f fields=name
  whatsapp api '{number}/messages' --input message.json
  whatsapp api -X DELETE '{account}/message_templates' -q name=old_offer`,
		Args: apiArgs,
		RunE: func(command *cobra.Command, args []string) error { return s.api(command, args[0], &call) },
	}
	flags := command.Flags()
	flags.StringVarP(&call.method, "method", "X", "", "GET, POST or DELETE")
	flags.StringArrayVarP(&call.fields, "field", "f", nil, "send `name=value` in a JSON object, or with GET in the query; a value that is JSON is sent as such")
	flags.StringArrayVarP(&call.query, "query", "q", nil, "add `name=value` to the query")
	flags.StringVar(&call.input, "input", "", "send the JSON in `file`, or - for standard input")
	flags.BoolVar(&call.paginate, "paginate", false, "follow the pages of a list and print its entries as one array")
	flags.Var((*limitValue)(&call.limit), "limit", "with --paginate, print at most this many entries; 0 prints all")
	flags.BoolVar(&call.repeat, "repeat", false, "doing it twice is the same as doing it once: repeat it after a failure")
	s.withNumber(s.withWABA(s.withBusiness(s.withApp(command))))
	return command
}

// apiArgs takes the path, and says where a method belongs.
func apiArgs(command *cobra.Command, args []string) error {
	if len(args) > 1 && slices.Contains([]string{http.MethodGet, http.MethodPost, http.MethodDelete}, strings.ToUpper(args[0])) {
		return usagef(command, "unexpected argument %q; write -X %s %s", args[0], strings.ToUpper(args[0]), word(args[1]))
	}
	return exactArgs("the path")(command, args)
}

func (s *shell) api(command *cobra.Command, path string, call *apiCall) error {
	if err := call.check(command); err != nil {
		return err
	}
	settings, err := s.settings()
	if err != nil {
		return err
	}
	target, err := parseAPITarget(command, path, settings)
	if err != nil {
		return err
	}
	op, err := s.apiOperation(command, target, call)
	if err != nil {
		return err
	}
	client, err := s.clientOf(settings)
	if err != nil {
		return err
	}
	token, err := settings.secret(accessToken)
	if err != nil {
		return err
	}
	if call.paginate {
		return s.apiPages(command, client, op, call.limit, token)
	}
	var answer json.RawMessage
	if err := client.Do(command.Context(), op, &answer); err != nil {
		return err
	}
	return s.printJSON(withoutToken(answer, token))
}

// check completes the method, and refuses flags that do not go together.
func (c *apiCall) check(command *cobra.Command) error {
	c.method = strings.ToUpper(c.method)
	if c.method == "" {
		c.method = http.MethodGet
		if !c.paginate && (c.input != "" || len(c.fields) > 0) {
			c.method = http.MethodPost
		}
	}
	switch {
	case c.method != http.MethodGet && c.method != http.MethodPost && c.method != http.MethodDelete:
		return usagef(command, "invalid method %q; want GET, POST or DELETE", c.method)
	case c.paginate && c.method != http.MethodGet:
		return usagef(command, "--paginate is for GET")
	case c.input != "" && len(c.fields) > 0:
		return usagef(command, "--input and --field exclude each other")
	case c.input != "" && c.method == http.MethodGet:
		return usagef(command, "a GET has no body: --input is for POST and DELETE")
	case c.limit > 0 && !c.paginate:
		return usagef(command, "--limit goes with --paginate; -q limit=%d is the size of a page", c.limit)
	}
	return nil
}

func (s *shell) apiOperation(command *cobra.Command, target *apiTarget, call *apiCall) (whatsapp.Operation, error) {
	op := whatsapp.Operation{Method: call.method, Path: target.path, Query: target.query}
	inQuery := call.query
	if call.method == http.MethodGet {
		inQuery = append(slices.Clone(inQuery), call.fields...)
	} else {
		body, err := s.apiBody(command, call)
		if err != nil {
			return op, err
		}
		if body != nil {
			op.Body = body
		}
	}
	for _, pair := range inQuery {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return op, usagef(command, "invalid parameter %q; want name=value", pair)
		}
		op.Query.Add(name, value)
	}
	if op.Query.Has("access_token") {
		return op, usagef(command, "the access token is not a query parameter; see \"whatsapp help environment\"")
	}
	if call.repeat {
		op.Repeat = whatsapp.RepeatSafe
	}
	return op, nil
}

// apiBody returns the JSON to send, nil if there is nothing.
func (s *shell) apiBody(command *cobra.Command, call *apiCall) (json.RawMessage, error) {
	if call.input != "" {
		return s.readJSON(call.input)
	}
	if len(call.fields) == 0 {
		return nil, nil
	}
	object := map[string]any{}
	for _, pair := range call.fields {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, usagef(command, "invalid field %q; want name=value", pair)
		}
		if json.Valid([]byte(value)) {
			object[name] = json.RawMessage(value)
		} else {
			object[name] = value
		}
	}
	return json.Marshal(object)
}

// shortestToken keeps "any", which a simulator accepts, from being taken out of
// "company".
const shortestToken = 16

// withoutToken returns an answer without the access token, which Graph repeats
// in the links of pages.
func withoutToken(answer json.RawMessage, token string) json.RawMessage {
	if len(token) < shortestToken {
		return answer
	}
	return bytes.ReplaceAll(answer, []byte(token), []byte("[REDACTED]"))
}
