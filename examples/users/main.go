// Users lists the users of a WhatsApp Business Account, assigns a user with
// some tasks, removes the user again, and lists the accounts of a user.
//
//	go run ./examples/users
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_BUSINESS_ACCOUNT_ID,
// WHATSAPP_BUSINESS_ID and WHATSAPP_USER_ID set, it does the same against Meta,
// and changes nothing unless -apply is given. Then it needs
// WHATSAPP_NEW_USER_ID too: a user who is not assigned to the account yet.
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
	wabaID := session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", graphtest.WABAID)
	businessID := session.ID("WHATSAPP_BUSINESS_ID", graphtest.BusinessID)
	userID := session.ID("WHATSAPP_USER_ID", graphtest.UserID)

	demo.Check(listAccounts(ctx, session.Client, userID))
	demo.Check(listUsers(ctx, session.Client, wabaID, businessID))

	demo.Title("Add a user and remove the user again")
	if !session.Apply {
		demo.NotApplied()
		return
	}
	newUserID := session.ID("WHATSAPP_NEW_USER_ID", graphtest.UnassignedUserID)
	demo.Check(addAndRemove(ctx, session.Client, wabaID, businessID, newUserID))
}

func listAccounts(ctx context.Context, client *whatsapp.Client, userID string) error {
	demo.Title("Accounts of the user %s", userID)
	for account, err := range client.Users.AllWABAs(ctx, userID, nil) {
		if err != nil {
			return err
		}
		fmt.Printf("  %-17s  %-20s  %v\n", account.ID, account.Name, account.Permissions)
	}
	return nil
}

// listUsers asks for the summary, which has the number of users on all pages.
func listUsers(ctx context.Context, client *whatsapp.Client, wabaID, businessID string) error {
	demo.Title("Users of %s", wabaID)
	page, err := client.Users.List(ctx, wabaID, businessID, &whatsapp.ListOptions{Limit: 4, Summary: true})
	if err != nil {
		return err
	}
	for _, user := range page.Data {
		fmt.Printf("  %-17s  %-20s  %-13s  %v\n", user.ID, user.Name, user.UserType, user.Tasks)
	}
	if page.Summary != nil {
		fmt.Printf("  %d of %d shown\n", len(page.Data), page.Summary.TotalCount)
	}
	return nil
}

func addAndRemove(ctx context.Context, client *whatsapp.Client, wabaID, businessID, userID string) error {
	// Add would replace the tasks of a user who is assigned already.
	current, err := findUser(ctx, client, wabaID, businessID, userID)
	if err != nil {
		return err
	}
	if current != nil {
		return fmt.Errorf("user %s is already assigned, with the tasks %v", userID, current.Tasks)
	}
	tasks := []whatsapp.Task{whatsapp.TaskViewTemplates, whatsapp.TaskViewInsights}
	if err := client.Users.Add(ctx, wabaID, userID, tasks); err != nil {
		return err
	}
	added, err := findUser(ctx, client, wabaID, businessID, userID)
	if err != nil {
		return err
	}
	if added != nil {
		fmt.Printf("  added    %s (%s) with %v\n", added.ID, added.Name, added.Tasks)
	}
	if err := client.Users.Remove(ctx, wabaID, userID); err != nil {
		return err
	}
	fmt.Printf("  removed  %s\n", userID)
	return nil
}

// findUser returns an assigned user, or nil. It stops at the first match and
// fetches no more pages.
func findUser(ctx context.Context, client *whatsapp.Client, wabaID, businessID, userID string) (*whatsapp.AssignedUser, error) {
	for user, err := range client.Users.All(ctx, wabaID, businessID, &whatsapp.ListOptions{Limit: 100}) {
		if err != nil || user.ID == userID {
			return user, err
		}
	}
	return nil, nil
}
