// Calls plays two phone calls on WhatsApp: one of the business, which needs the
// user's permission, and one of a user.
//
//	go run ./examples/calls
//
// It runs in memory only: a call needs somebody at either end, and WebRTC to
// make the offers and answers that it sends as text.
package main

import (
	"context"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const user = "15550150"

func main() {
	ctx, session := demo.StartInMemory()
	stage, err := newStage(session)
	demo.Check(err)
	demo.Check(stage.askForPermission(ctx))
	demo.Check(stage.callUser(ctx))
	demo.Check(stage.answerUser(ctx))
}

// A stage is where the calls are played. The server plays the user.
type stage struct {
	client *whatsapp.Client
	server *graphtest.Server
	hooks  *graphtest.Webhooks
}

func newStage(session *demo.Session) (*stage, error) {
	const appSecret = "sample app secret" //nolint:gosec // of the emulator
	router := &webhook.Router{OnCall: onCall, OnCallStatus: onCallStatus}
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets: []string{appSecret}, VerifyToken: "sample verify token",
	}, router.Handle)
	if err != nil {
		return nil, err
	}
	return &stage{client: session.Client, server: session.Server, hooks: session.Server.Webhooks(handler, appSecret)}, nil
}

// onCall prints what happens to calls. A program would hand the session to
// WebRTC, and download the recording.
func onCall(_ context.Context, event *webhook.CallEvent) error {
	switch call := &event.Call; call.Event {
	case webhook.CallEventTypeConnect:
		fmt.Printf("  webhook  connect with an %s\n", call.Session.SDPType)
	case webhook.CallEventTypeTerminate:
		fmt.Printf("  webhook  terminate, %s, for %s\n", call.Status, call.BizOpaqueCallbackData)
	case webhook.CallEventTypeRecordingAvailable:
		fmt.Printf("  webhook  a recording of the type %s\n", call.CallRecording.Audio.MIMEType)
	case webhook.CallEventTypeCreated, webhook.CallEventTypeTranscriptionAvailable:
	}
	return nil
}

func onCallStatus(_ context.Context, event *webhook.CallStatusEvent) error {
	fmt.Printf("  webhook  %s\n", event.Status.Status)
	return nil
}

// askForPermission asks the user whether the business may call.
func (s *stage) askForPermission(ctx context.Context) error {
	demo.Title("Ask for permission to call")
	permissions, err := s.client.Calls.GetPermissions(ctx, graphtest.PhoneNumberID, user)
	if err != nil {
		return err
	}
	fmt.Printf("  status %s, may ask: %t\n", permissions.Permission.Status,
		permissions.Allows(whatsapp.CallActionNameSendCallPermissionRequest))
	sent, err := s.client.Messages.Send(ctx, graphtest.PhoneNumberID, whatsapp.Message{
		To: user, Content: whatsapp.InteractiveCallPermission{Body: "May we call you about your order?"},
	})
	if err != nil {
		return err
	}
	if err := s.server.AnswerCallPermission(sent.ID(), webhook.CallPermissionReply{}); err != nil {
		return err
	}
	permissions, err = s.client.Calls.GetPermissions(ctx, graphtest.PhoneNumberID, user)
	if err != nil {
		return err
	}
	fmt.Printf("  status %s, may call: %t\n", permissions.Permission.Status, permissions.Allows(whatsapp.CallActionNameStartCall))
	for _, action := range permissions.Actions {
		for _, limit := range action.Limits {
			fmt.Printf("    %s: %d of %d within %s\n", action.ActionName, limit.CurrentUsage, limit.MaxAllowed, limit.TimePeriod.Duration())
		}
	}
	return nil
}

// callUser calls the user, and has the call recorded.
func (s *stage) callUser(ctx context.Context) error {
	demo.Title("Call the user")
	started, err := s.client.Calls.Connect(ctx, graphtest.PhoneNumberID, whatsapp.ConnectCallRequest{
		To:           user,
		Session:      whatsapp.CallSession{SDPType: whatsapp.SDPTypeOffer, SDP: sessionDescription},
		CallbackData: "order-7781",
		Recording: &whatsapp.CallCapture{
			Status: whatsapp.FeatureStatusEnabled, Purpose: "quality assurance", AnnouncementLanguage: "en_US",
		},
	})
	if err != nil {
		return err
	}
	if err := s.server.AcceptCall(started.ID()); err != nil {
		return err
	}
	update := whatsapp.UpdateCallMediaRequest{Session: whatsapp.CallSession{SDPType: whatsapp.SDPTypeOffer, SDP: sessionDescription}}
	if err := s.client.Calls.UpdateMedia(ctx, graphtest.PhoneNumberID, started.ID(), update); err != nil {
		return err
	}
	if err := s.client.Calls.Terminate(ctx, graphtest.PhoneNumberID, started.ID()); err != nil {
		return err
	}
	return s.hooks.Flush(ctx) // Meta delivers without being asked
}

// answerUser takes one call of the user and declines the next.
func (s *stage) answerUser(ctx context.Context) error {
	demo.Title("Answer the user")
	callID, err := s.server.StartCall(graphtest.PhoneNumberID, user, "")
	if err != nil {
		return err
	}
	answer := whatsapp.CallSession{SDPType: whatsapp.SDPTypeAnswer, SDP: sessionDescription}
	prepared := whatsapp.PreAcceptCallRequest{Session: answer}
	if err := s.client.Calls.PreAccept(ctx, graphtest.PhoneNumberID, callID, prepared); err != nil {
		return err
	}
	accepted := whatsapp.AcceptCallRequest{Session: answer, CallbackData: "agent-4"}
	if err := s.client.Calls.Accept(ctx, graphtest.PhoneNumberID, callID, accepted); err != nil {
		return err
	}
	if err := s.server.HangUp(callID); err != nil {
		return err
	}
	next, err := s.server.StartCall(graphtest.PhoneNumberID, user, "")
	if err != nil {
		return err
	}
	if err := s.client.Calls.Reject(ctx, graphtest.PhoneNumberID, next); err != nil {
		return err
	}
	return s.hooks.Flush(ctx)
}

// sessionDescription stands for what WebRTC makes.
const sessionDescription = "v=0\r\no=- 20518 0 IN IP4 198.51.100.7\r\ns=-\r\nt=0 0\r\n"
