package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// A stage is where the life of a group is played: requests go to the server,
// and its webhooks come back to those who wait for them.
type stage struct {
	client        *whatsapp.Client
	server        *graphtest.Server
	hooks         *graphtest.Webhooks
	requests      *webhook.GroupRequests
	phoneNumberID string
}

func newStage(session *demo.Session, phoneNumberID string) (*stage, error) {
	const appSecret = "sample app secret"
	requests := new(webhook.GroupRequests)
	router := new(webhook.Router) // of a program that does more with webhooks
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets: []string{appSecret}, VerifyToken: "sample verify token",
	}, requests.Callback(router.Handle))
	if err != nil {
		return nil, err
	}
	return &stage{
		client: session.Client, server: session.Server, requests: requests, phoneNumberID: phoneNumberID,
		hooks: session.Server.Webhooks(handler, appSecret),
	}, nil
}

func (s *stage) play(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // Meta does not say how long a request takes
	defer cancel()
	group, err := s.create(ctx)
	if err != nil {
		return err
	}
	if err := s.letIn(ctx, group.GroupID); err != nil {
		return err
	}
	if err := s.change(ctx, group.GroupID); err != nil {
		return err
	}
	return s.end(ctx, group.GroupID)
}

// create makes a group. Its id and its invite link come by webhook.
func (s *stage) create(ctx context.Context) (*webhook.GroupLifecycle, error) {
	demo.Title("Make a group")
	asked, err := s.client.Groups.Create(ctx, s.phoneNumberID, whatsapp.CreateGroupRequest{
		Subject: "Summer tour", JoinApprovalMode: new(whatsapp.GroupJoinApprovalModeApprovalRequired),
	})
	if err != nil {
		return nil, err
	}
	if err := s.hooks.Flush(ctx); err != nil { // Meta delivers without being asked
		return nil, err
	}
	event, err := s.requests.WaitLifecycle(ctx, asked.RequestID)
	if err != nil {
		return nil, err
	}
	fmt.Printf("  %s, %s\n", event.Group.Subject, event.Group.InviteLink)
	return &event.Group, nil
}

// letIn approves one of those who have come by the invite link, and rejects
// another.
func (s *stage) letIn(ctx context.Context, groupID string) error {
	demo.Title("Let people in")
	link, err := s.client.Groups.GetInviteLink(ctx, groupID)
	if err != nil {
		return err
	}
	for _, user := range []string{"15550130", "15550131"} {
		if err := s.server.JoinGroup(link.InviteLink, user); err != nil { // as they tap the link
			return err
		}
	}
	page, err := s.client.Groups.ListJoinRequests(ctx, groupID, nil)
	if err != nil {
		return err
	}
	ids := []string{page.Data[0].JoinRequestID, "of yesterday"}
	approved, err := s.client.Groups.ApproveJoinRequests(ctx, groupID, ids)
	failure, isRefusal := errors.AsType[*whatsapp.GraphAPIError](err)
	if !isRefusal || approved == nil {
		return err
	}
	fmt.Printf("  approved %d, failed %d: code %d\n", len(approved.Approved), len(approved.Failed), failure.Code)
	rejected, err := s.client.Groups.RejectJoinRequests(ctx, groupID, []string{page.Data[1].JoinRequestID})
	if err != nil {
		return err
	}
	fmt.Printf("  rejected %d\n", len(rejected.Rejected))

	sent, err := s.client.Messages.Send(ctx, s.phoneNumberID, whatsapp.Message{
		To: groupID, RecipientType: whatsapp.RecipientTypeGroup, Content: whatsapp.Text{Body: "We meet at nine."},
	})
	if err != nil {
		return err
	}
	fmt.Printf("  written to the group: %t\n", sent.Messages[0].GroupID == groupID)
	return nil
}

// change gives the group another name, a picture and another link.
func (s *stage) change(ctx context.Context, groupID string) error {
	demo.Title("Change the group")
	renamed, err := s.client.Groups.Update(ctx, groupID, whatsapp.UpdateGroupRequest{Subject: new("Winter tour")})
	if err != nil {
		return err
	}
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 192, 192)), nil); err != nil {
		return err
	}
	pictured, err := s.client.Groups.SetPicture(ctx, groupID, whatsapp.File{Content: &picture, Name: "tour.jpg"})
	if err != nil {
		return err
	}
	if err := s.hooks.Flush(ctx); err != nil {
		return err
	}
	for _, asked := range []*whatsapp.GroupChange{renamed, pictured} {
		event, err := s.requests.WaitSettings(ctx, asked.RequestID)
		if err != nil {
			return err
		}
		if subject := event.Group.GroupSubject; subject != nil {
			fmt.Printf("  subject  %s\n", subject.Text)
		}
		if picture := event.Group.ProfilePicture; picture != nil {
			fmt.Printf("  picture  %s\n", picture.MIMEType)
		}
	}
	if _, err := s.client.Groups.CreateInviteLink(ctx, groupID); err != nil {
		return err
	}
	fmt.Println("  the old link leads nowhere")
	return s.client.Groups.DeleteInviteLink(ctx, groupID) // nor does the new one
}

// end removes somebody, and deletes the group.
func (s *stage) end(ctx context.Context, groupID string) error {
	demo.Title("End the group")
	// Meta's guide says that nobody can be added, so be ready for a refusal.
	if _, err := s.client.Groups.AddParticipants(ctx, groupID, []string{"+15550132"}); err != nil {
		fmt.Printf("  not added: %v\n", err)
	}
	removed, err := s.client.Groups.RemoveParticipants(ctx, groupID, []string{"+15550130"})
	if err != nil {
		return err
	}
	deleted, err := s.client.Groups.Delete(ctx, groupID)
	if err != nil {
		return err
	}
	if err := s.hooks.Flush(ctx); err != nil {
		return err
	}
	left, err := s.requests.WaitParticipants(ctx, removed.RequestID)
	if err != nil {
		return err
	}
	fmt.Printf("  removed  %s\n", left.Group.RemovedParticipants[0].WAID)
	if _, err := s.requests.WaitLifecycle(ctx, deleted.RequestID); err != nil {
		return err
	}
	fmt.Println("  deleted")
	return nil
}
