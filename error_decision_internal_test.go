package whatsapp

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ambiguousCodes are the codes that Meta sends without having refused anything.
var ambiguousCodes = []int{1, 2, 131000, 131016, 138004, 138007, 139103}

// A refused send, as the server has answered it.
type refusedSend struct {
	status, code, subcode int
	transient, page       bool
}

func (r refusedSend) body() string {
	if r.page {
		return "<html>a page</html>"
	}
	return fmt.Sprintf(`{"error":{"message":"m","type":"t","code":%d,"error_subcode":%d,"is_transient":%t}}`, r.code, r.subcode, r.transient)
}

// mayHaveHadEffect is the truth about an answer that is not repeated, without
// the help of the table.
func (r refusedSend) mayHaveHadEffect() bool {
	switch {
	case r.status == http.StatusTooManyRequests:
		return false
	case r.page:
		return r.status < 400 || r.status >= 500 || r.status == http.StatusRequestTimeout
	case r.transient && r.code != 0:
		return false
	case r.code == 0, r.code == 7654321:
		return r.status >= 500
	}
	return slices.Contains(ambiguousCodes, r.code)
}

func refusedSends() []refusedSend {
	var sends []refusedSend
	for _, status := range []int{200, 302, 304, 400, 401, 403, 404, 408, 409, 410, 422, 429, 500, 502, 503, 504} {
		sends = append(sends, refusedSend{status: status, page: true})
		for _, transient := range []bool{false, true} {
			sends = append(sends, refusedSend{status: status, code: 7654321, transient: transient}, refusedSend{status: status, code: 250, transient: transient})
			for _, row := range errorCodes {
				sends = append(sends, refusedSend{status: status, code: row.code, subcode: row.subcode, transient: transient})
			}
		}
	}
	return sends
}

// send performs an operation of a repeatability against one answer.
func (r refusedSend) send(t *testing.T, repeat Repeat) error {
	t.Helper()
	transport := answering(func(request *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: r.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(r.body())), Request: request,
		}, nil
	})
	client, err := NewClient("EAAtoken", WithHTTPClient(&http.Client{Transport: transport}), WithMaxRetries(0))
	require.NoError(t, err)
	err = client.Do(t.Context(), Operation{Method: http.MethodPost, Path: []string{"1", "messages"}, Body: struct{}{}, Repeat: repeat}, nil)
	require.Error(t, err)
	return err
}

type answering func(*http.Request) (*http.Response, error)

func (a answering) RoundTrip(request *http.Request) (*http.Response, error) { return a(request) }

// mainClasses are what a worker's switch lists.
var mainClasses = []error{
	ErrRateLimited, ErrUnauthorized, ErrPermission, ErrNotFound, ErrInvalidRequest, ErrTransient, ErrPolicy, ErrOutcomeUnknown,
}

// Every error is in one class, so that no order of a switch over the classes
// makes a difference, and the one of what may have been sent is
// ErrOutcomeUnknown. Decide says the same.
func TestNoOrderOfClassesSendsTwice(t *testing.T) {
	t.Parallel()
	for _, repeat := range []Repeat{RepeatUnsafe, RepeatNever, RepeatSafe} {
		for _, refused := range refusedSends() {
			if refused.page && refused.status == http.StatusOK {
				continue // not a refusal, and unknown in another way
			}
			err := refused.send(t, repeat)
			unknown := refused.mayHaveHadEffect() && repeat != RepeatSafe
			matching := slices.DeleteFunc(slices.Clone(mainClasses), func(class error) bool { return !errors.Is(err, class) })
			require.Len(t, matching, 1, "%+v: %v", refused, err)
			require.Equal(t, unknown, matching[0] == ErrOutcomeUnknown, "%+v: %v", refused, err)
			decision := Decide(err)
			requireConsistent(t, matching[0], decision, err)
			require.Equal(t, decision, Decide(fmt.Errorf("send: %w", err)), "wrapped")
			require.Equal(t, decision, Decide(errors.Join(nil, err)), "joined")
		}
	}
}

func requireConsistent(t *testing.T, class error, decision Decision, err error) {
	t.Helper()
	allowed := map[error][]Action{
		ErrRateLimited: {ActionRetryLater}, ErrTransient: {ActionRetryLater},
		ErrUnauthorized: {ActionRenewToken, ActionEscalate}, ErrPermission: {ActionEscalate},
		ErrNotFound: {ActionChange, ActionEscalate}, ErrInvalidRequest: {ActionChange, ActionEscalate},
		ErrPolicy: {ActionChange, ActionEscalate, ActionRetryLater}, ErrOutcomeUnknown: {ActionReconcile},
	}
	require.Contains(t, allowed[class], decision.Action, "%v", err)
	require.Equal(t, decision.Action == ActionRetryLater, decision.After > 0, "%v: %v", decision, err)
	require.Equal(t, decision.Action == ActionReconcile, decision.Subject == "", "%v: %v", decision, err)
}

// The rows that their class does not explain say what to do.
func TestErrorCodesSayWhatToDo(t *testing.T) {
	t.Parallel()
	for _, row := range errorCodes {
		main := row.class &^ singleFailures
		assert.Zero(t, main&(main-1), "%d is in two classes", row.code)
		if main == policy {
			assert.NotEmpty(t, row.about, "%d: a policy about what?", row.code)
		}
		if row.wait > 0 {
			assert.Equal(t, ActionRetryLater, decisionOfClass(row.class, &row).Action, "%d has a wait", row.code)
		}
	}
}
