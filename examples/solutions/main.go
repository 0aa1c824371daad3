// Solutions lists the multi-partner solutions that an app owns and those in
// which it is the partner, proposes one to another app, accepts an invitation,
// moves an account from one solution to another, hands one over, and ends a
// solution.
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
	if session.Server == nil {
		return // the rest is for both sides of solutions that exist in memory only
	}
	demo.Title("Answer an invitation")
	demo.Check(join(ctx, session.Client, graphtest.InvitedSolutionID))
	demo.Title("Move an account")
	demo.Check(move(ctx, session.Client, graphtest.WABAID))
	demo.Title("Hand over an account that is managed on behalf of its owner")
	demo.Check(handOver(ctx, session.Client, graphtest.WABAID))
	demo.Title("End a solution")
	demo.Check(end(ctx, session.Client, graphtest.InvitedSolutionID))
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

func join(ctx context.Context, client *whatsapp.Client, solutionID string) error {
	accepted, err := client.Solutions.Accept(ctx, solutionID, whatsapp.AcceptSolutionRequest{PartnerAppID: graphtest.AppID})
	if err != nil {
		return err
	}
	fmt.Printf("  %s is %s\n", solutionID, accepted.PartnerStatus)
	for partner, err := range client.Solutions.AllPartners(ctx, solutionID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  partner %s: %s\n", partner.PartnerApp.Name, partner.Status)
	}
	return nil
}

// move takes an account from the solution that it is shared with to another.
func move(ctx context.Context, client *whatsapp.Client, wabaID string) error {
	started, err := client.Solutions.SetMigrationIntent(ctx, wabaID, whatsapp.SetMigrationIntentRequest{
		Intent:     whatsapp.SolutionMigrationIntentInitiate,
		SolutionID: graphtest.SolutionID, TargetSolutionID: graphtest.InvitedSolutionID,
	})
	if err != nil {
		return err
	}
	if _, err := client.Solutions.SetMigrationIntent(ctx, wabaID, whatsapp.SetMigrationIntentRequest{
		Intent: whatsapp.SolutionMigrationIntentConfirm, SolutionID: graphtest.SolutionID,
	}); err != nil {
		return err
	}
	intent, err := client.Solutions.GetMigrationIntent(ctx, started.MigrationIntentID)
	if err != nil {
		return err
	}
	fmt.Printf("  the move is %s\n", intent.Status)
	return show(client.Solutions.AllForWABA(ctx, wabaID, nil))
}

// handOver starts a transfer, and confirms it once the partner has agreed.
func handOver(ctx context.Context, client *whatsapp.Client, wabaID string) error {
	for request, err := range client.OnBehalf.AllRequests(ctx, wabaID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %s asks: %s\n", request.RequestingBusiness.Name, request.Status)
	}
	started, err := client.OnBehalf.CreateIntent(ctx, wabaID, whatsapp.CreateOBOMobilityIntentRequest{
		IntentType: whatsapp.OBOIntentTypeInitiateTransfer,
		SolutionID: graphtest.SolutionID, TargetSolutionID: graphtest.InvitedSolutionID,
	})
	if err != nil {
		return err
	}
	if _, err := client.OnBehalf.CreateIntent(ctx, wabaID, whatsapp.CreateOBOMobilityIntentRequest{
		IntentType: whatsapp.OBOIntentTypeConfirmTransfer, SolutionID: graphtest.SolutionID,
	}); err != nil {
		return err
	}
	intent, err := client.OnBehalf.GetIntent(ctx, started.MobilityIntentID)
	if err != nil {
		return err
	}
	fmt.Printf("  the transfer to %s is %s\n", intent.Solution.Name, intent.Status)
	return nil
}

// end asks for the end of a solution, is refused once, and asks again.
func end(ctx context.Context, client *whatsapp.Client, solutionID string) error {
	solutions := client.Solutions
	if _, err := solutions.SendDeactivationRequest(ctx, solutionID, "The season is over"); err != nil {
		return err
	}
	kept, err := solutions.RejectDeactivationRequest(ctx, solutionID)
	if err != nil {
		return err
	}
	fmt.Printf("  still %s\n", kept.Status)
	if _, err := solutions.SendDeactivationRequest(ctx, solutionID, "The shop has closed"); err != nil {
		return err
	}
	ended, err := solutions.AcceptDeactivationRequest(ctx, solutionID)
	if err != nil {
		return err
	}
	fmt.Printf("  now %s\n", ended.Status)
	return nil
}
