// Solutions lists the multi-partner solutions that an app owns and those in
// which it is the partner, and proposes one to another app.
//
//	go run ./examples/solutions
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_APP_ID set, it does the same against
// Meta, and proposes nothing unless -apply is given. Then it needs
// WHATSAPP_PARTNER_APP_ID too.
package main

import (
	"context"
	"fmt"
	"iter"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start()
	solutions := session.Client.Solutions
	appID := session.ID("WHATSAPP_APP_ID", graphtest.AppID)

	demo.Title("Solutions of the app %s", appID)
	demo.Check(show(solutions.All(ctx, appID, nil)))
	demo.Title("Solutions in which it is the partner")
	demo.Check(show(solutions.All(ctx, appID, &whatsapp.ListSolutionsOptions{Role: whatsapp.SolutionRolePartner})))

	demo.Title("Propose a solution")
	if !session.Apply {
		demo.NotApplied()
		return
	}
	partnerAppID := session.ID("WHATSAPP_PARTNER_APP_ID", graphtest.PartnerAppID)
	demo.Check(propose(ctx, session.Client, appID, partnerAppID))
}

func show(solutions iter.Seq2[*whatsapp.Solution, error]) error {
	for solution, err := range solutions {
		if err != nil {
			return err
		}
		owner := "unknown"
		if solution.OwnerApp != nil {
			owner = solution.OwnerApp.Name
		}
		fmt.Printf("  %-17s  %-18s  %-10s  %-20s  %s\n",
			solution.ID, solution.Name, solution.Status, solution.StatusForPendingRequest, owner)
	}
	return nil
}

// propose lets the owner send the messages. The partner has to accept.
func propose(ctx context.Context, client *whatsapp.Client, appID, partnerAppID string) error {
	created, err := client.Solutions.Create(ctx, appID, whatsapp.CreateSolutionRequest{
		Name:             "Store messaging",
		PartnerAppID:     partnerAppID,
		OwnerPermissions: []whatsapp.Task{whatsapp.TaskMessaging},
	})
	if err != nil {
		return err
	}
	fmt.Printf("  proposed %s to the app %s\n", created.ID, partnerAppID)
	return nil
}
