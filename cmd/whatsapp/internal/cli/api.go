package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

const apiHelp = `Call any path of the Graph API, with the same credentials, retries and errors as
every other command. The answer is printed as JSON.

In a path, {number}, {account}, {business} and {app} stand for the ids of the
settings. Without a method, it is GET, or POST if there is something to send.

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
  whatsapp api '{number}/messages' --input message.json
  whatsapp api -X DELETE '{account}/message_templates' -q name=old_offer`,
		Args: exactArgs("the path"),
		RunE: func(command *cobra.Command, args []string) error { return s.api(command, args[0], &call) },
	}
	flags := command.Flags()
	flags.StringVarP(&call.method, "method", "X", "", "GET, POST or DELETE")
	flags.StringArrayVarP(&call.fields, "field", "f", nil, "send `name=value` in a JSON object; a value that is JSON is sent as such")
	flags.StringArrayVarP(&call.query, "query", "q", nil, "add `name=value` to the query")
	flags.StringVar(&call.input, "input", "", "send the JSON in `file`, or - for standard input")
	flags.BoolVar(&call.paginate, "paginate", false, "follow the pages of a list and print its entries as one array")
	flags.IntVar(&call.limit, "limit", 0, "with --paginate, print at most this many; 0 prints all")
	flags.BoolVar(&call.repeat, "repeat", false, "doing it twice is the same as doing it once: repeat it after a failure")
	s.withNumber(s.withWABA(s.withBusiness(s.withApp(command))))
	return command
}

func (s *shell) api(command *cobra.Command, path string, call *apiCall) error {
	settings, err := s.settings()
	if err != nil {
		return err
	}
	op, err := s.apiOperation(command, settings, path, call)
	if err != nil {
		return err
	}
	client, err := s.clientOf(settings)
	if err != nil {
		return err
	}
	if call.paginate {
		all := whatsapp.DoAll[json.RawMessage](command.Context(), client, op, nil)
		return s.printArray(call.limit, func(yield func(any, error) bool) {
			for item, err := range all {
				if !yield(item, err) {
					return
				}
			}
		})
	}
	var answer json.RawMessage
	if err := client.Do(command.Context(), op, &answer); err != nil {
		return err
	}
	return s.printJSON(answer)
}

func (s *shell) apiOperation(command *cobra.Command, settings *settings, path string, call *apiCall) (whatsapp.Operation, error) {
	op := whatsapp.Operation{Method: strings.ToUpper(call.method)}
	target, err := url.Parse(path)
	if err != nil || target.Host != "" || target.Scheme != "" {
		return op, usagef(command, "invalid path %q; want the form \"{number}/messages?fields=...\"", path)
	}
	if op.Query, err = url.ParseQuery(target.RawQuery); err != nil {
		return op, usagef(command, "invalid query in %q: %w", path, err)
	}
	for _, pair := range call.query {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return op, usagef(command, "invalid query parameter %q; want name=value", pair)
		}
		op.Query.Add(name, value)
	}
	if op.Query.Has("access_token") {
		return op, usagef(command, "the access token is not a query parameter; see \"whatsapp help environment\"")
	}
	if op.Path, err = settings.expand(strings.Split(strings.Trim(target.Path, "/"), "/")); err != nil {
		return op, err
	}
	body, err := s.apiBody(command, call)
	if err != nil {
		return op, err
	}
	if body != nil {
		op.Body = body
	}
	if op.Method == "" {
		op.Method = http.MethodGet
		if body != nil {
			op.Method = http.MethodPost
		}
	}
	if call.paginate && op.Method != http.MethodGet {
		return op, usagef(command, "--paginate is for GET")
	}
	if call.repeat {
		op.Repeat = whatsapp.RepeatSafe
	}
	return op, nil
}

// expand puts the ids of the settings into a path.
func (f *settings) expand(path []string) ([]string, error) {
	ids := map[string]func() (string, error){
		"{number}": f.number, "{account}": f.account, "{business}": f.business, "{app}": f.app,
	}
	for i, element := range path {
		if id := ids[element]; id != nil {
			var err error
			if path[i], err = id(); err != nil {
				return nil, err
			}
		}
	}
	return path, nil
}

func (s *shell) apiBody(command *cobra.Command, call *apiCall) (json.RawMessage, error) {
	if call.input != "" && len(call.fields) > 0 {
		return nil, usagef(command, "--input and --field exclude each other")
	}
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

// readJSON reads a file with one JSON value; - is standard input.
func (s *shell) readJSON(path string) (json.RawMessage, error) {
	content, err := s.readInput(path)
	if err != nil {
		return nil, err
	}
	var value json.RawMessage
	if err := json.Unmarshal(content, &value); err != nil {
		return nil, fmt.Errorf("%s: %w", path, withLine(content, err))
	}
	return value, nil
}

// withLine adds the line of a syntax error in JSON.
func withLine(content []byte, err error) error {
	syntax, ok := err.(*json.SyntaxError)
	if !ok {
		return err
	}
	end := min(int(syntax.Offset), len(content))
	return fmt.Errorf("line %d: %w", 1+bytes.Count(content[:end], []byte("\n")), err)
}
