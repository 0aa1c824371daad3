// Groups lists the groups of a phone number, with who is in them and who has
// asked to join.
//
//	go run ./examples/groups
//
// In memory it then plays the life of a group: it makes one and waits for the
// webhook with its id, lets people in who have come by the invite link, writes
// to them, gives it a name and a picture, removes somebody, and deletes it.
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_PHONE_NUMBER_ID set, it lists the
// groups against Meta. It changes nothing there.
package main

import (
	"context"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start()
	phoneNumberID := session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)
	demo.Check(listGroups(ctx, session.Client, phoneNumberID))
	if session.Server == nil {
		demo.Title("The life of a group is played in memory only: it needs people, and webhooks.")
		return
	}
	stage, err := newStage(session, phoneNumberID)
	demo.Check(err)
	demo.Check(stage.play(ctx))
}

func listGroups(ctx context.Context, client *whatsapp.Client, phoneNumberID string) error {
	demo.Title("Groups of %s", phoneNumberID)
	fields := whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.Group]()...)
	for summary, err := range client.Groups.All(ctx, phoneNumberID, nil) {
		if err != nil {
			return err
		}
		group, err := client.Groups.Get(ctx, summary.ID, fields) // without fields, only the id comes
		if err != nil {
			return err
		}
		fmt.Printf("  %-12s  %-17s  %d people, suspended: %t\n", group.Subject, group.JoinApprovalMode, group.TotalParticipantCount, group.Suspended)
		for request, err := range client.Groups.AllJoinRequests(ctx, group.ID, nil) {
			if err != nil {
				return err
			}
			fmt.Printf("    %s asks to join\n", request.WAID)
		}
	}
	return nil
}
