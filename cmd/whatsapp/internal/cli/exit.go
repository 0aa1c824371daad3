package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
	"github.com/wabakit/whatsapp/otp"
)

// The exit codes. They are part of the interface; see newExitCodesTopic.
const (
	exitOK           = 0
	exitFailure      = 1
	exitUsage        = 2
	exitUnauthorized = 3
	exitPermission   = 4
	exitNotFound     = 5
	exitInvalid      = 6
	exitLater        = 7
	exitPolicy       = 8
	exitUnknown      = 9
	exitDrift        = 10
	exitFindings     = 11
	exitInterrupted  = 130
)

const exitCodesHelp = `A command ends with one of these codes:

  0    done
  1    something else went wrong, such as a file that cannot be read
  2    the command line is wrong, or a setting is missing
  3    the access token is missing, invalid or expired
  4    a permission is missing
  5    there is no such object, or the token may not see it
  6    the request is invalid: change it
  7    not now: a limit is reached, the time of --timeout is over, or Meta or the
       connection fails; the same command may be repeated later
  8    refused by policy: the recipient, the template or the account
  9    the outcome is unknown: it may have taken effect; find out before repeating it
  10   plan: there is something to do
  11   doctor: something is wrong
  130  interrupted; listen and simulate end with 0 then`

func newExitCodesTopic() *cobra.Command {
	return &cobra.Command{Use: "exit-codes", Short: "What a command ends with", Long: exitCodesHelp}
}

// A usageError is a command line that cannot be carried out.
type usageError struct {
	command *cobra.Command
	err     error
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(command *cobra.Command, format string, args ...any) error {
	return &usageError{command: command, err: fmt.Errorf(format, args...)}
}

// A verdict ends a command that has said on its own what it found.
type verdict int

func (v verdict) Error() string { return fmt.Sprintf("exit code %d", int(v)) }

// A hintError adds what to do next to an error.
type hintError struct {
	err  error
	hint string
}

func (e *hintError) Error() string { return e.err.Error() }
func (e *hintError) Unwrap() error { return e.err }

// An unreachableError is a program that does not answer. It may later.
type unreachableError struct{ err error }

func (e *unreachableError) Error() string { return "nobody answers: " + e.err.Error() }
func (e *unreachableError) Unwrap() error { return e.err }

// A settingError is a setting that a command needs and that nobody has given.
type settingError struct{ text, hint string }

func (e *settingError) Error() string { return e.text }

func exitCode(ctx context.Context, err error) int {
	if code, ok := errors.AsType[verdict](err); ok {
		return int(code)
	}
	// First what must not be repeated: it holds even after an interrupt.
	if errors.Is(err, whatsapp.ErrOutcomeUnknown) {
		return exitUnknown
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return exitUsage
	}
	if _, ok := errors.AsType[*settingError](err); ok {
		return exitUsage
	}
	if ctx.Err() != nil {
		return exitInterrupted
	}
	for _, class := range []struct {
		err  error
		code int
	}{
		{whatsapp.ErrUnauthorized, exitUnauthorized},
		{whatsapp.ErrPermission, exitPermission},
		{whatsapp.ErrNotFound, exitNotFound},
		{whatsapp.ErrRateLimited, exitLater},
		{whatsapp.ErrTransient, exitLater},
		{whatsapp.ErrPolicy, exitPolicy},
		{whatsapp.ErrInvalidRequest, exitInvalid},
		{otp.ErrInvalidNumber, exitInvalid},
	} {
		if errors.Is(err, class.err) {
			return class.code
		}
	}
	if _, ok := errors.AsType[*whatsapp.TransportError](err); ok {
		return exitLater
	}
	if _, ok := errors.AsType[*unreachableError](err); ok {
		return exitLater
	}
	if _, ok := errors.AsType[*interruption](err); ok { // of the timeout: the context of the program goes on
		return exitLater
	}
	if incomplete, ok := errors.AsType[*batch.IncompleteError](err); ok && isForLater(incomplete.Decision()) {
		return exitLater
	}
	return exitFailure
}

// isForLater reports whether the same command may be repeated as it is.
func isForLater(decision whatsapp.Decision) bool {
	return decision.Action == whatsapp.ActionRetryNow || decision.Action == whatsapp.ActionRetryLater
}

// explain writes an error for whoever runs the command, or for the program
// that does.
func (s *shell) explain(err error, code int) {
	if _, ok := err.(verdict); ok || hasNoReader(err) {
		return
	}
	if s.json {
		s.explainJSON(err, code)
		return
	}
	text := s.textOf(err)
	for _, library := range []string{"whatsapp: ", "batch: ", "otp: "} {
		text = strings.TrimPrefix(text, library)
	}
	fmt.Fprintln(s.Err, s.red("error:"), text)
	if hint := s.hintFor(err, code); hint != "" {
		fmt.Fprintln(s.Err, "  "+hint)
	}
	if usage, ok := errors.AsType[*usageError](err); ok && usage.command != nil {
		fmt.Fprintf(s.Err, "  See \"%s --help\".\n", usage.command.CommandPath())
	}
}

// textOf returns the text of an error, in the words of the command where the
// library, or Go, has words of its own.
func (s *shell) textOf(err error) string {
	text := plainWords.Replace(err.Error())
	if s.timeout > 0 && errors.Is(err, context.DeadlineExceeded) {
		text = strings.ReplaceAll(text, context.DeadlineExceeded.Error(), "the time of --timeout is over")
	}
	return text
}

var plainWords = strings.NewReplacer(
	context.Canceled.Error(), "interrupted",
	"give messages CallbackData, and status webhooks with biz_opaque_callback_data tell", "with --callback-data, its status webhooks would tell",
	"batch: open the journal: ", "the journal: ",
	": whatsapp: ", ": ",
)

// hasNoReader reports whether standard output is a pipe that nobody reads any
// more, as after "| head". Whoever did that does not want to hear of it.
func hasNoReader(err error) bool {
	failure, ok := errors.AsType[*fs.PathError](err)
	return ok && failure.Op == "write" && failure.Path == os.Stdout.Name() && errors.Is(err, syscall.EPIPE)
}

func (s *shell) explainJSON(err error, code int) {
	type failure struct {
		Message  string `json:"message"`
		ExitCode int    `json:"exit_code"`
		Code     int    `json:"code,omitzero"`
		Subcode  int    `json:"error_subcode,omitzero"`
		Details  string `json:"details,omitzero"`
		TraceID  string `json:"fbtrace_id,omitzero"`
		Action   string `json:"action,omitzero"`
		After    string `json:"after,omitzero"`
		Hint     string `json:"hint,omitzero"`
	}
	told := failure{Message: s.textOf(err), ExitCode: code, Hint: s.hintFor(err, code)}
	if graph, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok {
		told.Code, told.Subcode, told.Details, told.TraceID = graph.Code, graph.Subcode, graph.Details, graph.TraceID
	}
	if fromGraph(err) {
		decision := whatsapp.Decide(err)
		told.Action = string(decision.Action)
		if decision.After > 0 {
			told.After = decision.After.String()
		}
	}
	encoder := json.NewEncoder(s.Err)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(map[string]failure{"error": told}); err != nil {
		fmt.Fprintln(s.Err, told.Message)
	}
}

// fromGraph reports whether an error comes from a call, so that Decide knows
// what to do about it.
func fromGraph(err error) bool {
	if _, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*whatsapp.TransportError](err); ok {
		return true
	}
	_, ok := errors.AsType[*whatsapp.ValidationError](err)
	return ok
}

// noSuchTemplate is Graph's code for a template that the account does not have,
// or not in that language.
const noSuchTemplate = 132001

// hintFor says what to do about an error whose text does not.
func (s *shell) hintFor(err error, code int) string {
	if known, ok := errors.AsType[*hintError](err); ok {
		return known.hint
	}
	if missing, ok := errors.AsType[*settingError](err); ok {
		return missing.hint
	}
	if graph, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok && graph.Code == noSuchTemplate {
		return `"whatsapp templates list" shows the templates of the account, with their languages and whether they are approved.`
	}
	switch code {
	case exitUnauthorized:
		return `"whatsapp doctor" says what is wrong with the access token.`
	case exitPermission, exitNotFound:
		return `"whatsapp doctor" says which permissions and objects the access token has.`
	case exitLater:
		if decision := whatsapp.Decide(err); decision.After > 0 {
			return "Repeat it in " + decision.After.String() + "."
		}
	}
	return ""
}
