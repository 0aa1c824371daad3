package whatsapp_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// groupWorld is a world whose webhooks settle the requests of groups.
func groupWorld(t *testing.T) (*graphtest.Server, *whatsapp.Client, *graphtest.Webhooks, *webhook.GroupRequests) {
	t.Helper()
	server, client := world(t)
	requests := new(webhook.GroupRequests)
	handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{"secret"}, VerifyToken: "token"}, requests.Callback(nil))
	require.NoError(t, err)
	return server, client, server.Webhooks(handler, "secret"), requests
}

// A group from its beginning to its end.
func TestLifeOfAGroup(t *testing.T) {
	t.Parallel()
	server, client, hooks, requests := groupWorld(t)
	ctx := t.Context()
	asked, err := client.Groups.Create(ctx, graphtest.PhoneNumberID, whatsapp.CreateGroupRequest{
		Subject: "Summer tour", JoinApprovalMode: new(whatsapp.GroupJoinApprovalModeApprovalRequired),
	})
	require.NoError(t, err)
	require.NoError(t, hooks.Flush(ctx))
	created, err := requests.WaitLifecycle(ctx, asked.RequestID)
	require.NoError(t, err)
	id := created.Group.GroupID

	link, err := client.Groups.GetInviteLink(ctx, id)
	require.NoError(t, err)
	require.Equal(t, created.Group.InviteLink, link.InviteLink)
	require.NoError(t, server.JoinGroup(link.InviteLink, "15550100130"))
	require.NoError(t, server.JoinGroup(link.InviteLink, "US.13491208655302741918"))
	waiting, err := client.Groups.ListJoinRequests(ctx, id, nil)
	require.NoError(t, err)
	require.Len(t, waiting.Data, 2)
	approved, err := client.Groups.ApproveJoinRequests(ctx, id, []string{waiting.Data[0].JoinRequestID, "1"})
	require.ErrorContains(t, err, "code 131201, HTTP 206")
	require.Equal(t, []string{waiting.Data[0].JoinRequestID}, approved.Approved)
	require.Equal(t, 131213, approved.Failed[0].Errors[0].Code)
	rejected, err := client.Groups.RejectJoinRequests(ctx, id, []string{waiting.Data[1].JoinRequestID})
	require.NoError(t, err)
	require.Len(t, rejected.Rejected, 1)

	group, err := client.Groups.Get(ctx, id, whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.Group]()...))
	require.NoError(t, err)
	require.Equal(t, []whatsapp.GroupParticipant{{WAID: "15550100130"}}, group.Participants)
	sent, err := client.Messages.Send(ctx, graphtest.PhoneNumberID, whatsapp.Message{
		To: id, RecipientType: whatsapp.RecipientTypeGroup, Content: whatsapp.Text{Body: "We meet at nine."},
	})
	require.NoError(t, err)
	require.Equal(t, id, sent.Messages[0].GroupID)

	_, err = client.Groups.Delete(ctx, id)
	require.NoError(t, err)
	page, err := client.Groups.List(ctx, graphtest.PhoneNumberID, nil)
	require.NoError(t, err)
	require.Len(t, page.Data, 2)
}

func TestGroupChangesAreSettled(t *testing.T) {
	t.Parallel()
	server, client, hooks, requests := groupWorld(t)
	ctx := t.Context()
	var picture bytes.Buffer
	require.NoError(t, jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 192, 192)), nil))
	renamed, err := client.Groups.Update(ctx, graphtest.GroupID, whatsapp.UpdateGroupRequest{Subject: new("Winter tour")})
	require.NoError(t, err)
	pictured, err := client.Groups.SetPicture(ctx, graphtest.GroupID, whatsapp.File{Content: &picture})
	require.NoError(t, err)
	removed, err := client.Groups.RemoveParticipants(ctx, graphtest.GroupID, []string{"+15550100123", "+15550100199"})
	require.NoError(t, err)
	added, err := client.Groups.AddParticipants(ctx, graphtest.GroupID, []string{"+15550100123"})
	require.NoError(t, err)
	server.FailGroupRequest(webhook.Error{Code: 131000, Title: "Something went wrong"})
	kept, err := client.Groups.Delete(ctx, graphtest.GroupID)
	require.NoError(t, err)
	require.True(t, kept.Success, "accepted")
	require.NoError(t, hooks.Flush(ctx))

	settings, err := requests.WaitSettings(ctx, renamed.RequestID)
	require.NoError(t, err)
	require.Equal(t, "Winter tour", settings.Group.GroupSubject.Text)
	settings, err = requests.WaitSettings(ctx, pictured.RequestID)
	require.NoError(t, err)
	require.NotEmpty(t, settings.Group.ProfilePicture.SHA256)
	left, err := requests.WaitParticipants(ctx, removed.RequestID)
	require.Error(t, err)
	require.Equal(t, "15550100123", left.Group.RemovedParticipants[0].WAID)
	require.Equal(t, "+15550100199", left.Group.FailedParticipants[0].Input)
	_, err = requests.WaitParticipants(ctx, added.RequestID)
	require.NoError(t, err)
	_, err = requests.WaitLifecycle(ctx, kept.RequestID)
	cause, ok := errors.AsType[*webhook.Error](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, 131000, cause.Code)
}

// Without the webhook, a wait ends with its context.
func TestGroupThatIsNeverSettled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, client, _, requests := groupWorld(t)
		asked, err := client.Groups.Create(t.Context(), graphtest.PhoneNumberID, whatsapp.CreateGroupRequest{Subject: "Summer tour"})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err = requests.WaitLifecycle(ctx, asked.RequestID)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestInviteLinksOfAGroup(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	first, err := client.Groups.GetInviteLink(t.Context(), graphtest.GroupID)
	require.NoError(t, err)
	second, err := client.Groups.CreateInviteLink(t.Context(), graphtest.GroupID)
	require.NoError(t, err)
	require.NotEqual(t, first.InviteLink, second.InviteLink)
	require.NoError(t, client.Groups.DeleteInviteLink(t.Context(), graphtest.GroupID))
	_, err = client.Groups.GetInviteLink(t.Context(), graphtest.GroupID)
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
}
