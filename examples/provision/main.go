// Provision makes an account and a phone number as a JSON file declares them:
// it shows the plan, applies it, and shows that nothing is left to change. What
// the file does not mention stays as it is.
//
//	go run ./examples/provision
//
// It uses the account.json in its folder. With WHATSAPP_ACCESS_TOKEN,
// WHATSAPP_BUSINESS_ACCOUNT_ID and WHATSAPP_PHONE_NUMBER_ID set, it does the
// same against Meta, and changes nothing unless -apply is given.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

//go:embed account.json
var file []byte

func main() {
	ctx, session := demo.Start()
	document, err := provision.Parse(file)
	demo.Check(err)
	account := &document.Accounts[0]
	account.ID = session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)
	account.PhoneNumbers[0].ID = session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)
	demo.Check(reconcile(ctx, session, document))
}

func reconcile(ctx context.Context, session *demo.Session, document *provision.Document) error {
	plan, err := provision.NewPlan(ctx, session.Client, document)
	if err != nil {
		return err
	}
	show("Plan", plan)
	if plan.Empty() {
		return nil
	}
	if !session.Apply {
		demo.NotApplied()
		return nil
	}
	demo.Title("Apply")
	if _, err := plan.Apply(ctx, session.Client, provision.ApplyOptions{Progress: showProgress}); err != nil {
		return err // after which the plan can be applied again
	}
	if plan, err = provision.NewPlan(ctx, session.Client, document); err != nil {
		return err
	}
	show("The same plan once more", plan)
	return export(ctx, session, document.Accounts[0].ID)
}

func show(title string, plan *provision.Plan) {
	demo.Title("%s", title)
	fmt.Println("  " + strings.ReplaceAll(plan.String(), "\n", "\n  "))
}

func showProgress(progress provision.Progress) {
	if progress.Outcome != "" {
		fmt.Printf("  %d of %d  %s %s: %s\n", progress.Step, progress.Steps, progress.Change.Action, progress.Change.Target, progress.Outcome)
	}
}

// export reads everything that there is as a document.
func export(ctx context.Context, session *demo.Session, accountID string) error {
	document, err := provision.Export(ctx, session.Client, []string{accountID})
	if err != nil {
		return err
	}
	demo.Title("Export")
	for _, account := range document.Accounts {
		fmt.Printf("  account %s: %d flows, %d templates, %d users, %d numbers\n",
			account.ID, len(account.Flows), len(account.Templates), len(account.Users), len(account.PhoneNumbers))
	}
	return nil
}
