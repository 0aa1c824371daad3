package whatsapp_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

func ExampleGroupService_Create() {
	client, server := inMemory()
	requests := new(webhook.GroupRequests)
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets: []string{"app secret"}, VerifyToken: "verify token",
	}, requests.Callback(nil))
	if err != nil {
		log.Fatal(err)
	}
	meta := server.Webhooks(handler, "app secret")

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	asked, err := client.Groups.Create(ctx, graphtest.PhoneNumberID, whatsapp.CreateGroupRequest{Subject: "Summer tour"})
	if err != nil {
		log.Fatal(err)
	}
	if err := meta.Flush(ctx); err != nil { // Meta delivers without being asked
		log.Fatal(err)
	}
	created, err := requests.WaitLifecycle(ctx, asked.RequestID)
	if err != nil {
		log.Fatal(err)
	}
	group, err := client.Groups.Get(ctx, created.Group.GroupID, whatsapp.WithFields("subject", "join_approval_mode"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(group.Subject, group.JoinApprovalMode)
	// Output: Summer tour auto_approve
}
