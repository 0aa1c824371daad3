package main

import (
	"context"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
)

// retire takes a published flow out of use. Whoever has the message can no
// longer open it, and it stays in the list: only a draft can be deleted.
func retire(ctx context.Context, client *whatsapp.Client, wabaID, flowID string) error {
	demo.Title("Take it out of use")
	for asset, err := range client.Flows.AllAssets(ctx, flowID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  keep       %s, %s\n", asset.Name, asset.AssetType)
	}
	kept, err := client.Flows.DownloadJSON(ctx, flowID)
	if err != nil {
		return err
	}
	fmt.Printf("  kept       %d bytes\n", len(kept))
	if err := client.Flows.Deprecate(ctx, flowID); err != nil {
		return err
	}
	demo.Title("Flows of the account, whose other drafts are deleted")
	for flow, err := range client.Flows.All(ctx, wabaID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-16s  %s\n", flow.Name, flow.Status)
		if flow.Status != whatsapp.FlowStatusDraft {
			continue
		}
		if err := discard(ctx, client.Flows, flow); err != nil {
			return err
		}
	}
	return nil
}

// discard gives a draft a name that says so, and deletes it.
func discard(ctx context.Context, flows *whatsapp.FlowService, draft *whatsapp.Flow) error {
	name := draft.Name + "-discarded"
	if err := flows.Update(ctx, draft.ID, whatsapp.UpdateFlowRequest{Name: &name}); err != nil {
		return err
	}
	if err := flows.Delete(ctx, draft.ID); err != nil {
		return err
	}
	fmt.Printf("  %-16s  deleted\n", name)
	return nil
}
