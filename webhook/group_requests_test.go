package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

func groupCreated(requestID string) *webhook.GroupLifecycleEvent {
	return &webhook.GroupLifecycleEvent{Group: webhook.GroupLifecycle{Type: "group_create", RequestID: requestID, GroupID: "of " + requestID}}
}

func TestGroupRequestSettledWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		requests := new(webhook.GroupRequests)
		events := make(chan *webhook.GroupLifecycleEvent, 3)
		for range 3 {
			go func() {
				event, err := requests.WaitLifecycle(t.Context(), "rq-1")
				assert.NoError(t, err)
				events <- event
			}()
		}
		synctest.Wait()
		assert.Empty(t, events, "another request's outcome is not this one's")
		assert.True(t, requests.Observe(groupCreated("rq-2")))
		synctest.Wait()
		assert.Empty(t, events)
		settled := groupCreated("rq-1")
		assert.True(t, requests.Observe(settled))
		for range 3 {
			assert.Same(t, settled, <-events)
		}
	})
}

// The webhook may arrive before the answer to the request.
func TestGroupRequestSettledBeforeTheWait(t *testing.T) {
	t.Parallel()
	requests := new(webhook.GroupRequests)
	first := groupCreated("rq-1")
	requests.Observe(first)
	assert.True(t, requests.Observe(groupCreated("rq-1")), "delivered again")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for range 2 {
		event, err := requests.WaitLifecycle(ended, "rq-1")
		require.NoError(t, err, "what is there needs no wait")
		require.Same(t, first, event)
	}
}

func TestGroupRequestThatIsNotSettled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		requests := new(webhook.GroupRequests)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		event, err := requests.WaitLifecycle(ctx, "rq-1")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.EqualError(t, err, "webhook: the group request rq-1 is not settled yet: context deadline exceeded")
		require.Nil(t, event)
		requests.Observe(groupCreated("rq-1"))
		event, err = requests.WaitLifecycle(t.Context(), "rq-1")
		require.NoError(t, err, "it can be waited for once more")
		require.Equal(t, "of rq-1", event.Group.GroupID)

		_, err = requests.WaitSettings(t.Context(), "")
		require.ErrorContains(t, err, "the id of the group request is empty")
	})
}

// One who gives up does not take the outcome away from another.
func TestGroupRequestWithAnotherWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		requests := new(webhook.GroupRequests)
		var waiting sync.WaitGroup
		waiting.Go(func() {
			_, err := requests.WaitLifecycle(t.Context(), "rq-1")
			assert.NoError(t, err)
		})
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := requests.WaitLifecycle(impatient, "rq-1")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		requests.Observe(groupCreated("rq-1"))
		waiting.Wait()
	})
}

func TestGroupRequestsKeepTheLatest(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for keep, oldest := range map[int]int{0: 201, 2: 1199} {
		requests := &webhook.GroupRequests{Keep: keep}
		for i := 1; i <= 1200; i++ {
			requests.Observe(groupCreated(fmt.Sprint("rq-", i)))
		}
		_, err := requests.WaitLifecycle(ended, fmt.Sprint("rq-", oldest))
		require.NoError(t, err)
		_, err = requests.WaitLifecycle(ended, fmt.Sprint("rq-", oldest-1))
		require.ErrorIs(t, err, context.Canceled, "kept too long")
	}
}

func TestGroupRequestsPassEventsOn(t *testing.T) {
	t.Parallel()
	requests := new(webhook.GroupRequests)
	failure := errors.New("the disk is full")
	callback := requests.Callback(func(context.Context, webhook.Event) error { return failure })
	require.ErrorIs(t, callback(t.Context(), groupCreated("rq-1")), failure)
	_, err := requests.WaitLifecycle(t.Context(), "rq-1")
	require.NoError(t, err)
	require.NoError(t, requests.Callback(nil)(t.Context(), groupCreated("rq-2")))

	for _, event := range []webhook.Event{new(webhook.MessageEvent), new(webhook.GroupStatusEvent), new(webhook.GroupParticipantsEvent)} {
		require.False(t, requests.Observe(event), "%T settles nothing", event)
	}
}

// The payloads that Meta sends, with what a wait makes of them.
func TestGroupRequestsOfPayloads(t *testing.T) {
	t.Parallel()
	requests := new(webhook.GroupRequests)
	for _, name := range []string{"group_lifecycle_update.json", "group_participants_update.json", "group_participant_update_older.json", "group_settings_update.json"} {
		for _, event := range parse(t, seed(t, name)) {
			requests.Observe(event)
		}
	}
	created, err := requests.WaitLifecycle(t.Context(), "rq-1")
	require.NoError(t, err)
	require.Equal(t, "https://chat.whatsapp.com/LZ", created.Group.InviteLink)
	added, err := requests.WaitParticipants(t.Context(), "rq-4")
	require.NoError(t, err)
	require.Equal(t, "15550100142", added.Group.AddedParticipants[0].WAID)

	deleted, err := requests.WaitLifecycle(t.Context(), "rq-2")
	requireReasons(t, err, "rq-2", 1)
	require.Equal(t, "group_delete", deleted.Group.Type)
	removed, err := requests.WaitParticipants(t.Context(), "rq-3")
	requireReasons(t, err, "rq-3", 2)
	require.Len(t, removed.Group.RemovedParticipants, 1, "what succeeded is there")
	settings, err := requests.WaitSettings(t.Context(), "rq-5")
	requireReasons(t, err, "rq-5", 1)
	require.True(t, settings.Group.GroupSubject.UpdateSuccessful)
	_, err = requests.WaitSettings(t.Context(), "rq-6")
	requireReasons(t, err, "rq-6", 2)

	_, err = requests.WaitSettings(t.Context(), "rq-1")
	require.EqualError(t, err, "webhook: the group request rq-1 was settled by an event of the field group_lifecycle_update")
}

func requireReasons(t *testing.T, err error, requestID string, reasons int) {
	t.Helper()
	failure, ok := errors.AsType[*webhook.GroupRequestError](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, requestID, failure.RequestID)
	require.Len(t, failure.Errors, reasons)
	require.Contains(t, err.Error(), "webhook: the group request "+requestID+" failed, or a part of it did: (#131000) Something went wrong: Try again")
	cause, ok := errors.AsType[*webhook.Error](err)
	require.True(t, ok)
	require.Equal(t, 131000, cause.Code)
}

// Meta does not always give a reason.
func TestGroupRequestsWithoutReasons(t *testing.T) {
	t.Parallel()
	requests := new(webhook.GroupRequests)
	requests.Observe(&webhook.GroupParticipantsEvent{Group: webhook.GroupParticipants{
		RequestID: "rq-1", FailedParticipants: []webhook.GroupParticipant{{Input: "15550100142"}},
	}})
	requests.Observe(&webhook.GroupSettingsEvent{Group: webhook.GroupSettings{RequestID: "rq-2", GroupSubject: new(webhook.GroupText)}})
	requests.Observe(&webhook.GroupSettingsEvent{Group: webhook.GroupSettings{RequestID: "rq-3", GroupSubject: &webhook.GroupText{UpdateSuccessful: true}}})
	_, err := requests.WaitParticipants(t.Context(), "rq-1")
	require.EqualError(t, err, "webhook: the group request rq-1 failed, or a part of it did")
	_, err = requests.WaitSettings(t.Context(), "rq-2")
	require.EqualError(t, err, "webhook: the group request rq-2 failed, or a part of it did")
	_, err = requests.WaitSettings(t.Context(), "rq-3")
	require.NoError(t, err)
}
