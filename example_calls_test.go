package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleCallService_Connect() {
	client, server := inMemory()
	ctx := context.Background()
	const offer = "v=0\r\no=- 20518 0 IN IP4 198.51.100.7\r\n" // of WebRTC
	request := whatsapp.ConnectCallRequest{
		To: "15550100144", Session: whatsapp.CallSession{SDPType: whatsapp.SDPTypeOffer, SDP: offer},
	}
	_, err := client.Calls.Connect(ctx, graphtest.PhoneNumberID, request)
	fmt.Println("not permitted:", errors.Is(err, whatsapp.ErrPolicy))

	if err := server.PermitCalls(graphtest.PhoneNumberID, "15550100144", false); err != nil {
		log.Fatal(err)
	}
	started, err := client.Calls.Connect(ctx, graphtest.PhoneNumberID, request)
	if err != nil {
		log.Fatal(err)
	}
	if err := client.Calls.Terminate(ctx, graphtest.PhoneNumberID, started.ID()); err != nil {
		log.Fatal(err)
	}
	fmt.Println("rang, and ended")
	// Output:
	// not permitted: true
	// rang, and ended
}

func ExampleCallService_Accept() {
	client, server := inMemory()
	ctx := context.Background()
	callID, err := server.StartCall(graphtest.PhoneNumberID, "15550100144", "") // comes with the webhook connect
	if err != nil {
		log.Fatal(err)
	}
	const answer = "v=0\r\no=- 20518 0 IN IP4 198.51.100.7\r\n" // of WebRTC
	session := whatsapp.CallSession{SDPType: whatsapp.SDPTypeAnswer, SDP: answer}
	if err := client.Calls.PreAccept(ctx, graphtest.PhoneNumberID, callID, whatsapp.PreAcceptCallRequest{Session: session}); err != nil {
		log.Fatal(err)
	}
	if err := client.Calls.Accept(ctx, graphtest.PhoneNumberID, callID, whatsapp.AcceptCallRequest{Session: session}); err != nil {
		log.Fatal(err)
	}
	calls := server.Calls()
	fmt.Println(calls[len(calls)-1].State)
	// Output: accepted
}

func ExampleCallService_GetPermissions() {
	client, _ := inMemory()
	permissions, err := client.Calls.GetPermissions(context.Background(), graphtest.PhoneNumberID, "15550100144")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(permissions.Permission.Status)
	for _, action := range permissions.Actions {
		for _, limit := range action.Limits {
			fmt.Println(action.ActionName, action.CanPerformAction, limit.CurrentUsage, "of", limit.MaxAllowed, "within", limit.TimePeriod.Duration())
		}
	}
	// Output:
	// no_permission
	// send_call_permission_request true 0 of 1 within 24h0m0s
	// send_call_permission_request true 0 of 2 within 168h0m0s
	// start_call false 0 of 100 within 24h0m0s
}
