package whatsapp_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// sendOnce is the outcome of an operation that must not happen twice.
func sendOnce(t *testing.T, answered step, opts ...whatsapp.Option) error {
	t.Helper()
	opts = append(opts, whatsapp.WithMaxRetries(0))
	return do(t.Context(), newClient(t, script(answered), opts...), whatsapp.RepeatUnsafe)
}

// readOnce is the error of a call that may be repeated, and is not.
func readOnce(t *testing.T, answered step) error {
	t.Helper()
	return do(t.Context(), newClient(t, script(answered), whatsapp.WithMaxRetries(0)), whatsapp.RepeatSafe)
}

func TestDecide(t *testing.T) {
	t.Parallel()
	refusal := func(code string, header ...string) error {
		return sendOnce(t, answer(400, graphError(code), header...))
	}
	lost := sendOnce(t, fail(io.ErrUnexpectedEOF))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	vault := whatsapp.TokenSourceFunc(func(context.Context) (string, error) { return "", errors.New("the vault is closed") })
	var unencodable *json.MarshalerError
	require.ErrorAs(t, newClient(t, script(answer(200, success))).Do(t.Context(), whatsapp.Operation{
		Method: http.MethodPost, Path: []string{"1"}, Body: badJSON{},
	}, nil), &unencodable)

	type decision = whatsapp.Decision
	reconcile := decision{Action: whatsapp.ActionReconcile}
	tests := map[string]struct {
		err  error
		want decision
	}{
		"success":                 {nil, decision{Action: whatsapp.ActionDone}},
		"throughput":              {refusal("130429"), decision{Action: whatsapp.ActionRetryLater, After: time.Minute, Subject: whatsapp.SubjectSender}},
		"throughput, with a wait": {refusal("130429", "Retry-After", "7"), decision{Action: whatsapp.ActionRetryLater, After: 7 * time.Second, Subject: whatsapp.SubjectSender}},
		"quota":                   {refusal("80007"), decision{Action: whatsapp.ActionRetryLater, After: 5 * time.Minute, Subject: whatsapp.SubjectSender}},
		"pair rate":               {refusal("131056"), decision{Action: whatsapp.ActionRetryLater, After: time.Minute, Subject: whatsapp.SubjectRecipient}},
		"marketing cap":           {refusal("131049"), decision{Action: whatsapp.ActionRetryLater, After: 24 * time.Hour, Subject: whatsapp.SubjectRecipient}},
		"too many wrong PINs":     {refusal("133008"), decision{Action: whatsapp.ActionRetryLater, After: time.Hour, Subject: whatsapp.SubjectSender}},
		"maintenance":             {refusal("131057"), decision{Action: whatsapp.ActionRetryLater, After: 30 * time.Second, Subject: whatsapp.SubjectSender}},
		"opted out":               {refusal("131050"), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRecipient}},
		"bad parameter":           {refusal("131009"), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRequest}},
		"app secret missing":      {sendOnce(t, answer(400, `{"error":{"message":"Invalid appsecret_proof","code":100}}`)), decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectSender}},
		"unknown code":            {refusal("5"), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRequest}},
		"template paused":         {refusal("132015"), decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectTemplate}},
		"account locked":          {refusal("131031"), decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectSender}},
		"spam":                    {refusal("131048"), decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectSender}},
		"no permission":           {refusal("10"), decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectSender}},
		"token expired":           {refusal("190"), decision{Action: whatsapp.ActionRenewToken, Subject: whatsapp.SubjectSender}},
		"log in first":            {sendOnce(t, answer(401, `{"error":{"message":"m","code":190,"error_subcode":459}}`)), decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectSender}},
		"unknown failure":         {refusal("131000"), reconcile},
		"captive portal":          {sendOnce(t, answer(302, "", "Location", "https://login.test/")), reconcile},
		"throttled by a proxy":    {sendOnce(t, answer(429, "<html>")), decision{Action: whatsapp.ActionRetryLater, After: 5 * time.Minute, Subject: whatsapp.SubjectSender, Weak: true}},
		"asked like an upload":    {do(t.Context(), newClient(t, script(answer(400, `{"debug_info":{"retriable":true}}`)), whatsapp.WithMaxRetries(0)), whatsapp.RepeatSafe), decision{Action: whatsapp.ActionRetryLater, After: 30 * time.Second, Subject: whatsapp.SubjectService, Weak: true}},
		"a wait, for good":        {refusal("131050", "Retry-After", "7"), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRecipient}},
		"throttled by Graph":      {sendOnce(t, answer(429, graphError("130429"))), decision{Action: whatsapp.ActionRetryLater, After: time.Minute, Subject: whatsapp.SubjectSender}},
		"throttled, no token":     {sendOnce(t, answer(429, graphError("190"))), decision{Action: whatsapp.ActionRenewToken, Subject: whatsapp.SubjectSender}},
		"redirect of a read":      {readOnce(t, answer(302, "", "Location", "https://login.test/")), decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectService}},
		"choices of a read":       {readOnce(t, answer(300, "<html>")), decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectService}},
		"success denied":          {readOnce(t, answer(200, `{"success":false}`)), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRequest}},
		"refused by a proxy":      {readOnce(t, answer(400, "<html>")), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRequest}},
		"gone, but asked again":   {readOnce(t, answer(404, `{"debug_info":{"retriable":true}}`)), decision{Action: whatsapp.ActionRetryLater, After: 30 * time.Second, Subject: whatsapp.SubjectService, Weak: true}},
		"marketing cap, by hand":  {&whatsapp.GraphAPIError{Code: 131049, StatusCode: 400}, decision{Action: whatsapp.ActionRetryLater, After: 24 * time.Hour, Subject: whatsapp.SubjectRecipient}},
		"page of a proxy":         {sendOnce(t, answer(404, "<html>")), decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectService}},

		"connection lost":    {lost, reconcile},
		"connection refused": {sendOnce(t, fail(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})), decision{Action: whatsapp.ActionRetryLater, After: 30 * time.Second, Subject: whatsapp.SubjectService}},
		"bad certificate":    {sendOnce(t, fail(&tls.CertificateVerificationError{Err: errors.New("expired")})), decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectService}},
		"no token":           {sendOnce(t, nil, whatsapp.WithTokenSource(vault)), decision{Action: whatsapp.ActionRenewToken, Subject: whatsapp.SubjectSender}},
		"ended before":       {do(ended, newClient(t, script(nil)), whatsapp.RepeatUnsafe), decision{Action: whatsapp.ActionRetryNow}},

		"validation":      {whatsapp.Message{}.Validate(), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRequest}},
		"unencodable":     {fmt.Errorf("encode: %w", unencodable), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRequest}},
		"media too large": {&whatsapp.MediaSizeError{}, decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRequest}},
		"media damaged":   {&whatsapp.MediaHashError{}, decision{Action: whatsapp.ActionRetryLater, After: 30 * time.Second, Subject: whatsapp.SubjectService}},
		"upload":          {&whatsapp.UploadError{Err: refusal("80007")}, decision{Action: whatsapp.ActionRetryLater, After: 5 * time.Minute, Subject: whatsapp.SubjectSender}},
		"a class":         {fmt.Errorf("a fake: %w", whatsapp.ErrPermission), decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectSender}},
		"one class more":  {whatsapp.ErrOutcomeUnknown, reconcile},

		"another package's":           {errors.New("the disk is full"), reconcile},
		"a bare context error":        {context.Canceled, reconcile},
		"a bare deadline":             {fmt.Errorf("worker: %w", context.DeadlineExceeded), reconcile},
		"made by hand":                {&whatsapp.TransportError{Err: context.Canceled}, reconcile},
		"ambiguous, by hand":          {&whatsapp.GraphAPIError{Code: 131000, StatusCode: 500}, reconcile},
		"refusal, by hand":            {&whatsapp.GraphAPIError{Code: 131026, StatusCode: 400}, decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRecipient}},
		"nothing known":               {&whatsapp.GraphAPIError{Code: 7654321}, reconcile},
		"joined, one unknown":         {errors.Join(refusal("130429"), lost), reconcile},
		"joined, one foreign":         {errors.Join(refusal("130429"), errors.New("close")), reconcile},
		"joined, two waits":           {errors.Join(refusal("130429"), refusal("80007")), decision{Action: whatsapp.ActionRetryLater, After: 5 * time.Minute, Subject: whatsapp.SubjectSender}},
		"joined, one for good":        {errors.Join(refusal("131050"), refusal("80007")), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRecipient}},
		"wraps nothing":               {wrapsNothing{}, reconcile},
		"joins nothing":               {joinsNothing{}, reconcile},
		"decides for itself":          {fmt.Errorf("store: %w", ownDecision{}), decision{Action: whatsapp.ActionDone}},
		"decides, but unknown":        {errors.Join(ownDecision{}, lost), reconcile},
		"joined, a shorter wait":      {errors.Join(refusal("80007"), refusal("130429")), decision{Action: whatsapp.ActionRetryLater, After: 5 * time.Minute, Subject: whatsapp.SubjectSender}},
		"joined, equal waits":         {errors.Join(refusal("130429"), refusal("131056")), decision{Action: whatsapp.ActionRetryLater, After: time.Minute, Subject: whatsapp.SubjectSender}},
		"joined, for good at last":    {errors.Join(refusal("80007"), refusal("131050")), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRecipient}},
		"joined, a weak one":          {errors.Join(sendOnce(t, answer(429, "<html>")), refusal("131050")), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRecipient, Weak: true}},
		"joined, a weak one at last":  {errors.Join(refusal("131050"), sendOnce(t, answer(429, "<html>"))), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRecipient, Weak: true}},
		"joined, a weak one of three": {errors.Join(refusal("131050"), sendOnce(t, answer(429, "<html>")), refusal("80007")), decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRecipient, Weak: true}},
		"a single failure":            {fmt.Errorf("a fake: %w", whatsapp.ErrTokenExpired), reconcile},
		"an action of its own":        {errors.Join(strangeDecision{}, refusal("130429")), reconcile},
	}
	for name, test := range tests {
		require.Equal(t, test.want, whatsapp.Decide(test.err), "%s: %v", name, test.err)
	}
}

type badJSON struct{}

func (badJSON) MarshalJSON() ([]byte, error) { return nil, errors.New("not today") }

type wrapsNothing struct{}

func (wrapsNothing) Unwrap() error { return nil }
func (wrapsNothing) Error() string { return "it wraps nothing" }

type joinsNothing struct{}

func (joinsNothing) Unwrap() []error { return nil }
func (joinsNothing) Error() string   { return "it joins nothing" }

type ownDecision struct{}

func (ownDecision) Error() string { return "stored already" }
func (ownDecision) Decision() whatsapp.Decision {
	return whatsapp.Decision{Action: whatsapp.ActionDone}
}

type strangeDecision struct{}

func (strangeDecision) Error() string               { return "strange" }
func (strangeDecision) Decision() whatsapp.Decision { return whatsapp.Decision{Action: "pray"} }

// A context that ends on the way leaves the outcome open; one that ends
// while the call waits to repeat a refused request does not.
func TestDecideAfterTheContextHasEnded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		step   step
		repeat whatsapp.Repeat
		want   whatsapp.Decision
	}{
		"on the way":               {hang, whatsapp.RepeatUnsafe, whatsapp.Decision{Action: whatsapp.ActionReconcile}},
		"on the way, reading":      {hang, whatsapp.RepeatSafe, whatsapp.Decision{Action: whatsapp.ActionRetryNow}},
		"while throttled":          {answer(400, graphError("130429"), "Retry-After", "20"), whatsapp.RepeatUnsafe, whatsapp.Decision{Action: whatsapp.ActionRetryLater, After: 20 * time.Second, Subject: whatsapp.SubjectSender}},
		"while there is no server": {fail(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), whatsapp.RepeatUnsafe, whatsapp.Decision{Action: whatsapp.ActionRetryNow}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Millisecond, cancel)
				client := newClient(t, script(test.step), whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: time.Hour, MaxWait: time.Hour}))
				err := do(ctx, client, test.repeat)
				require.ErrorIs(t, err, context.Canceled)
				require.Equal(t, test.want, whatsapp.Decide(err), "%v", err)
			})
		})
	}
}

// The cause of an unknown outcome may be anything; it is in no class.
func TestUnknownOutcomesHideTheirCauses(t *testing.T) {
	t.Parallel()
	cause := fmt.Errorf("a proxy: %w", errors.Join(whatsapp.ErrUnauthorized, &net.OpError{Op: "read", Err: syscall.ECONNRESET}))
	err := sendOnce(t, fail(cause))
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.NotErrorIs(t, err, whatsapp.ErrUnauthorized)
	require.ErrorIs(t, err, syscall.ECONNRESET)
	var operation *net.OpError
	require.ErrorAs(t, err, &operation)
	require.ErrorContains(t, errors.Unwrap(err), "a proxy: ")
}

func TestDecisionText(t *testing.T) {
	t.Parallel()
	require.Equal(t, "done", whatsapp.Decide(nil).String())
	refused := sendOnce(t, answer(400, graphError("131049")))
	require.Equal(t, "retry_later after 24h0m0s (recipient)", whatsapp.Decide(refused).String())
}
