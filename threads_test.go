package whatsapp_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func threadMethods() []method {
	pass := func(request whatsapp.PassThreadRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Threads.Pass(ctx, id, request, append(first, opts...)...))
		}
	}
	release := func(request whatsapp.ThreadRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Threads.Release(ctx, id, request, append(first, opts...)...))
		}
	}
	take := func(request whatsapp.ThreadRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Threads.Take(ctx, id, request, append(first, opts...)...))
		}
	}
	const operation, person = "POST /{phone-number-id}/thread_control", "+15550100123"
	controlled := &whatsapp.ControlledThread{MessagingProduct: "whatsapp"}
	refund := whatsapp.PassThreadRequest{
		ThreadRequest: whatsapp.ThreadRequest{To: person, Metadata: "refund"}, Target: whatsapp.ThreadTargetAIAgent,
	}
	hidden := whatsapp.PassThreadRequest{ThreadRequest: whatsapp.ThreadRequest{Recipient: "US.13491208655302741918"}}
	return []method{
		{
			name: "Threads.Pass", operation: operation, repeat: whatsapp.RepeatUnsafe, id: phoneNumberID,
			cases: []exchange{
				one("threads/pass_to_agent", pass(refund), controlled),
				one("threads/pass_to_partner", pass(hidden), controlled),
				one("threads/pass_beyond_limits", pass(whatsapp.PassThreadRequest{}, whatsapp.WithoutValidation()), controlled),
			},
		},
		{
			name: "Threads.Release", operation: operation, repeat: whatsapp.RepeatUnsafe, id: phoneNumberID,
			cases: []exchange{
				one("threads/release_success", release(whatsapp.ThreadRequest{To: person}), controlled),
				one("threads/release_beyond_limits", release(whatsapp.ThreadRequest{}, whatsapp.WithoutValidation()), controlled),
			},
		},
		{
			name: "Threads.Take", operation: operation, repeat: whatsapp.RepeatUnsafe, id: phoneNumberID,
			cases: []exchange{
				one("threads/take_success", take(whatsapp.ThreadRequest{To: person, Metadata: "a person takes over"}), controlled),
				one("threads/take_beyond_limits", take(whatsapp.ThreadRequest{}, whatsapp.WithoutValidation()), controlled),
			},
		},
	}
}

func TestThreadLimits(t *testing.T) {
	t.Parallel()
	requireViolations(t, whatsapp.ThreadRequest{To: "+15550100123", Metadata: strings.Repeat("ü", 2000)}.Validate())
	requireViolations(t, whatsapp.PassThreadRequest{ThreadRequest: whatsapp.ThreadRequest{Metadata: strings.Repeat("a", 2001)}}.Validate(),
		"to is required, or recipient", "metadata has 2001 characters, at most 2000 are allowed")
}

// Only one app has control, and only the escalation partner takes it.
func TestThreadControl(t *testing.T) {
	t.Parallel()
	client, server := inMemory()
	ctx, thread := t.Context(), whatsapp.ThreadRequest{To: "+15550100123"}
	_, err := client.Threads.Take(ctx, graphtest.PhoneNumberID, thread)
	require.ErrorIs(t, err, whatsapp.ErrPermission)
	_, err = client.Threads.Pass(ctx, graphtest.PhoneNumberID, whatsapp.PassThreadRequest{ThreadRequest: thread})
	require.NoError(t, err)
	_, err = client.Threads.Release(ctx, graphtest.PhoneNumberID, thread)
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	server.SetEscalationPartner(graphtest.PhoneNumberID, true)
	_, err = client.Threads.Take(ctx, graphtest.PhoneNumberID, thread)
	require.NoError(t, err)
	_, err = client.Threads.Release(ctx, graphtest.PhoneNumberID, thread)
	require.NoError(t, err)
}

// A lost answer leaves it open who has control, and nothing is sent twice.
func TestThreadsWithALostAnswer(t *testing.T) {
	t.Parallel()
	client, server := inMemory()
	server.Script("POST /{phone}/thread_control", graphtest.DropAfter())
	_, err := client.Threads.Release(t.Context(), graphtest.PhoneNumberID, whatsapp.ThreadRequest{To: "+15550100123"})
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.ErrorContains(t, err, "messaging_handovers")
	require.Len(t, server.Requests(), 1)
	require.Equal(t, http.MethodPost, server.Requests()[0].Method)
}
